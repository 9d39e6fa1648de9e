import { defineTransformer, fn, number, quantiles } from '@mdm/sdk';
import { z } from 'zod';
import { allKnown, show } from './numbers.js';

const share = z.number().min(0).max(1);

/**
 * Winsorised value: `winsorised` = x moved to the nearer of two quantiles of the training rows when it lies outside of them.
 * In units of x. Missing in, missing out; no feature when the two are equal. Source: scipy.stats.mstats.winsorize, by quantile.
 */
export const winsorise = defineTransformer({
  meta: {
    name: 'winsorise',
    version: 1,
    summary: 'Value clamped to two quantiles',
    appliesTo: { semantic: ['numeric'], arity: 'each' },
    outputs: ['winsorised'],
    params: z
      .strictObject({
        lower: share.default(0.05).describe('quantile below which values are raised'),
        upper: share.default(0.95).describe('quantile above which values are lowered'),
      })
      .refine((p) => p.lower < p.upper, { message: 'lower must be below upper' }),
  },
  fit: ({ on: [c], params }) => ({ quantiles: quantiles(number(c), [params.lower, params.upper]) }),
  transform({ on: [c], params, state }) {
    const [low, high] = allKnown(state.quantiles) ?? [];
    if (low === undefined || high === undefined || low === high) return [];
    return [
      {
        name: 'winsorised',
        expr: fn.least(fn.greatest(number(c), low), high),
        explain: `${c.name} kept between ${show(low)} and ${show(high)}, its quantiles at ${show(params.lower)} and ${show(params.upper)}.`,
      },
    ];
  },
});

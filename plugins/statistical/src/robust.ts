import { defineTransformer, fn, number } from '@mdm/sdk';
import { z } from 'zod';
import { show } from './numbers.js';
import { quartiles, readQuartiles } from './quartiles.js';

/**
 * Robust scale: `robust` = (x - median) / (q75 - q25), quantiles of the training rows with linear interpolation.
 * In interquartile ranges. Missing in, missing out; no feature when the range is 0. Source: scikit-learn's RobustScaler.
 */
export const robust = defineTransformer({
  meta: {
    name: 'robust',
    version: 1,
    summary: 'Distance from the median in interquartile ranges',
    appliesTo: { semantic: ['numeric'], arity: 'each' },
    outputs: ['robust'],
    params: z.strictObject({}),
  },
  fit: ({ on: [c] }) => ({ quartiles: quartiles(c) }),
  transform({ on: [c], state }) {
    const q = readQuartiles(state.quartiles);
    const range = q === null ? 0 : q.upper - q.lower;
    if (q === null || range === 0 || !Number.isFinite(range)) return [];
    return [
      {
        name: 'robust',
        expr: fn.divide(fn.subtract(number(c), q.median), range),
        explain: `Distance of ${c.name} from its median (${show(q.median)}) in interquartile ranges (${show(range)}).`,
      },
    ];
  },
});

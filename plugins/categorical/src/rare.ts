import { defineTransformer, fn, type Feature } from '@mdm/sdk';
import { z } from 'zod';
import { category, counts, leastRows, rowsOf, show } from './counts.js';

/** 1 for a category whose share of the known training rows is below the threshold, or that was never seen there; else 0. Missing gives 0. */
export const rare = defineTransformer({
  meta: {
    name: 'rare',
    version: 1,
    summary: 'Flag for rare categories',
    appliesTo: { semantic: ['categorical', 'boolean'], arity: 'each' },
    outputs: ['is_rare'],
    params: z.strictObject({
      threshold: z.number().min(0).max(1).default(0.01).describe('Share of the known rows below which a category is rare'),
    }),
  },
  fit: ({ on }) => counts(on[0]),
  transform({ on, params, state }): Feature[] {
    const known = state.known ?? 0;
    if (known === 0) return [];
    const least = leastRows(params.threshold, known);
    const rows = rowsOf(on[0]);
    return [
      {
        name: 'is_rare',
        expr: fn.flag(fn.and(fn.not(fn.isMissing(category(on[0]))), fn.or(fn.isMissing(rows), fn.lt(rows, least)))),
        explain: `1 when fewer than ${least} of the ${known} known training rows (a share below ${show(params.threshold)}) have the same ${on[0].name}, else 0.`,
      },
    ];
  },
});

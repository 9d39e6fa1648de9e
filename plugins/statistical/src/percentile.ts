import { defineTransformer, number, rank, ranks } from '@mdm/sdk';
import { z } from 'zod';

/**
 * Percentile rank: `rank` = share of the known training values at or below x, ties averaged, in (0, 1].
 * Missing in, missing out. Source: pandas `rank(method='average', pct=True)`.
 */
export const percentile = defineTransformer({
  meta: {
    name: 'percentile',
    version: 1,
    summary: 'Percentile rank among the training values',
    appliesTo: { semantic: ['numeric'], arity: 'each' },
    outputs: ['rank'],
    params: z.strictObject({}),
  },
  fit: ({ on: [c] }) => ({ ranks: ranks(number(c)) }),
  transform: ({ on: [c] }) => [
    {
      name: 'rank',
      expr: rank('ranks', number(c)),
      explain: `Share of the training values of ${c.name} at or below this one, ties averaged.`,
    },
  ],
});

import { defineTransformer, fn, number, quantiles } from '@mdm/sdk';
import { z } from 'zod';

/**
 * How far a number is from the median of the training rows: `deviation` = x - median, or (x - median) / |median| when `relative`.
 * Missing in, missing out. No feature when no value is known, or when `relative` and the median is 0.
 */
export const deviation = defineTransformer({
  meta: {
    name: 'deviation',
    version: 1,
    summary: 'Distance from the median',
    appliesTo: { semantic: ['numeric'], arity: 'each' },
    outputs: ['deviation'],
    params: z.strictObject({
      relative: z.boolean().default(false).describe('in medians instead of the unit of the column'),
    }),
  },

  // What to measure on the training rows: named here, done by the engine.
  fit: ({ on: [c] }) => ({ quartiles: quantiles(number(c), [0.5]) }),

  // The answers as state, which is kept in the recipe.
  learn: ({ quartiles }) => {
    const median = Array.isArray(quartiles) ? (quartiles as readonly unknown[])[0] : null;
    return { median: typeof median === 'number' ? median : null };
  },

  // What to compute of every row, as an expression.
  transform({ on: [c], params: { relative }, state: { median } }) {
    if (median === null || (relative && median === 0)) return [];
    const difference = fn.subtract(number(c), median);
    return [
      {
        name: 'deviation',
        expr: relative ? fn.divide(difference, Math.abs(median)) : difference,
        explain: `Distance of ${c.name} from its median (${median})${relative ? ', in medians' : ''}.`,
      },
    ];
  },
});

import { agg, defineTransformer, fn, number } from '@mdm/sdk';
import { z } from 'zod';
import { known, show } from './numbers.js';

/**
 * Range scale: `minmax` = (x - min) / (max - min) of the training rows: 0 to 1 there, outside of it for new extremes.
 * Missing in, missing out; no feature when max equals min.
 */
export const minmax = defineTransformer({
  meta: {
    name: 'minmax',
    version: 1,
    summary: 'Position between the least and the greatest value',
    appliesTo: { semantic: ['numeric'], arity: 'each' },
    outputs: ['minmax'],
    params: z.strictObject({}),
  },
  fit: ({ on: [c] }) => ({ min: agg.min(number(c)), max: agg.max(number(c)) }),
  transform({ on: [c], state }) {
    const min = known(state.min);
    const max = known(state.max);
    if (min === null || max === null || max === min || !Number.isFinite(max - min)) return [];
    return [
      {
        name: 'minmax',
        expr: fn.divide(fn.subtract(number(c), min), max - min),
        explain: `Position of ${c.name} between its least (${show(min)}, 0) and greatest (${show(max)}, 1) training value.`,
      },
    ];
  },
});

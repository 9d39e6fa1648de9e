import { defineTransformer, lag as lagOf, number, type Feature } from '@mdm/sdk';
import { z } from 'zod';
import { sequenceOf, within } from './sequence.js';

/** The value k rows earlier, in time order and within the group. Missing in the first k rows, and when that value is missing. */
export const lag = defineTransformer({
  meta: {
    name: 'lag',
    version: 1,
    summary: 'Earlier values, in time order within the group',
    appliesTo: { semantic: ['numeric'], arity: 'each', needs: ['time'] },
    outputs: ['lag_{rows}'],
    params: z.strictObject({
      lags: z.array(z.int().min(1)).default([1, 7]).describe('How many rows earlier'),
    }),
  },
  transform({ on, params, roles }): Feature[] {
    const over = sequenceOf(on[0], roles);
    if (over === undefined) return [];
    return [...new Set(params.lags)].map((k) => ({
      name: `lag_${k}`,
      expr: lagOf(number(on[0]), k, over),
      explain: `${on[0].name} of ${k === 1 ? 'the row before' : `${k} rows before`}${within(roles)}, by ${roles.time?.name}.`,
    }));
  },
});

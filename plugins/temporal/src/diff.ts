import { defineTransformer, fn, lag, number, type Feature } from '@mdm/sdk';
import { z } from 'zod';
import { sequenceOf, within } from './sequence.js';

/** x minus the x of k rows earlier, in time order and within the group. Missing in the first k rows, and when either value is missing. */
export const diff = defineTransformer({
  meta: {
    name: 'diff',
    version: 1,
    summary: 'Change since an earlier row, in time order within the group',
    appliesTo: { semantic: ['numeric'], arity: 'each', needs: ['time'] },
    outputs: ['diff_{rows}'],
    params: z.strictObject({
      periods: z.array(z.int().min(1)).default([1]).describe('How many rows earlier'),
    }),
  },
  transform({ on, params, roles }): Feature[] {
    const over = sequenceOf(on[0], roles);
    if (over === undefined) return [];
    const x = number(on[0]);
    return [...new Set(params.periods)].map((k) => ({
      name: `diff_${k}`,
      expr: fn.subtract(x, lag(x, k, over)),
      explain: `${on[0].name} minus its value ${k === 1 ? 'one row' : `${k} rows`} before${within(roles)}, by ${roles.time?.name}.`,
    }));
  },
});

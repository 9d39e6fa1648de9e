import { defineTransformer, expanding as upTo, number, rolling, type Feature } from '@mdm/sdk';
import { z } from 'zod';
import { sequenceOf, within } from './sequence.js';

/** Mean of all rows so far, in time order and within the group. Missing values are skipped; missing before the first known value. */
export const expanding = defineTransformer({
  meta: {
    name: 'expanding',
    version: 1,
    summary: 'Mean of all rows so far, in time order within the group',
    appliesTo: { semantic: ['numeric'], arity: 'each', needs: ['time'] },
    outputs: ['expanding_mean'],
    params: z.strictObject({
      present: z.boolean().default(true).describe('Whether the present row counts'),
    }),
  },
  transform({ on, params, roles }): Feature[] {
    const over = sequenceOf(on[0], roles);
    if (over === undefined) return [];
    return [
      {
        name: 'expanding_mean',
        expr: rolling('mean', number(on[0]), upTo(params.present ? 0 : 1), over),
        explain: `Mean of ${on[0].name} over all rows up to ${params.present ? 'the present one' : 'the one before'}${within(roles)}, by ${roles.time?.name}.`,
      },
    ];
  },
});

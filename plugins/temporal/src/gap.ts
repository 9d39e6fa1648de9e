import { defineTransformer, fn, lag, time, type Feature } from '@mdm/sdk';
import { z } from 'zod';
import { sequenceOf, within } from './sequence.js';

const seconds = { seconds: 1, minutes: 60, hours: 3600, days: 86_400 };

/** Time since the row before, in time order and within the group, with fractions. Missing in the first row and when either time is missing. */
export const gap = defineTransformer({
  meta: {
    name: 'gap',
    version: 1,
    summary: 'Time since the previous row of the group',
    appliesTo: { semantic: ['datetime'], arity: 'each', needs: ['time'] },
    outputs: ['seconds_since_previous', 'minutes_since_previous', 'hours_since_previous', 'days_since_previous'],
    params: z.strictObject({
      unit: z.enum(['seconds', 'minutes', 'hours', 'days']).default('seconds').describe('Unit of the result'),
    }),
  },
  transform({ on, params, roles }): Feature[] {
    const over = roles.time?.name === on[0].name ? sequenceOf(on[0], roles) : undefined;
    if (over === undefined) return [];
    const now = fn.epochSeconds(time(on[0]));
    const passed = fn.subtract(now, lag(now, 1, over));
    return [
      {
        name: `${params.unit}_since_previous`,
        expr: params.unit === 'seconds' ? passed : fn.divide(passed, seconds[params.unit]),
        explain: `${params.unit[0]?.toUpperCase()}${params.unit.slice(1)} since the row before${within(roles)}, by ${on[0].name}.`,
      },
    ];
  },
});

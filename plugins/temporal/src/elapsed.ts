import { defineTransformer, fn, time, type Feature } from '@mdm/sdk';
import { z } from 'zod';

const seconds = { days: 86_400, hours: 3600, minutes: 60 };

/** The second time minus the first, with fractions, for pairs of datetime columns. Missing when either is. */
export const elapsed = defineTransformer({
  meta: {
    name: 'elapsed',
    version: 1,
    summary: 'Time from one datetime column to another',
    appliesTo: { semantic: ['datetime'], arity: 'all' },
    outputs: ['elapsed_days', 'elapsed_hours', 'elapsed_minutes'],
    params: z.strictObject({
      unit: z.enum(['days', 'hours', 'minutes']).default('days').describe('Unit of the result'),
      max: z.int().min(0).default(10).describe('Most pairs to make, in column order'),
    }),
  },
  transform({ on, params }): Feature[] {
    const pairs = on.flatMap((from, k) => on.slice(k + 1).map((to) => [from, to] as const));
    return pairs.slice(0, params.max).map(([from, to]) => ({
      name: `elapsed_${params.unit}`,
      on: [from, to],
      expr: fn.divide(fn.subtract(fn.epochSeconds(time(to)), fn.epochSeconds(time(from))), seconds[params.unit]),
      explain: `${params.unit[0]?.toUpperCase()}${params.unit.slice(1)} from ${from.name} to ${to.name}.`,
    }));
  },
});

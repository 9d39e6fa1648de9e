import { agg, defineTransformer, fn, time, type Feature } from '@mdm/sdk';
import { z } from 'zod';

const seconds = { days: 86_400, hours: 3600 };

/** JavaScript's dates end 8.64e12 seconds from 1970; an engine's may not. */
const show = (at: number): string =>
  Math.abs(at) <= 8.64e12 ? new Date(at * 1000).toISOString().replace(/(\.000)?Z$/, '') : `${at} s since 1970`;

/** Time since the least time of the training rows, with fractions; negative for earlier times in other tables. Missing in, missing out. */
export const since = defineTransformer({
  meta: {
    name: 'since',
    version: 1,
    summary: 'Days or hours since the first time of the training rows',
    appliesTo: { semantic: ['datetime'], arity: 'each' },
    outputs: ['days_since_first', 'hours_since_first'],
    params: z.strictObject({ unit: z.enum(['days', 'hours']).default('days').describe('Unit of the result') }),
  },
  fit: ({ on }) => ({ first: agg.min(fn.epochSeconds(time(on[0]))) }),
  transform({ on, params, state }): Feature[] {
    const first = state.first;
    if (first === null) return [];
    return [
      {
        name: `${params.unit}_since_first`,
        expr: fn.divide(fn.subtract(fn.epochSeconds(time(on[0])), first), seconds[params.unit]),
        explain: `${params.unit === 'days' ? 'Days' : 'Hours'} from ${show(first)}, the first ${on[0].name} of the training rows.`,
      },
    ];
  },
});

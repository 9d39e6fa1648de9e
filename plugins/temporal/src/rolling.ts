import { cast, defineTransformer, lastRows, lastSeconds, number, rolling as aggregate, type Feature } from '@mdm/sdk';
import { z } from 'zod';
import { interval, secondsIn, sequenceOf, within } from './sequence.js';

const STATS = ['mean', 'std', 'min', 'max', 'sum', 'count'] as const;
const words = { mean: 'Mean', std: 'Standard deviation', min: 'Least', max: 'Greatest', sum: 'Sum', count: 'Known values' };

/**
 * Statistics of a moving window, in time order and within the group. A window of n rows is the present row and the n - 1 before it;
 * a window of a length of time is the rows of that time strictly before the present instant. Missing values are skipped: a window
 * without a known value gives missing (`count`: 0), and `std` (ddof 1) needs two.
 */
export const rolling = defineTransformer({
  meta: {
    name: 'rolling',
    version: 1,
    summary: 'Mean, spread, least, greatest, sum and count over the last rows or a length of time',
    appliesTo: { semantic: ['numeric'], arity: 'each', needs: ['time'] },
    outputs: STATS.map((stat) => `roll_{window}_${stat}`),
    params: z.strictObject({
      windows: z.array(z.int().min(1)).default([3, 7]).describe('Windows in rows, the present row included'),
      intervals: z
        .array(z.string().regex(interval, 'must be a whole number and s, m, h, d or w, such as 7d'))
        .default([])
        .describe('Windows in time before the present instant: a whole number and s, m, h, d or w, such as 7d'),
      stats: z
        .array(z.enum(STATS))
        .default([...STATS])
        .describe('The statistics to make'),
    }),
  },
  transform({ on, params, roles }): Feature[] {
    const over = sequenceOf(on[0], roles);
    if (over === undefined) return [];
    const frames = [
      ...[...new Set(params.windows)].map((n) => ({
        name: String(n),
        frame: lastRows(n),
        span: n === 1 ? 'the present row' : `the present row and the ${n - 1} before`,
      })),
      ...[...new Set(params.intervals)].map((t) => ({ name: t, frame: lastSeconds(secondsIn(t)), span: `the ${t} before the row` })),
    ];
    return frames.flatMap(({ name, frame, span }) =>
      STATS.filter((stat) => params.stats.includes(stat)).map((stat) => {
        const value = aggregate(stat, number(on[0]), frame, over);
        return {
          name: `roll_${name}_${stat}`,
          expr: stat === 'count' ? cast(value, 'int32') : value,
          explain: `${words[stat]} of ${on[0].name} over ${span}${within(roles)}, by ${roles.time?.name}.`,
        };
      }),
    );
  },
});

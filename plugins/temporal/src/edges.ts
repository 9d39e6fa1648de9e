import { defineTransformer, fn, type Expr, type Feature } from '@mdm/sdk';
import { z } from 'zod';
import { inZone, wallClock, zone } from './zone.js';

type Clock = Expr<'timestamp'>;

const first = (t: Clock): Expr<'boolean'> => fn.eq(fn.day(t), 1);
const last = (t: Clock): Expr<'boolean'> => fn.eq(fn.day(t), fn.daysInMonth(t));
/** The month is the given one of its quarter: 1 is the first, 0 the last. */
const monthOfQuarter = (t: Clock, k: number): Expr<'boolean'> => fn.eq(fn.modulo(fn.month(t), 3), k);

const EDGES = {
  month_start: { of: first, explain: 'first day of a month' },
  month_end: { of: last, explain: 'last day of a month' },
  quarter_start: { of: (t: Clock) => fn.and(first(t), monthOfQuarter(t, 1)), explain: 'first day of a quarter' },
  quarter_end: { of: (t: Clock) => fn.and(last(t), monthOfQuarter(t, 0)), explain: 'last day of a quarter' },
  year_start: { of: (t: Clock) => fn.eq(fn.dayOfYear(t), 1), explain: 'first day of a year' },
  year_end: { of: (t: Clock) => fn.and(fn.eq(fn.month(t), 12), fn.eq(fn.day(t), 31)), explain: 'last day of a year' },
} as const;

const NAMES = Object.keys(EDGES) as [keyof typeof EDGES, ...(keyof typeof EDGES)[]];

/** Flags for the first and last days of months, quarters and calendar years, whatever the time of day. Missing in, missing out. */
export const edges = defineTransformer({
  meta: {
    name: 'edges',
    version: 1,
    summary: 'Flags for the first and last day of month, quarter and year',
    appliesTo: { semantic: ['datetime'], arity: 'each' },
    outputs: NAMES.map((name) => `is_${name}`),
    params: z.strictObject({
      zone,
      edges: z
        .array(z.enum(NAMES))
        .default([...NAMES])
        .describe('The edges to flag'),
    }),
  },
  transform({ on, params }): Feature[] {
    const clock = wallClock(on[0], params.zone);
    return NAMES.filter((name) => params.edges.includes(name)).map((name) => ({
      name: `is_${name}`,
      expr: fn.flagOrMissing(EDGES[name].of(clock)),
      explain: `1 when ${on[0].name} is the ${EDGES[name].explain}${inZone(params.zone)}, else 0.`,
    }));
  },
});

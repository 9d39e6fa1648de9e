import { defineTransformer, fn, type Expr, type Feature } from '@mdm/sdk';
import { z } from 'zod';
import { inZone, wallClock, zone } from './zone.js';

type Clock = Expr<'timestamp'>;

const CYCLES = {
  month: { of: (t: Clock) => fn.month(t), period: 12 },
  day_of_week: { of: (t: Clock) => fn.dayOfWeek(t), period: 7 },
  hour: { of: (t: Clock) => fn.hour(t), period: 24 },
  day_of_year: { of: (t: Clock) => fn.dayOfYear(t), period: 365.25 },
} as const;

const NAMES = Object.keys(CYCLES) as [keyof typeof CYCLES, ...(keyof typeof CYCLES)[]];

/**
 * A cyclic part of the time as a point on the unit circle, so that December is next to January: the sine and cosine of
 * 2π·part/period, with periods 12 (month), 7 (weekday, Monday 0), 24 (hour) and 365.25 (day of the year). Missing in, missing out.
 */
export const cycle = defineTransformer({
  meta: {
    name: 'cycle',
    version: 1,
    summary: 'Sine and cosine of month, weekday, hour and day of the year',
    appliesTo: { semantic: ['datetime'], arity: 'each' },
    outputs: NAMES.flatMap((name) => [`${name}_sin`, `${name}_cos`]),
    params: z.strictObject({
      zone,
      which: z
        .array(z.enum(NAMES))
        .default([...NAMES])
        .describe('The cycles to make'),
    }),
  },
  transform({ on, params }): Feature[] {
    const clock = wallClock(on[0], params.zone);
    return NAMES.filter((name) => params.which.includes(name)).flatMap((name) => {
      const { of, period } = CYCLES[name];
      const angle = fn.multiply(of(clock), (2 * Math.PI) / period);
      const words = `2π·${name}/${period} of ${on[0].name}${inZone(params.zone)}`;
      return [
        { name: `${name}_sin`, expr: fn.sin(angle), explain: `Sine of ${words}.` },
        { name: `${name}_cos`, expr: fn.cos(angle), explain: `Cosine of ${words}.` },
      ];
    });
  },
});

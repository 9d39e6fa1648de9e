import { cast, defineTransformer, fn, type Expr, type Feature } from '@mdm/sdk';
import { z } from 'zod';
import { inZone, wallClock, zone } from './zone.js';

type Clock = Expr<'timestamp'>;

const PARTS = {
  year: { of: (t: Clock) => cast(fn.year(t), 'int32'), explain: 'Calendar year' },
  quarter: { of: (t: Clock) => cast(fn.quarter(t), 'uint8'), explain: 'Quarter (1 to 4)' },
  month: { of: (t: Clock) => cast(fn.month(t), 'uint8'), explain: 'Month (1 to 12)' },
  week: { of: (t: Clock) => cast(fn.week(t), 'uint8'), explain: 'ISO 8601 week (1 to 53)' },
  day: { of: (t: Clock) => cast(fn.day(t), 'uint8'), explain: 'Day of the month (1 to 31)' },
  day_of_year: { of: (t: Clock) => cast(fn.dayOfYear(t), 'uint16'), explain: 'Day of the year (1 to 366)' },
  day_of_week: { of: (t: Clock) => cast(fn.dayOfWeek(t), 'uint8'), explain: 'Day of the week (Monday 0 to Sunday 6)' },
  is_weekend: { of: (t: Clock) => fn.flagOrMissing(fn.ge(fn.dayOfWeek(t), 5)), explain: '1 on Saturday and Sunday, else 0; the day' },
  hour: { of: (t: Clock) => cast(fn.hour(t), 'uint8'), explain: 'Hour (0 to 23)' },
  minute: { of: (t: Clock) => cast(fn.minute(t), 'uint8'), explain: 'Minute (0 to 59)' },
  second: { of: (t: Clock) => cast(fn.second(t), 'uint8'), explain: 'Second (0 to 59)' },
} as const;

const NAMES = Object.keys(PARTS) as [keyof typeof PARTS, ...(keyof typeof PARTS)[]];

/** Calendar and clock parts of a time. Missing in, missing out. Weeks are those of ISO 8601, which begin on Monday. */
export const parts = defineTransformer({
  meta: {
    name: 'parts',
    version: 1,
    summary: 'Year, quarter, month, week, day, weekday, hour, minute and second',
    appliesTo: { semantic: ['datetime'], arity: 'each' },
    outputs: NAMES,
    params: z.strictObject({
      zone,
      parts: z
        .array(z.enum(NAMES))
        .default([...NAMES])
        .describe('The parts to make'),
    }),
  },
  transform({ on, params }): Feature[] {
    const clock = wallClock(on[0], params.zone);
    return NAMES.filter((name) => params.parts.includes(name)).map((name) => ({
      name,
      expr: PARTS[name].of(clock),
      explain: `${PARTS[name].explain} of ${on[0].name}${inZone(params.zone)}.`,
    }));
  },
});

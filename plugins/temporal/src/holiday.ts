import { defineTransformer, fn, literalTable, lookup, type Feature, type Measure } from '@mdm/sdk';
import { z } from 'zod';
import { calendarOf, isPlace } from './calendar.js';
import { inZone, wallClock, zone } from './zone.js';

const year = z.int().min(1900).max(2100);

/**
 * Public holidays of a country, state or region, from the package date-holidays (only whole days of type `public`). A missing
 * time, and one outside the years, gives missing values. Without a country there are no features.
 */
export const holiday = defineTransformer({
  meta: {
    name: 'holiday',
    version: 1,
    summary: 'Public holidays of a country, and days to the nearest one',
    appliesTo: { semantic: ['datetime'], arity: 'each' },
    outputs: ['is_holiday', 'days_to_holiday'],
    params: z
      .strictObject({
        country: z
          .string()
          .refine(
            (code) => code === '' || isPlace(code),
            'must be a country such as DE, a state such as DE-BY or a region such as US-LA-NO',
          )
          .default('')
          .describe('Country (DE), state (DE-BY) or region (US-LA-NO); empty: no features'),
        from: year.default(1990).describe('First year of the calendar'),
        to: year.default(2040).describe('Last year of the calendar'),
        zone,
      })
      .refine(({ from, to }) => from <= to, 'from must not be after to'),
  },
  fit({ params }): Record<string, Measure> {
    if (params.country === '') return {};
    const rows = calendarOf(params.country, params.from, params.to);
    if (rows.length === 0) return {};
    return { calendar: literalTable({ day: 'int64' }, { holiday: 'uint8', nearest: 'uint16' }, rows) };
  },
  transform({ on, params, state }): Feature[] {
    if (!('calendar' in state)) return [];
    const day = [fn.epochDay(wallClock(on[0], params.zone))];
    const words = `public holiday of ${params.country}${inZone(params.zone)} (${params.from} to ${params.to})`;
    return [
      {
        name: 'is_holiday',
        expr: lookup('calendar', day, 'holiday', 'uint8'),
        explain: `1 when ${on[0].name} is a ${words}, else 0.`,
      },
      {
        name: 'days_to_holiday',
        expr: lookup('calendar', day, 'nearest', 'uint16'),
        explain: `Days from ${on[0].name} to the nearest ${words}, before or after.`,
      },
    ];
  },
});

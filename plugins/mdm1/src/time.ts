import { agg, defineTransformer, fn, time as timeOf, type Column, type Expr, type Feature, type NumberType } from '@mdm/sdk';
import { z } from 'zod';
import { flag, whole } from './types.js';

const DAY = 86_400_000_000;

const local = (c: Column, zone: string): Expr<'timestamp'> => (zone === 'UTC' ? timeOf(c) : fn.inZone(timeOf(c), zone));

function cycle(x: Expr<NumberType>, period: number): { readonly sin: Expr<'double'>; readonly cos: Expr<'double'> } {
  const angle = fn.divide(fn.multiply(x, 2 * Math.PI), period);
  return { sin: fn.sin(angle), cos: fn.cos(angle) };
}

/**
 * Calendar parts (`dayofweek`: Monday 0), flags (missing gives 0), `month_sin` and `month_cos` of the month by 12, `hour_sin` and
 * `hour_cos` of the hour by 24, and `days_since_start`: whole days since the earliest time, rounded down. Otherwise missing in, missing out.
 */
export const time = defineTransformer({
  meta: {
    name: 'time',
    version: 1,
    summary: 'Calendar parts, cycles and days since the earliest time, as MDM 1.0.6 made them',
    appliesTo: { semantic: ['datetime'], arity: 'each' },
    outputs: [
      ...['year', 'month', 'day', 'dayofweek', 'hour', 'is_weekend', 'is_month_start', 'is_month_end'],
      ...['month_sin', 'month_cos', 'hour_sin', 'hour_cos', 'days_since_start'],
    ],
    params: z.strictObject({ zone: z.string().min(1).default('UTC').describe('IANA zone whose calendar and clock count') }),
    onByDefault: false,
  },
  fit: ({ on: [c], params }) => (c.type === 'timestamp' ? { earliest: agg.min(fn.epochMicros(local(c, params.zone))) } : {}),
  transform({ on: [c], params, state: { earliest } }) {
    if (c.type !== 'timestamp') return [];
    const t = local(c, params.zone);
    const [year, month, hour, weekday] = [fn.year(t), fn.month(t), fn.hour(t), fn.dayOfWeek(t)];
    const [ofYear, ofDay] = [cycle(month, 12), cycle(hour, 24)];
    const part = (name: string, x: Expr<NumberType>, what: string): Feature => ({
      name,
      expr: whole(x, c, 'int32'),
      explain: `${what} of ${c.name}.`,
    });
    const flagged = (name: string, condition: Expr<'boolean'>, what: string): Feature => ({
      name,
      expr: flag(condition),
      explain: `1 when ${c.name} is ${what}.`,
    });
    const features: Feature[] = [
      part('year', year, 'Year'),
      part('month', month, 'Month'),
      part('day', fn.day(t), 'Day of the month'),
      part('dayofweek', weekday, 'Day of the week (Monday 0)'),
      part('hour', hour, 'Hour'),
      flagged('is_weekend', fn.ge(weekday, 5), 'a Saturday or Sunday'),
      flagged('is_month_start', fn.eq(fn.day(t), 1), 'the first day of a month'),
      flagged('is_month_end', fn.eq(fn.day(t), fn.daysInMonth(t)), 'the last day of a month'),
      { name: 'month_sin', expr: ofYear.sin, explain: `Sine of the month of ${c.name} on a circle of 12.` },
      { name: 'month_cos', expr: ofYear.cos, explain: `Cosine of the month of ${c.name} on a circle of 12.` },
      { name: 'hour_sin', expr: ofDay.sin, explain: `Sine of the hour of ${c.name} on a circle of 24.` },
      { name: 'hour_cos', expr: ofDay.cos, explain: `Cosine of the hour of ${c.name} on a circle of 24.` },
    ];
    if (earliest !== null && earliest !== undefined)
      features.push({
        name: 'days_since_start',
        expr: whole(fn.floor(fn.divide(fn.subtract(fn.epochMicros(t), earliest), DAY)), c),
        explain: `Whole days from the earliest ${c.name} to this one.`,
      });
    return features;
  },
});

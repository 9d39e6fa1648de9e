import { MICROS } from './duration.js';

/** What is known of the distinct times of a series, in their order. */
export interface Spacing {
  /** Distinct times. */
  readonly times: number;
  /** The step that most neighbours have, in microseconds, or in the unit of a column of numbers. */
  readonly step: number | null;
  /** Neighbours with that step. */
  readonly withStep: number;
  /** Neighbours that are whole months apart, on the same day or both at the end of a month, at the same time of day. */
  readonly monthly: number;
  /** The number of months that most of them have, and how many have it. */
  readonly months: number | null;
  readonly withMonths: number;
  /** Times on a Saturday or Sunday. */
  readonly weekend: number;
  /** From the first time to the last. */
  readonly span: number;
  /** Neighbours that are one working day apart, at the same time of day. */
  readonly workingDays: number;
}

export interface Frequency {
  /** minutely, hourly, daily, business daily, weekly, monthly, quarterly, yearly, or `every 15 minutes`. */
  readonly name: string;
  /** As `--freq` of resample takes it, where it does. */
  readonly code: string | null;
  readonly kind: 'fixed' | 'months' | 'working days' | 'number';
  /** Microseconds, months, or in the unit of the column. */
  readonly step: number;
  /** Share of the neighbours that are one step apart. */
  readonly regularity: number;
}

/** The frequency of a series, or undefined of fewer than two times. */
export function frequencyOf(spacing: Spacing, dated: boolean): Frequency | undefined {
  const { times, step, withStep, monthly, months, withMonths, weekend, span, workingDays } = spacing;
  const neighbours = times - 1;
  if (neighbours < 1 || step === null) return undefined;
  if (!dated) return { name: `every ${step}`, code: null, kind: 'number', step, regularity: withStep / neighbours };
  if (months !== null && monthly / neighbours >= 0.8)
    return { ...named(MONTHS, months, 'month'), kind: 'months', step: months, regularity: withMonths / neighbours };
  if (step === MICROS.d && weekend === 0 && span >= 7 * MICROS.d)
    return { name: 'business daily', code: null, kind: 'working days', step: 1, regularity: workingDays / neighbours };
  return { ...fixed(step), kind: 'fixed', step, regularity: withStep / neighbours };
}

const MONTHS: Readonly<Record<number, readonly [string, string]>> = { 1: ['monthly', '1M'], 3: ['quarterly', '1Q'], 12: ['yearly', '1Y'] };

function named(names: Readonly<Record<number, readonly [string, string]>>, amount: number, unit: string): { name: string; code: string } {
  const known = names[amount];
  if (known) return { name: known[0], code: known[1] };
  return amount % 12 === 0
    ? { name: `every ${amount / 12} years`, code: `${amount / 12}Y` }
    : { name: `every ${amount} ${unit}s`, code: `${amount}M` };
}

const UNITS = [
  ['w', 'weekly', 'weeks', 'W'],
  ['d', 'daily', 'days', 'D'],
  ['h', 'hourly', 'hours', 'h'],
  ['min', 'minutely', 'minutes', 'min'],
  ['s', 'secondly', 'seconds', 's'],
] as const;

function fixed(step: number): { name: string; code: string | null } {
  for (const [unit, name, plural, code] of UNITS) {
    const amount = step / MICROS[unit];
    if (Number.isInteger(amount) && amount >= 1)
      return { name: amount === 1 ? name : `every ${amount} ${plural}`, code: `${amount}${code}` };
  }
  return { name: `every ${step / 1e6} seconds`, code: null };
}

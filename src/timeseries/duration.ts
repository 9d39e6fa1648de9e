import { MdmError } from '../errors.js';

const SECOND = 1_000_000;
/** Microseconds of the units that have a fixed length. */
export const MICROS = { s: SECOND, min: 60 * SECOND, h: 3_600 * SECOND, d: 86_400 * SECOND, w: 7 * 86_400 * SECOND } as const;
export type FixedUnit = keyof typeof MICROS;

const WORDS: Readonly<Record<string, FixedUnit>> = {
  s: 's',
  sec: 's',
  second: 's',
  seconds: 's',
  m: 'min',
  min: 'min',
  minute: 'min',
  minutes: 'min',
  h: 'h',
  hour: 'h',
  hours: 'h',
  d: 'd',
  day: 'd',
  days: 'd',
  w: 'w',
  week: 'w',
  weeks: 'w',
};

const known = <T>(words: Readonly<Record<string, T>>, word: string): T | undefined =>
  Object.hasOwn(words, word) ? words[word] : undefined;

/** A length of time: a number of days, or as `12h`, `30min`, `2w`. */
export interface Duration {
  readonly amount: number;
  /** Absent: a plain number, which is days of times and else in the unit of the column. */
  readonly unit?: FixedUnit;
}

/**
 * Reads a length of time.
 *
 * ```ts
 * parseDuration('12h'); // { amount: 12, unit: 'h' }
 * parseDuration('7'); // { amount: 7 }: days
 * ```
 */
export function parseDuration(text: string, name: string): Duration {
  const [, amount, word = ''] = /^\s*(\d+(?:\.\d+)?)\s*([a-z]*)\s*$/i.exec(text) ?? [];
  const unit = known(WORDS, word.toLowerCase());
  if (amount === undefined || (word !== '' && unit === undefined))
    throw new MdmError(
      'usage',
      `${JSON.stringify(text)} is no length of time for ${name}.`,
      'Give a number of days such as 7, or as 12h, 30min, 2w.',
    );
  return { amount: Number(amount), ...(unit === undefined ? {} : { unit }) };
}

/** Microseconds of a length; a plain number is days. */
export const microsOf = ({ amount, unit = 'd' }: Duration): number => Math.round(amount * MICROS[unit]);

/** How long a bucket is. */
export interface Bucket {
  readonly amount: number;
  readonly unit: FixedUnit | 'month' | 'quarter' | 'year';
}

const CALENDAR: Readonly<Record<string, Bucket['unit']>> = {
  M: 'month',
  ME: 'month',
  MS: 'month',
  MO: 'month',
  Q: 'quarter',
  QS: 'quarter',
  Y: 'year',
  YS: 'year',
  A: 'year',
};
const LONG: Readonly<Record<string, Bucket['unit']>> = {
  month: 'month',
  months: 'month',
  quarter: 'quarter',
  quarters: 'quarter',
  year: 'year',
  years: 'year',
};

/** Reads a frequency: `15min`, `1h`, `1D`, `1W`, `1M` (months), `1Q`, `1Y`. */
export function parseFrequency(text: string): Bucket {
  const [, amount = '1', word = ''] = /^\s*(\d+)?\s*([a-z]+)\s*$/i.exec(text) ?? [];
  const unit = known(CALENDAR, word) ?? known(LONG, word.toLowerCase()) ?? known(WORDS, word.toLowerCase());
  if (unit === undefined || Number(amount) < 1 || !Number.isSafeInteger(Number(amount)))
    throw new MdmError('usage', `${JSON.stringify(text)} is no frequency.`, 'Give one such as 15min, 1h, 1D, 1W, 1M (months), 1Q or 1Y.');
  return { amount: Number(amount), unit };
}

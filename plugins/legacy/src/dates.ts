import { guessFormat, hasZone, parseTime } from './date-format.js';
import type { Column, Frame } from './frame.js';

const DAYS = ['%Y-%m-%d', '%Y/%m/%d', '%d-%m-%Y', '%d/%m/%Y', '%m-%d-%Y', '%m/%d/%Y'];
const FORMATS = [...DAYS, ...DAYS.slice(0, 4).map((format) => `${format} %H:%M:%S`)];
const ROWS = 100;
const VALUES = 10;

/** The date columns of a file, judged by up to ten values among its first 100 rows. Names with the letters "id" are passed over. */
export function dateColumns(frame: Frame): readonly string[] {
  return frame.columns.filter((column) => !column.name.toLowerCase().includes('id') && looksLikeDates(column)).map(({ name }) => name);
}

function looksLikeDates(column: Column): boolean {
  if (column.dtype !== 'object') return false;
  const texts = column.values
    .slice(0, ROWS)
    .filter((value) => value !== null)
    .slice(0, VALUES)
    .map(String);
  if (texts.length === 0) return false;
  const share = (parse: (text: string) => number): number => texts.filter((text) => !Number.isNaN(parse(text))).length / texts.length;
  let parsed = 0;
  for (const format of FORMATS) {
    parsed = share((text) => parseTime(text, format));
    if (parsed > 0.8) break;
  }
  return (parsed > 0.5 ? parsed : share(inferredParser(texts[0]!).parse)) > 0.5;
}

/** A time of day alone. pandas puts it on the day of the run; here the day is always the same. */
const CLOCK = /^\d{1,2}:\d{2}(?:$|[: +-]|[AP]M$)/i;

interface Parser {
  readonly parse: (text: string) => number;
  readonly zoned: boolean;
}

/** By the format of the first value, as `pd.to_datetime` does; without one, each value by its own. */
function inferredParser(first: string): Parser {
  const format = guessFormat(first);
  if (format) return { parse: (text) => parseTime(text, format), zoned: hasZone(format) };
  const own = (text: string): number => {
    const dated = CLOCK.test(text) ? `1970-01-01 ${text}` : text;
    const found = guessFormat(dated, true);
    return found ? parseTime(dated, found) : NaN;
  };
  return { parse: own, zoned: false };
}

/** Texts to times where a column is among the dates; what does not fit becomes missing. */
export function convertDates(frame: Frame, dates: ReadonlySet<string>): Frame {
  return {
    ...frame,
    columns: frame.columns.map((column) => (dates.has(column.name) && column.dtype === 'object' ? toTimes(column) : column)),
  };
}

function toTimes({ name, values }: Extract<Column, { dtype: 'object' }>): Column {
  const first = values.find((value) => value !== null);
  const { parse, zoned } = first === undefined ? { parse: () => NaN, zoned: false } : inferredParser(String(first));
  const known = new Map<string, number>();
  const time = (text: string): number => {
    let found = known.get(text);
    if (found === undefined) known.set(text, (found = parse(text)));
    return found;
  };
  return { name, dtype: 'datetime', zoned, values: Float64Array.from(values, (value) => (value === null ? NaN : time(String(value)))) };
}

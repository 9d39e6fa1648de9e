import { literal } from './dialect.js';

/** One way to read a date in text. */
export interface DateFormat {
  /** `iso`, or a strptime format. */
  readonly format: string;
  /** What a value looks like, as a regular expression for the engine and for JavaScript. */
  readonly shape: string;
  /** SQL giving a timestamp, failing on what is no date. */
  readonly read: (ref: string) => string;
  /** SQL giving a timestamp, or null on what is no date. */
  readonly attempt: (ref: string) => string;
}

const clock = String.raw`\d{1,2}:\d{2}(:\d{2}(\.\d{1,9})?)?`;

/** Without an offset: the plain cast, which would ignore one. */
const iso: DateFormat = {
  format: 'iso',
  shape: String.raw`\d{4}-\d{1,2}-\d{1,2}([ T]${clock}( ?UTC|Z)?)?`,
  read: (ref) => `CAST(${ref} AS TIMESTAMP)`,
  attempt: (ref) => `TRY_CAST(${ref} AS TIMESTAMP)`,
};
/** With offsets: six times slower, and right. The session's time zone is UTC. */
const isoOffset: DateFormat = {
  format: 'iso',
  shape: String.raw`\d{4}-\d{1,2}-\d{1,2}([ T]${clock}( ?UTC|Z|[+-]\d{2}(:?\d{2})?)?)?`,
  read: (ref) => `CAST(CAST(${ref} AS TIMESTAMPTZ) AS TIMESTAMP)`,
  attempt: (ref) => `CAST(TRY_CAST(${ref} AS TIMESTAMPTZ) AS TIMESTAMP)`,
};

const days: readonly (readonly [format: string, shape: string])[] = [
  ['%Y/%m/%d', String.raw`\d{4}/\d{1,2}/\d{1,2}`],
  ['%d-%m-%Y', String.raw`\d{1,2}-\d{1,2}-\d{4}`],
  ['%d/%m/%Y', String.raw`\d{1,2}/\d{1,2}/\d{4}`],
  ['%d.%m.%Y', String.raw`\d{1,2}\.\d{1,2}\.\d{4}`],
  ['%m-%d-%Y', String.raw`\d{1,2}-\d{1,2}-\d{4}`],
  ['%m/%d/%Y', String.raw`\d{1,2}/\d{1,2}/\d{4}`],
  ['%b %d %Y', String.raw`[A-Za-z]{3} \d{1,2} \d{4}`],
  ['%b %d, %Y', String.raw`[A-Za-z]{3} \d{1,2}, \d{4}`],
  ['%B %d %Y', String.raw`[A-Za-z]{3,9} \d{1,2} \d{4}`],
  ['%B %d, %Y', String.raw`[A-Za-z]{3,9} \d{1,2}, \d{4}`],
  ['%d %b %Y', String.raw`\d{1,2} [A-Za-z]{3} \d{4}`],
  ['%d %B %Y', String.raw`\d{1,2} [A-Za-z]{3,9} \d{4}`],
  ['%d-%b-%Y', String.raw`\d{1,2}-[A-Za-z]{3}-\d{4}`],
];
const times: readonly (readonly [format: string, shape: string])[] = [
  ['', ''],
  [' %H:%M', String.raw` \d{1,2}:\d{2}`],
  [' %H:%M:%S', String.raw` \d{1,2}:\d{2}:\d{2}`],
  [' %I:%M %p', String.raw` \d{1,2}:\d{2} [AaPp][Mm]`],
  [' %I:%M:%S %p', String.raw` \d{1,2}:\d{2}:\d{2} [AaPp][Mm]`],
];
const strptime = (format: string, shape: string): DateFormat => ({
  format,
  shape,
  read: (ref) => `strptime(${ref}, ${literal(format)})`,
  attempt: (ref) => `try_strptime(${ref}, ${literal(format)})`,
});

/** In order of preference: day first before month first. */
const all: readonly DateFormat[] = [
  iso,
  isoOffset,
  ...days.flatMap(([day, dayShape]) => times.map(([time, timeShape]) => strptime(day + time, dayShape + timeShape))),
];
/** Whole numbers are dates only where a person says so. */
const digits: readonly DateFormat[] = [
  strptime('%Y%m%d', String.raw`\d{8}`),
  strptime('%Y%m', String.raw`\d{6}`),
  strptime('%Y', String.raw`\d{4}`),
];

const patterns = new Map([...all, ...digits].map((one) => [one, new RegExp(`^(?:${one.shape})$`)]));

/** The formats that all of the values could have, best first. */
export const formatsLike = (values: readonly string[], numbers = false): DateFormat[] =>
  (numbers ? [...digits, ...all] : all).filter((one) => values.every((value) => patterns.get(one)!.test(value)));

/** The ways to read what a recipe calls `format`. */
export const formatsNamed = (format: string): DateFormat[] => {
  const known = [...all, ...digits].filter((one) => one.format === format);
  return known.length > 0 ? known : [strptime(format, '.*')];
};

/** Whether the same text is a date with day and month exchanged. */
export const exchanged = (a: string, b: string): boolean => a !== b && a.replace(/^%d(.)%m/, '%m$1%d') === b;

/** SQL that is true where the text is a date of this format, and nothing else. */
export const isDate = (one: DateFormat, ref: string): string =>
  `(regexp_full_match(${ref}, ${literal(one.shape)}) AND ${one.attempt(ref)} IS NOT NULL)`;

/** SQL giving the timestamp; a known value of another shape is an error. */
export const readOrFail = (one: DateFormat, ref: string): string =>
  `CASE WHEN regexp_full_match(${ref}, ${literal(one.shape)}) THEN ${one.read(ref)} WHEN ${ref} IS NOT NULL THEN error('no date: ' || ${ref}) END`;

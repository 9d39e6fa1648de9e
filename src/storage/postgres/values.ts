import type { CustomTypesConfig } from 'pg';
import type { ColumnType } from '../backend.js';
import { dateText, daysFrom, microsFrom, timeText } from '../times.js';

/** Numbers of PostgreSQL's own types; all others are read as text. */
const TYPES: Readonly<Record<number, ColumnType>> = {
  16: 'boolean',
  20: 'int64',
  21: 'int64',
  23: 'int64',
  26: 'int64',
  700: 'double',
  701: 'double',
  1700: 'double',
  1114: 'timestamp',
  1184: 'timestamp',
  1082: 'date',
};

/** What a value of a type of PostgreSQL is read as. A sum of whole numbers is `numeric`, which is read as double. */
export const typeOf = (oid: number): ColumnType => TYPES[oid] ?? 'text';

export const DECLARED: Readonly<Record<ColumnType, string>> = {
  int64: 'bigint',
  double: 'double precision',
  boolean: 'boolean',
  text: 'text',
  timestamp: 'timestamp',
  date: 'date',
};

/** Values stay the text that the server sends. */
export const RAW: CustomTypesConfig = { getTypeParser: () => (text: string) => text };

/** Times without an end, as DuckDB counts them. */
export const ENDLESS_MICROS = 2n ** 63n - 1n;
export const ENDLESS_DAYS = 2 ** 31 - 1;

/** Text of PostgreSQL as a builder of a column takes it. */
export const readers: Readonly<Partial<Record<ColumnType, (text: string) => unknown>>> = {
  timestamp: (text) => (/^-?inf/.test(text) ? (text.startsWith('-') ? -ENDLESS_MICROS : ENDLESS_MICROS) : microsFrom(isoYear(text))),
  date: (text) => (/^-?inf/.test(text) ? (text.startsWith('-') ? -ENDLESS_DAYS : ENDLESS_DAYS) : daysFrom(isoYear(text))),
};

/** `0044-03-15 BC` and `12024-01-01` with a year as ISO 8601 has it. */
function isoYear(text: string): string {
  const bc = text.endsWith(' BC');
  const plain = bc ? text.slice(0, -3) : text;
  const year = plain.indexOf('-');
  if (!bc && year === 4) return plain;
  const number = bc ? 1 - Number(plain.slice(0, year)) : Number(plain.slice(0, year));
  return number >= 0 && number <= 9999
    ? `${String(number).padStart(4, '0')}${plain.slice(year)}`
    : `${number < 0 ? '-' : '+'}${String(Math.abs(number)).padStart(6, '0')}${plain.slice(year)}`;
}

const wholeOf = (text: string): number | bigint => (Number.isSafeInteger(Number(text)) ? Number(text) : BigInt(text));
const asTime = (text: string): string => (/^-?inf/.test(text) ? text : timeText(microsFrom(isoYear(text))!));
const asDate = (text: string): string => (/^-?inf/.test(text) ? text : dateText(daysFrom(isoYear(text))!));

const PLAIN: Readonly<Record<ColumnType, (text: string) => unknown>> = {
  int64: wholeOf,
  double: Number,
  boolean: (text) => text === 't',
  text: (text) => text,
  timestamp: asTime,
  date: asDate,
};

/** Values as plain JavaScript: whole numbers beyond 2^53 as bigint, times as ISO text. */
export const OBJECTS: CustomTypesConfig = { getTypeParser: (oid: number) => PLAIN[typeOf(oid)] };

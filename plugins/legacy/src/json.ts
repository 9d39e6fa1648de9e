import { readFileSync, statSync } from 'node:fs';
import { guessFormat, hasZone, parseTime } from './date-format.js';
import type { Column, Frame } from './frame.js';

/** A column of a list of objects as `pandas.read_json` types it; times are microseconds since 1970. */
export interface JsonColumn {
  readonly name: string;
  readonly type: 'int64' | 'double' | 'boolean' | 'timestamp' | 'text';
  readonly values: readonly Cell[];
}

type Cell = string | number | boolean | null;

/** Digits of a fraction that are read. */
const DECIMALS = 15;
/** Numbers up to here are no times: a year of seconds. */
const LEAST_STAMP = 31_536_000;
const MICROSECONDS = [1e6, 1e3, 1, 1e-3];
const LATEST_STAMP = 9.223372036854775e15;
const FLOAT = /^[+-]?(?:\d+(?:_\d+)*\.?(?:\d+(?:_\d+)*)?|\.\d+(?:_\d+)*)(?:e[+-]?\d+(?:_\d+)*)?$/i;
const NO_TIME = new Set(['', 'NaT', 'nat', 'NAT', 'NaN', 'nan', 'NAN']);

/** Beyond this many bytes a file is left to the engine: as objects of JavaScript its rows take some ten times as much. */
const LARGEST = 2 ** 27;

/** A JSON file as pandas gave it to the original; null where it is left to the engine. */
export function readJson(path: string): Frame | null {
  if (statSync(path).size > LARGEST) return null;
  const columns = pandasJson(readFileSync(path, 'utf8'));
  return columns && { rows: columns[0]?.values.length ?? 0, columns: columns.map(columnOf) };
}

function columnOf({ name, type, values }: JsonColumn): Column {
  const doubles = (): Float64Array => Float64Array.from(values, (value) => (value === null ? NaN : Number(value)));
  if (type === 'int64') return { name, dtype: 'int64', values: doubles() };
  if (type === 'double') return { name, dtype: 'float64', values: doubles() };
  if (type === 'timestamp') return { name, dtype: 'datetime', zoned: false, values: doubles() };
  if (type === 'boolean') return { name, dtype: 'bool', values: Uint8Array.from(values, Number) };
  return { name, dtype: 'object', values: values as readonly (string | null)[] };
}

/**
 * A JSON list of plain objects, or an object of columns, by the rules of pandas: texts that are all numbers are numbers, doubles that
 * are all whole are integers, and columns named as times are times. Null for what is neither, or holds integers beyond 2^53.
 */
export function pandasJson(text: string): readonly JsonColumn[] | null {
  const value = parse(text);
  const columns = Array.isArray(value) ? ofRows(value) : isObject(value) ? ofColumns(value) : null;
  if (!columns) return null;
  // JavaScript puts keys like "1962" first.
  const names = Array.from(columns.keys());
  const order = names.some((name) => /^\d+$/.test(name)) ? new Set(keysOf(text, Array.isArray(value) ? 2 : 1)) : names;
  return Array.from(order, (name) => typed(name, columns.get(name)!));
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isCell = (value: unknown): value is Cell => typeof value !== 'object' || value === null;

/** [{a: 1, b: 2}, ...] */
function ofRows(rows: readonly unknown[]): ReadonlyMap<string, readonly Cell[]> | null {
  const columns = new Map<string, Cell[]>();
  for (const [i, row] of rows.entries()) {
    if (!isObject(row)) return null;
    for (const [name, value] of Object.entries(row)) {
      if (!isCell(value)) return null;
      let cells = columns.get(name);
      if (!cells) columns.set(name, (cells = new Array<Cell>(rows.length).fill(null)));
      cells[i] = value;
    }
  }
  return rows.length > 0 ? columns : null;
}

/** {a: {"0": 1, ...}, ...}, as pandas writes it, or {a: [1, ...], ...}: the same keys in every column. */
function ofColumns(value: Readonly<Record<string, unknown>>): ReadonlyMap<string, readonly Cell[]> | null {
  const columns = new Map<string, readonly Cell[]>();
  let keys: string | undefined;
  for (const [name, cells] of Object.entries(value)) {
    if (typeof cells !== 'object' || cells === null) return null;
    const own = JSON.stringify([Array.isArray(cells), Object.keys(cells)]);
    const values: unknown[] = Object.values(cells);
    if (own !== (keys ??= own) || values.length === 0 || !values.every(isCell)) return null;
    columns.set(name, values);
  }
  return columns.size > 0 ? columns : null;
}

/** The keys of objects so deep, as they are written, each time one is. */
function* keysOf(text: string, wanted: number): Generator<string> {
  let depth = 0;
  for (const [token, colon] of text.matchAll(/[[\]{}]|"(?:[^"\\]|\\.)*"(\s*:)?/g)) {
    if (token === '{' || token === '[') depth++;
    else if (token === '}' || token === ']') depth--;
    else if (colon !== undefined && depth === wanted) yield JSON.parse(token.slice(0, -colon.length)) as string;
  }
}

type Source = { readonly source?: string };

function parse(text: string): unknown {
  let exact = true;
  let found: unknown;
  const read = (_: string, value: unknown, context?: Source): unknown => {
    if (typeof value !== 'number') return value;
    if (/[.eE]/.test(context?.source ?? '')) return ujsonDouble(context!.source!);
    if (!Number.isSafeInteger(value)) exact = false;
    return value;
  };
  try {
    found = JSON.parse(text.replace(/^\ufeff/, ''), read);
  } catch {
    return null;
  }
  return exact ? found : null;
}

/** The double that pandas' JSON reader makes of a decimal: not always the nearest. */
export function ujsonDouble(source: string): number {
  const [, sign, whole, fraction = '', exponent] = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]?\d+))?$/i.exec(source)!;
  const digits = fraction.slice(0, DECIMALS);
  const value = (Number(whole) + Number(digits) * Number(`1e-${digits.length}`)) * (sign ? -1 : 1);
  return exponent === undefined ? value : value * Number(`1e${exponent}`);
}

function typed(name: string, values: readonly Cell[]): JsonColumn {
  const times = isTimeName(name) ? timesOf(values) : null;
  if (times) return { name, type: 'timestamp', values: times };
  if (values.every((value) => typeof value === 'boolean')) return { name, type: 'boolean', values };
  const numbers = values.map(numberOf);
  if (numbers.includes(undefined)) return { name, type: 'text', values: values.map(stored) };
  const whole = numbers.every((value) => Number.isInteger(value) && Math.abs(value!) < 2 ** 63);
  return { name, type: whole ? 'int64' : 'double', values: numbers as (number | null)[] };
}

/** What Python's `float` makes of a value: undefined where it raises. */
function numberOf(value: Cell): number | null | undefined {
  if (value === null || typeof value === 'number') return value;
  if (typeof value === 'boolean') return Number(value);
  const text = value.trim();
  if (FLOAT.test(text)) return Number(text.replaceAll('_', ''));
  if (/^[+-]?nan$/i.test(text)) return null;
  const infinite = /^([+-]?)inf(?:inity)?$/i.exec(text);
  return infinite ? (infinite[1] === '-' ? -Infinity : Infinity) : undefined;
}

/** A value of a mixed column as SQLite keeps it in a column of text. */
const stored = (value: Cell): string | null => (value === null ? null : String(typeof value === 'boolean' ? Number(value) : value));

function isTimeName(name: string): boolean {
  return /(?:_at|_time)$|^timestamp|^(?:modified|date|datetime)$/.test(name.toLowerCase());
}

/** The times of a column, where all its values are times: numbers beyond a year of seconds, or texts. */
function timesOf(values: readonly Cell[]): (number | null)[] | null {
  const known = values.filter((value) => value !== null);
  if (known.length === 0 || known.some((value) => typeof value === 'boolean')) return null;
  const texts = known.every((value) => typeof value === 'string');
  if (!texts || (known.length === values.length && known.every((value) => /^\s*[+-]?\d+\s*$/.test(value)))) {
    const numbers = values.map((value) => (value === null ? null : Number(value)));
    if (known.some((value) => typeof value === 'string' && !texts) || numbers.some((value) => value !== null && !(value > LEAST_STAMP)))
      return null;
    const unit = MICROSECONDS.find((scale) => numbers.every((value) => value === null || value * scale <= LATEST_STAMP));
    return unit === undefined ? null : numbers.map((value) => (value === null ? null : Math.round(value * unit)));
  }
  const seen = new Map<string, number>();
  const zones = new Set<boolean>();
  for (const text of known) {
    if (seen.has(text)) continue;
    if (NO_TIME.has(text)) {
      seen.set(text, NaN);
      continue;
    }
    const format = guessFormat(text, true);
    if (format === null) return null;
    zones.add(hasZone(format));
    seen.set(text, parseTime(text, format));
  }
  if (zones.size > 1) return null;
  return values.map((value) => {
    const time = value === null ? NaN : seen.get(String(value))!;
    return Number.isNaN(time) ? null : time;
  });
}

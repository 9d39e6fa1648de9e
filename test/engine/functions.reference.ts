import { createHash } from 'node:crypto';
import type { FunctionName } from '@mdm/sdk';
import type { Value } from './evaluate.js';

type Texts = readonly string[];
type Reference = (...args: never[]) => Value;
const DAY = 86_400_000;

const evenRound = (x: number): number => {
  const low = Math.floor(x);
  const over = x - low;
  return over < 0.5 ? low : over > 0.5 ? low + 1 : low % 2 === 0 ? low : low + 1;
};
const bucket = (text: string, n: number): number =>
  Number(BigInt(`0x${createHash('md5').update(text).digest('hex').slice(0, 15)}`) % BigInt(n));
function wrapped(a: number, b: number, op: (x: bigint, y: bigint) => bigint): number | null {
  const [x, y] = [evenRound(a), evenRound(b)];
  const fits = (v: number): boolean => v >= -(2 ** 63) && v < 2 ** 63;
  return fits(x) && fits(y) ? Number(BigInt.asIntN(64, op(BigInt(x), BigInt(y)))) : null;
}
const points = (text: string): number => [...text].length;
/** By code point, so that no context (a final sigma) and no longer mapping comes in. */
const mapped = (text: string, map: (c: string) => string): string => [...text].map(map).join('');
const daysIn = (d: Date): number => {
  const next = new Date(0);
  next.setUTCFullYear(d.getUTCFullYear(), d.getUTCMonth() + 1, 0);
  return next.getUTCDate();
};
const yearStart = (year: number): number => new Date(0).setUTCFullYear(year, 0, 1);
const dayOfYear = (d: Date): number => Math.floor((d.getTime() - yearStart(d.getUTCFullYear())) / DAY) + 1;
/** The week of a day is that of its Thursday, counted from the first Thursday of the Thursday's year. */
function week(d: Date): number {
  const thursday = new Date(d.getTime() + (3 - ((d.getUTCDay() + 6) % 7)) * DAY);
  return Math.floor((dayOfYear(thursday) - 1) / 7) + 1;
}
const wall = new Map<string, Intl.DateTimeFormat>();
function inZone(d: Date, zone: string): string {
  const format =
    wall.get(zone) ??
    new Intl.DateTimeFormat('en-CA', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
  wall.set(zone, format);
  const p = Object.fromEntries(format.formatToParts(d).map((part) => [part.type, part.value]));
  const ms = d.getUTCMilliseconds();
  return `${p['year']}-${p['month']}-${p['day']} ${p['hour']}:${p['minute']}:${p['second']}${ms ? `.${String(ms).padStart(3, '0').replace(/0+$/, '')}` : ''}`;
}

/** What JavaScript says of known values. */
export const REFERENCE: Partial<Record<FunctionName, Reference>> = {
  add: (a: number, b: number) => a + b,
  subtract: (a: number, b: number) => a - b,
  multiply: (a: number, b: number) => a * b,
  divide: (a: number, b: number) => (b === 0 ? null : a / b),
  finite: (a: number) => a,
  negate: (a: number) => -a,
  abs: (a: number) => Math.abs(a),
  sign: (a: number) => Math.sign(a),
  floor: (a: number) => Math.floor(a),
  round: (a: number) => evenRound(a),
  modulo: (a: number, b: number) => (b === 0 ? null : a % b),
  sqrt: (a: number) => (a < 0 ? null : Math.sqrt(a)),
  ln: (a: number) => (a <= 0 ? null : Math.log(a)),
  log1p: (a: number) => (a <= -1 ? null : Math.log1p(a)),
  exp: (a: number) => Math.exp(a),
  expm1: (a: number) => Math.expm1(a),
  power: (a: number, b: number) => ((a === 0 && b < 0) || (a < 0 && !Number.isInteger(b)) ? null : a ** b),
  sin: (a: number) => Math.sin(a),
  cos: (a: number) => Math.cos(a),
  tan: (a: number) => Math.tan(a),
  asin: (a: number) => (Math.abs(a) > 1 ? null : Math.asin(a)),
  acos: (a: number) => (Math.abs(a) > 1 ? null : Math.acos(a)),
  atan2: (a: number, b: number) => Math.atan2(a, b),
  least: (a: number, b: number) => Math.min(a, b),
  wrapAdd: (a: number, b: number) => wrapped(a, b, (x, y) => x + y),
  wrapSubtract: (a: number, b: number) => wrapped(a, b, (x, y) => x - y),
  wrapMultiply: (a: number, b: number) => wrapped(a, b, (x, y) => x * y),
  greatest: (a: number, b: number) => Math.max(a, b),
  lt: (a: number, b: number) => a < b,
  le: (a: number, b: number) => a <= b,
  gt: (a: number, b: number) => a > b,
  ge: (a: number, b: number) => a >= b,
  eq: (a: Value, b: Value) => (typeof a === typeof b ? a === b : null),
  ne: (a: Value, b: Value) => (typeof a === typeof b ? a !== b : null),
  and: (a: boolean, b: boolean) => a && b,
  or: (a: boolean, b: boolean) => a || b,
  not: (a: boolean) => !a,
  isMissing: () => false,
  flag: (a: boolean) => Number(a),
  flagOrMissing: (a: boolean) => Number(a),
  orEmpty: (a: string) => a,
  length: (a: string) => points(a),
  lower: (a: string) => mapped(a, (c) => c.toLowerCase()),
  lowerFull: (a: string) => a.toLowerCase(),
  upper: (a: string) => mapped(a, (c) => c.toUpperCase()),
  concat: (a: string, b: string) => a + b,
  contains: (a: string, b: string) => a.includes(b),
  startsWith: (a: string, b: string) => a.startsWith(b),
  endsWith: (a: string, b: string) => a.endsWith(b),
  hasMatch: (a: string, p: string) => new RegExp(p, 'u').test(a),
  countLiteral: (a: string, b: string) => (b === '' ? null : a.split(b).length - 1),
  countMatches: (a: string, p: string) => [...a.matchAll(new RegExp(p, 'gu'))].length,
  countChars: (a: string, p: string) => [...a.matchAll(new RegExp(`[${p}]`, 'gu'))].length,
  replaceMatches: (a: string, p: string, r: string) => a.replace(new RegExp(p, 'gu'), () => r),
  hashBucket: (a: string, n: number) => bucket(a, n),
  hashPrefix: (a: string, n: number) => parseInt(createHash('md5').update(a).digest('hex').slice(0, n), 16),
  splitOn: (a: string, b: string) => a.split(b).filter((part) => part !== ''),
  matches: (a: string, p: string) => [...a.matchAll(new RegExp(p, 'gu'))].map((m) => m[0]),
  ngrams: (a: Texts, n: number) => a.slice(0, Math.max(0, a.length - n + 1)).map((_, i) => a.slice(i, i + n).join(' ')),
  size: (a: Texts) => a.length,
  longest: (a: Texts) => Math.max(0, ...a.map(points)),
  distinctSize: (a: Texts) => new Set(a).size,
  hashCounts: (a: Texts, n: number) => Array.from({ length: n }, (_, k) => a.filter((w) => bucket(w, n) === k).length),
  item: (a: readonly number[], i: number) => a[i] ?? null,
  year: (d: Date) => d.getUTCFullYear(),
  quarter: (d: Date) => Math.floor(d.getUTCMonth() / 3) + 1,
  month: (d: Date) => d.getUTCMonth() + 1,
  day: (d: Date) => d.getUTCDate(),
  hour: (d: Date) => d.getUTCHours(),
  minute: (d: Date) => d.getUTCMinutes(),
  second: (d: Date) => d.getUTCSeconds(),
  dayOfWeek: (d: Date) => (d.getUTCDay() + 6) % 7,
  dayOfYear: (d: Date) => dayOfYear(d),
  week: (d: Date) => week(d),
  daysInMonth: (d: Date) => daysIn(d),
  epochSeconds: (d: Date) => d.getTime() / 1000,
  epochDay: (d: Date) => Math.floor(d.getTime() / DAY),
  epochMicros: (d: Date) => d.getTime() * 1000,
  inZone: (d: Date, zone: string) => inZone(d, zone),
};

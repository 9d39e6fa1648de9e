import type { FunctionName } from '@mdm/sdk';
import type { Value } from './evaluate.js';

/** Arguments, then the result. Expectations are from Python 3.11 (math, datetime, zoneinfo, hashlib, unicodedata) or by hand. */
export type Case = readonly [...args: Value[], expected: Value];

const INF = Infinity;
const MAX = Number.MAX_VALUE;
const MIN = 5e-324;
const FAMILY = '👨‍👩‍👧';

/** Two arguments: missing in either place gives missing. */
const holes = (a: Value, b: Value): Case[] => [
  [null, b, null],
  [a, null, null],
  [null, null, null],
];

// prettier-ignore
const NUMBERS = {
  add: [[1, 2, 3], [0.1, 0.2, 0.30000000000000004], [-1, 1, 0], [MAX, MAX, INF], [MAX, -MAX, 0], [MIN, 0, MIN], [2n, 3n, 5], [9007199254740992n, 1n, 9007199254740992], [9223372036854775807n, 9223372036854775807n, 18446744073709552000], ...holes(1, 2)],
  subtract: [[3, 2, 1], [1, -1, 2], [-MAX, MAX, -INF], [0, 0, 0], [-9223372036854775807n, 9223372036854775807n, -18446744073709552000], ...holes(1, 2)],
  multiply: [[3, 2, 6], [-0.5, 4, -2], [MAX, 2, INF], [MIN, 0.5, 0], [0, -3, -0], [9223372036854775807n, 2n, 18446744073709552000], ...holes(1, 2)],
  divide: [[1, 0, null], [0, 0, null], [1, -0, null], [1, 3, 0.3333333333333333], [-7, 2, -3.5], [7n, 2n, 3.5], [1, MIN, INF], [MIN, 2, 0], ...holes(1, 2)],
  finite: [[1, 1], [-0.5, -0.5], [MAX, MAX], [INF, null], [-INF, null], [NaN, null], [0, 0], [null, null]],
  negate: [[2, -2], [-5, 5], [0, -0], [MAX, -MAX], [-9223372036854775808n, 9223372036854775808], [null, null]],
  abs: [[-2, 2], [2, 2], [-0, 0], [-MAX, MAX], [-9223372036854775808n, 9223372036854775808], [null, null]],
  sign: [[-2, -1], [MIN, 1], [0, 0], [-0, 0], [-INF, -1], [7n, 1], [null, null]],
  floor: [[1.5, 1], [-1.5, -2], [-0.5, -1], [1e300, 1e300], [7n, 7], [null, null]],
  round: [[2.5, 2], [3.5, 4], [-2.5, -2], [-0.5, 0], [0.49999999999999994, 0], [4503599627370495.5, 4503599627370496], [-1779056016099946.5, -1779056016099946], [1125899906842623.5, 1125899906842624], [1125899906842624.5, 1125899906842624], [MAX, MAX], [7n, 7], [null, null]],
  modulo: [[7, 4, 3], [-7, 4, -3], [7, -4, 3], [5.5, 2, 1.5], [1e308, 1e-308, 3.498445546245627e-309], [1e17, 3, 1], [7, 0, null], [7, -0, null], [5, INF, 5], [7n, 4n, 3], ...holes(1, 2)],
  sqrt: [[9, 3], [2, 1.4142135623730951], [0, 0], [-1, null], [-MIN, null], [MAX, 1.3407807929942596e154], [-INF, null], [9n, 3], [null, null]],
  ln: [[1, 0], [10, 2.302585092994046], [0, null], [-0, null], [-1, null], [MIN, -744.4400719213812], [MAX, 709.782712893384], [8n, 2.0794415416798357], [null, null]],
  log1p: [[0, 0], [1, 0.6931471805599453], [1e-10, 9.9999999995e-11], [-1e-17, -1e-17], [-1, null], [-2, null], [-0.9999999999999999, -36.7368005696771], [MAX, 709.782712893384], [MIN, MIN], [null, null]],
  exp: [[0, 1], [1, 2.718281828459045], [-1000, 0], [1000, INF], [null, null]],
  expm1: [[0, 0], [1, 1.718281828459045], [-1, -0.6321205588285577], [1e-10, 1.00000000005e-10], [-1e-300, -1e-300], [-1500, -1], [MIN, MIN], [700, 1.0142320547350045e304], [1500, INF], [null, null]],
  power: [[2, 3, 8], [2, 0.5, 1.4142135623730951], [-2, 3, -8], [-2, 0.5, null], [0, 0, 1], [0, 2, 0], [0, -1, null], [10, 400, INF], [-10, 401, -INF], [10, -400, 0], [2n, 3n, 8], ...holes(1, 2)],
  sin: [[0, 0], [1, 0.8414709848078965], [-1, -0.8414709848078965], [1e22, -0.8522008497671888], [INF, null], [-INF, null], [null, null]],
  cos: [[0, 1], [1, 0.5403023058681398], [Math.PI, -1], [1e22, 0.5232147853951389], [INF, null], [null, null]],
  tan: [[0, 0], [1, 1.5574077246549023], [-1, -1.5574077246549023], [1.5, 14.101419947171719], [1e22, -1.6287782256068988], [INF, null], [-INF, null], [null, null]],
  asin: [[0, 0], [1, 1.5707963267948966], [-1, -1.5707963267948966], [0.5, 0.5235987755982989], [-0.1, -0.1001674211615598], [1e-300, 1e-300], [0.9999999999999999, 1.5707963118937354], [1.0000000000000002, null], [-2, null], [INF, null], [null, null]],
  acos: [[1, 0], [0, 1.5707963267948966], [-1, Math.PI], [0.5, 1.0471975511965979], [-0.1, 1.6709637479564565], [0.9999999999999999, 1.4901161193847656e-8], [1.0000000000000002, null], [-2, null], [-INF, null], [null, null]],
  atan2: [[0, 1, 0], [1, 1, 0.7853981633974483], [1, -1, 2.356194490192345], [-1, -1, -2.356194490192345], [0, -1, Math.PI], [-0, -1, -Math.PI], [1, 0, 1.5707963267948966], [0, 0, 0], [3n, 4n, 0.6435011087932844], [1e308, -1e-308, 1.5707963267948966], [INF, INF, 0.7853981633974483], [1, INF, 0], ...holes(1, 2)],
  least: [[1, 2, 1], [2, 1, 1], [-MAX, MAX, -MAX], [1, 1, 1], [3n, 2.5, 2.5], ...holes(1, 2)],
  wrapAdd: [[1, 2, 3], [2n, 3n, 5], [9223372036854775807n, 9223372036854775807n, -2], [-9223372036854775808n, -9223372036854775808n, 0], [2.5, 0.5, 2], [1e300, 1, null], ...holes(1n, 2n)],
  wrapSubtract: [[3, 2, 1], [-9223372036854775808n, 9223372036854775807n, 1], [0n, 7n, -7], ...holes(1n, 2n)],
  wrapMultiply: [[3, 2, 6], [9223372036854775807n, 2n, -2], [-9223372036854775808n, -9223372036854775808n, 0], [4294967296n, 4294967296n, 0], [-3n, 7n, -21], ...holes(1n, 2n)],
  greatest: [[1, 2, 2], [2, 1, 2], [-MAX, MAX, MAX], [1, 1, 1], [3n, 2.5, 3], ...holes(1, 2)],
} satisfies Partial<Record<FunctionName, readonly Case[]>>;

// prettier-ignore
const CONDITIONS = {
  eq: [['a', 'a', true], ['a', 'A', false], ['', '', true], ['é', 'e\u0301', false], [1, 1, true], [0, -0, true], [0.1, 0.2, false], [1n, 1, true], [true, true, true], ['a', 1, null], ['1', 1, null], [true, 1, null], [new Date(0), new Date(0), true], [new Date(0), '1970-01-01', null], ...holes('a', 'a')],
  ne: [['a', 'b', true], ['a', 'a', false], [1, 2, true], [1, 'b', null], ...holes('a', 'b')],
  lt: [[1, 2, true], [2, 2, false], [-1, -2, false], [0, MIN, true], [1n, 1.5, true], ...holes(1, 2)],
  le: [[2, 2, true], [3, 2, false], [-0, 0, true], ...holes(1, 2)],
  gt: [[2, 1, true], [2, 2, false], [MAX, -MAX, true], ...holes(1, 2)],
  ge: [[2, 2, true], [1, 2, false], [0, -0, true], ...holes(1, 2)],
  and: [[true, false, false], [true, true, true], [false, null, false], [null, false, false], [true, null, null], [null, null, null]],
  or: [[true, false, true], [false, false, false], [true, null, true], [null, true, true], [false, null, null], [null, null, null]],
  not: [[true, false], [false, true], [null, null]],
  isMissing: [[null, true], [1, false], ['', false], [NaN, false], [false, false], [new Date(0), false]],
  flag: [[true, 1], [false, 0], [null, 0]],
  flagOrMissing: [[true, 1], [false, 0], [null, null]],
} satisfies Partial<Record<FunctionName, readonly Case[]>>;

// prettier-ignore
const TEXTS = {
  toText: [[1, '1'], [-3, '-3'], [-0, '0'], [0.1, '0.1'], [1.5, '1.5'], [123456789012, '123456789012'], [1e300, '1e+300'], [9007199254740993n, '9007199254740993'], [true, 'true'], ['1.0', '1.0'], ['', ''], [new Date(Date.UTC(2024, 3, 15, 13, 30, 5)), '2024-04-15 13:30:05'], [new Date(-500), '1969-12-31 23:59:59.5'], [null, null]],
  orEmpty: [[null, ''], ['', ''], ['a', 'a']],
  length: [['né', 2], ['e\u0301', 2], ['', 0], [FAMILY, 5], ['🎉', 1], ['a\nb', 3], ['x'.repeat(10_000), 10_000], [null, null]],
  lower: [['É', 'é'], ['ABC ÄÖÜ ẞ', 'abc äöü ß'], ['ΣΑΣ', 'σασ'], ['İ', 'i'], ['列🎉1', '列🎉1'], ['', ''], [null, null]],
  lowerFull: [['É', 'é'], ['ΑΣ ΒΣ, ΓΣΑ Σ', 'ας βς, γσα σ'], ['ΑΣ\u0301', 'ας\u0301'], ["ΑΣ'Σ", "ασ'ς"], ['İ', 'i̇'], ['列🎉1 ẞ', '列🎉1 ß'], ['', ''], [null, null]],
  upper: [['é', 'É'], ['abc äöü', 'ABC ÄÖÜ'], ['ς', 'Σ'], ['ı', 'I'], ['', ''], [null, null]],
  concat: [['a', 'b', 'ab'], ['', '', ''], ['e', '\u0301', 'e\u0301'], ["o'", '"x"', 'o\'"x"'], ...holes('a', 'b')],
  contains: [['abc', 'b', true], ['abc', 'x', false], ['abc', 'B', false], ['', 'a', false], ['a', '', true], ['100%', '%', true], ['abc', '.', false], ['a🎉', '🎉', true], [null, 'a', null]],
  startsWith: [['abc', 'a', true], ['abc', 'b', false], ['abc', '', true], ['', 'a', false], ['列車', '列', true], [null, 'a', null]],
  endsWith: [['abc', 'c', true], ['abc', 'b', false], ['', '', true], ['a🎉', '🎉', true], [null, 'a', null]],
  hasMatch: [['a1', '[0-9]', true], ['a', '[0-9]', false], ['', '^$', true], ['列', '\\p{Han}', true], ['a\nb', 'a.b', false], [null, 'a', null]],
  countLiteral: [['aaa', 'aa', 1], ['a,b,,c', ',', 3], ['', 'a', 0], ['abc', '', null], ['', '', null], ['🎉x🎉', '🎉', 2], ['a.b', '.', 1], [null, 'a', null]],
  countMatches: [['a1b2', '[0-9]', 2], ['a1b2', '([a-z])([0-9])', 2], ['', 'x', 0], ['ab', 'x*', 3], ['列車', '\\p{Han}', 2], [null, 'a', null]],
  countChars: [['aB1', 'A-Z', 1], ['aB1', '^A-Z', 2], ['', 'a', 0], ['né 🎉', '\\p{L}', 2], ["[']^", "\\]'", 2], [null, 'a', null]],
  replaceMatches: [['a1', '[0-9]', '#', 'a#'], ['a1', '([0-9])', '\\1', 'a\\1'], ['a1', '[0-9]', '\\', 'a\\'], ['a1b2', '[0-9]+', '', 'ab'], ['', 'x', 'y', ''], ["it's", "'", '"', 'it"s'], [null, 'a', 'b', null]],
  hashBucket: [['a', 8, 2], ['', 1000, 424], ['é🎉', 97, 51], ['a', 1, 0], ['a', 2147483647, 497502753], ['a', 0, null], [null, 8, null]],
  hashPrefix: [['a', 8, 214005177], ['', 8, 3558706393], ['0101', 8, 2169439915], ['a', 1, 0], ['a', 0, null], ['b', 16, null], [null, 8, null]],
  splitOn: [[' a  b', ' ', ['a', 'b']], ['a b', ' ', ['a', 'b']], ['', ' ', []], ['   ', ' ', []], ['a', ' ', ['a']], ['a ', ' ', ['a']], ['a\tb', ' ', ['a\tb']], ['a--b----c--', '--', ['a', 'b', 'c']], ['a---b', '--', ['a', '-b']], ['列 🎉', ' ', ['列', '🎉']], [null, ' ', null]],
  matches: [['a1b2', '[0-9]', ['1', '2']], ['a1b2', '([a-z])[0-9]', ['a1', 'b2']], ['', 'a', []], ['aaa', 'aa', ['aa']], ['né', '\\p{L}', ['n', 'é']], [null, 'a', null]],
  ngrams: [[['a', 'b', 'c'], 2, ['a b', 'b c']], [['a', 'b'], 1, ['a', 'b']], [['a', 'b'], 2, ['a b']], [['a', 'b'], 3, []], [[], 1, []], [[], 2, []], [['é', '🎉'], 2, ['é 🎉']], [null, 2, null]],
  size: [[['a', 'b', 'a'], 3], [[], 0], [null, null]],
  longest: [[['a', 'bcd', 'ef'], 3], [['né'], 2], [[''], 0], [[], 0], [null, null]],
  distinctSize: [[['a', 'b', 'a'], 2], [['a', 'A'], 2], [[], 0], [null, null]],
  hashCounts: [[['a', 'b'], 8, [0, 0, 1, 0, 0, 0, 1, 0]], [['a', 'a'], 8, [0, 0, 2, 0, 0, 0, 0, 0]], [[], 3, [0, 0, 0]], [['a', 'b', 'c'], 1, [3]], [null, 3, null]],
  item: [[[5, 7], 1, 7], [[5, 7], 0, 5], [[5, 7], 2, null], [[5, 7], -1, null], [[5, 7], -2, null], [[], 0, null], [null, 0, null]],
} satisfies Partial<Record<FunctionName, readonly Case[]>>;

const BEFORE = '1969-12-31 23:59:58.75';
const FIRST = '0001-01-01 00:00:00';
const LAST = '9999-12-31 23:59:59.999999';
// prettier-ignore
const TIMES = {
  year: [['2024-04-15', 2024], [BEFORE, 1969], [FIRST, 1], [LAST, 9999], [new Date(Date.UTC(-43, 2, 15)), -43], ['infinity', null], ['-infinity', null], [null, null]],
  quarter: [['2024-04-15', 2], ['2024-03-31 23:59:59', 1], [BEFORE, 4], ['2024-07-01', 3], ['infinity', null], [null, null]],
  month: [['2024-04-15', 4], [BEFORE, 12], [FIRST, 1], ['infinity', null], [null, null]],
  day: [['2024-04-15', 15], ['2024-02-29', 29], [BEFORE, 31], ['infinity', null], [null, null]],
  hour: [['1970-01-01 13:30', 13], ['2024-04-15', 0], [BEFORE, 23], ['infinity', null], [null, null]],
  minute: [['1970-01-01 13:30', 30], [BEFORE, 59], ['infinity', null], [null, null]],
  second: [['1970-01-01 13:30:05', 5], [BEFORE, 58], [LAST, 59], ['infinity', null], [null, null]],
  dayOfWeek: [['2024-04-15', 0], ['2024-04-21', 6], [BEFORE, 2], [FIRST, 0], ['infinity', null], [null, null]],
  dayOfYear: [['2024-02-01', 32], ['2024-12-31', 366], ['2023-12-31', 365], ['1900-12-31', 365], ['infinity', null], [null, null]],
  week: [['2024-01-01', 1], ['2021-01-03', 53], ['2023-01-01', 52], ['2018-12-31', 1], ['2020-12-31', 53], [FIRST, 1], ['infinity', null], [null, null]],
  daysInMonth: [['2024-02-01', 29], ['2023-02-28', 28], ['1900-02-10', 28], ['2000-02-10', 29], ['2024-12-31 23:59', 31], ['2024-04-30', 30], ['infinity', null], [null, null]],
  epochSeconds: [['1970-01-02', 86400], [BEFORE, -1.25], ['1970-01-01 00:00:00.000001', 0.000001], [FIRST, -62135596800], ['infinity', null], [null, null]],
  epochDay: [['1970-01-02 13:00', 1], ['1970-01-01', 0], [BEFORE, -1], ['1969-12-31', -1], ['1969-12-30 23:59:59.999999', -2], [FIRST, -719162], ['infinity', null], [null, null]],
  epochMicros: [['1970-01-01 00:00:01', 1000000], [BEFORE, -1250000], [FIRST, -62135596800000000], ['infinity', null], [null, null]],
  inZone: [['2024-07-01 12:00', 'Europe/Berlin', '2024-07-01 14:00:00'], ['2024-03-31 00:59:59', 'Europe/Berlin', '2024-03-31 01:59:59'], ['2024-03-31 01:00', 'Europe/Berlin', '2024-03-31 03:00:00'], ['2024-10-27 00:30', 'Europe/Berlin', '2024-10-27 02:30:00'], ['2024-10-27 01:30', 'Europe/Berlin', '2024-10-27 02:30:00'], ['2024-01-01', 'Asia/Kolkata', '2024-01-01 05:30:00'], ['1969-12-31 23:00', 'America/St_Johns', '1969-12-31 19:30:00'], ['2024-01-01', 'UTC', '2024-01-01 00:00:00'], ['294247-01-10 04:00:54.775806', 'Europe/Berlin', null], ['infinity', 'Europe/Berlin', 'infinity'], [null, 'UTC', null]],
} satisfies Partial<Record<FunctionName, readonly Case[]>>;

export const CASES: Readonly<Record<FunctionName, readonly Case[]>> = { ...NUMBERS, ...CONDITIONS, ...TEXTS, ...TIMES };

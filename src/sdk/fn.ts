import type { NumberType, ScalarType } from './types.js';

/** What an argument of a function may be. The last three are literals, not expressions. */
export type ArgType = 'number' | 'boolean' | 'text' | 'timestamp' | 'texts' | 'numbers' | 'any' | 'literal' | 'pattern' | 'integer';

export interface FunctionSpec {
  readonly args: readonly ArgType[];
  readonly returns: ScalarType;
  readonly meaning: string;
  /** How missing values pass through. */
  readonly nulls: string;
  readonly example: string;
  /** The result can be infinite; a feature made with it becomes missing there. */
  readonly overflows?: true;
  /** Worth computing once when two features share it. */
  readonly costly?: true;
}

const through = 'missing in, missing out';
const number2 = ['number', 'number'] as const;

const define = <const T extends Record<string, FunctionSpec>>(table: T): T => table;

/**
 * Every function an expression may call, with one meaning on every engine. No function ever raises: a value outside the
 * domain gives a missing value. Patterns are RE2 syntax.
 */
export const FUNCTIONS = define({
  add: { args: number2, returns: 'double', meaning: 'a + b', nulls: through, example: 'add(1, 2) = 3', overflows: true },
  subtract: { args: number2, returns: 'double', meaning: 'a - b', nulls: through, example: 'subtract(3, 2) = 1', overflows: true },
  multiply: { args: number2, returns: 'double', meaning: 'a * b', nulls: through, example: 'multiply(3, 2) = 6', overflows: true },
  divide: {
    args: number2,
    returns: 'double',
    meaning: 'a / b; missing when b is 0',
    nulls: through,
    example: 'divide(1, 0) is missing',
    overflows: true,
  },
  finite: {
    args: ['number'],
    returns: 'double',
    meaning: 'a; missing when it is infinite or not a number',
    nulls: through,
    example: 'finite(1) = 1',
  },
  negate: { args: ['number'], returns: 'double', meaning: '-a', nulls: through, example: 'negate(2) = -2' },
  abs: { args: ['number'], returns: 'double', meaning: 'absolute value', nulls: through, example: 'abs(-2) = 2' },
  sign: { args: ['number'], returns: 'double', meaning: '-1, 0 or 1', nulls: through, example: 'sign(-2) = -1' },
  floor: { args: ['number'], returns: 'double', meaning: 'greatest whole number not above a', nulls: through, example: 'floor(1.5) = 1' },
  round: {
    args: ['number'],
    returns: 'double',
    meaning: 'nearest whole number, halves to even',
    nulls: through,
    example: 'round(2.5) = 2',
  },
  modulo: {
    args: number2,
    returns: 'double',
    meaning: 'remainder of a / b with the sign of a; missing when b is 0',
    nulls: through,
    example: 'modulo(7, 4) = 3',
  },
  sqrt: { args: ['number'], returns: 'double', meaning: 'square root; missing below 0', nulls: through, example: 'sqrt(9) = 3' },
  ln: { args: ['number'], returns: 'double', meaning: 'natural logarithm; missing at and below 0', nulls: through, example: 'ln(1) = 0' },
  log1p: { args: ['number'], returns: 'double', meaning: 'ln(1 + a); missing at and below -1', nulls: through, example: 'log1p(0) = 0' },
  exp: { args: ['number'], returns: 'double', meaning: 'e to the a', nulls: through, example: 'exp(0) = 1', overflows: true },
  power: {
    args: number2,
    returns: 'double',
    meaning: 'a to the b; missing where it is no real number; 0 to the 0 is 1',
    nulls: through,
    example: 'power(2, 3) = 8',
    overflows: true,
  },
  sin: { args: ['number'], returns: 'double', meaning: 'sine of an angle in radians', nulls: through, example: 'sin(0) = 0' },
  cos: { args: ['number'], returns: 'double', meaning: 'cosine of an angle in radians', nulls: through, example: 'cos(0) = 1' },
  least: { args: number2, returns: 'double', meaning: 'the smaller of two', nulls: through, example: 'least(1, 2) = 1' },
  greatest: { args: number2, returns: 'double', meaning: 'the larger of two', nulls: through, example: 'greatest(1, 2) = 2' },

  eq: {
    args: ['any', 'any'],
    returns: 'boolean',
    meaning: 'equal; missing for values of different kinds, such as a text and a number',
    nulls: through,
    example: "eq('a', 'a') is true",
  },
  ne: {
    args: ['any', 'any'],
    returns: 'boolean',
    meaning: 'not equal; missing for values of different kinds',
    nulls: through,
    example: "ne('a', 'b') is true",
  },
  lt: { args: number2, returns: 'boolean', meaning: 'a < b', nulls: through, example: 'lt(1, 2) is true' },
  le: { args: number2, returns: 'boolean', meaning: 'a <= b', nulls: through, example: 'le(2, 2) is true' },
  gt: { args: number2, returns: 'boolean', meaning: 'a > b', nulls: through, example: 'gt(2, 1) is true' },
  ge: { args: number2, returns: 'boolean', meaning: 'a >= b', nulls: through, example: 'ge(2, 2) is true' },
  and: {
    args: ['boolean', 'boolean'],
    returns: 'boolean',
    meaning: 'both',
    nulls: 'three-valued logic',
    example: 'and(true, false) is false',
  },
  or: {
    args: ['boolean', 'boolean'],
    returns: 'boolean',
    meaning: 'either',
    nulls: 'three-valued logic',
    example: 'or(true, false) is true',
  },
  not: { args: ['boolean'], returns: 'boolean', meaning: 'the opposite', nulls: through, example: 'not(true) is false' },
  isMissing: {
    args: ['any'],
    returns: 'boolean',
    meaning: 'the value is missing',
    nulls: 'never missing',
    example: 'isMissing(missing) is true',
  },
  flag: { args: ['boolean'], returns: 'uint8', meaning: '1 when true, else 0', nulls: 'missing gives 0', example: 'flag(true) = 1' },
  flagOrMissing: {
    args: ['boolean'],
    returns: 'uint8',
    meaning: '1 when true, 0 when false',
    nulls: through,
    example: 'flagOrMissing(false) = 0',
  },

  toText: {
    args: ['any'],
    returns: 'text',
    meaning: 'the value written out: whole numbers without a point, times as YYYY-MM-DD HH:MM:SS',
    nulls: through,
    example: "toText(1) = '1'",
  },
  orEmpty: {
    args: ['text'],
    returns: 'text',
    meaning: 'the text, or the empty text when it is missing',
    nulls: "missing gives ''",
    example: "orEmpty(missing) = ''",
  },
  length: { args: ['text'], returns: 'int64', meaning: 'number of Unicode code points', nulls: through, example: "length('né') = 2" },
  lower: {
    args: ['text'],
    returns: 'text',
    meaning: 'lower case, simple Unicode mapping',
    nulls: through,
    example: "lower('É') = 'é'",
    costly: true,
  },
  upper: {
    args: ['text'],
    returns: 'text',
    meaning: 'upper case, simple Unicode mapping',
    nulls: through,
    example: "upper('é') = 'É'",
    costly: true,
  },
  concat: { args: ['text', 'text'], returns: 'text', meaning: 'b appended to a', nulls: through, example: "concat('a', 'b') = 'ab'" },
  contains: {
    args: ['text', 'literal'],
    returns: 'boolean',
    meaning: 'the literal occurs in the text',
    nulls: through,
    example: "contains('abc', 'b') is true",
  },
  startsWith: {
    args: ['text', 'literal'],
    returns: 'boolean',
    meaning: 'the text starts with the literal',
    nulls: through,
    example: "startsWith('abc', 'a') is true",
  },
  endsWith: {
    args: ['text', 'literal'],
    returns: 'boolean',
    meaning: 'the text ends with the literal',
    nulls: through,
    example: "endsWith('abc', 'c') is true",
  },
  hasMatch: {
    args: ['text', 'pattern'],
    returns: 'boolean',
    meaning: 'the pattern matches somewhere',
    nulls: through,
    example: "hasMatch('a1', '[0-9]') is true",
    costly: true,
  },
  countLiteral: {
    args: ['text', 'literal'],
    returns: 'int64',
    meaning: 'non-overlapping occurrences of a literal',
    nulls: through,
    example: "countLiteral('aaa', 'aa') = 1",
    costly: true,
  },
  countMatches: {
    args: ['text', 'pattern'],
    returns: 'int64',
    meaning: 'non-overlapping matches of a pattern',
    nulls: through,
    example: "countMatches('a1b2', '[0-9]') = 2",
    costly: true,
  },
  countChars: {
    args: ['text', 'pattern'],
    returns: 'int64',
    meaning: 'characters in a class; the second argument is what stands between the brackets',
    nulls: through,
    example: "countChars('aB1', 'A-Z') = 1",
    costly: true,
  },
  replaceMatches: {
    args: ['text', 'pattern', 'literal'],
    returns: 'text',
    meaning: 'each match of the pattern replaced by the literal',
    nulls: through,
    example: "replaceMatches('a1', '[0-9]', '#') = 'a#'",
    costly: true,
  },
  hashBucket: {
    args: ['text', 'integer'],
    returns: 'int32',
    meaning: 'first 15 hex digits of the MD5 of the UTF-8 text, modulo n',
    nulls: through,
    example: "hashBucket('a', 8) = 2",
    costly: true,
  },

  splitOn: {
    args: ['text', 'literal'],
    returns: 'texts',
    meaning: 'the non-empty parts between occurrences of the literal',
    nulls: through,
    example: "splitOn(' a  b', ' ') = [a, b]",
    costly: true,
  },
  matches: {
    args: ['text', 'pattern'],
    returns: 'texts',
    meaning: 'all non-overlapping matches of the pattern',
    nulls: through,
    example: "matches('a1b2', '[0-9]') = [1, 2]",
    costly: true,
  },
  ngrams: {
    args: ['texts', 'integer'],
    returns: 'texts',
    meaning: 'runs of n neighbouring items, joined by one space',
    nulls: through,
    example: "ngrams([a, b, c], 2) = ['a b', 'b c']",
    costly: true,
  },
  size: { args: ['texts'], returns: 'int64', meaning: 'number of items', nulls: through, example: 'size([a, b, a]) = 3' },
  distinctSize: {
    args: ['texts'],
    returns: 'int64',
    meaning: 'number of different items',
    nulls: through,
    example: 'distinctSize([a, b, a]) = 2',
    costly: true,
  },
  hashCounts: {
    args: ['texts', 'integer'],
    returns: 'numbers',
    meaning: 'how many items fall into each of n hash buckets (see hashBucket)',
    nulls: through,
    example: 'hashCounts([a, b], 8) has 8 items',
    costly: true,
  },
  item: {
    args: ['numbers', 'integer'],
    returns: 'double',
    meaning: 'the item at a position, counted from 0; missing outside',
    nulls: through,
    example: 'item([5, 7], 1) = 7',
  },

  year: { args: ['timestamp'], returns: 'int64', meaning: 'calendar year', nulls: through, example: 'year(2024-04-15) = 2024' },
  quarter: { args: ['timestamp'], returns: 'int64', meaning: 'quarter, 1 to 4', nulls: through, example: 'quarter(2024-04-15) = 2' },
  month: { args: ['timestamp'], returns: 'int64', meaning: 'month, 1 to 12', nulls: through, example: 'month(2024-04-15) = 4' },
  day: { args: ['timestamp'], returns: 'int64', meaning: 'day of the month, 1 to 31', nulls: through, example: 'day(2024-04-15) = 15' },
  hour: { args: ['timestamp'], returns: 'int64', meaning: 'hour, 0 to 23', nulls: through, example: 'hour(13:30) = 13' },
  minute: { args: ['timestamp'], returns: 'int64', meaning: 'minute, 0 to 59', nulls: through, example: 'minute(13:30) = 30' },
  second: { args: ['timestamp'], returns: 'int64', meaning: 'second, 0 to 59', nulls: through, example: 'second(13:30:05) = 5' },
  dayOfWeek: {
    args: ['timestamp'],
    returns: 'int64',
    meaning: 'Monday 0 to Sunday 6',
    nulls: through,
    example: 'dayOfWeek(2024-04-15) = 0',
  },
  dayOfYear: {
    args: ['timestamp'],
    returns: 'int64',
    meaning: 'day of the year, 1 to 366',
    nulls: through,
    example: 'dayOfYear(2024-02-01) = 32',
  },
  week: { args: ['timestamp'], returns: 'int64', meaning: 'ISO 8601 week, 1 to 53', nulls: through, example: 'week(2024-01-01) = 1' },
  daysInMonth: {
    args: ['timestamp'],
    returns: 'int64',
    meaning: 'length of the month in days',
    nulls: through,
    example: 'daysInMonth(2024-02-01) = 29',
  },
  epochSeconds: {
    args: ['timestamp'],
    returns: 'double',
    meaning: 'seconds since 1970-01-01 00:00:00, with fractions',
    nulls: through,
    example: 'epochSeconds(1970-01-02) = 86400',
  },
  epochDay: {
    args: ['timestamp'],
    returns: 'int64',
    meaning: 'whole days since 1970-01-01',
    nulls: through,
    example: 'epochDay(1970-01-02 13:00) = 1',
  },
  inZone: {
    args: ['timestamp', 'literal'],
    returns: 'timestamp',
    meaning: 'the wall-clock time in an IANA zone of a time read as UTC',
    nulls: through,
    example: "inZone(2024-07-01 12:00, 'Europe/Berlin') = 14:00",
    costly: true,
  },
});

export type FunctionName = keyof typeof FUNCTIONS;

/** The value types that an argument of a kind accepts. */
export type Accepts<A extends ArgType> = A extends 'number'
  ? NumberType
  : A extends 'any'
    ? ScalarType
    : A extends 'boolean' | 'text' | 'timestamp' | 'texts' | 'numbers'
      ? A
      : never;

// Written by `npm run docs` from the tables in fn-*.ts; do not edit.
import type { Expr } from './expr.js';
import type { NumberType } from './types.js';

/** A number: an expression of any number type, or a literal. */
export type NumberLike = Expr<NumberType> | number;
/** A value of any type: an expression, or a literal. */
export type AnyLike = Expr | number | string | boolean;

/** Every function that an expression may call. None raises: a value outside the domain gives a missing value. */
export interface Functions {
  /**
   * a + b.
   *
   * Missing values: missing in, missing out. The result may overflow; a feature is then missing.
   *
   * @example add(1, 2) = 3
   */
  readonly add: (a: NumberLike, b: NumberLike) => Expr<'double'>;
  /**
   * a - b.
   *
   * Missing values: missing in, missing out. The result may overflow; a feature is then missing.
   *
   * @example subtract(3, 2) = 1
   */
  readonly subtract: (a: NumberLike, b: NumberLike) => Expr<'double'>;
  /**
   * a * b.
   *
   * Missing values: missing in, missing out. The result may overflow; a feature is then missing.
   *
   * @example multiply(3, 2) = 6
   */
  readonly multiply: (a: NumberLike, b: NumberLike) => Expr<'double'>;
  /**
   * a / b; missing when b is 0.
   *
   * Missing values: missing in, missing out. The result may overflow; a feature is then missing.
   *
   * @example divide(1, 0) is missing
   */
  readonly divide: (a: NumberLike, b: NumberLike) => Expr<'double'>;
  /**
   * a; missing when it is infinite or not a number.
   *
   * Missing values: missing in, missing out.
   *
   * @example finite(1) = 1
   */
  readonly finite: (a: NumberLike) => Expr<'double'>;
  /**
   * -a.
   *
   * Missing values: missing in, missing out.
   *
   * @example negate(2) = -2
   */
  readonly negate: (a: NumberLike) => Expr<'double'>;
  /**
   * Absolute value.
   *
   * Missing values: missing in, missing out.
   *
   * @example abs(-2) = 2
   */
  readonly abs: (a: NumberLike) => Expr<'double'>;
  /**
   * -1, 0 or 1.
   *
   * Missing values: missing in, missing out.
   *
   * @example sign(-2) = -1
   */
  readonly sign: (a: NumberLike) => Expr<'double'>;
  /**
   * Greatest whole number not above a.
   *
   * Missing values: missing in, missing out.
   *
   * @example floor(1.5) = 1
   */
  readonly floor: (a: NumberLike) => Expr<'double'>;
  /**
   * Nearest whole number, halves to even.
   *
   * Missing values: missing in, missing out.
   *
   * @example round(2.5) = 2
   */
  readonly round: (a: NumberLike) => Expr<'double'>;
  /**
   * Remainder of a / b with the sign of a; missing when b is 0.
   *
   * Missing values: missing in, missing out.
   *
   * @example modulo(7, 4) = 3
   */
  readonly modulo: (a: NumberLike, b: NumberLike) => Expr<'double'>;
  /**
   * Square root; missing below 0.
   *
   * Missing values: missing in, missing out.
   *
   * @example sqrt(9) = 3
   */
  readonly sqrt: (a: NumberLike) => Expr<'double'>;
  /**
   * Natural logarithm; missing at and below 0.
   *
   * Missing values: missing in, missing out.
   *
   * @example ln(1) = 0
   */
  readonly ln: (a: NumberLike) => Expr<'double'>;
  /**
   * ln(1 + a); missing at and below -1.
   *
   * Missing values: missing in, missing out.
   *
   * @example log1p(0) = 0
   */
  readonly log1p: (a: NumberLike) => Expr<'double'>;
  /**
   * e to the a, minus 1; exact near 0.
   *
   * Missing values: missing in, missing out. The result may overflow; a feature is then missing.
   *
   * @example expm1(0) = 0
   */
  readonly expm1: (a: NumberLike) => Expr<'double'>;
  /**
   * e to the a.
   *
   * Missing values: missing in, missing out. The result may overflow; a feature is then missing.
   *
   * @example exp(0) = 1
   */
  readonly exp: (a: NumberLike) => Expr<'double'>;
  /**
   * a to the b; missing where it is no real number; 0 to the 0 is 1.
   *
   * Missing values: missing in, missing out. The result may overflow; a feature is then missing.
   *
   * @example power(2, 3) = 8
   */
  readonly power: (a: NumberLike, b: NumberLike) => Expr<'double'>;
  /**
   * Sine of an angle in radians.
   *
   * Missing values: missing in, missing out.
   *
   * @example sin(0) = 0
   */
  readonly sin: (a: NumberLike) => Expr<'double'>;
  /**
   * Cosine of an angle in radians.
   *
   * Missing values: missing in, missing out.
   *
   * @example cos(0) = 1
   */
  readonly cos: (a: NumberLike) => Expr<'double'>;
  /**
   * Tangent of an angle in radians.
   *
   * Missing values: missing in, missing out.
   *
   * @example tan(0) = 0
   */
  readonly tan: (a: NumberLike) => Expr<'double'>;
  /**
   * Angle in radians, from -π/2 to π/2, whose sine is a; missing below -1 and above 1.
   *
   * Missing values: missing in, missing out.
   *
   * @example asin(2) is missing
   */
  readonly asin: (a: NumberLike) => Expr<'double'>;
  /**
   * Angle in radians, from 0 to π, whose cosine is a; missing below -1 and above 1.
   *
   * Missing values: missing in, missing out.
   *
   * @example acos(1) = 0
   */
  readonly acos: (a: NumberLike) => Expr<'double'>;
  /**
   * Angle in radians, from -π to π, of the point with y = a and x = b.
   *
   * Missing values: missing in, missing out.
   *
   * @example atan2(0, 1) = 0
   */
  readonly atan2: (a: NumberLike, b: NumberLike) => Expr<'double'>;
  /**
   * The smaller of two.
   *
   * Missing values: missing in, missing out.
   *
   * @example least(1, 2) = 1
   */
  readonly least: (a: NumberLike, b: NumberLike) => Expr<'double'>;
  /**
   * The larger of two.
   *
   * Missing values: missing in, missing out.
   *
   * @example greatest(1, 2) = 2
   */
  readonly greatest: (a: NumberLike, b: NumberLike) => Expr<'double'>;
  /**
   * a + b of whole numbers (others are rounded, halves to even), in 64 bits that wrap around; missing beyond 64 bits.
   *
   * Missing values: missing in, missing out.
   *
   * @example wrapAdd(1, 2) = 3
   */
  readonly wrapAdd: (a: NumberLike, b: NumberLike) => Expr<'int64'>;
  /**
   * a - b of whole numbers (others are rounded, halves to even), in 64 bits that wrap around; missing beyond 64 bits.
   *
   * Missing values: missing in, missing out.
   *
   * @example wrapSubtract(3, 2) = 1
   */
  readonly wrapSubtract: (a: NumberLike, b: NumberLike) => Expr<'int64'>;
  /**
   * a * b of whole numbers (others are rounded, halves to even), in 64 bits that wrap around; missing beyond 64 bits.
   *
   * Missing values: missing in, missing out.
   *
   * @example wrapMultiply(3, 2) = 6
   */
  readonly wrapMultiply: (a: NumberLike, b: NumberLike) => Expr<'int64'>;
  /**
   * Equal; missing for values of different kinds, such as a text and a number.
   *
   * Missing values: missing in, missing out.
   *
   * @example eq('a', 'a') is true
   */
  readonly eq: (a: AnyLike, b: AnyLike) => Expr<'boolean'>;
  /**
   * Not equal; missing for values of different kinds.
   *
   * Missing values: missing in, missing out.
   *
   * @example ne('a', 'b') is true
   */
  readonly ne: (a: AnyLike, b: AnyLike) => Expr<'boolean'>;
  /**
   * a < b.
   *
   * Missing values: missing in, missing out.
   *
   * @example lt(1, 2) is true
   */
  readonly lt: (a: NumberLike, b: NumberLike) => Expr<'boolean'>;
  /**
   * a <= b.
   *
   * Missing values: missing in, missing out.
   *
   * @example le(2, 2) is true
   */
  readonly le: (a: NumberLike, b: NumberLike) => Expr<'boolean'>;
  /**
   * a > b.
   *
   * Missing values: missing in, missing out.
   *
   * @example gt(2, 1) is true
   */
  readonly gt: (a: NumberLike, b: NumberLike) => Expr<'boolean'>;
  /**
   * a >= b.
   *
   * Missing values: missing in, missing out.
   *
   * @example ge(2, 2) is true
   */
  readonly ge: (a: NumberLike, b: NumberLike) => Expr<'boolean'>;
  /**
   * Both.
   *
   * Missing values: three-valued logic.
   *
   * @example and(true, false) is false
   */
  readonly and: (a: Expr<'boolean'>, b: Expr<'boolean'>) => Expr<'boolean'>;
  /**
   * Either.
   *
   * Missing values: three-valued logic.
   *
   * @example or(true, false) is true
   */
  readonly or: (a: Expr<'boolean'>, b: Expr<'boolean'>) => Expr<'boolean'>;
  /**
   * The opposite.
   *
   * Missing values: missing in, missing out.
   *
   * @example not(true) is false
   */
  readonly not: (a: Expr<'boolean'>) => Expr<'boolean'>;
  /**
   * The value is missing.
   *
   * Missing values: never missing.
   *
   * @example isMissing(missing) is true
   */
  readonly isMissing: (a: AnyLike) => Expr<'boolean'>;
  /**
   * 1 when true, else 0.
   *
   * Missing values: missing gives 0.
   *
   * @example flag(true) = 1
   */
  readonly flag: (a: Expr<'boolean'>) => Expr<'uint8'>;
  /**
   * 1 when true, 0 when false.
   *
   * Missing values: missing in, missing out.
   *
   * @example flagOrMissing(false) = 0
   */
  readonly flagOrMissing: (a: Expr<'boolean'>) => Expr<'uint8'>;
  /**
   * The value written out: whole numbers without a point, times as YYYY-MM-DD HH:MM:SS.
   *
   * Missing values: missing in, missing out.
   *
   * @example toText(1) = '1'
   */
  readonly toText: (a: AnyLike) => Expr<'text'>;
  /**
   * The text, or the empty text when it is missing.
   *
   * Missing values: missing gives ''.
   *
   * @example orEmpty(missing) = ''
   */
  readonly orEmpty: (text: Expr<'text'>) => Expr<'text'>;
  /**
   * Number of Unicode code points.
   *
   * Missing values: missing in, missing out.
   *
   * @example length('né') = 2
   */
  readonly length: (text: Expr<'text'>) => Expr<'int64'>;
  /**
   * Lower case, simple Unicode mapping.
   *
   * Missing values: missing in, missing out.
   *
   * @example lower('É') = 'é'
   */
  readonly lower: (text: Expr<'text'>) => Expr<'text'>;
  /**
   * Lower case, full Unicode mapping: 'İ' becomes two characters, and 'Σ' at the end of a word 'ς'.
   *
   * Missing values: missing in, missing out.
   *
   * @example lowerFull('ΟΔΟΣ') = 'οδος'
   */
  readonly lowerFull: (text: Expr<'text'>) => Expr<'text'>;
  /**
   * Upper case, simple Unicode mapping.
   *
   * Missing values: missing in, missing out.
   *
   * @example upper('é') = 'É'
   */
  readonly upper: (text: Expr<'text'>) => Expr<'text'>;
  /**
   * b appended to a.
   *
   * Missing values: missing in, missing out.
   *
   * @example concat('a', 'b') = 'ab'
   */
  readonly concat: (a: Expr<'text'>, b: Expr<'text'>) => Expr<'text'>;
  /**
   * The literal occurs in the text.
   *
   * Missing values: missing in, missing out.
   *
   * @example contains('abc', 'b') is true
   */
  readonly contains: (text: Expr<'text'>, literal: string) => Expr<'boolean'>;
  /**
   * The text starts with the literal.
   *
   * Missing values: missing in, missing out.
   *
   * @example startsWith('abc', 'a') is true
   */
  readonly startsWith: (text: Expr<'text'>, literal: string) => Expr<'boolean'>;
  /**
   * The text ends with the literal.
   *
   * Missing values: missing in, missing out.
   *
   * @example endsWith('abc', 'c') is true
   */
  readonly endsWith: (text: Expr<'text'>, literal: string) => Expr<'boolean'>;
  /**
   * The pattern matches somewhere.
   *
   * Missing values: missing in, missing out.
   *
   * @example hasMatch('a1', '[0-9]') is true
   */
  readonly hasMatch: (text: Expr<'text'>, pattern: string) => Expr<'boolean'>;
  /**
   * Non-overlapping occurrences of a literal.
   *
   * Missing values: missing in, missing out.
   *
   * @example countLiteral('aaa', 'aa') = 1
   */
  readonly countLiteral: (text: Expr<'text'>, literal: string) => Expr<'int64'>;
  /**
   * Non-overlapping matches of a pattern.
   *
   * Missing values: missing in, missing out.
   *
   * @example countMatches('a1b2', '[0-9]') = 2
   */
  readonly countMatches: (text: Expr<'text'>, pattern: string) => Expr<'int64'>;
  /**
   * Characters in a class; the second argument is what stands between the brackets.
   *
   * Missing values: missing in, missing out.
   *
   * @example countChars('aB1', 'A-Z') = 1
   */
  readonly countChars: (text: Expr<'text'>, pattern: string) => Expr<'int64'>;
  /**
   * Each match of the pattern replaced by the literal.
   *
   * Missing values: missing in, missing out.
   *
   * @example replaceMatches('a1', '[0-9]', '#') = 'a#'
   */
  readonly replaceMatches: (text: Expr<'text'>, pattern: string, literal: string) => Expr<'text'>;
  /**
   * First 15 hex digits of the MD5 of the UTF-8 text, modulo n.
   *
   * Missing values: missing in, missing out.
   *
   * @example hashBucket('a', 8) = 2
   */
  readonly hashBucket: (text: Expr<'text'>, n: number) => Expr<'int32'>;
  /**
   * Whole number of the first n (1 to 15) hex digits of the MD5 of the UTF-8 text.
   *
   * Missing values: missing in, missing out.
   *
   * @example hashPrefix('a', 8) = 214005177
   */
  readonly hashPrefix: (text: Expr<'text'>, n: number) => Expr<'int64'>;
  /**
   * The non-empty parts between occurrences of the literal.
   *
   * Missing values: missing in, missing out.
   *
   * @example splitOn(' a  b', ' ') = [a, b]
   */
  readonly splitOn: (text: Expr<'text'>, literal: string) => Expr<'texts'>;
  /**
   * All non-overlapping matches of the pattern.
   *
   * Missing values: missing in, missing out.
   *
   * @example matches('a1b2', '[0-9]') = [1, 2]
   */
  readonly matches: (text: Expr<'text'>, pattern: string) => Expr<'texts'>;
  /**
   * Runs of n neighbouring items, joined by one space.
   *
   * Missing values: missing in, missing out.
   *
   * @example ngrams([a, b, c], 2) = ['a b', 'b c']
   */
  readonly ngrams: (items: Expr<'texts'>, n: number) => Expr<'texts'>;
  /**
   * Number of items.
   *
   * Missing values: missing in, missing out.
   *
   * @example size([a, b, a]) = 3
   */
  readonly size: (items: Expr<'texts'>) => Expr<'int64'>;
  /**
   * Length of the longest item; 0 without any.
   *
   * Missing values: missing in, missing out.
   *
   * @example longest([a, bcd]) = 3
   */
  readonly longest: (items: Expr<'texts'>) => Expr<'int64'>;
  /**
   * Number of different items.
   *
   * Missing values: missing in, missing out.
   *
   * @example distinctSize([a, b, a]) = 2
   */
  readonly distinctSize: (items: Expr<'texts'>) => Expr<'int64'>;
  /**
   * How many items fall into each of n hash buckets (see hashBucket).
   *
   * Missing values: missing in, missing out.
   *
   * @example hashCounts([a, b], 8) has 8 items
   */
  readonly hashCounts: (items: Expr<'texts'>, n: number) => Expr<'numbers'>;
  /**
   * The item at a position, counted from 0; missing outside.
   *
   * Missing values: missing in, missing out.
   *
   * @example item([5, 7], 1) = 7
   */
  readonly item: (items: Expr<'numbers'>, n: number) => Expr<'double'>;
  /**
   * Calendar year.
   *
   * Missing values: missing in, missing out.
   *
   * @example year(2024-04-15) = 2024
   */
  readonly year: (time: Expr<'timestamp'>) => Expr<'int64'>;
  /**
   * Quarter, 1 to 4.
   *
   * Missing values: missing in, missing out.
   *
   * @example quarter(2024-04-15) = 2
   */
  readonly quarter: (time: Expr<'timestamp'>) => Expr<'int64'>;
  /**
   * Month, 1 to 12.
   *
   * Missing values: missing in, missing out.
   *
   * @example month(2024-04-15) = 4
   */
  readonly month: (time: Expr<'timestamp'>) => Expr<'int64'>;
  /**
   * Day of the month, 1 to 31.
   *
   * Missing values: missing in, missing out.
   *
   * @example day(2024-04-15) = 15
   */
  readonly day: (time: Expr<'timestamp'>) => Expr<'int64'>;
  /**
   * Hour, 0 to 23.
   *
   * Missing values: missing in, missing out.
   *
   * @example hour(13:30) = 13
   */
  readonly hour: (time: Expr<'timestamp'>) => Expr<'int64'>;
  /**
   * Minute, 0 to 59.
   *
   * Missing values: missing in, missing out.
   *
   * @example minute(13:30) = 30
   */
  readonly minute: (time: Expr<'timestamp'>) => Expr<'int64'>;
  /**
   * Second, 0 to 59.
   *
   * Missing values: missing in, missing out.
   *
   * @example second(13:30:05) = 5
   */
  readonly second: (time: Expr<'timestamp'>) => Expr<'int64'>;
  /**
   * Monday 0 to Sunday 6.
   *
   * Missing values: missing in, missing out.
   *
   * @example dayOfWeek(2024-04-15) = 0
   */
  readonly dayOfWeek: (time: Expr<'timestamp'>) => Expr<'int64'>;
  /**
   * Day of the year, 1 to 366.
   *
   * Missing values: missing in, missing out.
   *
   * @example dayOfYear(2024-02-01) = 32
   */
  readonly dayOfYear: (time: Expr<'timestamp'>) => Expr<'int64'>;
  /**
   * ISO 8601 week, 1 to 53.
   *
   * Missing values: missing in, missing out.
   *
   * @example week(2024-01-01) = 1
   */
  readonly week: (time: Expr<'timestamp'>) => Expr<'int64'>;
  /**
   * Length of the month in days.
   *
   * Missing values: missing in, missing out.
   *
   * @example daysInMonth(2024-02-01) = 29
   */
  readonly daysInMonth: (time: Expr<'timestamp'>) => Expr<'int64'>;
  /**
   * Seconds since 1970-01-01 00:00:00, with fractions.
   *
   * Missing values: missing in, missing out.
   *
   * @example epochSeconds(1970-01-02) = 86400
   */
  readonly epochSeconds: (time: Expr<'timestamp'>) => Expr<'double'>;
  /**
   * Whole days since 1970-01-01.
   *
   * Missing values: missing in, missing out.
   *
   * @example epochDay(1970-01-02 13:00) = 1
   */
  readonly epochDay: (time: Expr<'timestamp'>) => Expr<'int64'>;
  /**
   * Microseconds since 1970-01-01 00:00:00.
   *
   * Missing values: missing in, missing out.
   *
   * @example epochMicros(1970-01-01 00:00:01) = 1000000
   */
  readonly epochMicros: (time: Expr<'timestamp'>) => Expr<'int64'>;
  /**
   * The wall-clock time in an IANA zone of a time read as UTC.
   *
   * Missing values: missing in, missing out.
   *
   * @example inZone(2024-07-01 12:00, 'Europe/Berlin') = 14:00
   */
  readonly inZone: (time: Expr<'timestamp'>, literal: string) => Expr<'timestamp'>;
}

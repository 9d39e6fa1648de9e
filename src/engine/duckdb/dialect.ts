import type { FunctionName, Json, ScalarType } from '@mdm/sdk';

/** A text value as SQL. */
export const literal = (value: string): string =>
  value.includes('\0') ? `decode('${bytes(value)}'::BLOB)` : `'${value.replaceAll("'", "''")}'`;

/** Text with the character of number 0, which no statement can hold, as a BLOB's escapes. */
const bytes = (value: string): string => Buffer.from(value).toString('hex').replace(/../g, '\\x$&');

/** A name as SQL; any name is allowed, quotes and newlines included. */
export const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** A number as SQL. Exponent form keeps it a DOUBLE: `749.25` would be a DECIMAL and lose its last bit. */
export const double = (value: number): string => {
  if (!Number.isFinite(value)) return `'${value}'::DOUBLE`;
  const text = String(Object.is(value, -0) ? '-0' : value);
  return text.includes('e') ? text : `${text}e0`;
};

/** A JSON scalar as SQL; numbers are doubles, lists and objects their JSON. */
export const scalar = (value: Json): string => {
  if (value === null) return 'NULL';
  if (typeof value === 'number') return double(value);
  if (typeof value === 'boolean') return String(value);
  return literal(typeof value === 'string' ? value : JSON.stringify(value));
};

export const TYPES: Readonly<Record<ScalarType, string>> = {
  boolean: 'BOOLEAN',
  uint8: 'UTINYINT',
  uint16: 'USMALLINT',
  int32: 'INTEGER',
  int64: 'BIGINT',
  double: 'DOUBLE',
  text: 'VARCHAR',
  timestamp: 'TIMESTAMP',
  texts: 'VARCHAR[]',
  numbers: 'BIGINT[]',
};

const hashBucket = (text: string, n: string): string => `CAST(('0x' || substr(md5(${text}), 1, 15))::UBIGINT % ${n} AS INTEGER)`;

const goldberg = (x: string): string => `coalesce(ln(1e0 + ${x}) * (${x} / nullif((1e0 + ${x}) - 1e0, 0e0)), ${x})`;

/** `op` of two whole numbers; where 64 bits are too few, their low 64 bits. */
const wrapped =
  (op: string): Render =>
  (a, b) => {
    const [x, y] = [`TRY_CAST(${a} AS BIGINT)`, `TRY_CAST(${b} AS BIGINT)`];
    const low = `((${x}::HUGEINT ${op} ${y}::HUGEINT) % 18446744073709551616::HUGEINT)`;
    const signed = `CASE WHEN ${low} > 9223372036854775807 THEN ${low} - 18446744073709551616::HUGEINT WHEN ${low} < -9223372036854775808::HUGEINT THEN ${low} + 18446744073709551616::HUGEINT ELSE ${low} END`;
    return `coalesce(TRY(${x} ${op} ${y}), (${signed})::BIGINT)`;
  };

/** What the engine's own lower case lacks: a sigma that ends a word, and the dotted capital I. */
const CASED = String.raw`\p{Lu}\p{Ll}\p{Lt}`;
const IGNORED = String.raw`\p{Mn}\p{Me}\p{Cf}\p{Lm}\p{Sk}'.:·’`;
const finalSigma = literal(`([${CASED}][${IGNORED}]*)Σ([${IGNORED}]*(?:[^${CASED}${IGNORED}]|\\z))`);
const lowerFull = (a: string): string =>
  `lower(replace(CASE WHEN contains(${a}, 'Σ') THEN regexp_replace(${a}, ${finalSigma}, '\\1ς\\2', 'g') ELSE ${a} END, 'İ', 'i̇'))`;

type Render = (...args: string[]) => string;

/** One rendering per function; arguments arrive as SQL. Literals and patterns are quoted text, integers are digits. */
export const RENDER: Readonly<Record<FunctionName, Render>> = {
  add: (a, b) => `(${a} + ${b})`,
  subtract: (a, b) => `(${a} - ${b})`,
  multiply: (a, b) => `(${a} * ${b})`,
  divide: (a, b) => (isNonZero(b) ? `(${a} / ${b})` : `(${a} / nullif(${b}, 0e0))`),
  finite: (a) => `CASE WHEN isfinite(${a}) THEN ${a} END`,
  negate: (a) => `(- ${a})`,
  abs: (a) => `abs(${a})`,
  sign: (a) => `sign(${a})::DOUBLE`,
  floor: (a) => `floor(${a})`,
  // DuckDB's round_even finds a half in ten times the number, which from 9e14 on is not exact.
  round: (a) => `CASE WHEN abs(${a} % 1e0) = 5e-1 THEN round(${a} / 2e0) * 2e0 ELSE round(${a}) END`,
  // DuckDB's fmod takes the sign of b and overflows; its % is the remainder of C.
  modulo: (a, b) => (isNonZero(b) ? `(${a} % ${b})` : `(${a} % nullif(${b}, 0e0))`),
  sqrt: (a) => (a.startsWith('abs(') ? `sqrt(${a})` : `CASE WHEN ${a} >= 0 THEN sqrt(${a}) END`),
  ln: (a) => `CASE WHEN ${a} > 0 THEN ln(${a}) END`,
  // Exact near 0, where ln(1 + x) alone loses digits: Goldberg 1991, "What every computer scientist should know", theorem 4.
  log1p: (a) => (a.startsWith('abs(') ? goldberg(a) : `CASE WHEN ${a} > -1e0 THEN ${goldberg(a)} END`),
  // Without the cancellation of exp(a) - 1 near 0.
  expm1: (a) =>
    `CASE WHEN abs(${a}) < 1e-10 THEN ${a} * (1e0 + ${a} / 2e0) WHEN ${a} < -40e0 THEN -1e0 ELSE 2e0 * sinh(${a} / 2e0) * exp(${a} / 2e0) END`,
  exp: (a) => `exp(${a})`,
  power: (a, b) => `CASE WHEN ${a} > 0 OR (${a} = 0 AND ${b} >= 0) OR (${a} < 0 AND ${b} = floor(${b})) THEN pow(${a}, ${b}) END`,
  // The engine refuses the sine of an infinite number.
  sin: (a) => `TRY(sin(${a}))`,
  cos: (a) => `TRY(cos(${a}))`,
  tan: (a) => `TRY(tan(${a}))`,
  asin: (a) => `CASE WHEN ${a} BETWEEN -1e0 AND 1e0 THEN asin(${a}) END`,
  acos: (a) => `CASE WHEN ${a} BETWEEN -1e0 AND 1e0 THEN acos(${a}) END`,
  atan2: (a, b) => `atan2(${a}, ${b})`,
  least: (a, b) => `CASE WHEN ${a} <= ${b} THEN ${a} WHEN ${b} < ${a} THEN ${b} END`,
  greatest: (a, b) => `CASE WHEN ${a} >= ${b} THEN ${a} WHEN ${b} > ${a} THEN ${b} END`,
  wrapAdd: wrapped('+'),
  wrapSubtract: wrapped('-'),
  wrapMultiply: wrapped('*'),

  eq: (a, b) => `(${a} = ${b})`,
  ne: (a, b) => `(${a} <> ${b})`,
  lt: (a, b) => `(${a} < ${b})`,
  le: (a, b) => `(${a} <= ${b})`,
  gt: (a, b) => `(${a} > ${b})`,
  ge: (a, b) => `(${a} >= ${b})`,
  and: (a, b) => `(${a} AND ${b})`,
  or: (a, b) => `(${a} OR ${b})`,
  not: (a) => `(NOT ${a})`,
  isMissing: (a) => `(${a} IS NULL)`,
  flag: (a) => `CASE WHEN ${a} THEN 1::UTINYINT ELSE 0::UTINYINT END`,
  flagOrMissing: (a) => `CASE WHEN ${a} THEN 1::UTINYINT WHEN NOT ${a} THEN 0::UTINYINT END`,

  toText: (a) => `CAST(${a} AS VARCHAR)`,
  orEmpty: (a) => `coalesce(${a}, '')`,
  length: (a) => `length(${a})`,
  lower: (a) => `lower(${a})`,
  lowerFull,
  upper: (a) => `upper(${a})`,
  concat: (a, b) => `(${a} || ${b})`,
  contains: (a, b) => `contains(${a}, ${b})`,
  startsWith: (a, b) => `starts_with(${a}, ${b})`,
  endsWith: (a, b) => `ends_with(${a}, ${b})`,
  hasMatch: (a, p) => `regexp_matches(${a}, ${p})`,
  countLiteral: (a, b) => `((length(${a}) - length(replace(${a}, ${b}, ''))) // length(${b}))`,
  countMatches: (a, p) => `len(regexp_extract_all(${a}, ${p}))`,
  countChars: (a, c) => `(length(${a}) - length(regexp_replace(${a}, '[' || ${c} || ']+', '', 'g')))`,
  replaceMatches: (a, p, r) => `regexp_replace(${a}, ${p}, ${r.replaceAll('\\', '\\\\')}, 'g')`,
  hashBucket,
  hashPrefix: (text, n) => `TRY_CAST('0x' || substr(md5(${text}), 1, ${n}) AS BIGINT)`,

  splitOn: (a, b) =>
    `CASE WHEN contains(${a}, ${b} || ${b}) OR starts_with(${a}, ${b}) OR ends_with(${a}, ${b}) THEN list_filter(string_split(${a}, ${b}), lambda w: w <> '') WHEN ${a} = '' THEN [] ELSE string_split(${a}, ${b}) END`,
  matches: (a, p) => `regexp_extract_all(${a}, ${p})`,
  ngrams: (a, n) => `list_transform(range(1, len(${a}) - ${n} + 2), lambda i: array_to_string(list_slice(${a}, i, i + ${n} - 1), ' '))`,
  size: (a) => `len(${a})`,
  longest: (a) => `CASE WHEN ${a} IS NOT NULL THEN coalesce(list_max(list_transform(${a}, lambda w: length(w))), 0) END`,
  distinctSize: (a) => `list_unique(${a})::BIGINT`,
  hashCounts: (a, n) =>
    `CASE WHEN ${a} IS NOT NULL THEN list_transform(range(${n}), lambda b: len(list_filter(list_transform(${a}, lambda w: ${hashBucket('w', n)}), lambda h: h = b))) END`,
  item: (a, i) => (i.startsWith('-') ? 'NULL::DOUBLE' : `list_extract(${a}, ${i} + 1)::DOUBLE`),

  year: (a) => `year(${a})`,
  quarter: (a) => `quarter(${a})`,
  month: (a) => `month(${a})`,
  day: (a) => `day(${a})`,
  hour: (a) => `hour(${a})`,
  minute: (a) => `minute(${a})`,
  second: (a) => `second(${a})`,
  dayOfWeek: (a) => `(isodow(${a}) - 1)`,
  dayOfYear: (a) => `dayofyear(${a})`,
  week: (a) => `week(${a})`,
  daysInMonth: (a) => `day(last_day(${a}))`,
  epochSeconds: (a) => `epoch(${a})`,
  epochDay: (a) => `(epoch_us(${a}) // 86400000000 - CASE WHEN epoch_us(${a}) % 86400000000 < 0 THEN 1 ELSE 0 END)`,
  epochMicros: (a) => `epoch_us(${a})`,
  // Zones end where the calendar of the engine does.
  inZone: (a, z) => `TRY(timezone(${z}, timezone('UTC', ${a})))`,
};

const isNonZero = (sql: string): boolean => /^-?[0-9.]+e[-+]?[0-9]+$/.test(sql) && Number(sql) !== 0;

/** A double as text: whole numbers without a point. */
export const numberText = (sql: string): string =>
  `CASE WHEN ${sql} = floor(${sql}) AND abs(${sql}) < 1e15 THEN CAST(CAST(${sql} AS BIGINT) AS VARCHAR) ELSE CAST(${sql} AS VARCHAR) END`;

/** A cast that gives a missing value instead of an error. */
export const castTo = (sql: string, to: ScalarType): string => `TRY_CAST(${sql} AS ${TYPES[to]})`;

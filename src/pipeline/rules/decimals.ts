/** Digits that count, leading zeros among them, and the greatest power of ten that is a double. */
const DIGITS = 17;
const LARGEST = 308;

/**
 * SQL of the double that a decimal in text means; null for infinite ones. `nearest`: correctly rounded. `scaled`: the first 17 digits
 * one by one, then divided or multiplied by one power of ten, as pandas' reader does.
 */
export function decimalSql(ref: string, how: 'nearest' | 'scaled'): string {
  const text = `trim(${ref}, ' ' || chr(9))`;
  if (how === 'nearest') return finite(`CAST(${text} AS DOUBLE)`);
  const parts = `regexp_extract(${text}, '^([+-]?)(\\d*)\\.?(\\d*)(?:[eE]([+-]?\\d+))?$', ['s', 'w', 'f', 'e'])`;
  const digits = `left(p['w'] || p['f'], ${DIGITS})`;
  const number =
    `CASE WHEN length(${digits}) <= 15 THEN CAST(CAST(${digits} AS BIGINT) AS DOUBLE) ` +
    `ELSE list_reduce(list_transform(string_split(${digits}, ''), lambda c: CAST(c AS DOUBLE)), lambda a, b: a * 10e0 + b) END`;
  // Beyond 9 digits an exponent is as good as infinite.
  const power = `(CASE WHEN p['e'] = '' THEN 0 ELSE greatest(-999999999, least(999999999, coalesce(TRY_CAST(p['e'] AS BIGINT), 999999999))) END)`;
  const exponent = `(${power} + length(p['w']) - length(${digits}))`;
  const ten = (n: string): string => `CAST('1e' || ${n} AS DOUBLE)`;
  const value =
    `CASE WHEN v.e = 0 THEN v.n WHEN v.e > ${LARGEST} THEN NULL WHEN v.e > 0 THEN v.n * ${ten('v.e')} ` +
    `WHEN v.e >= -${LARGEST} THEN v.n / ${ten('(-v.e)')} ` +
    `WHEN v.e < -${2 * LARGEST} THEN 0e0 ELSE v.n / ${ten(`(-v.e - ${LARGEST})`)} / ${ten(String(LARGEST))} END`;
  const one = `list_transform([{'n': ${number}, 'e': ${exponent}}], lambda v: ${value})[1]`;
  const signed = `list_transform([${parts}], lambda p: CASE WHEN ${digits} <> '' THEN CASE WHEN p['s'] = '-' THEN -1e0 ELSE 1e0 END * ${one} END)[1]`;
  // Few digits are a whole double, divided by a power of ten that is one too: both ways round once, to the nearest.
  const few = `CASE WHEN length(${text}) <= 15 AND NOT contains(lower(${text}), 'e') THEN TRY_CAST(${text} AS DOUBLE) END`;
  return finite(`coalesce(${few}, ${signed})`);
}

const finite = (sql: string): string => `list_transform([${sql}], lambda d: CASE WHEN isfinite(d) THEN d END)[1]`;

/** Whether a decimal is larger than any double. */
export const tooLarge = (ref: string): string =>
  `((contains(lower(${ref}), 'e') OR length(${ref}) > 300) AND NOT contains(lower(${ref}), 'inf') AND ${decimalSql(ref, 'scaled')} IS NULL)`;

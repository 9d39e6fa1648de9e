import { double } from '../../engine/duckdb/dialect.js';

/** Factors 10, 100, 10^4, ... as squaring makes them in doubles. */
const SCALES = Array.from({ length: 9 }).reduce<number[]>((all) => [...all, all.length === 0 ? 10 : all.at(-1)! ** 2], []);
const SHORT = 4;

/**
 * SQL of the double that a decimal in text means; null for infinite ones. `nearest`: correctly rounded. `scaled`: all digits as one
 * number, then divided or multiplied by a power of ten for each bit of the exponent, as pandas' reader does.
 */
export function decimalSql(ref: string, how: 'nearest' | 'scaled'): string {
  const text = `trim(${ref}, ' ' || chr(9))`;
  if (how === 'nearest') return finite(`CAST(${text} AS DOUBLE)`);
  const parts = `regexp_extract(${text}, '^([+-]?)(\\d*)\\.?(\\d*)(?:[eE]([+-]?\\d+))?$', ['s', 'w', 'f', 'e'])`;
  const digits = `(p['w'] || p['f'])`;
  const number =
    `CASE WHEN length(${digits}) <= 15 THEN CAST(CAST(${digits} AS BIGINT) AS DOUBLE) ` +
    `ELSE list_reduce(list_transform(string_split(${digits}, ''), lambda c: CAST(c AS DOUBLE)), lambda a, b: a * 10e0 + b) END`;
  // Beyond 9 digits an exponent is as good as infinite.
  const exponent = `(CASE WHEN p['e'] = '' THEN 0 ELSE greatest(-999999, least(999999, coalesce(TRY_CAST(p['e'] AS BIGINT), 999999))) END - length(p['f']))`;
  const factor = (n: string, i: number): string => `CASE WHEN ${n} & ${2 ** i} <> 0 THEN ${double(SCALES[i]!)} ELSE 1e0 END`;
  const scaled = (x: string, n: string, by: '/' | '*', bits: number): string =>
    Array.from({ length: bits }).reduce<string>((all, _, i) => `(${all} ${by} ${factor(n, i)})`, x);
  const value =
    `CASE WHEN v.e = 0 THEN v.n WHEN v.e < 0 AND v.e > -${2 ** SHORT} THEN ${scaled('v.n', '(-v.e)', '/', SHORT)} ` +
    `WHEN v.e <= -512 THEN 0e0 WHEN v.e < 0 THEN ${scaled('v.n', '(-v.e)', '/', SCALES.length)} ` +
    `WHEN v.e >= 512 THEN CASE WHEN v.n = 0e0 THEN NULL ELSE 'inf'::DOUBLE END ELSE ${scaled('v.n', 'v.e', '*', SCALES.length)} END`;
  const one = `list_transform([{'n': ${number}, 'e': ${exponent}}], lambda v: ${value})[1]`;
  const signed = `list_transform([${parts}], lambda p: CASE WHEN ${digits} <> '' THEN CASE WHEN p['s'] = '-' THEN -1e0 ELSE 1e0 END * ${one} END)[1]`;
  return finite(signed);
}

const finite = (sql: string): string => `list_transform([${sql}], lambda d: CASE WHEN isfinite(d) THEN d END)[1]`;

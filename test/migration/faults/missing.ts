import { readGolden } from '../../../plugins/legacy/test/golden.js';
import { table, value, type Fault } from './fault.js';

/** Columns whose nulls are judged, as the original chose them: those with a flag, and the target where it has nulls too. */
const judged = (dataset: string, own: readonly string[] = []): readonly string[] => {
  const { columns } = readGolden(dataset).tables[0]!;
  return Object.keys(columns).filter((name) => `${name}_is_missing` in columns || own.includes(name));
};
const M = judged('movies', ['IMDB Rating']);
const all = Object.keys(readGolden('movies').tables[0]!.columns).slice(0, 16);
const bit = (name: string, [gone, there] = ['1', '0']): string => `CASE WHEN "${name}" IS NULL THEN '${gone}' ELSE '${there}' END`;
const bits = (names: readonly string[], marks?: [string, string]): string => names.map((name) => bit(name, marks)).join(' || ');
const total = (names: readonly string[]): string => names.map((name) => `("${name}" IS NULL)::BIGINT`).join(' + ');
const pattern = (text: string, from = 1, digits = 8): string => `('0x' || substring(md5(${text}), ${from}, ${digits}))::BIGINT`;
const run = (text: string): string => `list_max(list_transform(string_split(${text}, '0'), lambda ones: length(ones)))`;

const of =
  (feature: string, right: string) =>
  (what: string, wrong: string): Fault =>
    value(`missing: ${what}`, 'movies', feature, 'Director', right, wrong);
const totals = of('total_missing_count', total(M));
const ratio = of('missing_ratio', `(${total(M)}) / ${M.length}`);
const longest = of('max_consecutive_missing', run(bits(M)));
const patterns = of('missing_pattern_id', pattern(bits(M)));
const flag = of('Director_is_missing', '(x IS NULL)::BIGINT');
const together = of('missing_together_Distributor_Source', '("Distributor" IS NULL AND "Source" IS NULL)::BIGINT');

const pair =
  (a: string, b: string, verb: string, right: string, on = 'movies') =>
  (what: string, wrong: string): Fault =>
    value(`pair: ${what}`, on, `${a}_${verb}_${b}`, b, right, wrong);
const [plus, minus, times, divided] = ['+', '-', '*', '/'].map((sign, i) =>
  pair(
    'US Gross',
    'US DVD Sales',
    ['plus', 'minus', 'times', 'div'][i]!,
    sign === '/' ? `CASE WHEN x = 0 THEN 0 ELSE "US Gross" / x END` : `"US Gross" ${sign} x`,
  ),
) as [ReturnType<typeof pair>, ReturnType<typeof pair>, ReturnType<typeof pair>, ReturnType<typeof pair>];
const zero = pair('temp_max', 'temp_min', 'div', 'CASE WHEN x = 0 THEN 0 ELSE temp_max / x END', 'seattle_weather');
const wrapped = pair(
  'a',
  'b',
  'times',
  `((((a::HUGEINT * x::HUGEINT + 9223372036854775808::HUGEINT) % 18446744073709551616::HUGEINT) - 9223372036854775808::HUGEINT))::BIGINT`,
  'wide',
);
const wine = (what: string, wrong: string, reasons: Fault['reasons']): Fault => table(`pair: ${what}`, 'wine/test', wrong, reasons);

export const missings: readonly Fault[] = [
  totals('over all columns', total(all.filter((name) => name !== 'Release Date' || !M.includes(name)))),
  totals('without the target', total(M.filter((name) => name !== 'IMDB Rating'))),
  totals('what is there', `${M.length} - (${total(M)})`),
  ratio('by all columns', `(${total(M)}) / ${all.length}`),
  ratio('without the target', `(${total(M.slice(0, -1))}) / ${M.length - 1}`),
  longest('the run that ends the row', `length(regexp_extract(${bits(M)}, '1*$'))`),
  longest('a run goes on over a value', total(M)),
  longest('columns by name', run(bits([...M].sort()))),
  patterns('columns by name', pattern(bits([...M].sort()))),
  patterns('seven digits', pattern(bits(M), 1, 7)),
  patterns('the last eight digits', pattern(bits(M), 25)),
  patterns('1 is a value', pattern(bits(M, ['0', '1']))),
  patterns('with commas', pattern(M.map((name) => bit(name)).join(` || ',' || `))),
  patterns('without the target', pattern(bits(M.filter((name) => name !== 'IMDB Rating')))),
  flag('inverted', '(x IS NOT NULL)::BIGINT'),
  flag('short texts too', '(coalesce(length(x), 0) < 12)::BIGINT'),
  together('one or the other', '("Distributor" IS NULL OR "Source" IS NULL)::BIGINT'),
  together('either, not both', '(("Distributor" IS NULL) <> ("Source" IS NULL))::BIGINT'),
  plus('null as 0', 'coalesce("US Gross", 0) + coalesce(x, 0)'),
  minus('the other way round', 'x - "US Gross"'),
  minus('absolute', 'abs("US Gross" - x)'),
  times('plus', '"US Gross" + x'),
  times('float32', `("US Gross"::FLOAT * x::FLOAT)`),
  divided('the other way round', 'CASE WHEN "US Gross" = 0 THEN 0 ELSE x / "US Gross" END'),
  divided('null is 0', 'coalesce("US Gross" / nullif(x, 0), 0)'),
  divided('whole', 'floor("US Gross" / x)'),
  zero('division by zero is null', 'temp_max / nullif(x, 0)'),
  zero('division by zero is infinite', `CASE WHEN x = 0 THEN 'inf'::DOUBLE ELSE temp_max / x END`),
  zero('one more below the line', 'temp_max / (x + 1e-8)'),
  wrapped('64 bits do not wrap', `greatest(least(a::DOUBLE * x, 9.2e18), -9.2e18)::BIGINT`),
  wrapped(
    'double instead of whole',
    `((((a::DOUBLE * x)::HUGEINT + 9223372036854775808::HUGEINT) % 18446744073709551616::HUGEINT) - 9223372036854775808::HUGEINT)::BIGINT`,
  ),
  wine('its columns the other way round', 'SELECT * EXCLUDE r RENAME (alcohol_plus_proline AS proline_plus_alcohol) FROM t ORDER BY r', [
    'B lacks "alcohol_plus_proline".',
    'B has "proline_plus_alcohol" more.',
  ]),
  wine('one more than twenty', 'SELECT * EXCLUDE r, ash + hue AS ash_plus_hue FROM t ORDER BY r', ['B has "ash_plus_hue" more.']),
  table('pair: correlated by less than 0.15', 'edge_cases', 'SELECT * EXCLUDE r, huge + trend AS huge_plus_trend FROM t ORDER BY r', [
    'B has "huge_plus_trend" more.',
  ]),
  table(
    'pair: correlated by more than 0.17 only',
    'edge_cases',
    'SELECT * EXCLUDE (r, skewed_plus_trend, skewed_minus_trend, skewed_times_trend, skewed_div_trend) FROM t ORDER BY r',
    ['B lacks "skewed_plus_trend", "skewed_minus_trend", "skewed_times_trend", "skewed_div_trend".'],
  ),
];

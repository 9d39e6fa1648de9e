import { table, type Fault } from './fault.js';

const all = (from: string): string => `SELECT * EXCLUDE r FROM ${from} ORDER BY r`;
const replaced = (expression: string, name: string): string => all(`(SELECT * REPLACE (${expression} AS "${name}") FROM t)`);
const at = (row: number | string, name: string, other: string): string =>
  replaced(`CASE WHEN r = ${row} THEN ${other} ELSE "${name}" END`, name);
const differs = (...names: string[]): string[] => [`Values differ: ${names.map((name) => `"${name}"`).join(', ')}.`];
const byPlace = 'rows are matched by their place, --key matches them by a column.';
const last = '(SELECT max(r) FROM t)';
const [seattle, penguins] = ['seattle_weather', 'penguins'];

const bounded = (what: string, tolerance: string, on: string, wrong: string, reasons: Fault['reasons']): Fault => ({
  ...table(what, on, wrong, reasons),
  tolerance,
});
/** The double `steps` above. */
const above = (name: string, steps: number): string =>
  Array.from({ length: steps }).reduce<string>((inner) => `nextafter(${inner}, 'inf'::DOUBLE)`, `"${name}"`);

export const rows: readonly Fault[] = [
  table('rows: the last one dropped', penguins, all(`(FROM t WHERE r < ${last})`), [`1 row of A is not in B; ${byPlace}`]),
  table('rows: one dropped in the middle', penguins, all('(FROM t WHERE r <> 170)'), [
    `1 row of A is not in B; ${byPlace}`,
    /^Values differ: /,
  ]),
  table('rows: one that comes twice', penguins, all('(FROM t UNION ALL FROM t WHERE r = 170)'), [
    `1 row of B is not in A; ${byPlace}`,
    /^Values/,
  ]),
  table('rows: two swapped', seattle, all('(SELECT * REPLACE (CASE r WHEN 7 THEN 8 WHEN 8 THEN 7 ELSE r END AS r) FROM t)'), [
    /^Values differ: /,
  ]),
  table('rows: the other way round', seattle, all('(SELECT * REPLACE (-r AS r) FROM t)'), [/^Values differ: /]),
  table('rows: one chunk of two', seattle, all('(FROM t WHERE r < 1000)'), [`461 rows of A are not in B; ${byPlace}`]),
  table('values: one in row 1', seattle, at(0, 'wind', 'wind + 1'), differs('wind')),
  table('values: one in the last row', seattle, at(last, 'wind_zscore', '0.5e0'), differs('wind_zscore')),
  table('values: one of the last column', seattle, at(700, 'temp_max_div_wind', 'NULL'), differs('temp_max_div_wind')),
  table('values: a number that was null', penguins, at(3, 'bill_depth_mm', '18'), differs('bill_depth_mm')),
  table(
    'values: one column moved by a row',
    seattle,
    replaced('lag(wind_sqrt, 1, wind_sqrt) OVER (ORDER BY r)', 'wind_sqrt'),
    differs('wind_sqrt'),
  ),
  table(
    'values: a whole number off by one',
    penguins,
    at(99, 'missing_pattern_id', 'missing_pattern_id + 1'),
    differs('missing_pattern_id'),
  ),
  table('values: an id off by one', 'edge_cases', at(99, 'row_id', 'row_id + 1'), differs('row_id')),
  table('values: a boolean inverted', penguins, at(200, 'island_Dream', 'NOT island_Dream'), differs('island_Dream')),
  table('values: a column of one number', seattle, replaced('0.5e0', 'wind_percentile'), differs('wind_percentile')),
  table('values: the sign', seattle, replaced('-temp_min_zscore', 'temp_min_zscore'), differs('temp_min_zscore')),
  table('values: float32', seattle, replaced('wind_log::FLOAT::DOUBLE', 'wind_log'), differs('wind_log')),
  table('values: six digits', seattle, replaced('round(wind_log, 6)', 'wind_log'), differs('wind_log')),
  table('values: eight significant digits', seattle, replaced(`printf('%.7e', wind_log)::DOUBLE`, 'wind_log'), differs('wind_log')),
  table('values: huge numbers as infinite', penguins, at(5, 'year_boxcox', `'inf'::DOUBLE`), differs('year_boxcox')),
  table(
    'values: a whole number beyond 2^53 as a double',
    'wide',
    replaced('(a_times_b::DOUBLE)::HUGEINT::BIGINT', 'a_times_b'),
    differs('a_times_b'),
  ),
  table('values: a time an hour later', seattle, replaced('date + INTERVAL 1 HOUR', 'date'), differs('date')),
  table('values: a time one microsecond later', seattle, at(12, 'date', 'date + INTERVAL 1 MICROSECOND'), differs('date')),
  table('text: a space at the end', penguins, at(1, 'island', `island || ' '`), differs('island')),
  table('text: small letters', penguins, at(1, 'island', 'lower(island)'), differs('island')),
  table('text: decomposed letters', 'edge_cases', replaced(`replace(color, 'é', 'e\u0301')`, 'color'), differs('color')),
  table('text: null as empty', penguins, replaced(`coalesce(sex, '')`, 'sex'), differs('sex')),
  table('text: null as the word', penguins, replaced(`coalesce(sex, 'NULL')`, 'sex'), differs('sex')),
  table('text: a null character more', penguins, at(1, 'island', 'island || chr(0)'), differs('island')),
  table('text: an invisible letter more', penguins, at(1, 'island', `island || '\u200b'`), differs('island')),
  table(
    'text: no characters beyond 16 bits',
    'wide',
    replaced(`regexp_replace(kind, '[\\x{10000}-\\x{10FFFF}]', '\ufffd', 'g')`, 'kind'),
    differs('kind'),
  ),
  table(
    'columns: two swapped by name',
    seattle,
    all('(SELECT * REPLACE (temp_min AS temp_max, temp_max AS temp_min) FROM t)'),
    differs('temp_max', 'temp_min'),
  ),
  table(
    'columns: two in another order',
    seattle,
    'SELECT date, precipitation, temp_min, temp_max, * EXCLUDE (date, precipitation, temp_min, temp_max, r) FROM t ORDER BY r',
    ['The order of columns differs: "temp_max", "temp_min".'],
  ),
  table('columns: one renamed', seattle, all('(SELECT * RENAME (wind_log AS "wind_log1p") FROM t)'), [
    'B lacks "wind_log".',
    'B has "wind_log1p" more.',
  ]),
  table('columns: a name in capitals', seattle, all('(SELECT * RENAME (wind_log AS "Wind_log") FROM t)'), [
    'B lacks "wind_log".',
    'B has "Wind_log" more.',
  ]),
  table('columns: a name in decomposed letters', 'edge_cases', all(`(SELECT * RENAME ("color_vert é" AS "color_vert e\u0301") FROM t)`), [
    /^B lacks /,
    /^B has /,
  ]),
  table('columns: one missing', seattle, 'SELECT * EXCLUDE (r, wind_log) FROM t ORDER BY r', ['B lacks "wind_log".']),
  table('columns: an original one missing', seattle, 'SELECT * EXCLUDE (r, weather) FROM t ORDER BY r', ['B lacks "weather".']),
  table('columns: one more', seattle, 'SELECT * EXCLUDE r, 1e0 AS one FROM t ORDER BY r', ['B has "one" more.']),
  table('types: int32 for int64', penguins, replaced('sex_is_missing::INTEGER', 'sex_is_missing'), ['Types differ: "sex_is_missing".']),
  table('types: double for int64', penguins, replaced('year::DOUBLE', 'year'), ['Types differ: "year".']),
  table('types: float for double', seattle, replaced('wind_log::FLOAT', 'wind_log'), ['Types differ: "wind_log".', ...differs('wind_log')]),
  table('types: text for a number', seattle, replaced('wind_log::VARCHAR', 'wind_log'), ['Types differ: "wind_log".']),
  table('types: a date for a time', seattle, replaced('date::DATE', 'date'), ['Types differ: "date".']),
  bounded('bounds: one step beyond 4', '*=ulp:4', seattle, at(700, 'wind_log', above('wind_log', 5)), differs('wind_log')),
  bounded('bounds: one step without any', '', seattle, at(700, 'wind_log', above('wind_log', 1)), differs('wind_log')),
  bounded(
    'bounds: one step beyond 0.5 absolute',
    '*=abs:0.5',
    'edge_cases',
    at(0, 'num_nulls', `nextafter(num_nulls + 0.5, 'inf'::DOUBLE)`),
    differs('num_nulls'),
  ),
  bounded(
    'bounds: one step beyond a half, relative',
    '*=rel:0.5',
    seattle,
    at(0, 'wind', `nextafter(2 * wind, 'inf'::DOUBLE)`),
    differs('wind'),
  ),
  bounded(
    'bounds: two millionths of a Box-Cox value',
    '',
    seattle,
    replaced('wind_boxcox * (1 + 2e-5)', 'wind_boxcox'),
    differs('wind_boxcox'),
  ),
];

/** Differences that are none: within the bounds, however many there are. */
export const none: readonly Fault[] = [
  bounded('four steps of 4, in every row', '*=ulp:4', seattle, replaced(above('wind_log', 4), 'wind_log'), []),
  bounded('0.5 absolute', '*=abs:0.5', 'edge_cases', at(0, 'num_nulls', 'num_nulls + 0.5'), []),
  bounded('a half, relative', '*=rel:0.5', seattle, at(0, 'wind', '2 * wind'), []),
  table('fifteen digits of seventeen', seattle, replaced(`printf('%.14e', wind_log)::DOUBLE`, 'wind_log'), []),
  table('a step up in every row', seattle, replaced(above('wind_zscore', 1), 'wind_zscore'), []),
  table('a billionth, relative', seattle, replaced('wind_log * (1 + 0.9e-9)', 'wind_log'), []),
  table('a trillionth, absolute', seattle, replaced('precipitation_div_mean + 0.9e-12', 'precipitation_div_mean'), []),
  table('Box-Cox with another fit', seattle, replaced('wind_boxcox * (1 + 0.9e-5)', 'wind_boxcox'), []),
  table(
    'a deviation by the sum of squares',
    penguins,
    replaced(
      '(body_mass_g - (SELECT avg(body_mass_g) FROM t)) / (SELECT sqrt((sum(body_mass_g * body_mass_g) - sum(body_mass_g) * avg(body_mass_g)) / (count(body_mass_g) - 1)) FROM t)',
      'body_mass_g_zscore',
    ),
    [],
  ),
];

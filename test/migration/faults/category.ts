import { readGolden } from '../../../plugins/legacy/test/golden.js';
import { table, value, type Fault } from './fault.js';

const counted = 'CASE WHEN x IS NULL THEN NULL ELSE count(*) OVER (PARTITION BY x) END';
const [m, n] = ['(SELECT count(x) FROM s)', '(SELECT count(*) FROM s)'];
const rare = (limit: string, empty = 0): string =>
  `CASE WHEN x IS NULL THEN ${empty} WHEN count(*) OVER (PARTITION BY x) ${limit} THEN 1 ELSE 0 END`;

const frequency = (what: string, wrong: string): Fault =>
  value(`frequency: ${what}`, 'movies', 'MPAA Rating_frequency', 'MPAA Rating', counted, wrong);
const ratio = (what: string, wrong: string): Fault =>
  value(`ratio: ${what}`, 'movies', 'MPAA Rating_frequency_ratio', 'MPAA Rating', `${counted} / ${n}`, wrong);
const isRare = (what: string, wrong: string, on = 'wide', column = 'kind'): Fault =>
  value(`rare: ${what}`, on, `${column}_is_rare`, column, rare(`< 0.01e0 * ${n}`), wrong);
const oneHot = (what: string, wrong: string, of = 'PG'): Fault =>
  value(`one-hot: ${what}`, 'movies', `MPAA Rating_${of}`, 'MPAA Rating', `coalesce(x = '${of}', false)`, wrong);
const length = (what: string, wrong: string, on = 'edge_cases', column = 'color'): Fault =>
  value(`length of a category: ${what}`, on, `${column}_nunique_chars`, column, 'coalesce(length(x), 0)', wrong);

const names = Object.keys(readGolden('penguins').tables[0]!.columns);
const swapped = names.map((name) => (name === 'sex_male' ? 'sex_female' : name === 'sex_female' ? 'sex_male' : name));
const byFrequency = `SELECT ${swapped.join(', ')} FROM t ORDER BY r`;

export const category: readonly Fault[] = [
  frequency('null has one', 'count(*) OVER (PARTITION BY x)'),
  frequency('null has 0', `coalesce(${counted}, 0)`),
  frequency('without the row itself', `${counted} - 1`),
  frequency('small and large letters together', `CASE WHEN x IS NULL THEN NULL ELSE count(*) OVER (PARTITION BY substring(x, 1, 2)) END`),
  ratio('by the rows that have a value', `${counted} / ${m}`),
  ratio('per cent', `100 * ${counted} / ${n}`),
  ratio('by the number of categories', `${counted} / (SELECT count(DISTINCT x) FROM s)`),
  isRare('5 %', rare(`< 0.05e0 * ${n}`), 'movies', 'Source'),
  isRare('null is rare', rare(`< 0.01e0 * ${n}`, 1), 'movies', 'Source'),
  isRare('by the rows that have a value', rare(`< 0.01e0 * ${m}`)),
  isRare('1 % of the rows is rare too', rare(`<= 0.01e0 * ${n}`)),
  isRare('fewer than ten rows', rare('< 10'), 'movies', 'Source'),
  oneHot('a missing value is one', `coalesce(x = 'PG', true)`),
  oneHot('a missing value stays missing', `x = 'PG'`),
  oneHot('by the start of the text', `coalesce(starts_with(x, 'PG'), false)`),
  oneHot('inverted', `NOT coalesce(x = 'PG', false)`),
  oneHot('the first row left out', `coalesce(x = 'R', false) AND r > 0`, 'R'),
  length('distinct characters', `coalesce(len(list_distinct(string_split(x, ''))), 0)`),
  length('bytes', 'coalesce(strlen(x), 0)'),
  length('null as nan', `length(coalesce(x, 'nan'))`),
  length('UTF-16 units', `coalesce(length(x) + length(regexp_replace(x, '[^\\x{10000}-\\x{10FFFF}]', '', 'g')), 0)`, 'wide', 'kind'),
  length('visible letters', 'coalesce(length_grapheme(x), 0)', 'wide', 'kind'),
  table(
    'one-hot: two swapped',
    'movies',
    'SELECT * EXCLUDE r REPLACE ("MPAA Rating_R" AS "MPAA Rating_PG", "MPAA Rating_PG" AS "MPAA Rating_R") FROM t ORDER BY r',
    ['Values differ: "MPAA Rating_PG", "MPAA Rating_R".'],
  ),
  table('one-hot: one value missing', 'movies', 'SELECT * EXCLUDE (r, "MPAA Rating_G") FROM t ORDER BY r', ['B lacks "MPAA Rating_G".']),
  table(
    'one-hot: one for missing values too',
    'movies',
    'SELECT * EXCLUDE r, "MPAA Rating" IS NULL AS "MPAA Rating_nan" FROM t ORDER BY r',
    ['B has "MPAA Rating_nan" more.'],
  ),
  table('one-hot: whole numbers', 'penguins', 'SELECT * EXCLUDE r REPLACE (island_Dream::BIGINT AS island_Dream) FROM t ORDER BY r', [
    'Types differ: "island_Dream".',
  ]),
  table('one-hot: by frequency instead of by name', 'penguins', byFrequency, ['The order of columns differs: "sex_female", "sex_male".']),
];

import { table, value, type Fault } from './fault.js';

const of = (aggregate: string, from = 's'): string => `(SELECT ${aggregate} FROM ${from})`;
const [mean, std, m, n] = [of('avg(x)'), of('stddev_samp(x)'), of('count(x)'), of('count(*)')];
const unless = (expression: string): string => `CASE WHEN x IS NULL THEN NULL ELSE ${expression} END`;

const zscore = (what: string, wrong: string, on = 'penguins', column = 'body_mass_g'): Fault =>
  value(`zscore: ${what}`, on, `${column}_zscore`, column, `(x - ${mean}) / ${std}`, wrong);

const tied = `(rank() OVER (ORDER BY x NULLS LAST) + (count(*) OVER (PARTITION BY x) - 1) / 2)`;
const percentile = (what: string, wrong: string, always = false): Fault =>
  value(
    `percentile: ${what}`,
    'penguins',
    'body_mass_g_percentile',
    'body_mass_g',
    unless(`${tied} / ${m}`),
    always ? wrong : unless(wrong),
  );

const quantile = (q: number, method = 'linear'): string => {
  const at = `${q}::DOUBLE * (${m} - 1)`;
  const place = (index: string): string => of(`list_sort(list(x) FILTER (WHERE x IS NOT NULL))[(${index})::INTEGER + 1]`);
  const [low, high] = [place(`floor(${at})`), place(`ceil(${at})`)];
  const methods: Readonly<Record<string, string>> = {
    linear: of(`quantile_cont(x, ${q})`),
    lower: low,
    higher: high,
    nearest: place(`round_even(${at}, 0)`),
    midpoint: `(${low} + ${high}) / 2`,
  };
  return methods[method]!;
};
const fences = (method = 'linear', factor = 1.5, [below, above] = ['<', '>']): string => {
  const [q1, q3] = [quantile(0.25, method), quantile(0.75, method)];
  return `coalesce(x ${below} ${q1} - ${factor} * (${q3} - ${q1}) OR x ${above} ${q3} + ${factor} * (${q3} - ${q1}), false)::BIGINT`;
};
const outlier = (what: string, wrong: string, on = 'flights/train', column = 'dep_delay'): Fault =>
  value(`outlier: ${what}`, on, `${column}_is_outlier`, column, fences(), wrong);

const below = (edges: string, sign = '<'): string => unless(`len(list_filter(${edges}, lambda e: e ${sign} x)) - 1`);
const equalEdges = (lowered = '- 0.001e0 * (max(x) - min(x))', count = 10): string =>
  of(
    `list_transform(range(${count + 1}), lambda i: CASE WHEN i = 0 THEN min(x) ${lowered} WHEN i = ${count} THEN max(x) ELSE i * ((max(x) - min(x)) / ${count}) + min(x) END)`,
  );
const equal = (what: string, wrong: string, on = 'penguins', column = 'body_mass_g'): Fault =>
  value(`equal bins: ${what}`, on, `${column}_bin_equal`, column, below(equalEdges()), wrong);

const deciles = (list: string): string => `CASE WHEN x = (${list})[1] THEN 0 ELSE ${below(list)} END`;
const tenths = Array.from({ length: 11 }, (_, i) => i / 10);
const edges = (method = 'linear', points = tenths): string => `[${points.map((q) => quantile(q, method)).join(', ')}]`;
const distinct = (list: string): string => `list_sort(list_distinct(${list}))`;
const decile = (what: string, wrong: string, on = 'wine/train', column = 'alcohol'): Fault =>
  value(`decile bins: ${what}`, on, `${column}_bin_quantile`, column, deciles(distinct(edges())), wrong);

const simple =
  (feature: string, right: string, column = 'body_mass_g', on = 'penguins') =>
  (what: string, wrong: string): Fault =>
    value(`${feature}: ${what}`, on, `${column}_${feature}`, column, right, wrong);
const log = simple('log', 'ln(1 + x)');
const sqrt = simple('sqrt', 'sqrt(x)');
const divided = simple('div_mean', `x / ${mean}`);

const powered = (lambda: number): string => `(exp(${lambda}e0 * ln(x)) - 1) / ${lambda}e0`;
const boxcox = simple('boxcox', powered(-0.4656522426261215));

export const numeric: readonly Fault[] = [
  zscore('population deviation (ddof 0)', `(x - ${mean}) / ${of('stddev_pop(x)')}`),
  zscore('by the population variance', `(x - ${mean}) / ${of('var_pop(x)')}`),
  zscore('ddof 2', `(x - ${mean}) / (${std} * sqrt((${m} - 1) / (${m} - 2)))`),
  zscore('around the median', `(x - ${of('median(x)')}) / ${std}`),
  zscore('by the middle half of the values', `(x - ${mean}) / (${quantile(0.75)} - ${quantile(0.25)})`),
  zscore('mean of the absolute values', `(x - ${of('avg(abs(x))')}) / ${std}`, 'edge_cases', 'mixed_sign_int'),
  zscore('fitted on the first 300 rows', `(x - ${of('avg(x)', 's WHERE r < 300')}) / ${of('stddev_samp(x)', 's WHERE r < 300')}`),
  zscore('null as 0 before', `(coalesce(x, 0) - ${mean}) / ${std}`),
  zscore('null filled with the mean', `coalesce((x - ${mean}) / ${std}, 0)`),
  zscore('NaN for null', `coalesce((x - ${mean}) / ${std}, 'nan'::DOUBLE)`),
  zscore('infinity for null', `coalesce((x - ${mean}) / ${std}, 'inf'::DOUBLE)`),
  zscore('nulls counted in the mean', `(x - ${of('sum(x)')} / ${n}) / ${std}`),
  zscore('clipped to 2', `least((x - ${mean}) / ${std}, 2)`),
  percentile('by all rows', `${tied} / ${n}`),
  percentile('ties take the smallest rank', `rank() OVER (ORDER BY x NULLS LAST) / ${m}`),
  percentile('ties take the largest rank', `(rank() OVER (ORDER BY x NULLS LAST) + count(*) OVER (PARTITION BY x) - 1) / ${m}`),
  percentile('dense ranks', `dense_rank() OVER (ORDER BY x NULLS LAST) / ${m}`),
  percentile('ties by the order of rows', `row_number() OVER (ORDER BY x NULLS LAST, r) / ${m}`),
  percentile('from 0', `(${tied} - 1) / (${m} - 1)`),
  percentile('from the top', `(${m} + 1 - ${tied}) / ${m}`),
  percentile('a rank for null', `${tied} / ${m}`, true),
  outlier('lower quantiles', fences('lower'), 'movies', 'US DVD Sales'),
  outlier('higher quantiles', fences('higher'), 'movies', 'US DVD Sales'),
  outlier('nearest quantiles', fences('nearest'), 'movies', 'US DVD Sales'),
  outlier('midpoint quantiles', fences('midpoint'), 'wine/train', 'ash'),
  outlier('3 times the distance', fences('linear', 3)),
  outlier('1.49 times the distance', fences('linear', 1.49), 'flights/test'),
  outlier('the bounds are outliers', fences('linear', 1.5, ['<=', '>=']), 'flights/test'),
  outlier('above only', fences('linear', 1.5, ['> 1e300 AND x <', '>']), 'edge_cases', 'tiny_neg'),
  outlier('null is one', `CASE WHEN x IS NULL THEN 1 ELSE ${fences()} END`),
  outlier('null stays null', `CASE WHEN x IS NULL THEN NULL ELSE ${fences()} END`),
  outlier('3 deviations from the mean', `coalesce(abs(x - ${mean}) > 3 * ${std}, false)::BIGINT`),
  equal('closed on the left', below(equalEdges(), '<=')),
  equal('the lowest edge not lowered', below(equalEdges(''))),
  equal('the lowest edge lowered by a tenth, and all with it', below(`list_transform(${equalEdges()}, lambda e: e - 50)`)),
  equal('nine bins', below(equalEdges(undefined, 9))),
  equal('from 1', `1 + ${below(equalEdges())}`),
  equal('null in bin 0', `coalesce(${below(equalEdges())}, 0)`),
  equal('from zero', below(of(`list_transform(range(11), lambda i: i * max(x) / 10)`))),
  decile('higher quantiles', deciles(distinct(edges('higher')))),
  decile('nearest quantiles', deciles(distinct(edges('nearest')))),
  decile('quintiles', deciles(distinct(edges('linear', [0, 0.2, 0.4, 0.6, 0.8, 1])))),
  decile('equal counts', unless('ntile(10) OVER (ORDER BY x, r) - 1')),
  decile('duplicate edges kept', deciles(edges()), 'seattle_weather', 'precipitation'),
  decile('closed on the left', below(distinct(edges()), '<=')),
  decile('the lowest value outside', below(distinct(edges()))),
  log('ln x', 'ln(x)'),
  log('base 10', 'log10(1 + x)'),
  log('base 2', 'log2(1 + x)'),
  log('ln of 1e-9 more', 'ln(1 + x) * (1 + 2e-9)'),
  sqrt('cube root', 'cbrt(x)'),
  sqrt('of 1 + x', 'sqrt(1 + x)'),
  sqrt('float32', 'sqrt(x::FLOAT)::FLOAT'),
  divided('by the median', `x / ${of('median(x)')}`),
  divided('by the largest', `x / ${of('max(x)')}`),
  divided('nulls counted in the mean', `x / (${of('sum(x)')} / ${n})`),
  divided('rounded to 6 digits', `round(x / ${mean}, 6)`),
  value(
    'by the mean of the absolute values',
    'edge_cases',
    'mixed_sign_int_div_mean',
    'mixed_sign_int',
    `x / ${mean}`,
    `x / ${of('avg(abs(x))')}`,
  ),
  value(
    '-0 for 0',
    'seattle_weather',
    'precipitation_div_mean',
    'precipitation',
    `x / ${mean}`,
    `CASE WHEN x = 0 THEN -0e0 ELSE x / ${mean} END`,
  ),
  boxcox('lambda off by 1e-3', powered(-0.4646522426261215)),
  boxcox('without -1', 'exp(-0.4656522426261215e0 * ln(x)) / -0.4656522426261215e0'),
  boxcox('log', 'ln(x)'),
  boxcox('not divided by lambda', 'exp(-0.4656522426261215e0 * ln(x)) - 1'),
  value(
    'boxcox: lambda not clipped',
    'penguins',
    'year_boxcox',
    'year',
    powered(92.71077985888486),
    `CASE WHEN 106.1e0 * ln(x) > 709 THEN 'inf'::DOUBLE ELSE ${powered(106.1)} END`,
  ),
  table(
    'sqrt: of the absolute value where there are negative ones',
    'edge_cases',
    'SELECT * EXCLUDE r, sqrt(abs(tiny_neg)) AS tiny_neg_sqrt FROM t ORDER BY r',
    ['B has "tiny_neg_sqrt" more.'],
  ),
  table(
    'fit: test by the numbers of train',
    'wine/test',
    'SELECT * EXCLUDE r REPLACE ((alcohol - (SELECT avg(alcohol) FROM "wine/train")) / (SELECT stddev_samp(alcohol) FROM "wine/train") AS alcohol_zscore) FROM t ORDER BY r',
    ['Values differ: "alcohol_zscore".'],
    'SELECT * EXCLUDE r REPLACE ((alcohol - (SELECT avg(alcohol) FROM t)) / (SELECT stddev_samp(alcohol) FROM t) AS alcohol_zscore) FROM t ORDER BY r',
  ),
  table(
    'fit: chunks of 500 rows instead of the table',
    'seattle_weather',
    'SELECT * EXCLUDE r REPLACE (wind / avg(wind) OVER (PARTITION BY r // 500) AS wind_div_mean) FROM t ORDER BY r',
    ['Values differ: "wind_div_mean".'],
    'SELECT * EXCLUDE r REPLACE (wind / avg(wind) OVER () AS wind_div_mean) FROM t ORDER BY r',
  ),
  table(
    'fit: the table instead of chunks of 500 rows',
    'seattle_weather_chunked',
    'SELECT * EXCLUDE r REPLACE (wind / (SELECT avg(wind) FROM seattle_weather) AS wind_div_mean) FROM t ORDER BY r',
    ['Values differ: "wind_div_mean".'],
    'SELECT * EXCLUDE r REPLACE (wind / (SELECT avg(wind) FROM seattle_weather WHERE r < 500) AS wind_div_mean) FROM t ORDER BY r',
  ),
];

import { enableCompileCache } from 'node:module';

enableCompileCache();
const { generateFeatures, openRegistry } = await import('../dist/index.js');

/*
 * The workload "wide-tabular" by MDM's own transformers: 262 features of flights data in 8 families. Each family is a list of
 * transformers, and the names its features have in the workload.
 */
const NUM = ['dep_delay', 'arr_delay', 'distance', 'seats', 'plane_year', 'air_time', 'temp', 'humid', 'wind_speed', 'pressure'];
const CAT = ['carrier', 'origin', 'dest', 'manufacturer', 'tailnum'];
const LEVELS = { carrier: 16, origin: 3, dest: 20, manufacturer: 20, tailnum: 20 };
const DT = ['dep_ts', 'arr_ts'];
const TXT = ['plane_text', 'note'];
const [GROUP_VALUES, GROUP_KEYS, GROUP_STATS] = [
  ['dep_delay', 'arr_delay', 'air_time'],
  ['carrier', 'dest'],
  ['mean', 'std', 'min', 'max', 'count'],
];

const each = (columns, names) =>
  columns.flatMap((c) => Object.entries(names).map(([ours, theirs]) => [`${c}__${ours}`, `${c}__${theirs}`]));

const FAMILIES = {
  num: {
    transformers: [
      { use: 'statistical.log', on: NUM, params: { sign: 'drop' } },
      { use: 'statistical.zscore', on: NUM },
      { use: 'statistical.sqrt', on: NUM, params: { sign: 'drop' } },
      { use: 'statistical.outlier', on: NUM, params: { methods: ['iqr'] } },
      { use: 'statistical.bins', on: NUM, params: { equal: 10, quantile: 10, natural: 0 } },
      { use: 'statistical.missing', on: NUM, params: { always: true } },
    ],
    names: each(NUM, {
      log1p: 'log1p',
      zscore: 'z',
      sqrt: 'sqrt',
      outlier_iqr: 'out',
      bin_equal: 'bin10',
      bin_quantile: 'q10',
      is_missing: 'missing',
    }),
  },
  rank: { transformers: [{ use: 'statistical.percentile', on: NUM }], names: each(NUM, { rank: 'rank' }) },
  cat: {
    transformers: [
      { use: 'categorical.count', on: CAT },
      { use: 'categorical.rare', on: CAT },
    ],
    names: each(CAT, { count: 'freq', share: 'ratio', is_rare: 'rare' }),
  },
  onehot: {
    transformers: [{ use: 'categorical.onehot', on: CAT, params: { top: 20, other: false, name: 'rank' } }],
    names: CAT.flatMap((c) => Array.from({ length: LEVELS[c] }, (_, k) => [`${c}__top_${k + 1}`, `${c}__oh_${k}`])),
  },
  dt: {
    transformers: [
      {
        use: 'temporal.parts',
        on: DT,
        params: { parts: ['year', 'quarter', 'month', 'day', 'day_of_week', 'hour', 'week', 'is_weekend'] },
      },
      { use: 'temporal.edges', on: DT, params: { edges: ['month_start', 'month_end'] } },
      { use: 'temporal.cycle', on: DT, params: { which: ['month', 'day_of_week', 'hour'] } },
      { use: 'temporal.since', on: DT },
    ],
    names: each(DT, {
      ...Object.fromEntries(
        ['year', 'quarter', 'month', 'day', 'hour', 'week', 'is_weekend', 'is_month_start', 'is_month_end'].map((n) => [n, n]),
      ),
      day_of_week: 'dow',
      ...Object.fromEntries(
        ['sin', 'cos'].flatMap((f) => [
          [`month_${f}`, `month_${f}`],
          [`day_of_week_${f}`, `dow_${f}`],
          [`hour_${f}`, `hour_${f}`],
        ]),
      ),
      days_since_first: 'days_since_first',
    }),
  },
  text: {
    transformers: [{ use: 'text.counts', on: TXT }],
    names: each(TXT, {
      characters: 'len',
      words: 'words',
      mean_word: 'avg_word',
      upper: 'upper',
      digits: 'digit',
      spaces: 'space',
      punctuation: 'punct',
      unique_share: 'uniq_ratio',
      urls: 'urls',
      emails: 'emails',
    }),
  },
  group: {
    transformers: [{ use: 'statistical.group', params: { values: GROUP_VALUES, keys: GROUP_KEYS, stats: GROUP_STATS } }],
    names: GROUP_VALUES.flatMap((v) => GROUP_KEYS.flatMap((k) => GROUP_STATS.map((s) => [`${v}__${k}__${s}`, `${v}__${s}_by_${k}`]))),
  },
  roll: {
    transformers: [
      { use: 'temporal.lag', on: ['dep_delay'], params: { lags: [1, 7] } },
      { use: 'temporal.rolling', on: ['dep_delay'], params: { windows: [7], stats: ['mean', 'std'] } },
    ],
    names: each(['dep_delay'], { lag_1: 'lag1', lag_7: 'lag7', roll_7_mean: 'roll7_mean', roll_7_std: 'roll7_std' }),
  },
};

const [source, output, list = Object.keys(FAMILIES).join(',')] = process.argv.slice(2);
const chosen = list.split(',').map((name) => FAMILIES[name] ?? usage(`there is no family ${name}`));
if (!source || !output) usage('two files are needed');
function usage(problem) {
  console.error(`${problem}\nusage: wide-tabular INPUT OUTPUT [${Object.keys(FAMILIES).join(',')}]`);
  process.exit(2);
}

await generateFeatures({
  registry: await openRegistry(['text']),
  source,
  output,
  format: 'parquet',
  force: true,
  id: ['id'],
  time: 'dep_ts',
  group: 'carrier',
  types: Object.fromEntries([...NUM.map((c) => [c, 'numeric']), ...CAT.map((c) => [c, 'categorical']), ...TXT.map((c) => [c, 'text'])]),
  keep: 'ids',
  signalFilter: { enabled: false },
  threads: Number(process.env.MDM_THREADS ?? 2),
  ...(process.env.MDM_MEMORY ? { memoryLimit: process.env.MDM_MEMORY } : {}),
  profile: {
    transformers: chosen.flatMap((f) => f.transformers),
    rename: Object.fromEntries(chosen.flatMap((f) => f.names)),
    exactly: true,
  },
});

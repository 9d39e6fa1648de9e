import { boolean, choice, integer, integerOrNone, integers, number, sizeOrNone, text, type Key } from './key.js';

const batchSize = (backend: string): Key<number | null> =>
  integerOrNone({ min: 100 }, `As performance.batch_size, for datasets in ${backend} alone.`);

/** How much is done at a time. */
export const PERFORMANCE_KEYS = {
  'performance.batch_size': integer(10_000, { min: 100 }, 'Rows that are loaded, turned into features or exported at a time.', {
    variables: ['MDM_BATCH_SIZE'],
    aliases: ['performance.chunk_size', 'features.batch_size'],
  }),
  'performance.max_concurrent_operations': integer(5, { min: 1 }, 'Operations that run at the same time; others wait.', {
    variables: ['MDM_MAX_CONCURRENT_OPERATIONS'],
    aliases: ['performance.max_workers'],
  }),
  'backends.sqlite.performance.batch_size': batchSize('SQLite'),
  'backends.duckdb.performance.batch_size': batchSize('DuckDB'),
  'backends.postgresql.performance.batch_size': batchSize('PostgreSQL'),
  'performance.slow_query_ms': integerOrNone({ min: 0 }, 'Milliseconds from which the log has a query as slow; none: never.'),
  'performance.memory_limit': sizeOrNone('Memory for work on tables; none: as database.duckdb.memory_limit.'),
} as const satisfies Readonly<Record<string, Key<unknown>>>;

/** `binning` was `distribution`, `include_` was `enable_`, and the sections were `features` and `generic_features`. */
function featureNames(section: string, name: string): { readonly aliases: readonly string[] } {
  const sections = section === 'binning' ? ['binning', 'distribution'] : [section];
  const names = name.startsWith('include_') ? [name, name.replace('include_', 'enable_')] : [name];
  const all = ['feature_engineering.generic', 'features', 'generic_features', 'feature_engineering.generic_features'].flatMap((above) =>
    sections.flatMap((one) => names.map((last) => `${above}.${one}.${last}`)),
  );
  return { aliases: all.slice(1) };
}

/** Which features are made of a dataset. */
export const FEATURE_KEYS = {
  'feature_engineering.enabled': boolean(true, 'Whether registration makes features.', { aliases: ['features.enable_at_registration'] }),
  'feature_engineering.generic.temporal.enabled': boolean(true, 'Features of dates.', featureNames('temporal', 'enabled')),
  'feature_engineering.generic.temporal.include_cyclical': boolean(
    true,
    'Sine and cosine of the parts of a date.',
    featureNames('temporal', 'include_cyclical'),
  ),
  'feature_engineering.generic.temporal.include_lag': boolean(false, 'Earlier values.', featureNames('temporal', 'include_lag')),
  'feature_engineering.generic.categorical.enabled': boolean(true, 'Features of categories.', featureNames('categorical', 'enabled')),
  'feature_engineering.generic.categorical.max_cardinality': integer(
    50,
    { min: 2 },
    'Values up to which a column gets one feature per value.',
    featureNames('categorical', 'max_cardinality'),
  ),
  'feature_engineering.generic.categorical.min_frequency': number(
    0.01,
    { min: 0, max: 1 },
    'Share of the rows below which a value is rare.',
    featureNames('categorical', 'min_frequency'),
  ),
  'feature_engineering.generic.statistical.enabled': boolean(true, 'Features of numbers.', featureNames('statistical', 'enabled')),
  'feature_engineering.generic.statistical.include_log': boolean(
    true,
    'Logarithms of positive columns.',
    featureNames('statistical', 'include_log'),
  ),
  'feature_engineering.generic.statistical.include_zscore': boolean(
    true,
    'Distance from the mean in standard deviations.',
    featureNames('statistical', 'include_zscore'),
  ),
  'feature_engineering.generic.statistical.outlier_threshold': number(
    3,
    { min: 1 },
    'Standard deviations from the mean at which a value is an outlier.',
    featureNames('statistical', 'outlier_threshold'),
  ),
  'feature_engineering.generic.text.enabled': boolean(true, 'Features of texts.', featureNames('text', 'enabled')),
  'feature_engineering.generic.text.min_text_length': integer(
    20,
    { min: 1 },
    'Mean length from which a column gets features of texts.',
    featureNames('text', 'min_text_length'),
  ),
  'feature_engineering.generic.binning.enabled': boolean(true, 'Bins of numbers.', featureNames('binning', 'enabled')),
  'feature_engineering.generic.binning.n_bins': integers([5, 10], 2, 'Numbers of bins.', featureNames('binning', 'n_bins')),
  'feature_engineering.type_detection.categorical_threshold': integer(20, { min: 2 }, 'Values up to which a column is categorical.'),
  'feature_engineering.type_detection.text_min_avg_length': integer(50, { min: 1 }, 'Mean length from which a column is text.'),
  'feature_engineering.type_detection.detect_datetime': boolean(true, 'Whether columns of dates are found.', {
    aliases: ['validation.types.infer_datetime'],
  }),
} as const satisfies Readonly<Record<string, Key<unknown>>>;

export const EXPORT_KEYS = {
  'export.default_format': choice(['csv', 'parquet', 'json'], 'csv', 'Format of an export without --format.'),
  'export.compression': choice(
    ['none', 'zip', 'gzip', 'snappy', 'lz4'],
    'zip',
    'Compression of an export without --compression; zip holds for CSV and JSON.',
  ),
  'export.include_metadata': boolean(true, 'Whether an export writes metadata beside the data.'),
  'export.include_features': boolean(true, 'Whether an export has the tables of features.'),
  'export.csv.sep': text(',', 'What stands between the cells of CSV.', {
    pattern: /^[^"\r\n]$/,
    such: 'one character, such as ; or a tab',
  }),
  'export.json.orient': choice(
    ['records', 'table', 'split'],
    'records',
    'JSON: an object per row, with a schema, or columns and rows apart.',
  ),
  'export.json.lines': boolean(false, 'JSON: a row per line, without an array around them.'),
} as const satisfies Readonly<Record<string, Key<unknown>>>;

/** What is checked of tables before and after features are made. */
export const VALIDATION_KEYS = {
  'validation.before_features.check_duplicates': boolean(true, 'Whether duplicate rows are counted.'),
  'validation.before_features.drop_duplicates': boolean(true, 'Whether duplicate rows are dropped, with a warning.'),
  'validation.before_features.signal_detection': boolean(false, 'Whether columns with little signal are reported.'),
  'validation.before_features.max_missing_ratio': number(
    0.99,
    { min: 0, max: 1 },
    'Share of missing values above which a column is reported.',
    {
      aliases: ['validation.dataset.max_null_percentage'],
    },
  ),
  'validation.before_features.min_rows': integer(10, { min: 0 }, 'Rows below which registration is refused.', {
    aliases: ['validation.dataset.min_rows'],
  }),
  'validation.after_features.check_duplicates': boolean(false, 'Whether duplicate rows of features are counted.'),
  'validation.after_features.drop_duplicates': boolean(false, 'Whether duplicate rows of features are dropped, with a warning.'),
  'validation.after_features.signal_detection': boolean(true, 'Whether features without signal are dropped.'),
  'validation.after_features.max_missing_ratio': number(
    0.99,
    { min: 0, max: 1 },
    'Share of missing values above which a feature is dropped.',
  ),
  'validation.after_features.min_rows': integer(10, { min: 0 }, 'Rows of features below which making them is refused.'),
} as const satisfies Readonly<Record<string, Key<unknown>>>;

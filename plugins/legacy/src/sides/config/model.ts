/** What a key of the model may hold. */
export type Field =
  | { readonly kind: 'boolean' | 'list'; readonly standard: unknown; readonly min?: number }
  | { readonly kind: 'text'; readonly standard: string | null; readonly optional?: true }
  | { readonly kind: 'choice'; readonly standard: string; readonly words: readonly string[] }
  | { readonly kind: 'integer' | 'number'; readonly standard: number; readonly min?: number; readonly max?: number };

const flag = (standard: boolean): Field => ({ kind: 'boolean', standard });
const integer = (standard: number, min?: number, max?: number): Field => ({
  kind: 'integer',
  standard,
  ...(min === undefined ? {} : { min }),
  ...(max === undefined ? {} : { max }),
});
const number = (standard: number, min: number, max?: number): Field => ({
  kind: 'number',
  standard,
  min,
  ...(max === undefined ? {} : { max }),
});
const text = (standard: string): Field => ({ kind: 'text', standard });
const textOrNone = (standard: string | null): Field => ({ kind: 'text', standard, optional: true });
const choice = (standard: string, ...others: readonly string[]): Field => ({ kind: 'choice', standard, words: [standard, ...others] });

const stage = (section: string, before: boolean): Readonly<Record<string, Field>> => ({
  [`validation.${section}.check_duplicates`]: flag(before),
  [`validation.${section}.drop_duplicates`]: flag(before),
  [`validation.${section}.signal_detection`]: flag(!before),
  [`validation.${section}.max_missing_ratio`]: number(0.99, 0, 1),
  [`validation.${section}.min_rows`]: integer(10, 1),
});

const GENERIC = 'feature_engineering.generic';

/** The 72 keys of MDM 1.0.6 with the defaults of its mdm.yaml.default. */
export const MODEL: Readonly<Record<string, Field>> = {
  'paths.datasets_path': text('datasets/'),
  'paths.configs_path': text('config/datasets/'),
  'paths.logs_path': text('logs/'),
  'paths.custom_features_path': text('config/custom_features/'),
  'database.default_backend': choice('sqlite', 'duckdb', 'postgresql'),
  'database.connection_timeout': integer(30, 1),
  'database.sqlalchemy.echo': flag(false),
  'database.sqlalchemy.pool_size': integer(5, 1),
  'database.sqlalchemy.max_overflow': integer(10, 0),
  'database.sqlalchemy.pool_timeout': integer(30, 1),
  'database.sqlalchemy.pool_recycle': integer(3600, -1),
  'database.sqlite.journal_mode': choice('WAL', 'DELETE', 'TRUNCATE', 'PERSIST', 'MEMORY', 'OFF'),
  'database.sqlite.synchronous': choice('NORMAL', 'OFF', 'FULL', 'EXTRA'),
  'database.sqlite.cache_size': integer(-64_000),
  'database.sqlite.temp_store': choice('MEMORY', 'DEFAULT', 'FILE'),
  'database.sqlite.mmap_size': integer(268_435_456, 0),
  'database.duckdb.memory_limit': text('8GB'),
  'database.duckdb.threads': integer(4, 1),
  'database.duckdb.temp_directory': text('/tmp'),
  'database.duckdb.access_mode': choice('READ_WRITE', 'READ_ONLY'),
  'database.postgresql.host': text('localhost'),
  'database.postgresql.port': integer(5432, 1, 65_535),
  'database.postgresql.user': textOrNone(null),
  'database.postgresql.password': textOrNone(null),
  'database.postgresql.database_prefix': text('mdm_'),
  'database.postgresql.sslmode': choice('prefer', 'disable', 'allow', 'require', 'verify-ca', 'verify-full'),
  'database.postgresql.pool_size': integer(10, 1),
  'performance.batch_size': integer(10_000, 100),
  'performance.max_concurrent_operations': integer(5, 1),
  'logging.level': choice('INFO', 'DEBUG', 'WARNING', 'ERROR', 'CRITICAL'),
  'logging.file': textOrNone('mdm.log'),
  'logging.max_bytes': integer(10_485_760, 1),
  'logging.backup_count': integer(5, 0),
  'logging.format': choice('json', 'console'),
  'feature_engineering.enabled': flag(true),
  [`${GENERIC}.temporal.enabled`]: flag(true),
  [`${GENERIC}.temporal.include_cyclical`]: flag(true),
  [`${GENERIC}.temporal.include_lag`]: flag(false),
  [`${GENERIC}.categorical.enabled`]: flag(true),
  [`${GENERIC}.categorical.max_cardinality`]: integer(50, 2),
  [`${GENERIC}.categorical.min_frequency`]: number(0.01, 0, 1),
  [`${GENERIC}.statistical.enabled`]: flag(true),
  [`${GENERIC}.statistical.include_log`]: flag(true),
  [`${GENERIC}.statistical.include_zscore`]: flag(true),
  [`${GENERIC}.statistical.outlier_threshold`]: number(3, 1),
  [`${GENERIC}.text.enabled`]: flag(true),
  [`${GENERIC}.text.min_text_length`]: integer(20, 1),
  [`${GENERIC}.binning.enabled`]: flag(true),
  [`${GENERIC}.binning.n_bins`]: { kind: 'list', standard: [5, 10], min: 2 },
  'feature_engineering.type_detection.categorical_threshold': integer(20, 2),
  'feature_engineering.type_detection.text_min_avg_length': integer(50, 1),
  'feature_engineering.type_detection.detect_datetime': flag(true),
  'export.default_format': choice('csv', 'parquet', 'json'),
  'export.compression': choice('zip', 'none', 'gzip', 'snappy', 'lz4'),
  'export.include_metadata': flag(true),
  ...stage('before_features', true),
  ...stage('after_features', false),
  'cli.default_output_format': choice('rich', 'json', 'csv', 'table'),
  'cli.page_size': integer(20, 1),
  'cli.confirm_destructive': flag(true),
  'cli.show_progress': flag(true),
  'development.debug_mode': flag(false),
  'development.profile_operations': flag(false),
  'development.explain_queries': flag(false),
};

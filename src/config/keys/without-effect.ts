/** Keys and sections that documents of MDM 1 name and that do nothing, with what holds instead. */
const WITHOUT_EFFECT: Readonly<Record<string, string>> = {
  'paths.base_path': 'the home is MDM_HOME_DIR',
  'paths.config_path': 'see paths.configs_path',
  'paths.temp_path': 'see database.duckdb.temp_directory',
  'paths.cache_path': 'nothing is cached in files',
  'storage.base_path': 'the home is MDM_HOME_DIR',
  'database.sqlalchemy.pool_pre_ping': 'a broken connection is always replaced',
  'database.duckdb.enable_progress_bar': 'see cli.show_progress',
  'database.duckdb.settings.enable_progress_bar': 'see cli.show_progress',
  'database.postgresql.database': 'the name of a database is database.postgresql.database_prefix and the name of the dataset',
  'performance.cache': 'nothing is cached between commands',
  'performance.cache_size_mb': 'nothing is cached between commands',
  'performance.optimize_dtypes': 'columns keep their types',
  'performance.use_categorical': 'columns keep their types',
  'features.n_jobs': 'see database.duckdb.threads',
  'features.min_variance': 'which features have signal is a fixed rule',
  'features.max_correlation': 'which features have signal is a fixed rule',
  'features.min_non_zero_ratio': 'which features have signal is a fixed rule',
  'features.text': 'see feature_engineering.generic.text',
  'features.distribution': 'see feature_engineering.generic.binning',
  'export.csv.encoding': 'CSV is UTF-8',
  'export.csv.index': 'CSV has no index',
  'export.parquet': 'see export.compression',
  'validation.dataset': 'see validation.before_features',
  'validation.types': 'see feature_engineering.type_detection',
  'cli.progress_bar_style': 'see cli.show_progress',
  'refactoring.enable_memory_profiling': 'comparisons always measure memory',
  api: 'there is no server',
  'development.mock_data': 'there is no mock data',
  enable_auto_detect: 'see --no-auto of mdm dataset register',
  enable_validation: 'see validation.before_features',
};

/** Why a key does nothing; undefined: it is not one of these. */
export function whyNothing(path: string): string | undefined {
  const parts = path.split('.');
  for (let end = parts.length; end > 0; end--) {
    const name = parts.slice(0, end).join('.');
    if (Object.hasOwn(WITHOUT_EFFECT, name)) return WITHOUT_EFFECT[name];
  }
  return undefined;
}

export const NAMES_WITHOUT_EFFECT: readonly (readonly [string, string])[] = Object.entries(WITHOUT_EFFECT);

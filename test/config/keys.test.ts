import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkKey, openConfig } from '../../src/config/config.js';
import { makeFolders } from '../../src/config/folders.js';
import { isSecret, KEY_NAMES, keyAt, keyOf, variableOf, type KeyName, type PathName } from '../../src/config/keys.js';
import { NAMES_WITHOUT_EFFECT } from '../../src/config/keys/without-effect.js';
import { valueText } from '../../src/commands/output/config.js';
import { bytesOfSize } from '../../src/config/value.js';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'mdm-keys-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const open = (text = '', env: Record<string, string> = {}) => {
  writeFileSync(join(home, 'mdm.yaml'), text);
  return openConfig({ home, env });
};
const refusal = async (text: string, env: Record<string, string> = {}) => {
  const error: unknown = await open(text, env).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  return error as { message: string; exit: number };
};
/** `a.b.c: value` as nested sections. */
const nested = (path: string, value: unknown): string =>
  `${JSON.stringify(path.split('.').reduceRight<unknown>((inner, part) => ({ [part]: inner }), value))}\n`;

/** The default file of MDM 1.0.6. */
const DEFAULTS: Readonly<Record<string, unknown>> = {
  'paths.datasets_path': 'datasets/',
  'paths.configs_path': 'config/datasets/',
  'paths.logs_path': 'logs/',
  'paths.custom_features_path': 'config/custom_features/',
  'database.default_backend': 'sqlite',
  'database.connection_timeout': 30,
  'database.sqlalchemy.echo': false,
  'database.sqlalchemy.pool_size': 5,
  'database.sqlalchemy.max_overflow': 10,
  'database.sqlalchemy.pool_timeout': 30,
  'database.sqlalchemy.pool_recycle': 3600,
  'database.sqlite.journal_mode': 'WAL',
  'database.sqlite.synchronous': 'NORMAL',
  'database.sqlite.cache_size': -64000,
  'database.sqlite.temp_store': 'MEMORY',
  'database.sqlite.mmap_size': 268435456,
  'database.duckdb.memory_limit': '8GB',
  'database.duckdb.threads': 4,
  'database.duckdb.temp_directory': '/tmp',
  'database.duckdb.access_mode': 'READ_WRITE',
  'database.postgresql.host': 'localhost',
  'database.postgresql.port': 5432,
  'database.postgresql.user': null,
  'database.postgresql.password': null,
  'database.postgresql.database_prefix': 'mdm_',
  'database.postgresql.sslmode': 'prefer',
  'database.postgresql.pool_size': 10,
  'performance.batch_size': 10000,
  'performance.max_concurrent_operations': 5,
  'logging.level': 'INFO',
  'logging.file': 'mdm.log',
  'logging.max_bytes': 10485760,
  'logging.backup_count': 5,
  'logging.format': 'json',
  'feature_engineering.enabled': true,
  'feature_engineering.generic.temporal.enabled': true,
  'feature_engineering.generic.temporal.include_cyclical': true,
  'feature_engineering.generic.temporal.include_lag': false,
  'feature_engineering.generic.categorical.enabled': true,
  'feature_engineering.generic.categorical.max_cardinality': 50,
  'feature_engineering.generic.categorical.min_frequency': 0.01,
  'feature_engineering.generic.statistical.enabled': true,
  'feature_engineering.generic.statistical.include_log': true,
  'feature_engineering.generic.statistical.include_zscore': true,
  'feature_engineering.generic.statistical.outlier_threshold': 3,
  'feature_engineering.generic.text.enabled': true,
  'feature_engineering.generic.text.min_text_length': 20,
  'feature_engineering.generic.binning.enabled': true,
  'feature_engineering.generic.binning.n_bins': [5, 10],
  'feature_engineering.type_detection.categorical_threshold': 20,
  'feature_engineering.type_detection.text_min_avg_length': 50,
  'feature_engineering.type_detection.detect_datetime': true,
  'export.default_format': 'csv',
  'export.compression': 'zip',
  'export.include_metadata': true,
  'validation.before_features.check_duplicates': true,
  'validation.before_features.drop_duplicates': true,
  'validation.before_features.signal_detection': false,
  'validation.before_features.max_missing_ratio': 0.99,
  'validation.before_features.min_rows': 10,
  'validation.after_features.check_duplicates': false,
  'validation.after_features.drop_duplicates': false,
  'validation.after_features.signal_detection': true,
  'validation.after_features.max_missing_ratio': 0.99,
  'validation.after_features.min_rows': 10,
  'cli.default_output_format': 'rich',
  'cli.page_size': 20,
  'cli.confirm_destructive': true,
  'cli.show_progress': true,
  'development.debug_mode': false,
  'development.profile_operations': false,
  'development.explain_queries': false,
};

test.each(Object.entries(DEFAULTS))('the default of %s is %j, and its variable reaches it', async (name, value) => {
  const key = checkKey(name);
  expect(key).toBe(name);
  expect(keyOf(key).default).toEqual(value);
  if (value === null) return;
  const config = await open('', { [variableOf(key)]: valueText(value) });
  expect([config.get(key), config.origin(key), config.where(key)]).toEqual([value, 'environment', variableOf(key)]);
});

describe('values', () => {
  test.each<[KeyName, unknown, unknown]>([
    ['database.default_backend', 'DuckDB', 'duckdb'],
    ['database.default_backend', 'postgres', 'postgresql'],
    ['logging.format', 'text', 'console'],
    ['logging.level', 'warn', 'WARNING'],
    ['database.sqlite.journal_mode', 'off', 'OFF'],
    ['database.duckdb.memory_limit', '512 MiB', '512 MiB'],
    ['logging.file', null, null],
    ['logging.file', 'none', null],
    ['database.postgresql.user', 'none', 'none'],
    ['database.postgresql.password', 12345, '12345'],
    ['feature_engineering.generic.binning.n_bins', 7, [7]],
    ['logging.components', { storage: 'debug' }, { storage: 'DEBUG' }],
    ['performance.memory_limit', null, null],
  ])('%s may be %j', async (key, given, value) => {
    expect((await open(nested(key, given))).get(key)).toEqual(value);
  });

  test.each<[KeyName, string, string | null]>([
    ['database.postgresql.password', '0815', '0815'],
    ['database.postgresql.password', '1.50', '1.50'],
    ['database.postgresql.password', 'True', 'True'],
    ['database.postgresql.password', '~', null],
    ['database.postgresql.password', '9007199254740993', '9007199254740993'],
    ['database.postgresql.database_prefix', '007', '007'],
    ['paths.datasets_path', '2024', '2024'],
  ])('%s is the text %s, as it stands in the file', async (key, written, value) => {
    expect((await open(nested(key, 0).replace(/0(?=\D*$)/, written))).get(key)).toBe(value);
  });

  test('digits keep their zeros also by an alias', async () => {
    const config = await open('a: &digits 0815\ndatabase: {postgresql: {password: *digits }}\n');
    expect(config.get('database.postgresql.password')).toBe('0815');
  });

  test.each<[KeyName, unknown, string]>([
    ['database.default_backend', 'oracle', '"oracle" is not one of sqlite, duckdb, postgresql'],
    ['performance.batch_size', -5, '-5 is not a whole number of at least 100'],
    ['performance.batch_size', 10, '10 is not a whole number of at least 100'],
    ['performance.batch_size', 1000.5, '1000.5 is not a whole number of at least 100'],
    ['database.postgresql.port', 65536, '65536 is not a whole number from 1 to 65535'],
    ['database.duckdb.memory_limit', '8', '"8" is not a size such as 8GB or 512MiB'],
    ['database.duckdb.memory_limit', '0GB', '"0GB" is not a size such as 8GB or 512MiB'],
    ['feature_engineering.generic.binning.n_bins', [], '[] is not a list of whole numbers of at least 2'],
    ['feature_engineering.generic.binning.n_bins', [5, 1], '[5,1] is not a list of whole numbers of at least 2'],
    ['logging.components', { storage: 'LOUD' }, 'is not a list of components with their levels'],
    ['paths.datasets_path', '', '"" is not a path'],
  ])('%s may not be %j', async (key, given, why) => {
    const { message, exit } = await refusal(nested(key, given));
    expect([message, exit]).toEqual([expect.stringContaining(`${key} is wrong: `), 7]);
    expect(message).toContain(why);
    expect(message).toContain(join(home, 'mdm.yaml:1:'));
  });

  test('a wrong password is refused without being told', async () => {
    const { message } = await refusal('database: {postgresql: {password: [hunter22]}}');
    expect(message).toContain('database.postgresql.password is wrong: the value is not text, or none.');
    expect(message).not.toContain('hunter22');
  });

  test.each([
    ['8GB', 8e9],
    ['1GiB', 2 ** 30],
    ['1.5 kb', 1500],
    ['512MiB', 2 ** 29],
    ['7B', 7],
  ])('%s is %d bytes', (size, bytes) => expect(bytesOfSize(size)).toBe(bytes));
});

describe('names', () => {
  test.each<[string, unknown, KeyName, unknown]>([
    ['storage.datasets_path', 'd', 'paths.datasets_path', 'd'],
    ['logging.max_size', 2000, 'logging.max_bytes', 2000],
    ['database.sqlite.pragmas.journal_mode', 'DELETE', 'database.sqlite.journal_mode', 'DELETE'],
    ['database.duckdb.settings.threads', 2, 'database.duckdb.threads', 2],
    ['database.echo', true, 'database.sqlalchemy.echo', true],
    ['database.postgresql.max_overflow', 3, 'database.sqlalchemy.max_overflow', 3],
    ['features.enable_at_registration', false, 'feature_engineering.enabled', false],
    ['features.distribution.n_bins', 4, 'feature_engineering.generic.binning.n_bins', [4]],
    ['features.temporal.enable_cyclical', false, 'feature_engineering.generic.temporal.include_cyclical', false],
    ['generic_features.temporal.enable_lag', true, 'feature_engineering.generic.temporal.include_lag', true],
    ['features.categorical.max_cardinality', 9, 'feature_engineering.generic.categorical.max_cardinality', 9],
    ['performance.max_workers', 2, 'performance.max_concurrent_operations', 2],
    ['cli.default_limit', 7, 'cli.page_size', 7],
    ['development.debug', true, 'development.debug_mode', true],
  ])('%s is another name', async (name, given, key, value) => {
    const config = await open(nested(name, given));
    expect([config.get(key), config.warnings]).toEqual([value, []]);
  });

  test.each<[string, string, KeyName, unknown]>([
    ['MDM_LOG_LEVEL', 'DEBUG', 'logging.level', 'DEBUG'],
    ['MDM_BATCH_SIZE', '500', 'performance.batch_size', 500],
    ['MDM_MAX_CONCURRENT_OPERATIONS', '2', 'performance.max_concurrent_operations', 2],
    ['MDM_DATASETS_PATH', 'd', 'paths.datasets_path', 'd'],
    ['MDM_DEFAULT_BACKEND', 'duckdb', 'database.default_backend', 'duckdb'],
    ['MDM_DATABASE__SQLITE__JOURNAL_MODE', 'MEMORY', 'database.sqlite.journal_mode', 'MEMORY'],
    ['MDM_DATABASE_ECHO', 'yes', 'database.sqlalchemy.echo', true],
    ['MDM_FEATURE_ENGINEERING_GENERIC_BINNING_N_BINS', '3, 8', 'feature_engineering.generic.binning.n_bins', [3, 8]],
    ['MDM_LOGGING_FILE', 'none', 'logging.file', null],
    ['MDM_LOGGING_COMPONENTS', 'storage=DEBUG', 'logging.components', { storage: 'DEBUG' }],
  ])('%s=%s', async (name, text, key, value) => {
    const config = await open('', { [name]: text });
    expect([config.get(key), config.where(key), config.warnings]).toEqual([value, name, []]);
  });

  test('each unknown key is told with its path and the nearest', async () => {
    const { warnings } = await open('databse: {default_backend: duckdb}\nperformance.batchsize: 5\nlogging: {levle: INFO, level: ERROR}\n');
    expect(warnings).toEqual([
      expect.stringContaining('there is no key databse.default_backend (did you mean database.default_backend?)'),
      expect.stringContaining('there is no key performance.batchsize (did you mean performance.batch_size?)'),
      expect.stringContaining('there is no key logging.levle (did you mean logging.level?)'),
    ]);
  });

  test.each(NAMES_WITHOUT_EFFECT)('%s is read and does nothing: %s', async (name, why) => {
    expect(keyAt(name)).toBeUndefined();
    const { warnings } = await open(nested(name, 'x')).catch(() => open(nested(`${name}.other`, 'x')));
    expect(warnings).toEqual([expect.stringMatching(new RegExp(`${name.replaceAll('.', '\\.')}(\\.other)? has no effect: `))]);
    expect(warnings[0]).toContain(why);
  });

  test('__proto__ and its like are keys that are not known', async () => {
    const config = await open(
      '__proto__: {polluted: 1}\npaths: {__proto__: {polluted: 1}, constructor: {prototype: 1}}\nlogging: {components: {__proto__: {a: 1}}}\n',
    ).catch((error: unknown) => error);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    expect(config).toMatchObject({ exit: 7 });
    expect((await open('__proto__: {polluted: 1}\ntoString: 3\n')).warnings).toHaveLength(2);
  });
});

describe('paths', () => {
  test.each<[PathName, string, string]>([
    ['paths.datasets_path', '', 'datasets/'],
    ['paths.datasets_path', 'a/b', 'a/b'],
    ['logging.file', 'my.log', 'logs/my.log'],
    ['monitoring.metrics_db', '', 'metrics.db'],
    ['database.postgresql.sslrootcert', 'ca.pem', 'ca.pem'],
  ])('%s %j is in the home', async (key, given, path) => {
    expect((await open(given === '' ? '' : nested(key, given))).path(key)).toBe(join(home, path));
  });

  test('an absolute path stays, none is none, and ~ is the folder of the user', async () => {
    expect((await open(nested('logging.file', '/var/x.log'))).path('logging.file')).toBe('/var/x.log');
    expect((await open('logging: {file: null}')).path('logging.file')).toBeUndefined();
    expect((await open()).path('database.postgresql.sslcert')).toBeUndefined();
    expect((await open(nested('paths.logs_path', '~/x'))).path('paths.logs_path')).not.toContain('~');
  });

  test('a folder below a file is refused and named, one that can be made is not', async () => {
    writeFileSync(join(home, 'file'), '');
    const below = join(home, 'file/below');
    expect(await refusal(nested('paths.datasets_path', below))).toMatchObject({ exit: 7, message: expect.stringContaining(below) });
    expect(await refusal('', { MDM_DATASETS_PATH: below })).toMatchObject({
      exit: 7,
      message: expect.stringContaining('MDM_DATASETS_PATH'),
    });
    expect(await refusal(nested('paths.logs_path', 'file'))).toMatchObject({ exit: 7 });
    expect((await open(nested('paths.datasets_path', 'x/y/z'))).get('paths.datasets_path')).toBe('x/y/z');
  });

  test('the first use makes the home and its folders', async () => {
    const config = await openConfig({ home: join(home, 'new'), env: { MDM_DATASETS_PATH: join(home, 'elsewhere/d') } });
    makeFolders(config);
    makeFolders(config);
    const there = (path: string): boolean => {
      mkdirSync(join(path, 'probe'));
      return true;
    };
    for (const folder of ['new/config/datasets', 'new/config/custom_features', 'new/logs', 'elsewhere/d'])
      expect(there(join(home, folder))).toBe(true);
    writeFileSync(join(home, 'file'), '');
    expect(() => makeFolders({ ...config, home: join(home, 'file/x') })).toThrow('is a file');
  });
});

test('secrets are masked, whatever they are', async () => {
  const config = await open(nested('database.postgresql.password', 'a'));
  for (const key of KEY_NAMES.filter(isSecret)) expect(config.masked(key)).toBe('********');
  expect((await open()).masked('database.postgresql.password')).toBeNull();
  expect(config.masked('performance.batch_size')).toBe(10_000);
});

import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openConfig } from '../../src/components/config/index.js';
import { isKey, KEY_NAMES, keyOf, variableOf, type KeyName } from '../../src/config/keys.js';
import { checkValue } from '../../src/config/value.js';
import { oldSide } from '../../src/components/legacy.js';
import { readMethodCounts, readMetrics } from '../../src/metrics/metrics.js';
import { readResults } from '../../src/parity/store.js';

const old = await oldSide('config');
const OLD = { MDM_REFACTORING_USE_NEW_CONFIG: 'false' };

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'mdm-readers-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const file = (text: string, name = 'mdm.yaml'): void => writeFileSync(join(home, name), text);
const open = (env: Record<string, string> = {}, flags = {}) => openConfig({ home, env, flags });
const value = async (key: KeyName, env: Record<string, string> = {}) => (await open(env)).get(key);

describe('the model of the old reader', () => {
  test('has the 72 keys of MDM 1.0.6, which the new reader knows, with the same defaults', async () => {
    expect(old.keys).toHaveLength(72);
    const config = await open(OLD);
    for (const key of old.keys) {
      if (!isKey(key)) throw new Error(key);
      expect([key, config.get(key)]).toEqual([key, keyOf(key).default]);
      expect(checkValue(key, config.get(key)).ok).toBe(true);
    }
  });

  test('takes the variables that MDM 1.0.6 took, and no others', () => {
    const taken = old.keys.filter((key) => old.keyOfVariable(variableOf(key as KeyName)) === key);
    expect(taken).toHaveLength(27);
    expect(taken).toEqual(expect.arrayContaining(['database.default_backend', 'performance.batch_size', 'logging.level']));
    expect(taken).not.toContain('database.sqlite.journal_mode');
  });
});

describe('what the readers make of the same configuration', () => {
  test.each<[what: string, text: string, env: Record<string, string>, key: KeyName, before: unknown, now: unknown]>([
    ['a value of the file', 'performance: {batch_size: 200}', {}, 'performance.batch_size', 200, 200],
    [
      'a variable over the file',
      'performance: {batch_size: 200}',
      { MDM_PERFORMANCE_BATCH_SIZE: '300' },
      'performance.batch_size',
      300,
      300,
    ],
    [
      'a joined word',
      '',
      { MDM_FEATURE_ENGINEERING_GENERIC_BINNING_N_BINS: '3,4' },
      'feature_engineering.generic.binning.n_bins',
      [3, 4],
      [3, 4],
    ],
    ['another variable', '', { MDM_DATABASE_SQLITE_JOURNAL_MODE: 'OFF' }, 'database.sqlite.journal_mode', 'WAL', 'OFF'],
    ['a short variable', '', { MDM_LOG_LEVEL: 'DEBUG' }, 'logging.level', 'INFO', 'DEBUG'],
    ['two underscores', '', { MDM_LOGGING__LEVEL: 'DEBUG' }, 'logging.level', 'INFO', 'DEBUG'],
    ['an old name', 'logging: {max_size: 5}', {}, 'logging.max_bytes', 10_485_760, 5],
    ['a section under another name', 'storage: {logs_path: there}', {}, 'paths.logs_path', 'logs/', 'there'],
    ['a placeholder', 'database: {postgresql: {host: "${SERVER:here}"}}', {}, 'database.postgresql.host', '${SERVER:here}', 'here'],
    ['an unknown key', 'performance: {speed: 9}', {}, 'performance.batch_size', 10_000, 10_000],
    ['YAML 1.1', 'cli: {show_progress: off}', {}, 'cli.show_progress', false, false],
    ['a key of later releases', 'monitoring: {retention_days: 3}', {}, 'monitoring.retention_days', 3, 3],
    ['nothing in a section', 'logging:\nperformance: {batch_size: 200}', {}, 'performance.batch_size', 200, 200],
    ['a password of digits', '', { MDM_DATABASE_POSTGRESQL_PASSWORD: '0815' }, 'database.postgresql.password', '815', '0815'],
  ])('%s', async (_, text, env, key, before, now) => {
    file(text);
    expect(await value(key, { ...env, ...OLD })).toEqual(before);
    expect(await value(key, env)).toEqual(now);
  });

  test.each<[string, string, KeyName, unknown]>([
    ['numbers with underscores', 'performance: {batch_size: 1_000}', 'performance.batch_size', 1000],
    ['a key that is there twice: the later one', 'performance: {batch_size: 200, batch_size: 300}', 'performance.batch_size', 300],
    ['a section that is there twice: the later one', 'cli: {page_size: 5}\ncli: {show_progress: false}', 'cli.page_size', 20],
    ['y, which is no boolean', 'database: {postgresql: {user: y}}', 'database.postgresql.user', 'y'],
    ['digits that are not octal', 'database: {postgresql: {password: 0815}}', 'database.postgresql.password', '0815'],
    ['octal digits', 'database: {postgresql: {password: 0644}}', 'database.postgresql.password', '420'],
    ['more digits than a number has', `database: {postgresql: {user: ${'9'.repeat(20)}}}`, 'database.postgresql.user', '9'.repeat(20)],
    ['an exponent without a point', 'database: {postgresql: {host: 1e5}}', 'database.postgresql.host', '1e5'],
    ['an exponent with one', 'performance: {batch_size: 1.5e+3}', 'performance.batch_size', 1500],
    ['minutes and seconds', 'database: {connection_timeout: 1:30}', 'database.connection_timeout', 90],
    ['a date in short, which is none', 'paths: {logs_path: 2024-1-5}', 'paths.logs_path', '2024-1-5'],
    ['config.yml of earlier releases', '', 'database.connection_timeout', 7],
    ['paths of config.yml', '', 'paths.logs_path', 'there'],
  ])('the old one alone: %s', async (_, text, key, before) => {
    file(text);
    file('storage: {connection_timeout: 7, logs_path: there}', 'config.yml');
    expect(await value(key, OLD)).toEqual(before);
  });

  test('mdm.yaml wins over config.yml', async () => {
    file('database: {connection_timeout: 9}');
    file('storage: {connection_timeout: 7}', 'config.yml');
    expect(await value('database.connection_timeout', OLD)).toBe(9);
  });
});

describe.each([
  ['the old reader', OLD],
  ['the new reader', {}],
] as const)('the interface, by %s', (_, side) => {
  const at = (env: Record<string, string> = {}, flags = {}) => open({ ...side, ...env }, flags);

  test('flag over environment over file over default, each with its origin and place', async () => {
    const key = 'performance.batch_size';
    const seen = async (env: Record<string, string> = {}, flags = {}): Promise<unknown[]> => {
      const config = await at(env, flags);
      return [config.get(key), config.origin(key), config.where(key)];
    };
    expect(await seen()).toEqual([10_000, 'default', 'default']);
    file('performance:\n  batch_size: 200\n');
    expect(await seen()).toEqual([200, 'file', `${join(home, 'mdm.yaml')}:2:15`]);
    expect(await seen({ MDM_PERFORMANCE_BATCH_SIZE: '300' })).toEqual([300, 'environment', 'MDM_PERFORMANCE_BATCH_SIZE']);
    expect(await seen({ MDM_PERFORMANCE_BATCH_SIZE: '300' }, { [key]: 400 })).toEqual([400, 'flag', 'flag']);
  });

  test('a home without a file is fine, and nothing is made', async () => {
    const config = await at();
    expect([config.home, config.file, config.loaded, readdirSync(home)]).toEqual([home, join(home, 'mdm.yaml'), false, []]);
  });

  test('every key has a value, an origin and a place; only secrets are masked', async () => {
    file('database: {postgresql: {password: hush}}');
    const config = await at();
    for (const key of KEY_NAMES) {
      expect([key, checkValue(key, config.get(key)).ok, config.where(key)]).toEqual([key, true, expect.stringMatching(/./)]);
      expect([key, config.masked(key)]).toEqual([key, key === 'database.postgresql.password' ? '********' : config.get(key)]);
    }
  });

  test('paths are absolute: relative to the home, and the log file to its folder', async () => {
    file('paths: {logs_path: notes, datasets_path: /data}');
    const config = await at();
    expect([config.path('logging.file'), config.path('paths.datasets_path'), config.path('paths.configs_path')]).toEqual([
      join(home, 'notes/mdm.log'),
      '/data',
      join(home, 'config/datasets/'),
    ]);
  });

  test('it cannot be changed, and another home beside it has its own', async () => {
    const config = await at();
    expect(Object.isFrozen(config)).toBe(true);
    file('performance: {batch_size: 200}', 'other.yaml');
    const other = await openConfig({ home, env: side, file: join(home, 'other.yaml') });
    expect([config.get('performance.batch_size'), other.get('performance.batch_size')]).toEqual([10_000, 200]);
    file('performance: {batch_size: 300}');
    const none = await openConfig({ home, env: side, file: null });
    expect([none.get('performance.batch_size'), none.loaded]).toEqual([10_000, false]);
  });

  test.each<[string, string, Record<string, string>]>([
    ['a value out of range', 'performance: {batch_size: 5}', {}],
    ['a variable out of range', '', { MDM_PERFORMANCE_BATCH_SIZE: '5' }],
    ['a file that is not YAML', 'a: [', {}],
    ['a section that is a value', 'performance: 5', {}],
  ])('%s is a configuration error', async (_, text, env) => {
    file(text);
    await expect(at(env)).rejects.toMatchObject({ code: 'configuration', exit: 7 });
  });
});

test('numbers of variables may have underscores, as in Python', async () => {
  expect(await value('performance.batch_size', { ...OLD, MDM_PERFORMANCE_BATCH_SIZE: '1_000' })).toBe(1000);
  for (const text of ['_1000', '1__000', '1000_'])
    await expect(open({ ...OLD, MDM_PERFORMANCE_BATCH_SIZE: text })).rejects.toThrow(`"${text}" is not a whole number`);
});

describe('the configuration of the old reader', () => {
  test('says where a value comes from, resolves paths, and hides secrets', async () => {
    file('paths:\n  logs_path: notes\nlogging:\n  file: my.log\ndatabase: {postgresql: {password: s3cret}}\n');
    const config = await open({ ...OLD, MDM_LOGGING_LEVEL: 'DEBUG' });
    expect(config.origin('paths.logs_path')).toBe('file');
    expect(config.where('paths.logs_path')).toBe(`${join(home, 'mdm.yaml')}:2:14`);
    expect([config.origin('logging.level'), config.where('logging.level')]).toEqual(['environment', 'MDM_LOGGING_LEVEL']);
    expect(config.origin('cli.page_size')).toBe('default');
    expect(config.path('logging.file')).toBe(join(home, 'notes', 'my.log'));
    expect(config.masked('database.postgresql.password')).toBe('********');
    expect([config.file, config.loaded]).toEqual([join(home, 'mdm.yaml'), true]);
    expect(config.warnings).toEqual([]);
  });

  test('values of the calling code win', async () => {
    file('performance: {batch_size: 200}');
    const config = await open(OLD, { 'performance.batch_size': 400 });
    expect([config.get('performance.batch_size'), config.origin('performance.batch_size')]).toEqual([400, 'flag']);
  });

  test.each<[string, string, Record<string, string>, RegExp]>([
    ['a number too small', 'performance: {batch_size: 5}', {}, /mdm\.yaml:1:27: performance\.batch_size is wrong: 5 is not at least 100/],
    ['a variable', '', { MDM_LOGGING_LEVEL: 'LOUD' }, /The variable MDM_LOGGING_LEVEL is wrong: "LOUD" is not one of INFO/],
    ['a value for a section', 'database: fast', {}, /database is wrong: it has keys of its own/],
    ['a flag, by the new reader', 'refactoring: {use_new_backend: perhaps}', {}, /use_new_backend is wrong/],
    ['an exponent without a point as a number', 'performance: {batch_size: 1e5}', {}, /"1e5" is not a whole number/],
    [
      'a password that is a list is not shown',
      'database: {postgresql: {password: [hush]}}',
      {},
      /password is wrong: the value is not text/,
    ],
  ])('refuses %s', async (_, text, env, message) => {
    file(text);
    await expect(open({ ...env, ...OLD })).rejects.toMatchObject({ code: 'configuration', message: expect.stringMatching(message) });
  });

  test('what only the new reader refuses is taken', async () => {
    file('performance: {batch_size: 1_000}\ndatabase: {duckdb: {memory_limit: much}}');
    expect(await value('database.duckdb.memory_limit', OLD)).toBe('much');
    await expect(open()).rejects.toMatchObject({ code: 'configuration' });
  });
});

describe('which reader', () => {
  test('a home of MDM 1.0.6 begins on the old one, any other on the new one', async () => {
    file('logging: {max_size: 5}');
    expect(await value('logging.max_bytes')).toBe(5);
    mkdirSync(join(home, 'config/datasets'), { recursive: true });
    file('name: iris\n', 'config/datasets/iris.yaml');
    expect(await value('logging.max_bytes')).toBe(10_485_760);
    expect(await value('logging.max_bytes', { MDM_REFACTORING_USE_NEW_CONFIG: 'true' })).toBe(5);
    expect(await value('logging.max_bytes', { MDM_REFACTORING_ROLLOUT_PERCENTAGE_NEW_CONFIG: '100' })).toBe(5);
  });

  test('it is the same for who calls the library', async () => {
    const { openConfig: ofLibrary } = await import('../../src/index.js');
    expect(ofLibrary).toBe(openConfig);
  });

  test('to read makes nothing in a home', async () => {
    await open({ ...OLD, MDM_COMPARISON_SAMPLE_RATE: '1' });
    expect(readdirSync(home)).toEqual([]);
  });
});

describe('calls are counted and compared', () => {
  const ALL = { MDM_COMPARISON_SAMPLE_RATE: '1' };
  const calls = async (): Promise<Record<string, number>> => {
    const { counters } = await readMetrics(await open());
    return Object.fromEntries(counters.filter(({ component }) => component === 'config').map((one) => [one.name, one.value]));
  };
  const results = async () => (await readResults(join(home, 'comparison_results'))).results;
  beforeEach(() => file('', 'metrics.db'));

  test('on the side that answered', async () => {
    // A home that MDM made, whose flag nobody set, has nothing to count.
    for (const env of [OLD, OLD, { MDM_REFACTORING_USE_NEW_CONFIG: 'true' }, {}]) await open(env);
    const { mdm_old_path_calls, mdm_new_path_calls } = await calls();
    expect([mdm_old_path_calls, mdm_new_path_calls]).toEqual([2, 1]);
  });

  test('not by who only looks: nothing is written', async () => {
    const config = await openConfig({ home, env: { ...OLD, ...ALL }, counts: false });
    expect(config.get('performance.batch_size')).toBe(10_000);
    expect(await results()).toEqual([]);
    expect(statSync(join(home, 'metrics.db')).size).toBe(0);
  });

  test('by method, on the old side', async () => {
    const config = await open(OLD);
    config.get('cli.page_size');
    config.get('cli.page_size');
    config.path('logging.file');
    const methods = await readMethodCounts(await open());
    expect(methods.map(({ component, side, method, value }) => [component, side, method, value])).toEqual([
      ['config', 'old', 'get', 2],
      ['config', 'old', 'path', 1],
    ]);
  });

  test.each<[string, string, Record<string, string>, string, string | undefined]>([
    ['the same', 'performance: {batch_size: 200}', {}, 'matched', undefined],
    ['an old name', 'logging: {max_size: 5}', {}, 'ignored', 'old names'],
    ['a variable', '', { MDM_EXPORT_DEFAULT_FORMAT: 'json' }, 'ignored', 'variables'],
    ['a placeholder', 'paths: {logs_path: "${X:there}"}', {}, 'ignored', 'placeholders'],
    ['a number of YAML 1.1', 'performance: {batch_size: 1_000}', {}, 'ignored', 'YAML 1.1'],
    ['a word', 'logging: {level: debug}', {}, 'ignored', 'words'],
    ['both refuse', 'performance: {batch_size: 5}', {}, 'matched', undefined],
  ])('%s', async (_, text, env, verdict, by) => {
    file(text);
    await open({ ...env, ...ALL, ...OLD }).catch(() => undefined);
    await open({ ...env, ...ALL }).catch(() => undefined);
    expect((await results()).map((one) => [one.component, one.verdict, one.ignoredBy])).toEqual(
      Array.from({ length: 2 }, () => ['config', verdict, by]),
    );
  });

  test('no stored result has a secret', async () => {
    file('database: {postgresql: {password: "${P:hush-hush}"}}');
    await open({ ...ALL, ...OLD });
    expect(JSON.stringify(await results())).not.toContain('hush');
  });

  test('switched off, nothing is compared', async () => {
    await open({ ...ALL, ...OLD, MDM_REFACTORING_ENABLE_COMPARISON_TESTS: 'false' });
    await open({ ...OLD, MDM_COMPARISON_SAMPLE_RATE: '0' });
    expect(await results()).toEqual([]);
  });
});

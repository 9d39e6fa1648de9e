import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { examineConfig } from '../../src/config/config.js';
import type { KeyName } from '../../src/config/keys.js';
import { countKeys, migrateConfig } from '../../src/migration/config/index.js';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'mdm-moving-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const put = (text: string, name = 'mdm.yaml', folder = home): void => writeFileSync(join(folder, name), text);
const got = (name = 'mdm.yaml'): string => readFileSync(join(home, name), 'utf8');
const migrate = (more: object = {}) => migrateConfig({ home, env: {}, ...more });
const read = async (key: KeyName): Promise<unknown> => {
  const { config, problems } = await examineConfig({ home, env: {} });
  expect({ problems, warnings: config.warnings }).toEqual({ problems: [], warnings: [] });
  return config.get(key);
};

describe('a file comes into the form of now, with its comments and order', () => {
  test.each<[what: string, before: string, after: string]>([
    ['keys of now stay', '# mine\nperformance:\n  batch_size: 500 # rows\n', '# mine\nperformance:\n  batch_size: 500 # rows\n'],
    ['a name beside', 'logging:\n  max_size: 5 # small\n  level: INFO\n', 'logging:\n  max_bytes: 5 # small\n  level: INFO\n'],
    [
      'a name a level up',
      'database:\n  sqlite:\n    # quick\n    pragmas:\n      journal_mode: "OFF" # no journal\n  connection_timeout: 5\n',
      'database:\n  sqlite:\n    journal_mode: "OFF" # no journal\n    # quick\n  connection_timeout: 5\n',
    ],
    ['a section of another name', 'storage:\n  logs_path: there\n# end\n', '# end\npaths:\n  logs_path: there\n'],
    ['keys that mean nothing', 'api:\n  timeout: 3\nperformance:\n  batch_size: 500\n', 'performance:\n  batch_size: 500\n'],
    ['keys that never were', 'speed: 9\nperformance:\n  batch_size: 500\n', 'performance:\n  batch_size: 500\n'],
    ['numbers of YAML 1.1', 'performance:\n  batch_size: 1_000 # many\n', 'performance:\n  batch_size: 1000 # many\n'],
    ['words of YAML 1.1 are read now too', 'cli: {show_progress: off}\n', 'cli: {show_progress: off}\n'],
    ['digits for text', 'database: {postgresql: {password: 0815}}\n', 'database: {postgresql: {password: 0815}}\n'],
    ['a number for text, as it was read', 'paths: {logs_path: 1.50}\n', 'paths: {logs_path: "1.5"}\n'],
    ['variables in values', 'database: {postgresql: {host: "${SERVER:here}"}}\n', 'database: {postgresql: {host: "${SERVER:here}"}}\n'],
    ['both names: the real one holds', 'logging: {max_bytes: 7, max_size: 5}\n', 'logging: {max_bytes: 7}\n'],
    [
      'two other names: the later one holds',
      'features:\n  batch_size: 300\nperformance:\n  chunk_size: 400\n',
      'performance:\n  batch_size: 400\n',
    ],
  ])('%s', async (_, before, after) => {
    put(before);
    const { keys, written, backup } = await migrate();
    expect(keys.filter(({ what }) => what === 'wrong')).toEqual([]);
    expect(got()).toBe(after);
    expect(written).toBe(before !== after);
    if (written) expect(readFileSync(backup!, 'utf8')).toBe(before);

    const again = await migrate();
    expect([again.changes, again.written, again.backup, got()]).toEqual([false, false, null, after]);
  });

  test('every value is in the report, with its line, its key, and why', async () => {
    put('logging:\n  max_size: 5\n  level: DEBUG\nspeeds: 9\nperformance:\n  batch_size: 1_000\n');
    const { keys, from, to } = await migrate();
    expect([from, to]).toEqual([[to], join(home, 'mdm.yaml')]);
    expect(keys.map(({ place, at, what, key, before, after }) => [place, at.slice(home.length + 1), what, key, before, after])).toEqual([
      ['logging.max_size', 'mdm.yaml:2:13', 'renamed', 'logging.max_bytes', '5', '5'],
      ['logging.level', 'mdm.yaml:3:10', 'kept', 'logging.level', '"DEBUG"', '"DEBUG"'],
      ['speeds', 'mdm.yaml:4:9', 'dropped', null, '(not shown)', null],
      ['performance.batch_size', 'mdm.yaml:6:15', 'rewritten', 'performance.batch_size', '"1_000"', '1000'],
    ]);
    expect(countKeys(keys)).toEqual({ kept: 1, renamed: 1, rewritten: 1, added: 0, dropped: 1, wrong: 0 });
    expect(keys.map(({ why }) => why)).toEqual([
      expect.stringMatching(/did not know this name/),
      null,
      expect.any(String),
      expect.any(String),
    ]);
  });

  test('a secret is not in the report', async () => {
    put('database: {postgresql: {password: hush}}\n');
    expect(JSON.stringify(await migrate())).not.toContain('hush');
  });
});

describe('a wrong value', () => {
  test.each<[string, string, RegExp]>([
    ['a number too small', 'performance: {batch_size: 5}\nlogging: {max_size: 5}\n', /at least 100/],
    ['a size that is none', 'database: {duckdb: {memory_limit: much}}\nlogging: {max_size: 5}\n', /size/],
  ])('%s changes nothing and is told', async (_, text, why) => {
    put(text);
    const { keys, written, changes } = await migrate();
    expect([written, changes, got(), readdirSync(home).filter((name) => name.endsWith('.bak'))]).toEqual([false, true, text, []]);
    expect(keys.filter(({ what }) => what === 'wrong').map((one) => one.why)).toEqual([expect.stringMatching(why)]);
  });

  test('a file that is not YAML is refused', async () => {
    put('a: [\n');
    await expect(migrate()).rejects.toMatchObject({ code: 'configuration' });
  });
});

test('a link to a file stays one, and its file keeps its mode', async () => {
  put('logging: {max_size: 5}\n', 'shared.yaml');
  chmodSync(join(home, 'shared.yaml'), 0o640);
  symlinkSync('shared.yaml', join(home, 'mdm.yaml'));
  await migrate();
  expect(lstatSync(join(home, 'mdm.yaml')).isSymbolicLink()).toBe(true);
  expect([got('shared.yaml'), statSync(join(home, 'shared.yaml')).mode & 0o777]).toEqual(['logging: {max_bytes: 5}\n', 0o640]);
});

test('a dry run says the same and leaves the home byte for byte', async () => {
  put('logging: {max_size: 5}\n');
  const planned = await migrate({ dryRun: true });
  expect([planned.changes, planned.written, readdirSync(home), got()]).toEqual([true, false, ['mdm.yaml'], 'logging: {max_size: 5}\n']);
  expect((await migrate()).keys).toEqual(planned.keys);
});

describe('config.yml of earlier releases', () => {
  const EARLIER = '# server\nstorage:\n  default_backend: duckdb # fast\n  logs_path: there\n  duckdb:\n    threads: 2\n';

  test('becomes mdm.yaml, and stays', async () => {
    put(EARLIER, 'config.yml');
    await migrate();
    expect(got()).toContain('# server');
    expect(await read('database.default_backend')).toBe('duckdb');
    expect(await read('paths.logs_path')).toBe('there');
    expect(await read('database.duckdb.threads')).toBe(2);
    expect(got('config.yml')).toBe(EARLIER);
    expect((await migrate()).changes).toBe(false);
  });

  test('what mdm.yaml has holds', async () => {
    put(EARLIER, 'config.yml');
    put('database:\n  default_backend: sqlite\n');
    const { keys } = await migrate();
    expect(await read('database.default_backend')).toBe('sqlite');
    expect(await read('database.duckdb.threads')).toBe(2);
    expect(keys.map(({ place, what }) => [place, what])).toEqual([
      ['database.default_backend', 'kept'],
      ['storage.default_backend', 'dropped'],
      ['storage.logs_path', 'added'],
      ['storage.duckdb.threads', 'added'],
    ]);
  });
});

describe('the configuration of another home', () => {
  let other: string;
  beforeEach(() => {
    other = join(home, 'other');
    mkdirSync(other);
  });

  test('is taken over, but for what belongs to that home, which is left as it is', async () => {
    const text = `paths:\n  datasets_path: ${other}/data\n  logs_path: /var/log/mdm\n  configs_path: pointers\nlogging: {max_size: 5}\nrefactoring: {use_new_config: false}\ndatabase: {postgresql: {sslcert: client.crt}}\n`;
    put(text, 'mdm.yaml', other);
    const { keys } = await migrate({ from: other });
    expect(keys.filter(({ what }) => what === 'dropped').map(({ place }) => place)).toEqual([
      'paths.logs_path',
      'refactoring.use_new_config',
    ]);
    expect(await read('paths.datasets_path')).toBe('data');
    expect(await read('paths.configs_path')).toBe('pointers');
    expect(await read('paths.logs_path')).toBe('logs/');
    expect(await read('logging.max_bytes')).toBe(5);
    expect(await read('database.postgresql.sslcert')).toBe(join(other, 'client.crt'));
    expect(readFileSync(join(other, 'mdm.yaml'), 'utf8')).toBe(text);
    expect((await migrate({ from: other })).changes).toBe(false);
  });

  test('what is not there is an error', async () => {
    await expect(migrate({ from: join(home, 'nowhere') })).rejects.toMatchObject({ code: 'not-found' });
  });
});

test('variables that MDM 1.0.6 dropped are named', async () => {
  const env = { MDM_EXPORT_DEFAULT_FORMAT: 'json', MDM_LOG_LEVEL: 'INFO', MDM_LOGGING_FILE: 'x', MDM_HOME_DIR: home };
  const { variables } = await migrate({ env });
  expect(variables.map(({ variable, key }) => [variable, key])).toEqual([
    ['MDM_EXPORT_DEFAULT_FORMAT', 'export.default_format'],
    ['MDM_LOG_LEVEL', 'logging.level'],
  ]);
  expect(existsSync(join(home, 'mdm.yaml'))).toBe(false);
});

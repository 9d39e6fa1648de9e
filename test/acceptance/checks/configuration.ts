import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { KEY_NAMES } from '../../../src/config/keys.js';
import { valueText } from '../../../src/commands/output/config.js';
import { pointerOf } from '../read-store.js';
import { batches, byFile, files, numbers, refused, trace, traced } from '../settings.js';
import type { Check, World } from '../world.js';

const root = join(import.meta.dirname, '../../..');
const example = (name: string): string => readFileSync(join(root, `examples/config/mdm.yaml.${name}`), 'utf8');
const DEFAULTS = parse(example('default')) as Record<string, unknown>;
const leafOf = (key: string): unknown => key.split('.').reduce<unknown>((at, part) => (at as Record<string, unknown>)[part], DEFAULTS);
const shown = (value: unknown): string => valueText(value) || '(empty)';

const AS_SQLITE = ['--target', 'species', '--no-features'];

const allDefaults = async (world: World): Promise<void> => {
  const keys = await trace(world);
  for (const key of KEY_NAMES) expect([key, keys.get(key)]).toEqual([key, { value: shown(leafOf(key)), origin: 'default' }]);
};

/** A registration on a server that is not there. */
const unreachable = {
  MDM_DATABASE_POSTGRESQL_HOST: '127.0.0.1',
  MDM_DATABASE_POSTGRESQL_PORT: '1',
  MDM_DATABASE_POSTGRESQL_USER: 'nobody',
};

export const checks: Readonly<Record<string, Check>> = {
  'A1.1-01': async (world) => {
    world.config({ database: { default_backend: 'duckdb' }, performance: { batch_size: 2000 } });
    expect(await world.mdmWith(byFile, 'info')).toMatchObject({ code: 0, stderr: '' });
  },
  'A1.1-02': async (world) => {
    world.config({ database: { default_backend: 'duckdb' }, performance: { batch_size: 2000 } });
    const keys = await trace(world);
    expect(keys.get('database.default_backend')).toEqual({ value: 'duckdb', origin: expect.stringMatching(/^mdm\.yaml/) });
    expect(keys.get('performance.batch_size')).toEqual({ value: '2000', origin: expect.stringMatching(/^mdm\.yaml/) });
    const made = await world.mdmWith(byFile, 'dataset', 'register', 'a', world.data('iris.csv'), '--target', 'species');
    expect(made.code).toBe(0);
    expect(files(join(world.home, 'datasets/a'))).toContain('a.duckdb');
  },
  'A1.1-04': async (world) => {
    world.config({ performance: { batch_size: 2000 } });
    rmSync(join(world.home, 'mdm.yaml'));
    await world.ok('info');
    await world.ok('dataset', 'list');
    await allDefaults(world);
  },
  'A1.1-05': async (world) => {
    world.config('database: [unclosed');
    const ended = await world.mdm('info');
    refused(ended, 7, `${join(world.home, 'mdm.yaml')}:`);
    expect(ended.stderr).toMatch(/mdm\.yaml:\d+:\d+ /);
    expect((await world.mdm('info', '--debug')).stderr).toMatch(/^ {2,}at /m);
  },
  'A1.1-06': async (world) => {
    world.config('databse: {default_backend: duckdb}\nperformance.batchsize: 5\nlogging: {level: ERROR}\n');
    const ended = await world.mdmWith(byFile, 'info', '--debug');
    expect(ended.code).toBe(0);
    expect(ended.stderr).toMatch(/databse\.default_backend .*database\.default_backend/);
    expect(ended.stderr).toMatch(/performance\.batchsize .*performance\.batch_size/);
    const keys = traced(ended.stderr);
    expect(keys.get('logging.level')?.value).toBe('ERROR');
    expect(keys.get('database.default_backend')?.value).toBe('sqlite');
    expect(keys.get('performance.batch_size')?.value).toBe('10000');
  },
  'A1.2-01': async (world) => {
    const ended = await world.mdmWith({ env: { MDM_LOG_LEVEL: 'DEBUG' } }, 'info');
    expect(ended).toMatchObject({ code: 0, stderr: expect.stringMatching(/^DEBUG/m) });
    expect(ended.stdout).not.toMatch(/DEBUG/);
  },
  'A1.2-02': async (world) => {
    const env = { MDM_DATABASE_DEFAULT_BACKEND: 'sqlite' };
    const made = await world.mdmWith({ env }, 'dataset', 'register', 'e1', world.data('iris.csv'), '--target', 'species');
    expect(made.code).toBe(0);
    expect(files(join(world.home, 'datasets/e1')).some((file) => file.endsWith('.sqlite'))).toBe(true);
    expect(pointerOf(world.home, 'e1').database.backend).toBe('sqlite');
  },
  'A1.2-04': async (world) => {
    const path = numbers(world, 20_000, 'rows_20k.csv');
    const ended = await world.mdmWith(
      { env: { MDM_BATCH_SIZE: '5000' } },
      'dataset',
      'register',
      'e3',
      path,
      '--target',
      'y',
      '--debug',
      '--no-features',
    );
    expect(ended.code).toBe(0);
    expect(batches(ended.stderr, 'load batch')).toEqual([5000, 5000, 5000, 5000]);
  },
  'A1.2-05': async (world) => {
    for (const name of ['e1', 'e2', 'e3', 'e4']) await world.register(name, world.data('iris.csv'), ...AS_SQLITE);
    const ended = await world.mdmWith(
      { env: { MDM_MAX_CONCURRENT_OPERATIONS: '2' } },
      'batch',
      'export',
      'e1',
      'e2',
      'e3',
      'e4',
      '--debug',
    );
    expect(ended.code).toBe(0);
    const events = [...ended.stderr.matchAll(/^DEBUG batch: (start|end) .*dataset=(\w+)/gm)].map((found) => found[1]!);
    expect(events.filter((event) => event === 'start')).toHaveLength(4);
    let running = 0;
    const counts = events.map((event) => (running += event === 'start' ? 1 : -1));
    expect([Math.max(...counts), running]).toEqual([2, 0]);
  },
  'A1.2-06': async (world) => {
    const home = join(world.folder, 'scratch/mdm-home');
    const made = await world.mdmWith(
      { env: { MDM_HOME_DIR: home } },
      'dataset',
      'register',
      'x',
      world.data('iris.csv'),
      '--target',
      'species',
    );
    expect(made.code).toBe(0);
    for (const folder of ['datasets', 'config/datasets', 'config/custom_features', 'logs'])
      expect([folder, existsSync(join(home, folder))]).toEqual([folder, true]);
    expect(existsSync(join(world.env['HOME']!, '.mdm'))).toBe(false);
  },
  'A1.2-08': async (world) => {
    const env = { ...byFile.env, ...unreachable, MDM_DEFAULT_BACKEND: 'postgresql' };
    const info = await world.mdmWith({ env }, 'info', '--json');
    expect(JSON.parse(info.stdout)).toMatchObject({ backend: 'postgresql' });
    expect((await world.mdmWith({ env }, 'info')).stdout).toContain('postgresql');
    const made = await world.mdmWith({ env }, 'dataset', 'register', 'x', world.data('iris.csv'), '--target', 'species');
    expect(made.code).toBe(6);
    expect(made.stderr).toMatch(/127\.0\.0\.1/);
    expect(made.stderr).toMatch(/127\.0\.0\.1:1\b|port 1\b/i);
  },
  'A1.6.1-01': async (world) => {
    const ended = await world.mdmWith({ env: { MDM_LOG_LEVEL: 'DEBUG' } }, 'info');
    const plain = await world.mdm('info');
    expect(ended).toMatchObject({ code: 0, stdout: plain.stdout, stderr: expect.stringMatching(/^DEBUG/m) });
  },
  'A1.6.1-02': async (world) => {
    expect((await world.mdm('info', '--debug')).stderr).toMatch(/no configuration file was found/);
    world.config({ performance: { batch_size: 500 } });
    expect((await world.mdm('info', '--debug')).stderr).toContain(`configuration is loaded from ${join(world.home, 'mdm.yaml')}\n`);
    const other = world.file('other.yaml', 'performance: {batch_size: 600}\n');
    expect((await world.mdm('info', '--debug', '--config', other)).stderr).toContain(`configuration is loaded from ${other}\n`);
  },
  'A1.6.1-03': async (world) => {
    const ended = await world.mdmWith({ env: { MDM_DATABASE_POSTGRESQL_PASSWORD: 'hunter22' } }, 'info', '--debug');
    const keys = traced(ended.stderr);
    for (const key of KEY_NAMES) expect([key, keys.has(key)]).toEqual([key, true]);
    expect(keys.get('database.postgresql.password')?.value).toMatch(/^\*+$/);
    expect(ended.stderr + ended.stdout).not.toContain('hunter22');
    expect(keys.get('performance.batch_size')?.value).toBe('10000');
  },
  'A1.6.1-05': async (world) => {
    world.config({ performance: { batch_size: 500 } });
    const byFlag = await trace(world);
    const byVariable = await trace(world, { ...byFile.env, MDM_LOG_LEVEL: 'DEBUG' });
    const rest = (keys: ReadonlyMap<string, unknown>) => [...keys].filter(([key]) => key !== 'logging.level');
    expect(rest(byVariable)).toEqual(rest(byFlag));
    const noFlag = await world.mdmWith({ env: { MDM_LOG_LEVEL: 'DEBUG' } }, 'info');
    expect([...traced(noFlag.stderr).keys()]).toEqual([...byFlag.keys()]);
    expect(noFlag.stdout).toBe((await world.mdm('info', '--debug')).stdout);
  },
  'A1.6.3-01': async (world) => {
    world.config({ database: { default_backend: 'sqlite' } });
    const env = { MDM_DATABASE_DEFAULT_BACKEND: 'duckdb' };
    expect(JSON.parse((await world.mdmWith({ env }, 'info', '--json')).stdout)).toMatchObject({ backend: 'duckdb' });
    await world.mdmWith({ env }, 'dataset', 'register', 'x', world.data('iris.csv'), ...AS_SQLITE);
    expect(files(join(world.home, 'datasets/x'))).toContain('x.duckdb');
  },
  'A1.6.3-02': async (world) => {
    world.config({ performance: { batch_size: 5000 } });
    const path = numbers(world, 12_000);
    const ended = await world.mdmWith(
      { env: { MDM_BATCH_SIZE: '10000' } },
      'dataset',
      'register',
      'x',
      path,
      '--target',
      'y',
      '--debug',
      '--no-features',
    );
    expect(batches(ended.stderr, 'load batch')).toEqual([10_000, 2_000]);
  },
  'A1.6.3-03': async (world) => {
    world.config({ performance: { batch_size: 5000 } });
    const keys = await trace(world, { MDM_BATCH_SIZE: '10000' });
    expect(keys.get('performance.batch_size')).toEqual({ value: '10000', origin: 'MDM_BATCH_SIZE' });
  },
  'A1.6.3-05': async (world) => {
    world.config({ logging: { level: 'INFO' } });
    expect((await trace(world)).get('performance.batch_size')).toEqual({ value: '10000', origin: 'default' });
  },
  'A1.6.4-01': async (world) => {
    world.config({ database: { default_backend: 'oracle' } });
    refused(await world.mdmWith(byFile, 'info'), 7, 'database.default_backend', 'oracle', 'sqlite', 'duckdb', 'postgresql');
  },
  'A1.6.4-03': async (world) => {
    for (const value of [-5, 10]) {
      world.config({ performance: { batch_size: value } });
      refused(await world.mdm('info'), 7, 'performance.batch_size', String(value), '100');
    }
  },
  'A1.6.4-04': async (world) => {
    const fine = join(world.folder, 'new/place');
    world.config({ paths: { datasets_path: fine } });
    const env = { MDM_DATABASE_DEFAULT_BACKEND: 'sqlite' };
    const made = await world.mdmWith({ env }, 'dataset', 'register', 'x', world.data('iris.csv'), ...AS_SQLITE);
    expect(made.code).toBe(0);
    expect(files(fine)).toContain(join('x', 'x.sqlite'));
    const below = join(world.file('file', ''), 'below');
    world.config({ paths: { datasets_path: below } });
    refused(await world.mdmWith({ env }, 'dataset', 'register', 'y', world.data('iris.csv'), ...AS_SQLITE), 7, below);
  },
  'A1.6.4-05': async (world) => {
    await world.register('s1', world.data('iris.csv'), ...AS_SQLITE);
    const before = files(world.folder);
    refused(await world.mdm('dataset', 'export', 's1', '--output', 'f.csv', '--output-dir', 'd'), 2, '--output', '--output-dir');
    const folder = world.titanic();
    const both = await world.mdm('dataset', 'register', 't', folder, '--no-auto');
    refused(both, 2, '--no-auto');
    expect(both.stderr).toContain(folder);
    expect(files(world.folder).filter((file) => !file.startsWith('titanic'))).toEqual(before);
    expect(files(join(world.home, 'config/datasets'))).toEqual(['s1.yaml']);
  },
  'A1.6.5-01': async (world) => {
    world.config({ performance: { batch_size: 1000 }, logging: { level: 'INFO' } });
    const path = numbers(world, 30_000);
    let changed = false;
    const onStderr = (text: string): void => {
      if (changed || !text.includes('load batch')) return;
      changed = true;
      world.config({ performance: { batch_size: 5000 }, logging: { level: 'CRITICAL' } });
    };
    const ended = await world.mdmWith({ onStderr }, 'dataset', 'register', 'x', path, '--target', 'y', '--debug', '--no-features');
    expect([ended.code, changed]).toEqual([0, true]);
    expect(batches(ended.stderr, 'load batch')).toEqual(Array.from({ length: 30 }, () => 1000));
    expect(readFileSync(join(world.home, 'logs/mdm.log'), 'utf8')).toContain('save configuration');
  },
  'A1.6.5-02': async (world) => {
    world.config({ performance: { batch_size: 1000 } });
    const client = await world.client();
    const path = numbers(world, 3_000);
    await client.registerDataset('one', path, { target: 'y', features: false });
    world.config({ performance: { batch_size: 500 } });
    const seen = async (): Promise<number> =>
      (client as unknown as { config(): Promise<{ get(key: string): number }> })
        .config()
        .then((config) => config.get('performance.batch_size'));
    expect(await seen()).toBe(1000);
    const next = await world.mdm('dataset', 'register', 'two', path, '--target', 'y', '--debug', '--no-features');
    expect(batches(next.stderr, 'load batch')).toEqual([500, 500, 500, 500, 500, 500]);
    expect(await seen()).toBe(1000);
    await client.reloadConfig();
    expect(await seen()).toBe(500);
  },
  'A1.6.5-03': async (world) => {
    const guide = readFileSync(join(root, 'docs/guide/configuration.md'), 'utf8');
    const section = guide.slice(guide.indexOf('## When a change holds')).split('\n## ', 1)[0]!;
    for (const key of KEY_NAMES) expect([key, section.includes(`\`${key.split('.', 1)[0]}\``)]).toEqual([key, true]);
    expect(section).toMatch(/reloadConfig\(\)/);
    expect(section).toMatch(/`database\.default_backend`[^\n]*registered from then on/);
    expect(section).toMatch(/`feature_engineering`[^\n]*registered/);
    const reference = readFileSync(join(root, 'docs/reference/configuration.md'), 'utf8');
    for (const key of KEY_NAMES) expect([key, reference.includes(`| \`${key}\` |`)]).toEqual([key, true]);
    // default_backend: what is there stays where it is, what is new goes to the new one.
    await world.mdmWith(
      { env: { MDM_DATABASE_DEFAULT_BACKEND: 'sqlite' } },
      'dataset',
      'register',
      'old',
      world.data('iris.csv'),
      ...AS_SQLITE,
    );
    await world.mdmWith(
      { env: { MDM_DATABASE_DEFAULT_BACKEND: 'duckdb' } },
      'dataset',
      'register',
      'new',
      world.data('iris.csv'),
      ...AS_SQLITE,
    );
    expect([pointerOf(world.home, 'old').database.backend, pointerOf(world.home, 'new').database.backend]).toEqual(['sqlite', 'duckdb']);
    // Feature keys: a dataset keeps its features until it is registered anew.
    const env = { MDM_DATABASE_DEFAULT_BACKEND: 'sqlite' };
    const registered = async (...more: string[]) =>
      world.mdmWith({ env }, 'dataset', 'register', 'f', world.data('iris.csv'), '--target', 'species', ...more);
    const tables = async (): Promise<object> =>
      (parse(readFileSync(join(world.home, 'config/datasets/f.yaml'), 'utf8')) as { feature_tables: object }).feature_tables;
    await registered();
    world.config({ feature_engineering: { enabled: false } });
    await world.mdmWith({ env }, 'dataset', 'info', 'f');
    expect(Object.keys(await tables())).toEqual(['train']);
    await registered('--force');
    expect(Object.keys(await tables())).toEqual([]);
  },
};

import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { openConfig } from '../../src/config/config.js';
import { examineHome } from '../../src/datasets/doctor.js';
import { openDataset } from '../../src/datasets/open.js';
import { loadRows } from '../../src/datasets/read.js';
import { openRepository } from '../../src/datasets/repository.js';
import type { Workspace } from '../../src/datasets/workspace.js';
import { silent } from '../../src/log/logger.js';
import { migrateConfig } from '../../src/migration/config/index.js';
import { migrateHome, type MigratedHome } from '../../src/migration/home/migrate.js';
import { resumeRun } from '../../src/migration/runs/resume.js';
import { listRuns, type Run } from '../../src/migration/runs/state.js';
import { migrationStatus } from '../../src/migration/status/status.js';
import { validateMigrations } from '../../src/migration/validate/validate.js';
import type { BackendName } from '../../src/storage/backend.js';
import { createBackends } from '../../src/storage/open.js';
import { makeOriginalHome } from './original-home.js';

let folder: string;
let original: string;
let kept: string;
const open: Workspace[] = [];

beforeAll(async () => {
  kept = mkdtempSync(join(tmpdir(), 'mdm-kept-'));
  await makeOriginalHome(join(kept, 'all'));
  await makeOriginalHome(join(kept, 'small'), { datasets: ['iris', 'penguins'] });
});
afterAll(() => rmSync(kept, { recursive: true, force: true }));

/** A home of its own, of which a copy of an original one is to be migrated. */
function begin(which: 'all' | 'small'): void {
  folder = mkdtempSync(join(tmpdir(), 'mdm-moving-'));
  original = join(folder, 'old');
  cpSync(join(kept, which), original, { recursive: true });
  const pointers = join(original, 'config/datasets');
  for (const name of readdirSync(pointers)) {
    const text = readFileSync(join(pointers, name), 'utf8');
    writeFileSync(join(pointers, name), text.replaceAll(join(kept, which), original));
  }
}
async function end(): Promise<void> {
  for (const ws of open.splice(0)) await ws.backends.close();
  rmSync(folder, { recursive: true, force: true });
}

async function home(env: Readonly<Record<string, string>> = {}, more: Partial<Workspace> = {}): Promise<Workspace> {
  const config = await openConfig({ home: join(folder, 'new'), env });
  const ws: Workspace = {
    config,
    log: silent,
    backends: createBackends(config, silent),
    registry: () => Promise.reject(new Error('no plugins')),
    ...more,
  };
  open.push(ws);
  return ws;
}

/** Every file below a folder: path -> content and time of change. */
function snapshot(of: string): Record<string, string> {
  const files = readdirSync(of, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
  return Object.fromEntries(
    files
      .map((one) => join(one.parentPath, one.name))
      .sort()
      .map((path) => [
        path.slice(of.length),
        `${createHash('sha256').update(readFileSync(path)).digest('hex')} ${statSync(path, { bigint: true }).mtimeNs}`,
      ]),
  );
}

const failures = ({ outcomes }: Pick<MigratedHome, 'outcomes'>): string[] =>
  outcomes.flatMap((one) => (one.ok ? [] : [`${one.name}: ${one.error.message}`]));
const states = (run: Run | undefined): Record<string, string> =>
  Object.fromEntries((run?.datasets ?? []).map(({ name, state }) => [name, state]));

describe.each<BackendName>(['sqlite', 'duckdb'])('a home of MDM 1.0.6 is copied to %s', (to) => {
  let ws: Workspace;
  let done: MigratedHome;
  let before: Record<string, string>;
  beforeAll(async () => {
    begin('all');
    before = snapshot(original);
    ws = await home({ MDM_DEFAULT_BACKEND: to });
    done = await migrateHome(ws, { from: original });
  });
  afterAll(end);

  test('all datasets; the source stays byte for byte as it was; what needs a port is named', async () => {
    expect(failures(done)).toEqual([]);
    expect(snapshot(original)).toEqual(before);
    expect(done.customModules).toEqual([{ dataset: 'iris', file: join(original, 'config/custom_features/iris.py') }]);
    expect(done.left).toEqual(['metrics.db', 'metrics', 'logs'].map((name) => join(original, name)));
    expect(await openRepository(ws.config).names()).toEqual(['iris', 'penguins', 'weather']);
    expect(await openRepository(ws.config).get('weather')).toMatchObject({
      database: { backend: to, store: 'weather', path: join(ws.config.home, `datasets/weather/weather.${to}`) },
      target_column: 'weather',
      time_column: 'date',
      problem_type: 'multiclass_classification',
      feature_tables: { data: 'data_features' },
      tags: ['seattle'],
      registered_at: '2025-07-04T09:15:30.123456+00:00',
      metadata: { migrated_from: { home: original, backend: 'sqlite', run: done.run } },
    });
    expect(await examineHome(ws)).toEqual([]);
    expect(JSON.parse(readFileSync(join(ws.config.home, 'home.json'), 'utf8'))).toMatchObject({ made_by: expect.any(String) });
    expect(readdirSync(join(ws.config.home, 'migrations'))).toEqual([`${done.run}.json`]);
    const beside = (file: string): unknown => JSON.parse(readFileSync(join(ws.config.home, 'datasets/iris/metadata', file), 'utf8'));
    expect(beside('original_statistics.json')).toMatchObject({ dataset_name: 'iris' });
    expect(beside('original_columns.json')).toMatchObject({
      _columns: expect.arrayContaining([expect.objectContaining({ table_name: 'data', column_name: 'species', data_type: 'TEXT' })]),
      _statistics: [{ table_name: 'data', row_count: 150 }],
    });
    const { backend, store } = await openDataset(ws, 'iris');
    expect((await backend.tables(store)).map(({ name }) => name)).toEqual(['data', 'data_features']);
  });

  test('values are those that a plain reader of the source finds, with their types', async () => {
    const db = new DatabaseSync(join(kept, 'all/datasets/iris/iris.sqlite'));
    const expected = db.prepare('SELECT * FROM data').all();
    db.close();
    expect(await loadRows(ws, 'iris', { table: 'data' })).toEqual(expected.map((row) => ({ ...row })));
    const { backend, store } = await openDataset(ws, 'weather');
    const { columns } = await backend.table(store, 'data_features');
    expect(columns.find(({ name }) => name === 'date')).toEqual({ name: 'date', type: 'timestamp' });
    const [first] = await loadRows(ws, 'weather', { table: 'data_features', limit: 1, columns: ['date'] });
    expect(first).toEqual({ date: new Date('2012-01-01T00:00:00Z') });
  });

  test('validation finds both sides equal, and then what was changed', async () => {
    const all = await validateMigrations(ws);
    expect(all.map(({ name, ok }) => [name, ok])).toEqual([
      ['iris', true],
      ['penguins', true],
      ['weather', true],
    ]);
    expect(all[0]!.checks.map(({ check, result }) => `${check}: ${result}`)).toEqual([
      'source: passed',
      'target database: passed',
      'backend: passed',
      'target column: passed',
      'id columns: passed',
      'problem type: passed',
      'tables by role: passed',
      'feature tables by role: passed',
      'tables: passed',
      'data: passed',
      'features: passed',
      'statistics: passed',
    ]);
    expect(snapshot(original)).toEqual(before);
    const { backend, store, record } = await openDataset(ws, 'iris');
    await backend.executeSql(store, 'UPDATE data_features SET "sepal_length" = 99 WHERE "sepal_length" = 5.1');
    await openRepository(ws.config).save({ ...record, target_column: 'sepal_width' });
    const [iris] = await validateMigrations(ws, ['iris']);
    expect(iris!.checks.filter(({ result }) => result === 'failed').map(({ check }) => check)).toEqual(['target column', 'features']);
    expect(iris!.ok).toBe(false);
  });
});

describe('a run', () => {
  beforeEach(() => begin('small'));
  afterEach(end);

  test('goes on after failures, notes them, and tries them again', async () => {
    const file = join(original, 'datasets/penguins/penguins.duckdb');
    const whole = readFileSync(file);
    writeFileSync(file, 'no database');
    writeFileSync(join(original, 'config/datasets/broken.yaml'), 'name: [');
    const ws = await home();
    const done = await migrateHome(ws, { from: original });
    expect(failures(done).map((one) => one.split(':')[0])).toEqual(['penguins', 'broken']);
    expect(states((await listRuns(ws.config))[0])).toEqual({ iris: 'migrated', penguins: 'failed', broken: 'failed' });
    expect((await migrationStatus(ws.config)).datasets.map(({ name, state }) => [name, state])).toEqual([
      ['broken', 'failed'],
      ['iris', 'migrated'],
      ['penguins', 'failed'],
    ]);
    expect(existsSync(join(ws.config.home, 'datasets/penguins'))).toBe(false);
    writeFileSync(file, whole);
    rmSync(join(original, 'config/datasets/broken.yaml'));
    const again = await resumeRun(ws);
    expect(again.of.outcomes.map(({ name, ok }) => [name, ok])).toEqual([
      ['penguins', true],
      ['broken', false],
    ]);
    expect((await openRepository(ws.config).names()).length).toBe(2);
    expect(await examineHome(ws)).toEqual([]);
  });

  test('that is stopped leaves nothing half done, and goes on; one that still runs is left alone', async () => {
    const stop = new AbortController();
    const stopped = await home({}, { signal: stop.signal, onProgress: () => stop.abort() });
    await expect(migrateHome(stopped, { from: original, batchSize: 10 })).rejects.toMatchObject({ code: 'interrupted' });
    const [run] = await listRuns(stopped.config);
    expect(run).not.toHaveProperty('ended');
    const left = readdirSync(stopped.config.home, { recursive: true, encoding: 'utf8' });
    expect(left.filter((path) => /sqlite|duckdb|datasets\/./.test(path))).toEqual([]);
    const ws = await home();
    const locks = join(ws.config.home, 'datasets/.locks');
    mkdirSync(locks, { recursive: true });
    const lock = new DatabaseSync(join(locks, `${run!.run.replace('-', '_')}.lock`));
    lock.exec('BEGIN EXCLUSIVE');
    await expect(resumeRun(ws)).rejects.toMatchObject({ code: 'exists', message: expect.stringContaining('still going on') });
    lock.close();
    await resumeRun(ws);
    expect(states((await listRuns(ws.config))[0])).toEqual({ iris: 'migrated', penguins: 'migrated' });
  });

  test('keeps a dataset of the same name that is there, and skips what came before', async () => {
    const ws = await home();
    await migrateHome(ws, { from: original });
    const record = await openRepository(ws.config).get('iris');
    const { migrated_from: _, ...metadata } = record.metadata;
    await openRepository(ws.config).save({ ...record, metadata });
    const done = await migrateHome(ws, { from: original });
    expect(failures(done)).toEqual([expect.stringMatching(/^iris: There is a dataset "iris" in this home already/)]);
    expect(done.outcomes.flatMap((one) => (one.ok ? [one.value.state] : []))).toEqual(['skipped']);
    expect((await listRuns(ws.config)).map(({ run }) => run)).toHaveLength(2);
  });

  test('says what it would do, and does nothing', async () => {
    mkdirSync(join(folder, 'new'));
    rmSync(join(original, 'datasets/penguins/penguins.duckdb'));
    const before = [snapshot(original), snapshot(join(folder, 'new'))];
    const { plan } = await migrateHome(await home(), { from: original, dryRun: true });
    expect(plan!.datasets.map(({ name, from, rows, will, why }) => [name, from, rows, will, why])).toEqual([
      ['iris', 'sqlite', 150, 'migrate', undefined],
      ['penguins', 'duckdb', expect.any(Number), 'fail', 'its database is not there'],
    ]);
    expect([snapshot(original), snapshot(join(folder, 'new'))]).toEqual(before);
  });

  test.each(['full', 'counts'] as const)('compares with what was noted when the source is gone, of --verify %s', async (verify) => {
    const ws = await home();
    expect((await migrationStatus(ws.config, { from: original })).datasets.map(({ name, state }) => [name, state])).toEqual([
      ['iris', 'old only'],
      ['penguins', 'old only'],
    ]);
    await migrateHome(ws, { from: original, verify });
    rmSync(original, { recursive: true });
    const results = async (): Promise<Record<string, string>> => {
      const [iris] = await validateMigrations(ws, ['iris']);
      return Object.fromEntries(iris!.checks.map(({ check, result }) => [check, result]));
    };
    expect(await results()).toMatchObject({ source: 'skipped', data: 'passed', features: 'passed', statistics: 'passed' });
    const { backend, store } = await openDataset(ws, 'iris');
    await backend.executeSql(store, 'DELETE FROM data WHERE "sepal_length" = 5.1');
    expect(await results()).toMatchObject({ source: 'skipped', data: 'failed', features: 'passed', statistics: 'failed' });
    await backend.dropTables(store, ['data_features']);
    expect(await results()).toMatchObject({ features: 'failed' });
  });

  test.each([
    ['a folder that is not there', 'none', /There is no folder/],
    ['a folder without datasets', 'empty', /has no datasets/],
    ['the home in use', 'new', /is the home in use/],
  ])('refuses %s', async (_, name, message) => {
    mkdirSync(join(folder, 'empty'));
    const ws = await home();
    if (name === 'new') cpSync(original, ws.config.home, { recursive: true });
    await expect(migrateHome(ws, { from: join(folder, name) })).rejects.toThrow(message);
  });
});

describe('the source is found', () => {
  beforeEach(() => begin('small'));
  afterEach(end);

  test('where its settings say, of earlier releases too and with variables; those of this home do not count', async () => {
    for (const [from, to] of [
      ['datasets', 'data2'],
      ['config/datasets', 'pointers'],
    ])
      renameSync(join(original, from!), join(original, to!));
    rmSync(join(original, 'mdm.yaml'));
    writeFileSync(join(original, 'config.yml'), 'paths:\n  datasets_path: ${MOVED}/data2\n  configs_path: pointers\n');
    process.env['MOVED'] = original;
    process.env['MDM_DATASETS_PATH'] = join(folder, 'mine');
    try {
      const { plan } = await migrateHome(await home(), { from: original, dryRun: true });
      expect(plan!.datasets.map(({ name, will, location }) => [name, will, location])).toEqual([
        ['iris', 'migrate', join(original, 'data2/iris/iris.sqlite')],
        ['penguins', 'migrate', join(original, 'data2/penguins/penguins.duckdb')],
      ]);
      delete process.env['MOVED'];
      await expect(migrateHome(await home(), { from: original, dryRun: true })).rejects.toThrow(/datasets_path.*MOVED/);
    } finally {
      delete process.env['MOVED'];
      delete process.env['MDM_DATASETS_PATH'];
    }
  });

  test('by the pointer that MDM reads, where a dataset has two', async () => {
    const pointers = join(original, 'config/datasets');
    const text = readFileSync(join(pointers, 'iris.yaml'), 'utf8');
    writeFileSync(join(pointers, 'IRIS.yaml'), text.replace('Measures of 150 flowers', 'stale'));
    const ws = await home();
    const done = await migrateHome(ws, { from: original });
    expect(done.outcomes.map(({ name, ok }) => [name, ok])).toEqual([
      ['iris', true],
      ['penguins', true],
    ]);
    expect((await openRepository(ws.config).get('iris')).description).toBe('Measures of 150 flowers');
  });

  test('and what its settings hold under names of no key is not printed', async () => {
    writeFileSync(
      join(original, 'mdm.yaml'),
      'storage: {postgresql: {password: hunter2}}\ndatabase: {postgresql: {pasword: hunter3}}\nurl: postgresql://me:hunter4@db/x\n',
    );
    const taken = await migrateConfig({ home: join(folder, 'new'), from: original, dryRun: true });
    expect(taken.keys.map(({ what }) => what)).toEqual(['dropped', 'dropped', 'dropped']);
    expect(JSON.stringify(taken)).not.toContain('hunter');
  });

  test('where the home was moved to, whatever its pointers say', async () => {
    cpSync(original, join(folder, 'moved'), { recursive: true });
    rmSync(original, { recursive: true });
    expect(failures(await migrateHome(await home(), { from: join(folder, 'moved') }))).toEqual([]);
  });

  test('with what its log holds beside the file', async () => {
    const file = join(original, 'datasets/iris/iris.sqlite');
    const db = new DatabaseSync(file);
    db.exec('PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0; UPDATE data SET sepal_length = 42');
    const aside = join(folder, 'aside');
    for (const side of ['', '-wal']) cpSync(file + side, aside + side);
    db.close();
    for (const side of ['', '-wal']) cpSync(aside + side, file + side);
    const before = snapshot(original);
    const ws = await home();
    expect(failures(await migrateHome(ws, { from: original }))).toEqual([]);
    expect(new Set((await loadRows(ws, 'iris', { table: 'data' })).map((row) => row['sepal_length']))).toEqual(new Set([42]));
    expect(snapshot(original)).toEqual(before);
  });
});

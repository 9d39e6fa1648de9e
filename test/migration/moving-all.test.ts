import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openConfig } from '../../src/config/config.js';
import { examineHome } from '../../src/datasets/doctor.js';
import { openRepository } from '../../src/datasets/repository.js';
import type { Workspace } from '../../src/datasets/workspace.js';
import { silent } from '../../src/log/logger.js';
import { migrateAll } from '../../src/migration/all/migrate.js';
import { migrateHome } from '../../src/migration/home/migrate.js';
import { resumeRun } from '../../src/migration/runs/resume.js';
import { listRuns } from '../../src/migration/runs/state.js';
import { migrationStatus } from '../../src/migration/status/status.js';
import { validateMigrations } from '../../src/migration/validate/validate.js';
import { createBackends } from '../../src/storage/open.js';
import { shelf, small, type TableOf } from '../datasets/shelf.js';

const on = shelf();
const table: TableOf = { columns: { n: 'int64', s: 'text' }, rows: Array.from({ length: 500 }, (_, i) => [BigInt(i), `row ${i}`]) };

async function backends(): Promise<Record<string, string>> {
  const { records } = await openRepository(on.ws.config).list();
  return Object.fromEntries(records.map(({ name, database }) => [name, database.backend]));
}

test('all datasets move; one that is there is skipped; the run says what it did', async () => {
  await on.add('a', { train: table, train_features: small });
  await on.add('b');
  await on.reopen({ MDM_DEFAULT_BACKEND: 'duckdb' });
  await on.add('c');
  const told: string[] = [];
  const done = await migrateAll(on.ws, { to: 'duckdb', batchSize: 100, onDone: ({ name }) => void told.push(name) });
  expect(done.outcomes.map((one) => [one.name, one.ok && one.value.state, one.ok && one.value.rows])).toEqual([
    ['a', 'migrated', 502],
    ['b', 'migrated', 2],
    ['c', 'skipped', 2],
  ]);
  expect(told.sort()).toEqual(['a', 'b', 'c']);
  expect(await backends()).toEqual({ a: 'duckdb', b: 'duckdb', c: 'duckdb' });
  const { runs, datasets } = await migrationStatus(on.ws.config, { run: done.run! });
  expect(runs).toEqual([
    expect.objectContaining({ kind: 'all', to: 'duckdb', migrated: 2, skipped: 1, failed: 0, open: 0, rows: 504, done: true }),
  ]);
  expect(datasets.map(({ name, state, from }) => [name, state, from])).toEqual([
    ['a', 'migrated', 'sqlite'],
    ['b', 'migrated', 'sqlite'],
    ['c', 'new only', null],
  ]);
  expect((await validateMigrations(on.ws)).map(({ name, from, ok }) => [name, from, ok])).toEqual([
    ['a', 'sqlite', true],
    ['b', 'sqlite', true],
  ]);
});

test('a filter chooses, and a plan changes nothing', async () => {
  await on.add('big', { train: table });
  await on.add('little');
  const planned = await migrateAll(on.ws, { to: 'duckdb', dryRun: true });
  expect(planned.plans.map((one) => [one.name, one.ok && one.value?.rows])).toEqual([
    ['big', 500],
    ['little', 2],
  ]);
  expect(await listRuns(on.ws.config)).toEqual([]);
  expect(await backends()).toEqual({ big: 'sqlite', little: 'sqlite' });
  await migrateAll(on.ws, { to: 'duckdb', filter: 'row_count>100' });
  expect(await backends()).toEqual({ big: 'duckdb', little: 'sqlite' });
  await expect(migrateAll(on.ws, { to: 'duckdb', filter: 'rows>>1' })).rejects.toThrow();
});

test('what fails stays where it is, and is tried again', async () => {
  await on.add('good');
  const record = await on.add('bad');
  const backend = await on.ws.backends.of('sqlite');
  await backend.closeConnections('bad');
  const file = join(on.home, 'datasets/bad/bad.sqlite');
  rmSync(file);
  const done = await migrateAll(on.ws, { to: 'duckdb' });
  expect(done.outcomes.map(({ name, ok }) => [name, ok])).toEqual([
    ['bad', false],
    ['good', true],
  ]);
  expect((await migrationStatus(on.ws.config)).datasets[0]).toMatchObject({
    name: 'bad',
    state: 'failed',
    why: expect.stringContaining('is not there'),
  });
  expect(await backends()).toEqual({ bad: 'sqlite', good: 'duckdb' });
  rmSync(join(on.home, 'datasets/bad'), { recursive: true, force: true });
  await on.add('bad', { train: table }, { registered_at: record.registered_at });
  const again = await resumeRun(on.ws);
  expect(again.of.outcomes.map(({ name, ok }) => [name, ok])).toEqual([['bad', true]]);
  expect(await backends()).toEqual({ bad: 'duckdb', good: 'duckdb' });
  await expect(resumeRun(on.ws)).rejects.toMatchObject({ code: 'not-found' });
});

test('sources are dropped when that is asked for; then validation compares with what was noted', async () => {
  await on.add('a', { train: table });
  await migrateAll(on.ws, { to: 'duckdb', dropSource: true });
  expect(existsSync(join(on.home, 'datasets/a/a.sqlite'))).toBe(false);
  expect(await examineHome(on.ws)).toEqual([]);
  const [a] = await validateMigrations(on.ws, ['a']);
  expect(a!.checks.filter(({ check }) => ['source', 'data'].includes(check)).map(({ result }) => result)).toEqual(['skipped', 'passed']);
  await (await on.ws.backends.of('duckdb')).executeSql('a~2', 'DELETE FROM train WHERE n = 7');
  const [damaged] = await validateMigrations(on.ws, ['a']);
  expect(damaged).toMatchObject({ ok: false });
  expect(damaged!.checks.find(({ check }) => check === 'data')!.detail).toBe('"train": 500 rows became 499');
});

test('a dataset that was not migrated cannot be validated', async () => {
  await on.add('a');
  await expect(validateMigrations(on.ws, ['a'])).rejects.toMatchObject({ code: 'usage' });
  await expect(validateMigrations(on.ws, ['b'])).rejects.toMatchObject({ code: 'not-found' });
  expect(await validateMigrations(on.ws)).toEqual([]);
});

test('a home that MDM made keeps what stands beside its tables, and nothing points back into it', async () => {
  await on.add('a', { train: table });
  await migrateAll(on.ws, { to: 'duckdb' });
  const duckdb = await on.ws.backends.of('duckdb');
  await duckdb.updateMetadata('a~2', 'recipe', { transformers: ['x'] });
  await duckdb.closeConnections('a~2');
  mkdirSync(join(on.home, 'datasets/a~2/recipe'), { recursive: true });
  writeFileSync(join(on.home, 'datasets/a~2/recipe/recipe.json'), '{}');
  const config = await openConfig({ home: join(on.folder, 'new'), env: {} });
  const ws: Workspace = { ...on.ws, config, backends: createBackends(config, silent) };
  try {
    const { outcomes } = await migrateHome(ws, { from: on.home, to: 'duckdb' });
    expect(outcomes.map(({ ok }) => ok)).toEqual([true]);
    const { metadata, database } = await openRepository(config).get('a');
    expect(database).toMatchObject({ backend: 'duckdb', store: 'a' });
    expect(metadata).toMatchObject({ migrated_from: { store: 'a~2' }, earlier_migrations: [{ from: 'sqlite', to: 'duckdb' }] });
    expect(metadata).not.toHaveProperty('kept_stores');
    expect(await (await ws.backends.of('duckdb')).getMetadata('a', 'recipe')).toEqual({ transformers: ['x'] });
    expect(existsSync(join(config.home, 'datasets/a/recipe/recipe.json'))).toBe(true);
    expect((await validateMigrations(ws))[0]).toMatchObject({ from: on.home, ok: true });
    expect(await examineHome(ws)).toEqual([]);
  } finally {
    await ws.backends.close();
  }
});

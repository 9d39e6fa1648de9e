import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { allPlanView } from '../../src/commands/output/runs.js';
import { openConfig } from '../../src/config/config.js';
import { examineHome } from '../../src/datasets/doctor.js';
import { migrateDataset } from '../../src/datasets/migrate.js';
import { markMigration } from '../../src/datasets/migrate/mark.js';
import { openRepository } from '../../src/datasets/repository.js';
import type { Workspace } from '../../src/datasets/workspace.js';
import { silent } from '../../src/log/logger.js';
import { migrateAll } from '../../src/migration/all/migrate.js';
import { cleanUp, planCleanup } from '../../src/migration/cleanup/cleanup.js';
import { migrateHome } from '../../src/migration/home/migrate.js';
import { resumeRun } from '../../src/migration/runs/resume.js';
import { findLeftovers } from '../../src/migration/runs/leftovers.js';
import { listRuns, scratchOf } from '../../src/migration/runs/state.js';
import { runError } from '../../src/migration/runs/work.js';
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
  expect(planned.plans.map((one) => [one.name, one.ok && one.value.plan?.rows])).toEqual([
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
  // Another way to the backend counts as well.
  await migrateDataset(on.ws, 'bad', 'duckdb');
  expect((await migrationStatus(on.ws.config)).datasets[0]).toMatchObject({ name: 'bad', state: 'migrated', why: null });
  await migrateDataset(on.ws, 'bad', 'sqlite', { dropSource: true });
  const again = await resumeRun(on.ws);
  expect(again.of.outcomes.map(({ name, ok }) => [name, ok])).toEqual([['bad', true]]);
  expect(await backends()).toEqual({ bad: 'duckdb', good: 'duckdb' });
  await expect(resumeRun(on.ws)).rejects.toMatchObject({ code: 'not-found' });
  expect(runError(done.outcomes, done.run)!.next).toMatch(/^The others are done\. Remove/);
  expect(runError([done.outcomes[0]!], done.run)!.next).toMatch(/^Remove the causes, then: mdm migrate resume 2\d+-all$/);
});

test('not more at a time than the limit; pointers that cannot be read are among what fails', async () => {
  for (const name of ['a', 'b', 'c', 'd', 'e']) await on.point(name);
  writeFileSync(join(on.home, 'config/datasets/f.yaml'), 'x: [');
  const ws = await on.reopen({ MDM_PERFORMANCE_MAX_CONCURRENT_OPERATIONS: '2' });
  let [now, most] = [0, 0];
  const both = Promise.withResolvers<void>();
  const sqlite = await ws.backends.of('sqlite');
  const counting: Workspace = {
    ...ws,
    backends: {
      ...ws.backends,
      of: async (name) =>
        name === 'sqlite'
          ? {
              ...sqlite,
              datasetExists: async () => {
                most = Math.max(most, ++now);
                if (now === 2) both.resolve();
                await both.promise;
                // More would come in now.
                for (let turn = 0; turn < 50; turn++) await setImmediate();
                now--;
                return false;
              },
            }
          : ws.backends.of(name),
    },
  };
  const { outcomes } = await migrateAll(counting, { to: 'duckdb' });
  expect([most, outcomes.length, outcomes.filter(({ ok }) => ok)]).toEqual([2, 6, []]);
  expect((await migrationStatus(ws.config)).datasets.at(-1)).toMatchObject({ name: 'f', state: 'failed' });
  const planned = await migrateAll(ws, { to: 'duckdb', dryRun: true });
  expect(planned.plans.map(({ name, ok }) => [name, ok])).toContainEqual(['f', false]);
});

test('a run that is stopped says how far it came, and how to go on', async () => {
  await on.add('a');
  await on.add('b', { train: table });
  const stop = new AbortController();
  const ws = await on.reopen({ MDM_PERFORMANCE_MAX_CONCURRENT_OPERATIONS: '1' });
  const onProgress = ({ what }: { readonly what: string }): void => void (what.startsWith('copy b') && stop.abort());
  const stopped = migrateAll({ ...ws, signal: stop.signal, onProgress }, { to: 'duckdb' });
  await expect(stopped).rejects.toMatchObject({
    code: 'interrupted',
    message: expect.stringMatching(/^Stopped: 1 of 2 datasets is done\. To go on: mdm migrate resume 2\d+-all$/),
  });
  expect(await backends()).toEqual({ a: 'duckdb', b: 'sqlite' });
});

test('what is damaged or not there does not pass, nor end the comparison of the others', async () => {
  for (const name of ['a', 'b', 'c', 'd']) await on.add(name);
  const { run } = await migrateAll(on.ws, { to: 'duckdb' });
  await on.ws.backends.close();
  const pointers = join(on.home, 'config/datasets');
  rmSync(join(pointers, 'b.yaml'));
  writeFileSync(join(pointers, 'c.yaml'), 'x: [');
  writeFileSync(join(on.home, 'datasets/d~2/d~2.duckdb'), 'garbage');
  const ws = await on.reopen();
  const validated = await validateMigrations(ws);
  expect(validated.map(({ name, ok, checks }) => [name, ok, checks.at(-1)!.check])).toEqual([
    ['a', true, 'statistics'],
    ['b', false, 'target'],
    ['c', false, 'target'],
    ['d', false, 'read'],
  ]);
  expect(validated[1]!.checks[0]!.detail).toContain(`mdm migrate cleanup b --run ${run}`);
  expect((await migrationStatus(ws.config)).datasets.map(({ name, state }) => [name, state])).toEqual([
    ['a', 'migrated'],
    ['c', 'failed'],
    ['d', 'migrated'],
  ]);
  await cleanUp(ws, await planCleanup(ws, { run: run!, names: ['b'] }));
  expect((await validateMigrations(ws)).map(({ name }) => name)).toEqual(['a', 'c', 'd']);
  await cleanUp(ws, await planCleanup(ws, { run: run! }));
  expect(await listRuns(ws.config)).toEqual([]);
});

describe('what migrations left', () => {
  test('kept databases go where the dataset equals them, and the plan says which', async () => {
    await on.add('same');
    await on.add('changed');
    await migrateAll(on.ws, { to: 'duckdb' });
    await (await on.ws.backends.of('duckdb')).executeSql('changed~2', 'DELETE FROM train WHERE id = 1');
    const planned = await migrateAll(on.ws, { to: 'duckdb', dropSource: true, dryRun: true });
    expect(planned.plans.map((one) => one.ok && [one.value.plan, one.value.drops])).toEqual([
      [undefined, [{ backend: 'sqlite', store: 'changed' }]],
      [undefined, [{ backend: 'sqlite', store: 'same' }]],
    ]);
    const back = await migrateAll(on.ws, { to: 'sqlite', dropSource: true, dryRun: true, filter: 'name=same' });
    expect(back.plans[0]!.ok && back.plans[0]!.value.drops.map(({ store }) => store)).toEqual(['same', 'same~2']);
    const screen = { width: 200, paint: (_: unknown, text: string) => text };
    expect(await allPlanView(planned, screen)).toMatch(/same +duckdb +drop +takes away same \(sqlite\)/);
    const plan = await planCleanup(on.ws, { all: true });
    expect(plan).toMatchObject({ kept: [{ dataset: 'same', stores: [{ backend: 'sqlite', store: 'same', bytes: expect.any(Number) }] }] });
    expect(plan.stays).toEqual([{ dataset: 'changed', why: expect.stringMatching(/^data: "train": 2 rows became 1/) }]);
    expect((await cleanUp(on.ws, plan)).kept).toHaveLength(1);
    expect([existsSync(join(on.home, 'datasets/same')), existsSync(join(on.home, 'datasets/changed/changed.sqlite'))]).toEqual([
      false,
      true,
    ]);
    expect((await openRepository(on.ws.config).get('same')).metadata).not.toHaveProperty('kept_stores');
    expect(await planCleanup(on.ws, { names: ['same'] })).toMatchObject({ kept: [], stays: [], begun: [], copies: [] });
  });

  test('half-filled databases and copies of dead processes are found and go; those of the living stay', async () => {
    await on.add('a');
    const duckdb = await on.ws.backends.of('duckdb');
    await duckdb.createDataset('a~2');
    await markMigration(on.ws.config, 'a~2', 'duckdb', duckdb.locate('a~2'));
    const copies = scratchOf(on.ws.config, 'x');
    const dead = copies.replace(/mdm-\d+-/, 'mdm-4194303-');
    for (const folder of [copies, dead]) mkdirSync(folder, { recursive: true });
    const found = await findLeftovers(on.ws.config);
    expect(found).toMatchObject({ stores: [{ dataset: 'a', store: 'a~2', backend: 'duckdb' }], copies: [dead], runs: [] });
    await cleanUp(on.ws, await planCleanup(on.ws));
    expect([existsSync(join(on.home, 'datasets/a~2')), existsSync(dead), existsSync(copies)]).toEqual([false, false, true]);
  });

  test('a migration takes away what an earlier one had begun', async () => {
    await on.add('a');
    const duckdb = await on.ws.backends.of('duckdb');
    await duckdb.createDataset('a~2');
    await markMigration(on.ws.config, 'a~2', 'duckdb');
    // Ended while it wrote the mark.
    mkdirSync(join(on.home, 'datasets/a~3'));
    writeFileSync(join(on.home, 'datasets/a~3/.4194303-0123456789ab.tmp'), '');
    expect((await migrateDataset(on.ws, 'a', 'duckdb')).record.database.store).toBe('a~2');
    expect(await examineHome(on.ws)).toEqual([]);
  });
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

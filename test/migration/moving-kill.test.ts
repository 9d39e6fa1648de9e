import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openConfig } from '../../src/config/config.js';
import { examineHome } from '../../src/datasets/doctor.js';
import { openRepository } from '../../src/datasets/repository.js';
import type { Workspace } from '../../src/datasets/workspace.js';
import { silent } from '../../src/log/logger.js';
import { migrateHome } from '../../src/migration/home/migrate.js';
import { resumeRun } from '../../src/migration/runs/resume.js';
import { isDone, listRuns } from '../../src/migration/runs/state.js';
import { findLeftovers } from '../../src/migration/runs/leftovers.js';
import { validateMigrations } from '../../src/migration/validate/validate.js';
import type { BackendName } from '../../src/storage/backend.js';
import { createBackends } from '../../src/storage/open.js';
import { die, type Dying } from './moving/die.js';
import { makeOriginalHome } from './original-home.js';

let kept: string;
let folder: string;
let ws: Workspace | undefined;

beforeAll(async () => {
  kept = mkdtempSync(join(tmpdir(), 'mdm-kept-'));
  await makeOriginalHome(join(kept, 'old'), { datasets: ['iris', 'penguins'] });
});
afterAll(() => rmSync(kept, { recursive: true, force: true }));
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mdm-kill-'));
});
afterEach(async () => {
  await ws?.backends.close();
  rmSync(folder, { recursive: true, force: true });
});

async function open(): Promise<Workspace> {
  const config = await openConfig({ home: join(folder, 'new'), env: {} });
  ws = { config, log: silent, backends: createBackends(config, silent), registry: () => Promise.reject(new Error('no plugins')) };
  return ws;
}

/** So that the other dataset has not begun. */
const ALONE = { MDM_PERFORMANCE_MAX_CONCURRENT_OPERATIONS: '1' };

const killed = (dying: Omit<Dying, 'home' | 'from'>): boolean => die({ ...dying, home: join(folder, 'new'), from: join(kept, 'old') });

/** Everything is there once, equal to its source, and nothing else is. */
async function expectWhole(backend: BackendName): Promise<void> {
  const names = ['iris', 'penguins'];
  expect((await openRepository(ws!.config).list()).records.map(({ name, database }) => [name, database.backend])).toEqual(
    names.map((name) => [name, backend]),
  );
  expect((await validateMigrations(ws!)).map(({ name, ok }) => [name, ok])).toEqual(names.map((name) => [name, true]));
  expect(await examineHome(ws!)).toEqual([]);
  expect(await findLeftovers(ws!.config)).toEqual({ stores: [], copies: [], runs: [] });
}

test.each<[BackendName, string, Partial<Dying>]>([
  ['duckdb', 'in the middle of the copies', { step: 9 }],
  ['sqlite', 'later on', { step: 20 }],
  ['duckdb', 'when the first pointer was written', { file: 'config/datasets/iris.yaml', env: ALONE }],
])('a migration of a home to %s that is killed %s goes on', async (to, _, where) => {
  expect(killed({ kind: 'home', to, step: 10_000, ...where })).toBe(true);
  // And once more on the way.
  expect(killed({ kind: 'resume', to, step: 3 })).toBe(true);
  await open();
  const [run] = await listRuns(ws!.config);
  expect(isDone(run!)).toBe(false);
  expect((await findLeftovers(ws!.config)).copies).not.toEqual([]);
  await resumeRun(ws!);
  const runs = await listRuns(ws!.config);
  expect(runs.map((one) => [one.run, isDone(one)])).toEqual([[run!.run, true]]);
  expect(runs[0]!.datasets.map(({ state }) => state)).toEqual(['migrated', 'migrated']);
  await expectWhole(to);
});

test.each<[BackendName, BackendName, Partial<Dying>]>([
  ['sqlite', 'duckdb', { step: 1 }],
  ['duckdb', 'sqlite', { step: 9 }],
  ['duckdb', 'sqlite', { file: 'config/datasets/iris.yaml', text: 'kept_stores', env: ALONE }],
])('a migration of all datasets from %s to %s that is killed at %j, and again, goes on', async (from, to, where) => {
  cpSync(join(kept, 'old'), join(folder, 'old'), { recursive: true });
  await open();
  await migrateHome(ws!, { from: join(folder, 'old'), to: from });
  await ws!.backends.close();
  expect(killed({ kind: 'all', to, step: 10_000, ...where })).toBe(true);
  expect(killed({ kind: 'resume', to, step: 4 })).toBe(true);
  await open();
  await resumeRun(ws!);
  const run = (await listRuns(ws!.config)).at(-1)!;
  expect(run.datasets.map(({ name, state }) => [name, state])).toEqual([
    ['iris', 'migrated'],
    ['penguins', 'migrated'],
  ]);
  await expectWhole(to);
});

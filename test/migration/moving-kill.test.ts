import { spawnSync } from 'node:child_process';
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
import { validateMigrations } from '../../src/migration/validate/validate.js';
import { createBackends } from '../../src/storage/open.js';
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
  const config = await openConfig({ home: join(folder, 'new'), env: { MDM_DEFAULT_BACKEND: 'duckdb' } });
  ws = { config, log: silent, backends: createBackends(config, silent), registry: () => Promise.reject(new Error('no plugins')) };
  return ws;
}

/** Runs it in a process of its own; gives whether that was killed. */
function die(kind: 'home' | 'all' | 'resume', step: number, file?: string): boolean {
  const script = join(import.meta.dirname, 'moving/run-and-die.js');
  const args = [script, kind, join(folder, 'new'), join(kept, 'old'), String(step), ...(file === undefined ? [] : [file])];
  const { signal, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', env: { ...process.env, NODE_OPTIONS: '' } });
  if (signal !== 'SIGKILL') expect(stderr).toBe('');
  return signal === 'SIGKILL';
}

/** Everything is there once, equal to its source, and nothing else is. */
async function expectWhole(names: readonly string[]): Promise<void> {
  expect((await openRepository(ws!.config).list()).records.map(({ name, database }) => [name, database.backend])).toEqual(
    names.map((name) => [name, 'duckdb']),
  );
  expect((await validateMigrations(ws!)).map(({ name, ok }) => [name, ok])).toEqual(names.map((name) => [name, true]));
  expect(await examineHome(ws!)).toEqual([]);
}

test.each([
  ['in the middle of the copies', 9, undefined],
  ['when the first pointer was written', 10_000, 'config/datasets/iris.yaml'],
])('a migration of a home that is killed %s goes on', async (_, step, file) => {
  expect(die('home', step, file)).toBe(true);
  // And once more on the way.
  die('resume', 3);
  await open();
  const [run] = await listRuns(ws!.config);
  expect(isDone(run!)).toBe(false);
  await resumeRun(ws!);
  const runs = await listRuns(ws!.config);
  expect(runs.map((one) => [one.run, isDone(one)])).toEqual([[run!.run, true]]);
  expect(runs[0]!.datasets.map(({ state }) => state)).toEqual(['migrated', 'migrated']);
  await expectWhole(['iris', 'penguins']);
});

test('a migration of all datasets that is killed at the first batch, and again, goes on', async () => {
  cpSync(join(kept, 'old'), join(folder, 'old'), { recursive: true });
  await open();
  await migrateHome(ws!, { from: join(folder, 'old'), to: 'sqlite' });
  await ws!.backends.close();
  expect(die('all', 1)).toBe(true);
  die('resume', 8);
  await open();
  await resumeRun(ws!);
  const run = (await listRuns(ws!.config)).at(-1)!;
  expect(run.datasets.map(({ name, state }) => [name, state])).toEqual([
    ['iris', 'migrated'],
    ['penguins', 'migrated'],
  ]);
  await expectWhole(['iris', 'penguins']);
});

import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Outcome } from '../../datasets/batch.js';
import { keptStores } from '../../datasets/kept.js';
import { listDatasets } from '../../datasets/list.js';
import { withDataset } from '../../datasets/lock.js';
import { migrateDataset, type MigrationPlan } from '../../datasets/migrate.js';
import { saidBackend } from '../../datasets/migrate/mark.js';
import { nameOfStore } from '../../datasets/names.js';
import type { DatasetRecord } from '../../datasets/record.js';
import { dropFolder, readJournal, storeFolder, storeFolders } from '../../datasets/registration/journal.js';
import { openRepository } from '../../datasets/repository.js';
import type { Workspace } from '../../datasets/workspace.js';
import { firstLine } from '../../errors.js';
import type { BackendName } from '../../storage/backend.js';
import { beginRun, takeOver, whileHeld, type OpenRun, type Run, type RunOptions } from '../runs/state.js';
import { workThrough, type Worked } from '../runs/work.js';

export interface MigrateAllOptions extends Partial<RunOptions> {
  readonly to: BackendName;
  /** Only the datasets for which this holds, as of `mdm dataset list`. */
  readonly filter?: string;
  readonly dryRun?: boolean;
  readonly onDone?: (outcome: Outcome<Worked>, done: number, of: number) => void;
}

export interface MigratedAll {
  readonly to: BackendName;
  readonly dryRun: boolean;
  readonly run?: string;
  readonly outcomes: readonly Outcome<Worked>[];
  /** With `dryRun`: what each dataset's migration would do. */
  readonly plans: readonly Outcome<MigrationPlan | undefined>[];
  readonly seconds: number;
}

/**
 * Moves all datasets of this home to a backend, `performance.max_concurrent_operations` at a time, each as `migrateDataset` does it. What
 * fails does not stop the others; a run that was cut off goes on by `resumeAll`.
 */
export async function migrateAll(ws: Workspace, options: MigrateAllOptions): Promise<MigratedAll> {
  const { to, filter, dryRun = false, verify = 'full', batchSize, dropSource } = options;
  const chosen = { allBackends: true, sizes: false, ...(filter === undefined ? {} : { filter }) };
  const { datasets, problems } = await listDatasets(ws, chosen);
  for (const { file, problem } of problems) ws.log.warning(`${file} is left out: ${problem}. See: mdm doctor`);
  const records = datasets.map(({ record }) => record);
  if (dryRun) return plansOf(ws, records, to);
  const how = { verify, ...(batchSize === undefined ? {} : { batchSize }), ...(dropSource ? { dropSource } : {}) };
  const names = records.map(({ name }) => name);
  const run = await beginRun(ws.config, { kind: 'all', to, options: how, ...(filter === undefined ? {} : { filter }) }, names);
  return whileHeld(ws.config, run.now.run, () => finish(ws, run, options.onDone));
}

/** Goes on with a run of `migrateAll`. */
export const resumeAll = (ws: Workspace, { run }: Run, onDone?: MigrateAllOptions['onDone']): Promise<MigratedAll> =>
  whileHeld(ws.config, run, async () => finish(ws, await takeOver(ws.config, run), onDone));

async function plansOf(ws: Workspace, records: readonly DatasetRecord[], to: BackendName): Promise<MigratedAll> {
  const began = performance.now();
  const plans: Outcome<MigrationPlan | undefined>[] = [];
  for (const { name, database } of records) {
    try {
      const value = database.backend === to ? undefined : (await migrateDataset(ws, name, to, { dryRun: true })).plan;
      plans.push({ name, ok: true, value });
    } catch (error) {
      plans.push({ name, ok: false, error: error instanceof Error ? error : new Error(firstLine(error)) });
    }
  }
  return { to, dryRun: true, outcomes: [], plans, seconds: (performance.now() - began) / 1000 };
}

async function finish(ws: Workspace, run: OpenRun, onDone: MigrateAllOptions['onDone']): Promise<MigratedAll> {
  const began = performance.now();
  const outcomes = await workThrough(ws, run, {
    operation: 'migrate all',
    work: (name) => moveOne(ws, run, name),
    ...(onDone ? { onDone } : {}),
  });
  const { to, run: name } = run.now;
  return { to, dryRun: false, run: name, outcomes, plans: [], seconds: (performance.now() - began) / 1000 };
}

async function moveOne(ws: Workspace, run: OpenRun, name: string): Promise<Worked> {
  const { to, options } = run.now;
  await dropBegun(ws, run, name);
  const record = await openRepository(ws.config).get(name);
  const drops = options.dropSource === true && keptStores(record).length > 0;
  if (record.database.backend === to && !drops) return alreadyThere(record, run);
  const { batchSize, dropSource, verify } = options;
  const how = { verify, ...(batchSize === undefined ? {} : { batchSize }), ...(dropSource === undefined ? {} : { dropSource }) };
  const moved = await migrateDataset(ws, name, to, how);
  const tables = moved.fingerprints.map(({ table, rows, checksum }) => ({ table, rows, checksum }));
  return { state: 'migrated', rows: moved.plan?.rows ?? 0, store: moved.record.database.store, tables };
}

/** A dataset that is there is done: by this run when it was cut off between the switch and its note. */
function alreadyThere({ database, metadata }: DatasetRecord, run: OpenRun): Worked {
  const moves = metadata['migrations'];
  const last = (Array.isArray(moves) ? moves.at(-1) : undefined) as { readonly to_store?: unknown; readonly at?: unknown } | undefined;
  const mine = last?.to_store === database.store && typeof last.at === 'string' && last.at >= run.now.began;
  const base = { rows: metadata.statistics?.row_count ?? 0, store: database.store, tables: [] };
  return mine ? { ...base, state: 'migrated' } : { ...base, state: 'skipped', why: `it is kept by ${run.now.to} already` };
}

/** Takes away copies of a dataset that a process which ended had begun. */
async function dropBegun(ws: Workspace, run: OpenRun, name: string): Promise<void> {
  const { config } = ws;
  await withDataset(config, name, async () => {
    const record = await openRepository(config).find(name);
    if (!record) return;
    const inUse = new Set([record.database.store, ...keptStores(record).map(({ store }) => store)]);
    for (const store of await storeFolders(config)) {
      if (nameOfStore(store) !== name || inUse.has(store) || !(await isMarked(ws, store)) || (await readJournal(config, store))) continue;
      const backend = (await saidBackend(config, store)) ?? run.now.to;
      await (await ws.backends.of(backend)).dropDataset(store);
      await dropFolder(config, store);
    }
  });
}

const isMarked = ({ config }: Workspace, store: string): Promise<boolean> =>
  stat(join(storeFolder(config, store), 'migration.json')).then(
    () => true,
    () => false,
  );

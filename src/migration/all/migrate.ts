import { basename } from 'node:path';
import type { Outcome } from '../../datasets/batch.js';
import { keptStores, type KeptStore } from '../../datasets/kept.js';
import { listDatasets } from '../../datasets/list.js';
import { withDataset } from '../../datasets/lock.js';
import { migrateDataset, type MigrationPlan } from '../../datasets/migrate.js';
import { dropBegun } from '../../datasets/migrate/leftovers.js';
import type { DatasetRecord } from '../../datasets/record.js';
import { openRepository } from '../../datasets/repository.js';
import type { Workspace } from '../../datasets/workspace.js';
import { firstLine, MdmError } from '../../errors.js';
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

/** What would become of a dataset. */
export interface PlannedMove {
  /** Undefined: it is there already. */
  readonly plan: MigrationPlan | undefined;
  /** Stores that would be taken away. */
  readonly drops: readonly Pick<KeptStore, 'backend' | 'store'>[];
}

export interface MigratedAll {
  readonly to: BackendName;
  readonly dryRun: boolean;
  readonly run?: string;
  readonly outcomes: readonly Outcome<Worked>[];
  /** With `dryRun`: what each dataset's migration would do. */
  readonly plans: readonly Outcome<PlannedMove>[];
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
  // Whether a filter holds for a pointer that cannot be read is not known: it is one that fails.
  const unread = problems.map(({ file, problem }) => ({ name: basename(file, '.yaml'), problem }));
  const records = datasets.map(({ record }) => record);
  if (dryRun) return plansOf(ws, records, unread, to, dropSource);
  const how = { verify, ...(batchSize === undefined ? {} : { batchSize }), ...(dropSource ? { dropSource } : {}) };
  const names = [...new Set([...records, ...unread].map(({ name }) => name))];
  const run = await beginRun(ws.config, { kind: 'all', to, options: how, ...(filter === undefined ? {} : { filter }) }, names);
  return whileHeld(ws.config, run.now.run, () => finish(ws, run, options.onDone));
}

/** Goes on with a run of `migrateAll`. */
export const resumeAll = (ws: Workspace, { run }: Run, onDone?: MigrateAllOptions['onDone']): Promise<MigratedAll> =>
  whileHeld(ws.config, run, async () => finish(ws, await takeOver(ws.config, run), onDone));

async function plansOf(
  ws: Workspace,
  records: readonly DatasetRecord[],
  unread: readonly { readonly name: string; readonly problem: string }[],
  to: BackendName,
  dropSource = false,
): Promise<MigratedAll> {
  const began = performance.now();
  const plans: Outcome<PlannedMove>[] = [];
  for (const record of records) {
    const { name, database } = record;
    try {
      const plan = database.backend === to ? undefined : (await migrateDataset(ws, name, to, { dryRun: true })).plan;
      const drops = dropSource ? [...keptStores(record), ...(plan ? [plan.from] : [])] : [];
      plans.push({ name, ok: true, value: { plan, drops: drops.map(({ backend, store }) => ({ backend, store })) } });
    } catch (error) {
      plans.push({ name, ok: false, error: error instanceof Error ? error : new Error(firstLine(error)) });
    }
  }
  for (const { name, problem } of unread) plans.push({ name, ok: false, error: new MdmError('configuration', `${problem}.`) });
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
  const record = await openRepository(ws.config).get(name);
  const drops = options.dropSource === true && keptStores(record).length > 0;
  if (record.database.backend === to && !drops) {
    await withDataset(ws.config, name, () => dropBegun(ws, name));
    return alreadyThere(record, run);
  }
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

import { join } from 'node:path';
import { MdmError } from '../errors.js';
import type { BackendName, IStorageBackend } from '../storage/backend.js';
import type { TableFingerprint } from '../storage/checksum.js';
import { type KeptStore, keptStores } from './kept.js';
import { withDataset } from './lock.js';
import { dropBegun } from './migrate/leftovers.js';
import { type MigrationPlan, planMigration } from './migrate/plan.js';
import { copyBeside, databaseAt, isThere, transfer, writeInfo } from './migrate/transfer.js';
import type { Verification } from './migrate/verify.js';
import type { DatasetRecord } from './record.js';
import { dropFolder, dropJournal, storeFolder } from './registration/journal.js';
import { openRepository } from './repository.js';
import { checkServer } from './server.js';
import { RECORD_KEY } from './update.js';
import type { Workspace } from './workspace.js';

export type { KeptStore } from './kept.js';
export type { MigrationPlan } from './migrate/plan.js';
export { VERIFICATIONS, type Verification } from './migrate/verify.js';

export interface MigrateOptions {
  readonly dryRun?: boolean;
  /** Takes the source away after the switch, and what earlier migrations left. */
  readonly dropSource?: boolean;
  /** Default `full`. */
  readonly verify?: Verification;
  readonly batchSize?: number;
}

export interface Migrated {
  readonly record: DatasetRecord;
  /** Absent when the dataset was there already and only what was left was dropped. */
  readonly plan?: MigrationPlan;
  readonly dryRun: boolean;
  readonly verified: Verification;
  /** With `full`: what the tables hold. */
  readonly fingerprints: readonly TableFingerprint[];
  readonly dropped: readonly KeptStore[];
  readonly kept: readonly KeptStore[];
  readonly seconds: number;
}

/**
 * Moves a dataset's tables and metadata to another backend: copies them, compares the copy with the source, and then lets the pointer
 * say where they are, in one step. The source stays until it is dropped. A failure or an end before that step leaves the dataset as it was.
 */
export async function migrateDataset(ws: Workspace, name: string, to: BackendName, options: MigrateOptions = {}): Promise<Migrated> {
  const began = performance.now();
  const seconds = (): number => (performance.now() - began) / 1000;
  const how = options.verify ?? 'full';
  if (options.dryRun) {
    const record = await openRepository(ws.config).get(name);
    refuseSame(record, to, options);
    const kept = keptStores(record);
    if (record.database.backend === to)
      return { record, dryRun: true, verified: 'none', fingerprints: [], dropped: [], kept, seconds: seconds() };
    return {
      record,
      plan: await planMigration(ws, record, to),
      dryRun: true,
      verified: how,
      fingerprints: [],
      dropped: [],
      kept,
      seconds: seconds(),
    };
  }
  const { track } = await import('../operations/operations.js');
  const work = async (note: { rows?(n: number): void }): Promise<Omit<Migrated, 'seconds'>> => {
    const record = await openRepository(ws.config).get(name);
    refuseSame(record, to, options);
    const moved = record.database.backend === to ? undefined : await move(ws, record, to, how, options.batchSize);
    if (moved) note.rows?.(moved.plan.rows);
    const now = moved?.record ?? record;
    const dropped = options.dropSource ? keptStores(now) : [];
    const left = options.dropSource ? await dropKept(ws, now) : now;
    const base = { record: left, dryRun: false, verified: moved ? how : ('none' as const), dropped, kept: keptStores(left) };
    return { ...base, fingerprints: moved?.fingerprints ?? [], ...(moved ? { plan: moved.plan } : {}) };
  };
  const done = await track(ws.config, { type: 'dataset_migrate', operation: `migrate to ${to}`, dataset: name }, (note) =>
    withDataset(ws.config, name, () => work(note), ws.signal ? { signal: ws.signal } : {}),
  );
  return { ...done, seconds: seconds() };
}

function refuseSame(record: DatasetRecord, to: BackendName, { dropSource = false }: MigrateOptions): void {
  if (record.database.backend !== to || (dropSource && keptStores(record).length > 0)) return;
  throw new MdmError(
    'usage',
    `The dataset ${JSON.stringify(record.display_name)} is kept by ${to} already${dropSource ? ', and no migration left anything' : ''}.`,
  );
}

interface Moved {
  readonly record: DatasetRecord;
  readonly plan: MigrationPlan;
  readonly fingerprints: readonly TableFingerprint[];
}

async function move(
  ws: Workspace,
  record: DatasetRecord,
  to: BackendName,
  how: Verification,
  batchSize: number | undefined,
): Promise<Moved> {
  await dropBegun(ws, record.name);
  const plan = await planMigration(ws, record, to);
  const [source, target] = await Promise.all([ws.backends.of(plan.from.backend), ws.backends.of(to)]);
  const { store } = plan.from;
  const at = plan.to.store;
  const log = ws.log.child('migrate');
  log.info(`Migrating ${record.name} from ${plan.from.backend} to ${to}`, { from: plan.from.location, to: plan.to.location });
  const moved = await transfer(ws, {
    name: record.name,
    source,
    from: store,
    tables: plan.tables.map(({ table, rows }) => ({ name: table, rows })),
    target,
    at,
    verify: how,
    batchSize,
    record: async () => {
      const next = await recordAt(ws, record, plan, target);
      const migration = (next.metadata['migrations'] as readonly object[]).at(-1) as never;
      return { record: next, metadata: { migration } };
    },
    files: async (next) => {
      const [beside, into] = [storeFolder(ws.config, store), storeFolder(ws.config, at)];
      await copyBeside(beside, into);
      if (await isThere(join(beside, 'dataset_info.json'))) await writeInfo(ws.config, at, next);
    },
    // A registration that was ended just after it was complete left one, which would not say what this store is from now on.
    beforeSave: () => dropJournal(ws.config, store),
  });
  log.info(`Migrated ${record.name}`, { rows: plan.rows, verified: how });
  return { plan, ...moved };
}

/** The record as it is after the switch. */
async function recordAt(ws: Workspace, record: DatasetRecord, plan: MigrationPlan, target: IStorageBackend): Promise<DatasetRecord> {
  const at = new Date().toISOString();
  const { from, to } = plan;
  const before = record.metadata['migrations'];
  const { statistics } = record.metadata;
  const { host, port } = record.database;
  return {
    ...record,
    database: databaseAt(ws.config, to.backend, to.store, to.location),
    metadata: {
      ...record.metadata,
      ...(statistics ? { statistics: { ...statistics, memory_size_bytes: await target.sizeOf(to.store) } } : {}),
      migrations: [
        ...(Array.isArray(before) ? (before as readonly object[]) : []),
        { from: from.backend, from_store: from.store, to: to.backend, to_store: to.store, at },
      ],
      kept_stores: [...keptStores(record), { backend: from.backend, store: from.store, ...(host ? { host, port } : {}), since: at }],
    },
  };
}

/** Takes stores away that migrations of a dataset left; gives those that it still names. */
export const dropKeptStores = (ws: Workspace, name: string, stores: readonly KeptStore[]): Promise<readonly KeptStore[]> =>
  withDataset(
    ws.config,
    name,
    async () => keptStores(await dropKept(ws, await openRepository(ws.config).get(name), stores)),
    ws.signal ? { signal: ws.signal } : {},
  );

/** Takes stores away that migrations left, by default all, and then that the record names them. */
async function dropKept(ws: Workspace, record: DatasetRecord, wanted?: readonly KeptStore[]): Promise<DatasetRecord> {
  const isWanted = ({ backend, store }: KeptStore): boolean =>
    wanted === undefined || wanted.some((one) => one.backend === backend && one.store === store);
  const all = keptStores(record);
  for (const one of all.filter(isWanted)) {
    const { backend, store } = one;
    if (backend === record.database.backend && store === record.database.store) continue;
    checkServer(ws.config, { ...record, database: one });
    await (await ws.backends.of(backend)).dropDataset(store);
    if (store !== record.database.store) await dropFolder(ws.config, store);
  }
  const { kept_stores: _, ...metadata } = record.metadata;
  const left = all.filter((one) => !isWanted(one));
  const next: DatasetRecord = { ...record, metadata: { ...metadata, ...(left.length > 0 ? { kept_stores: left } : {}) } };
  const backend = await ws.backends.of(record.database.backend);
  await backend.updateMetadata(record.database.store, RECORD_KEY, JSON.parse(JSON.stringify(next)) as never);
  await openRepository(ws.config).save(next);
  return next;
}

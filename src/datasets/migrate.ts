import { cp, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { firstLine, MdmError } from '../errors.js';
import type { BackendName, IStorageBackend } from '../storage/backend.js';
import type { TableFingerprint } from '../storage/checksum.js';
import { copyStore, metadataOf } from '../storage/move.js';
import { check } from '../storage/problems.js';
import { type KeptStore, keptStores } from './kept.js';
import { withDataset } from './lock.js';
import { markMigration, unmarkMigration } from './migrate/mark.js';
import { type MigrationPlan, planMigration } from './migrate/plan.js';
import { verify, type Verification } from './migrate/verify.js';
import type { DatasetRecord, RecordDatabase } from './record.js';
import { dropFolder, dropJournal, storeFolder } from './registration/journal.js';
import { openRepository, writeWhole } from './repository.js';
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
  const plan = await planMigration(ws, record, to);
  if (plan.free !== undefined && plan.free < plan.bytes)
    throw new MdmError('disk-full', `There is no space for a copy of ${JSON.stringify(record.display_name)}.`, 'Free some space.');
  const [source, target] = await Promise.all([ws.backends.of(plan.from.backend), ws.backends.of(to)]);
  const { store } = plan.from;
  const at = plan.to.store;
  const log = ws.log.child('migrate');
  log.info(`Migrating ${record.name} from ${plan.from.backend} to ${to}`, { from: plan.from.location, to: plan.to.location });
  let made = true;
  try {
    await markMigration(ws.config, at, to);
    await target.createDataset(at).catch((error: unknown) => {
      // Another home may have made it on the same server since.
      made = !(error instanceof MdmError && error.code === 'exists');
      throw error;
    });
    const tables = plan.tables.map(({ table }) => table);
    let copied = 0;
    let table = '';
    const tell = (rows: number): void => {
      copied += rows;
      ws.onProgress?.({ what: `copy ${table}`, share: plan.rows === 0 ? 0.6 : (0.6 * copied) / plan.rows, rows: copied });
    };
    await copyStore({
      from: source,
      store,
      to: target,
      target: at,
      tables,
      signal: ws.signal,
      onRows: tell,
      onTable: (one) => {
        table = one;
        tell(0);
      },
      ...(batchSize === undefined ? {} : { batchSize }),
    });
    const fingerprints = await verify(ws, { source, store, target, at }, tables, how);
    const next = await recordAt(ws, record, plan, target);
    await copyMetadata(source, store, target, at, next);
    await copyFiles(ws, store, at, next);
    check(ws.signal);
    // A registration that was ended just after it was complete left one, which would not say what this store is from now on.
    await dropJournal(ws.config, store);
    await openRepository(ws.config).save(next);
    await unmarkMigration(ws.config, at).catch(() => undefined);
    log.info(`Migrated ${record.name}`, { rows: plan.rows, verified: how });
    return { record: next, plan, fingerprints };
  } catch (error) {
    await takeBack(ws, record.name, at, made ? target : undefined).catch((why: unknown) =>
      log.warning('the copy was not taken away', { store: at, error: firstLine(why) }),
    );
    throw error;
  }
}

/** Takes a copy away, unless the pointer says that it is the dataset, or cannot be read: then the doctor finds it. */
async function takeBack({ config }: Workspace, name: string, store: string, made: IStorageBackend | undefined): Promise<void> {
  if ((await openRepository(config).find(name))?.database.store === store) return;
  await made?.dropDataset(store);
  await dropFolder(config, store);
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
    database: databaseAt(ws, to.backend, to.store, to.location),
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

function databaseAt({ config }: Workspace, backend: BackendName, store: string, location: string): RecordDatabase {
  if (backend !== 'postgresql') return { backend, store, path: location };
  const database = decodeURIComponent(location.slice(location.lastIndexOf('/') + 1));
  return { backend, store, host: config.get('database.postgresql.host'), port: config.get('database.postgresql.port'), database };
}

async function copyMetadata(
  source: IStorageBackend,
  store: string,
  target: IStorageBackend,
  at: string,
  record: DatasetRecord,
): Promise<void> {
  const metadata = await metadataOf(source, store);
  const migration = record.metadata['migrations'] as readonly object[];
  await target.swapTables(at, {
    metadata: { ...metadata, [RECORD_KEY]: JSON.parse(JSON.stringify(record)) as never, migration: migration.at(-1) as never },
  });
}

/** What stands beside the tables: statistics, and the record as a file. */
async function copyFiles({ config }: Workspace, store: string, at: string, record: DatasetRecord): Promise<void> {
  const [from, to] = [storeFolder(config, store), storeFolder(config, at)];
  const there = (path: string): Promise<boolean> =>
    stat(path).then(
      () => true,
      () => false,
    );
  for (const part of ['metadata', 'recipe'])
    if (await there(join(from, part))) await cp(join(from, part), join(to, part), { recursive: true });
  if (await there(join(from, 'dataset_info.json'))) await writeWhole(join(to, 'dataset_info.json'), `${JSON.stringify(record, null, 2)}\n`);
}

/** Takes away the stores that migrations left, and then that the record names them. */
async function dropKept(ws: Workspace, record: DatasetRecord): Promise<DatasetRecord> {
  for (const one of keptStores(record)) {
    const { backend, store } = one;
    if (backend === record.database.backend && store === record.database.store) continue;
    checkServer(ws.config, { ...record, database: one });
    await (await ws.backends.of(backend)).dropDataset(store);
    if (store !== record.database.store) await dropFolder(ws.config, store);
  }
  const { kept_stores: _, ...metadata } = record.metadata;
  const next: DatasetRecord = { ...record, metadata };
  const backend = await ws.backends.of(record.database.backend);
  await backend.updateMetadata(record.database.store, RECORD_KEY, JSON.parse(JSON.stringify(next)) as never);
  await openRepository(ws.config).save(next);
  return next;
}

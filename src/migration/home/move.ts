import { cp, mkdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Config } from '../../config/config.js';
import { freeStore } from '../../datasets/free-store.js';
import { withDataset } from '../../datasets/lock.js';
import { markMigration, unmarkMigration } from '../../datasets/migrate/mark.js';
import { verify } from '../../datasets/migrate/verify.js';
import type { DatasetRecord, RecordDatabase } from '../../datasets/record.js';
import { dropFolder, readJournal, storeFolder } from '../../datasets/registration/journal.js';
import { openRepository, writeWhole } from '../../datasets/repository.js';
import { RECORD_KEY } from '../../datasets/update.js';
import type { Workspace } from '../../datasets/workspace.js';
import { firstLine, MdmError } from '../../errors.js';
import type { BackendName, IStorageBackend } from '../../storage/backend.js';
import { MOST_COLUMNS } from '../../storage/columns.js';
import { copyStore, metadataOf } from '../../storage/move.js';
import { tooWide } from '../../storage/problems.js';
import type { KeptPrint, OpenRun } from '../runs/state.js';
import { openSource, type OpenSource } from './open-source.js';
import { originOf, type HomeOrigin } from './origin.js';
import type { SourceDataset, SourceHome } from './source.js';

/** What became of a dataset of the other home. */
export interface MovedDataset {
  readonly state: 'migrated' | 'skipped';
  readonly backend: BackendName;
  readonly store: string;
  readonly rows: number;
  readonly tables: readonly KeptPrint[];
  readonly why?: string;
}

interface Job {
  readonly ws: Workspace;
  readonly home: SourceHome;
  readonly run: OpenRun;
  readonly scratch: string;
}

/**
 * Copies a dataset of another home into this one: its tables are read from a copy, compared with what was written, and then the pointer
 * is written. A failure before that leaves nothing; what an end in the middle left is taken away when the run goes on.
 */
export async function moveDataset(job: Job, dataset: SourceDataset): Promise<MovedDataset> {
  const { ws, home, run } = job;
  const { to } = run.now;
  const { name } = dataset;
  return withDataset(
    ws.config,
    name,
    async () => {
      const target = await ws.backends.of(to);
      await dropBegun(ws, run, name, target);
      const there = await openRepository(ws.config).find(name);
      if (there) return alreadyThere(there, home.home, run);
      const source = await openSource(ws, home, dataset, job.scratch);
      try {
        return await copy(job, dataset, source, target);
      } finally {
        await source.close();
      }
    },
    ws.signal ? { signal: ws.signal } : {},
  );
}

/** A dataset of this name that came from that home is done. Any other keeps its name. */
function alreadyThere(record: DatasetRecord, home: string, run: OpenRun): MovedDataset {
  const origin = originOf(record);
  if (origin?.home !== home)
    throw new MdmError(
      'exists',
      `There is a dataset ${JSON.stringify(record.display_name)} in this home already.`,
      `Take it away (mdm dataset remove ${record.name}), or use another home.`,
    );
  const known = run.now.datasets.find(({ name }) => name === record.name);
  const { backend, store } = record.database;
  const mine = origin.run === run.now.run;
  return {
    state: mine ? 'migrated' : 'skipped',
    backend,
    store,
    rows: known?.rows ?? record.metadata.statistics?.row_count ?? 0,
    tables: known?.tables ?? [],
    ...(mine ? {} : { why: `it was migrated at ${origin.at}` }),
  };
}

/** Takes away what an earlier attempt of this run made, unless it became the dataset. */
async function dropBegun({ config }: Workspace, run: OpenRun, name: string, target: IStorageBackend): Promise<void> {
  const store = run.now.datasets.find((one) => one.name === name)?.store;
  if (store === undefined || !(await isThere(join(storeFolder(config, store), 'migration.json')))) return;
  if ((await openRepository(config).find(name))?.database.store === store) return unmarkMigration(config, store);
  // Somebody registered it in between.
  if (await readJournal(config, store)) return;
  await target.dropDataset(store);
  await dropFolder(config, store);
}

async function copy({ ws, home, run }: Job, dataset: SourceDataset, source: OpenSource, target: IStorageBackend): Promise<MovedDataset> {
  const { config, log } = ws;
  const { to, options } = run.now;
  const { name } = dataset;
  const stored = await source.backend.tables(source.store);
  const limit = MOST_COLUMNS[to];
  const wide = limit === undefined ? undefined : stored.find(({ columns }) => columns.length > limit);
  if (wide) throw tooWide(to, wide.name, wide.columns.length, limit!);
  const tables = stored.map((table) => table.name);
  const rows = stored.reduce((sum, table) => sum + table.rows, 0);
  const store = await freeStore(config, target, name, undefined);
  await run.note(name, { store, rows }, `copies ${tables.length} tables, ${rows} rows, to ${store} of ${to}`);
  let made = true;
  try {
    await markMigration(config, store, to);
    await target.createDataset(store).catch((error: unknown) => {
      made = !(error instanceof MdmError && error.code === 'exists');
      throw error;
    });
    let copied = 0;
    await copyStore({
      from: source.backend,
      store: source.store,
      to: target,
      target: store,
      tables,
      signal: ws.signal,
      onRows: (count) => {
        copied += count;
        ws.onProgress?.({ what: `copy ${name}`, rows: copied, ...(rows === 0 ? {} : { share: (0.6 * copied) / rows }) });
      },
      ...(options.batchSize === undefined ? {} : { batchSize: options.batchSize }),
    });
    const prints = await verify(ws, { source: source.backend, store: source.store, target, at: store }, tables, options.verify);
    const record = await recordHere(ws, home, dataset, run, target, store);
    const metadata = await metadataOf(source.backend, source.store);
    await target.swapTables(store, { metadata: { ...metadata, [RECORD_KEY]: JSON.parse(JSON.stringify(record)) as never } });
    await copyFiles(config, home, dataset, store, Object.hasOwn(metadata, RECORD_KEY));
    await writeWhole(join(storeFolder(config, store), 'dataset_info.json'), `${JSON.stringify(record, null, 2)}\n`);
    if (ws.signal?.aborted) throw new MdmError('interrupted', 'Stopped; nothing was written.');
    const kept = prints.length > 0 ? prints : stored;
    const held = kept.map((one): KeptPrint =>
      'checksum' in one ? { table: one.table, rows: one.rows, checksum: one.checksum } : { table: one.name, rows: one.rows },
    );
    await run.note(name, { tables: held });
    await openRepository(config).save(record);
    await unmarkMigration(config, store).catch(() => undefined);
    return { state: 'migrated', backend: to, store, rows, tables: held };
  } catch (error) {
    await takeBack(config, name, store, made ? target : undefined).catch((why: unknown) =>
      log.warning('the copy was not taken away', { store, error: firstLine(why) }),
    );
    throw error;
  }
}

async function takeBack(config: Config, name: string, store: string, made: IStorageBackend | undefined): Promise<void> {
  if ((await openRepository(config).find(name))?.database.store === store) return;
  await made?.dropDataset(store);
  await dropFolder(config, store);
}

/** The record as this home keeps it. */
async function recordHere(
  { config }: Workspace,
  { home }: SourceHome,
  { record, file }: SourceDataset,
  run: OpenRun,
  target: IStorageBackend,
  store: string,
): Promise<DatasetRecord> {
  const { to } = run.now;
  // Stores that earlier moves left are in the other home.
  const { kept_stores: _, migrations, ...metadata } = record.metadata;
  const { statistics } = metadata;
  const { backend, store: from, host, port } = record.database;
  const origin: HomeOrigin = {
    home,
    backend,
    store: from,
    ...(file === undefined ? {} : { path: file }),
    ...(host === undefined ? {} : { host, ...(port === undefined ? {} : { port }) }),
    run: run.now.run,
    at: new Date().toISOString(),
  };
  return {
    ...record,
    database: databaseAt(config, to, store, target.locate(store)),
    metadata: {
      ...metadata,
      ...(migrations === undefined ? {} : { earlier_migrations: migrations }),
      ...(statistics ? { statistics: { ...statistics, memory_size_bytes: await target.sizeOf(store) } } : {}),
      migrated_from: origin,
    },
  };
}

function databaseAt(config: Config, backend: BackendName, store: string, location: string): RecordDatabase {
  if (backend !== 'postgresql') return { backend, store, path: location };
  const database = decodeURIComponent(location.slice(location.lastIndexOf('/') + 1));
  return { backend, store, host: config.get('database.postgresql.host'), port: config.get('database.postgresql.port'), database };
}

/**
 * What stands beside the tables. Statistics of the original are kept as they are, under a name of their own: they are measured anew when
 * they are asked for.
 */
async function copyFiles(
  config: Config,
  home: SourceHome,
  { file, record }: SourceDataset,
  store: string,
  current: boolean,
): Promise<void> {
  const from = file === undefined ? join(home.config.path('paths.datasets_path'), record.database.store) : dirname(file);
  const to = storeFolder(config, store);
  if (current) {
    for (const part of ['metadata', 'recipe'])
      if (await isThere(join(from, part))) await cp(join(from, part), join(to, part), { recursive: true });
  } else if (await isThere(join(from, 'metadata', 'statistics.json'))) {
    await mkdir(join(to, 'metadata'), { recursive: true });
    await cp(join(from, 'metadata', 'statistics.json'), join(to, 'metadata', 'original_statistics.json'));
  }
}

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

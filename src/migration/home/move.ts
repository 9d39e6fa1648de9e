import { cp, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Config } from '../../config/config.js';
import { freeStore } from '../../datasets/free-store.js';
import { withDataset } from '../../datasets/lock.js';
import { dropBegun } from '../../datasets/migrate/leftovers.js';
import { checkWidths } from '../../datasets/migrate/plan.js';
import { copyBeside, databaseAt, isThere, transfer, writeInfo } from '../../datasets/migrate/transfer.js';
import type { DatasetRecord } from '../../datasets/record.js';
import { storeFolder } from '../../datasets/registration/journal.js';
import { openRepository } from '../../datasets/repository.js';
import { RECORD_KEY } from '../../datasets/update.js';
import type { Workspace } from '../../datasets/workspace.js';
import { MdmError } from '../../errors.js';
import type { BackendName, IStorageBackend } from '../../storage/backend.js';
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
      await dropBegun(ws, name);
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

async function copy({ ws, home, run }: Job, dataset: SourceDataset, source: OpenSource, target: IStorageBackend): Promise<MovedDataset> {
  const { config } = ws;
  const { to, options } = run.now;
  const { name } = dataset;
  const { tables } = source;
  checkWidths(tables, to);
  const rows = tables.reduce((sum, table) => sum + table.rows, 0);
  const store = await freeStore(config, target, name, undefined);
  await run.note(name, { store, rows }, `copies ${tables.length} tables, ${rows} rows, to ${store} of ${to}`);
  const ofThisMdm = (await source.backend.getMetadata(source.store, RECORD_KEY)) !== undefined;
  let held: readonly KeptPrint[] = [];
  await transfer(ws, {
    name,
    source: source.backend,
    from: source.store,
    tables,
    target,
    at: store,
    verify: options.verify,
    batchSize: options.batchSize,
    record: async () => ({ record: await recordHere(ws, home, dataset, run, target, store) }),
    files: async (record) => {
      await copyFiles(config, home, dataset, store, ofThisMdm);
      await writeInfo(config, store, record);
    },
    beforeSave: async (prints) => {
      held =
        prints.length > 0
          ? prints.map(({ table, rows: count, checksum }) => ({ table, rows: count, checksum }))
          : tables.map((table) => ({ table: table.name, rows: table.rows }));
      await run.note(name, { tables: held });
    },
  });
  return { state: 'migrated', backend: to, store, rows, tables: held };
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
  if (current) return copyBeside(from, to);
  if (!(await isThere(join(from, 'metadata', 'statistics.json')))) return;
  await mkdir(join(to, 'metadata'), { recursive: true });
  await cp(join(from, 'metadata', 'statistics.json'), join(to, 'metadata', 'original_statistics.json'));
}

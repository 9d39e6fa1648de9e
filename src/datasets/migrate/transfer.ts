import type { Json } from '@mdm/sdk';
import { cp, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../../config/config.js';
import { firstLine, MdmError } from '../../errors.js';
import type { BackendName, IStorageBackend } from '../../storage/backend.js';
import type { TableFingerprint } from '../../storage/checksum.js';
import { copyStore, metadataOf } from '../../storage/move.js';
import { type OriginalRows, readOriginals } from '../../storage/old-metadata.js';
import { type OriginalName, ORIGINALS } from '../../storage/originals.js';
import { check } from '../../storage/problems.js';
import type { DatasetRecord, RecordDatabase } from '../record.js';
import { dropFolder, storeFolder } from '../registration/journal.js';
import { openRepository, writeWhole } from '../repository.js';
import { RECORD_KEY } from '../update.js';
import type { Workspace } from '../workspace.js';
import { markMigration, unmarkMigration } from './mark.js';
import { checkSpace } from './plan.js';
import { verify, type Verification } from './verify.js';

/** A dataset's tables on their way into a new store. */
export interface Transfer {
  readonly name: string;
  readonly source: IStorageBackend;
  readonly from: string;
  readonly tables: readonly { readonly name: string; readonly rows: number }[];
  readonly target: IStorageBackend;
  /** A store that is not there yet. */
  readonly at: string;
  readonly verify: Verification;
  readonly batchSize?: number | undefined;
  /** The record that the pointer is to hold, once the tables are equal, and what goes into the store's metadata beside it. */
  readonly record: () => Promise<{ readonly record: DatasetRecord; readonly metadata?: Readonly<Record<string, Json>> }>;
  /** Puts what stands beside the tables into the folder of the store. */
  readonly files: (record: DatasetRecord) => Promise<void>;
  /** Right before the pointer is written. */
  readonly beforeSave?: (prints: readonly TableFingerprint[]) => Promise<void>;
}

/**
 * Copies tables and metadata into a new store, compares them with the source, and then lets the pointer say where they are, in one step.
 * A failure before that leaves nothing; what an end in the middle left is found by its mark.
 */
export async function transfer(
  ws: Workspace,
  move: Transfer,
): Promise<{ readonly record: DatasetRecord; readonly fingerprints: readonly TableFingerprint[] }> {
  const { name, source, from, tables, target, at } = move;
  const { config, log } = ws;
  await checkSpace(ws, name, target.backendType, await source.sizeOf(from));
  let made = true;
  try {
    await markMigration(config, at, target.backendType);
    await target.createDataset(at).catch((error: unknown) => {
      // Another home may have made it on the same server since.
      made = !(error instanceof MdmError && error.code === 'exists');
      throw error;
    });
    await markMigration(config, at, target.backendType, target.locate(at));
    await copyTables(ws, move);
    const names = tables.map((table) => table.name);
    const fingerprints = await verify(ws, { source, store: from, target, at }, names, move.verify);
    const { record, metadata = {} } = await move.record();
    const kept = await metadataOf(source, from);
    await target.swapTables(at, { metadata: { ...kept, ...metadata, [RECORD_KEY]: JSON.parse(JSON.stringify(record)) as Json } });
    await move.files(record);
    await writeNotes(config, at, await readOriginals(source, from));
    check(ws.signal);
    await move.beforeSave?.(fingerprints);
    await openRepository(config).save(record);
    await unmarkMigration(config, at).catch(() => undefined);
    return { record, fingerprints };
  } catch (error) {
    await takeBack(config, name, at, made ? target : undefined).catch((why: unknown) =>
      log.warning('the copy was not taken away', { store: at, error: firstLine(why) }),
    );
    throw error;
  }
}

async function copyTables(ws: Workspace, { name, source, from, tables, target, at, batchSize }: Transfer): Promise<void> {
  const rows = tables.reduce((sum, table) => sum + table.rows, 0);
  let copied = 0;
  let table = '';
  const tell = (count: number): void => {
    copied += count;
    ws.onProgress?.({ what: `copy ${name}: ${table}`, share: rows === 0 ? 0.6 : (0.6 * copied) / rows, rows: copied });
  };
  await copyStore({
    from: source,
    store: from,
    to: target,
    target: at,
    tables: tables.map((one) => one.name),
    signal: ws.signal,
    onRows: tell,
    onTable: (one) => {
      table = one;
      tell(0);
    },
    ...(batchSize === undefined ? {} : { batchSize }),
  });
}

/** Takes a copy away, unless the pointer says that it is the dataset, or cannot be read: then the doctor finds it. */
async function takeBack(config: Config, name: string, store: string, made: IStorageBackend | undefined): Promise<void> {
  if ((await openRepository(config).find(name))?.database.store === store) return;
  await made?.dropDataset(store);
  await dropFolder(config, store);
}

/** What a record says of a store that is at this place. */
export function databaseAt(config: Config, backend: BackendName, store: string, location: string): RecordDatabase {
  if (backend !== 'postgresql') return { backend, store, path: location };
  const database = decodeURIComponent(location.slice(location.lastIndexOf('/') + 1));
  return { backend, store, host: config.get('database.postgresql.host'), port: config.get('database.postgresql.port'), database };
}

/** Folders that stand beside the tables of a store: statistics, and how features were made. */
export async function copyBeside(from: string, to: string): Promise<void> {
  for (const part of ['metadata', 'recipe'])
    if (await isThere(join(from, part))) await cp(join(from, part), join(to, part), { recursive: true });
}

/** What MDM 1.0.6 noted of columns and tables in the database is kept beside them. */
async function writeNotes(config: Config, store: string, { _metadata, ...notes }: OriginalRows): Promise<void> {
  const filled = Object.entries(notes).filter(([, rows]) => rows.length > 0);
  if (filled.length === 0) return;
  const named = filled.map(([table, rows]) => {
    const columns = Object.keys(ORIGINALS[table as OriginalName]);
    return [table, rows.map((row) => Object.fromEntries(columns.map((column, i) => [column, row[i]])))];
  });
  const file = join(storeFolder(config, store), 'metadata', 'original_columns.json');
  await writeWhole(file, `${JSON.stringify(Object.fromEntries(named), null, 2)}\n`);
}

/** The record as a file beside the tables. */
export const writeInfo = (config: Config, store: string, record: DatasetRecord): Promise<void> =>
  writeWhole(join(storeFolder(config, store), 'dataset_info.json'), `${JSON.stringify(record, null, 2)}\n`);

export const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

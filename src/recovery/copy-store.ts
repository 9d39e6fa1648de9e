import { stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { openDatabase } from '../config/sqlite.js';
import { openEngine } from '../datasets/engine.js';
import type { DatasetRecord } from '../datasets/record.js';
import { BESIDE } from '../datasets/registration/journal.js';
import { checkServer } from '../datasets/server.js';
import { rowsOfPart, writeParts } from '../datasets/stage.js';
import type { Workspace } from '../datasets/workspace.js';
import { MdmError } from '../errors.js';
import type { IStorageBackend } from '../storage/backend.js';
import { fingerprint } from '../storage/checksum.js';
import { metadataOf } from '../storage/move.js';
import { readOriginals } from '../storage/old-metadata.js';
import { noStore } from '../storage/problems.js';
import { sqliteProblem } from '../storage/sqlite/errors.js';
import { filesBelow } from './files-below.js';
import type { SnapshotDataset, SnapshotTable } from './manifest.js';
import type { SnapshotWriter } from './writer.js';

type Copied = Pick<SnapshotDataset, 'backend' | 'store' | 'database' | 'tables' | 'metadata' | 'originals' | 'beside'>;

/** Copies the tables of a dataset and what stands beside them. Nobody else may write the dataset meanwhile. */
export async function copyTables(ws: Workspace, record: DatasetRecord, writer: SnapshotWriter): Promise<Copied> {
  checkServer(ws.config, record);
  const { backend: name, store } = record.database;
  const backend = await ws.backends.of(name);
  if (!(await backend.datasetExists(store))) throw noStore(store, backend.locate(store));
  const at = `stores/${name}/${store}`;
  const base = { backend: name, store, beside: `${at}/beside` };
  await copyBeside(ws, store, base.beside, writer);
  if (name === 'postgresql') return { ...base, ...(await exportTables(ws, backend, store, at, writer)) };
  const file = backend.locate(store);
  const database = `${at}/${basename(file)}`;
  await (name === 'sqlite' ? copySqlite : copyDuckdb)(backend, store, database, writer);
  const tables: SnapshotTable[] = [];
  for (const table of await backend.tables(store)) {
    ws.onProgress?.({ what: `check ${record.name}: ${table.name}` });
    tables.push(await fingerprint(backend, store, table.name, ws.signal));
  }
  ws.log.child('recovery').debug('copied', { dataset: record.name, file });
  return { ...base, database, tables, metadata: await copyMetadata(backend, store, at, writer) };
}

/** By SQLite's own backup, which is a whole copy whoever reads or writes meanwhile. */
async function copySqlite(backend: IStorageBackend, store: string, path: string, writer: SnapshotWriter): Promise<void> {
  await writer.add('store', path, (file) => sqliteCopy(backend.locate(store), file));
}

const PATIENCE = 5_000;

/** Copies a file of SQLite, whoever reads or writes it meanwhile. */
export async function sqliteCopy(from: string, to: string): Promise<void> {
  try {
    const db = await openDatabase(from, { readOnly: true });
    try {
      db.exec(`PRAGMA busy_timeout = ${PATIENCE}`);
      const { backup } = await import('node:sqlite');
      // All pages in one step: a writer of another process would otherwise begin the copy anew, again and again.
      await backup(db, to, { rate: 2 ** 31 - 1 });
    } finally {
      db.close();
    }
  } catch (error) {
    throw sqliteProblem(error, from, PATIENCE);
  }
}

const TRIES = 3;

/** The file as it is when nobody has it open, with what is not yet in it. */
async function copyDuckdb(backend: IStorageBackend, store: string, path: string, writer: SnapshotWriter): Promise<void> {
  const file = backend.locate(store);
  for (let tries = 1; ; tries++) {
    if (await stampOf(`${file}.wal`)) await backend.executeSql(store, 'CHECKPOINT');
    // The system drops the locks of a process when it closes any handle of a file.
    await backend.closeConnections(store);
    const before = await stampOf(file);
    await writer.copy('store', path, file);
    const after = await stampOf(file);
    if (before === after && (await stampOf(`${file}.wal`)) === undefined) return;
    await writer.drop(path);
    if (tries === TRIES)
      throw new MdmError('backend', `${file} is being changed by another process.`, 'Stop what writes it, then try again.');
  }
}

/** Changes when a file does; undefined: it is not there, or empty. */
const stampOf = (path: string): Promise<string | undefined> =>
  stat(path).then(
    ({ size, mtimeMs, ino }) => (size === 0 ? undefined : [size, mtimeMs, ino].join(' ')),
    () => undefined,
  );

/** Tables as Parquet files, each read as of one moment. */
async function exportTables(
  ws: Workspace,
  backend: IStorageBackend,
  store: string,
  at: string,
  writer: SnapshotWriter,
): Promise<Pick<Copied, 'tables' | 'metadata' | 'originals'>> {
  const db = await openEngine(ws);
  try {
    const tables: SnapshotTable[] = [];
    for (const [i, { name, columns }] of (await backend.tables(store)).entries()) {
      ws.onProgress?.({ what: `export ${store}: ${name}` });
      const file = await writer.add('store', `${at}/table-${i}.parquet`, async (path) => {
        const options = `(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE ${rowsOfPart(columns.length)}, WRITE_BLOOM_FILTER false)`;
        await writeParts(db, columns, backend.readTable(store, name, ws.signal ? { signal: ws.signal } : {}), path, { options });
      });
      tables.push({ ...(await fingerprint(backend, store, name, ws.signal)), file });
    }
    return { tables, metadata: await copyMetadata(backend, store, at, writer), ...(await copyOriginals(backend, store, at, writer)) };
  } finally {
    await db.close();
  }
}

const copyMetadata = (backend: IStorageBackend, store: string, at: string, writer: SnapshotWriter): Promise<string> =>
  writer.add('store', `${at}/metadata.json`, async (path) => {
    await writeFile(path, `${JSON.stringify(await metadataOf(backend, store), null, 2)}\n`);
  });

async function copyOriginals(
  backend: IStorageBackend,
  store: string,
  at: string,
  writer: SnapshotWriter,
): Promise<Pick<Copied, 'originals'>> {
  const found = await readOriginals(backend, store);
  if (Object.keys(found).length === 0) return {};
  return { originals: await writer.add('store', `${at}/originals.json`, (path) => writeFile(path, `${JSON.stringify(found, null, 2)}\n`)) };
}

/** What MDM keeps in a store's folder beside the tables; not what says that work is going on there. */
const KEPT = BESIDE.filter((name) => !['journal.json', 'migration.json'].includes(name));

async function copyBeside({ config }: Workspace, store: string, to: string, writer: SnapshotWriter): Promise<void> {
  const folder = join(config.path('paths.datasets_path'), store);
  for (const path of await filesBelow(folder))
    if (KEPT.includes(path.split('/', 1)[0]!)) await writer.copy('store', `${to}/${path}`, join(folder, path));
}

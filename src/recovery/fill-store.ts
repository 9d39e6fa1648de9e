import { DuckDBTypeId } from '#duckdb';
import { DateDay, Field, RecordBatch, Schema } from 'apache-arrow';
import { randomBytes } from 'node:crypto';
import { copyFile, link, mkdir, readFile, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { batchSize, openEngine } from '../datasets/engine.js';
import type { Workspace } from '../datasets/workspace.js';
import { literal } from '../engine/duckdb/dialect.js';
import { columnBuilder, fixedBuilder } from '../engine/duckdb/arrow-columns.js';
import { arrowSchema, type BuildColumn, recordBatches } from '../engine/duckdb/arrow.js';
import type { IStorageBackend, TableSwap } from '../storage/backend.js';
import { type OriginalRows, writeOriginals } from '../storage/old-metadata.js';
import { fileProblem, storeExists } from '../storage/problems.js';
import { filesBelow } from './files-below.js';
import type { Snapshot, SnapshotDataset } from './manifest.js';
import { putFile, synced } from './writer.js';

/** Makes a store that is not there of a dataset of a snapshot, whole or not at all. */
export async function fillStore(
  ws: Workspace,
  backend: IStorageBackend,
  { folder }: Snapshot,
  dataset: SnapshotDataset,
  store: string,
): Promise<void> {
  if (dataset.database !== undefined) {
    const located = backend.locate(store);
    // MDM 1.0.6 had another name for the file of some datasets.
    const to = store === dataset.store ? join(dirname(located), basename(dataset.database)) : located;
    return placeFile(join(folder, dataset.database), to, store);
  }
  await backend.createDataset(store);
  try {
    await importTables(ws, backend, folder, dataset, store);
  } catch (error) {
    await backend.dropDataset(store);
    throw error;
  }
}

/** Under a name that says which process makes it, as the backends do. */
async function placeFile(from: string, to: string, store: string): Promise<void> {
  const temporary = join(dirname(to), `.${store}.${process.pid}.${randomBytes(4).toString('hex')}.new`);
  try {
    await mkdir(dirname(to), { recursive: true });
    await copyFile(from, temporary);
    await synced(temporary);
    await link(temporary, to);
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code === 'EEXIST' ? storeExists(store, to) : fileProblem(error, to);
  } finally {
    await rm(temporary, { force: true });
  }
}

/** A date stays one; in feature tables it would be text. */
const build: BuildColumn = (result, column) =>
  result.columnTypeId(column) === DuckDBTypeId.DATE ? fixedBuilder(column, 4, new DateDay()) : columnBuilder(result, column);

async function importTables(
  ws: Workspace,
  backend: IStorageBackend,
  folder: string,
  { tables, metadata, originals }: SnapshotDataset,
  store: string,
): Promise<void> {
  const db = await openEngine(ws);
  try {
    for (const { table, file, columns } of tables) {
      if (file === undefined) continue;
      ws.onProgress?.({ what: `put back ${store}: ${table}` });
      await db.inOrder(async () => {
        const result = await db.stream(`SELECT * FROM read_parquet(${literal(join(folder, file))}, hive_partitioning = false)`);
        // The engine gives names that differ in case alone other ones.
        const schema = new Schema(arrowSchema(result, build).fields.map(({ type }, i) => new Field(columns[i]!.name, type, true)));
        const named = async function* (): AsyncGenerator<RecordBatch> {
          for await (const batch of recordBatches(result, batchSize(ws, backend.backendType), db.options, build))
            yield new RecordBatch(schema, batch.data);
        };
        await backend.loadData(store, table, schema, named(), ws.signal ? { signal: ws.signal } : {});
      });
    }
  } finally {
    await db.close();
  }
  if (originals !== undefined)
    await writeOriginals(backend, store, JSON.parse(await readFile(join(folder, originals), 'utf8')) as OriginalRows);
  if (metadata !== undefined)
    await backend.swapTables(store, {
      metadata: JSON.parse(await readFile(join(folder, metadata), 'utf8')) as NonNullable<TableSwap['metadata']>,
    });
}

/** Puts what stood beside the tables into the store's folder. */
export async function placeBeside({ config }: Workspace, { folder }: Snapshot, { beside }: SnapshotDataset, store: string): Promise<void> {
  const from = join(folder, beside);
  for (const path of await filesBelow(from)) await putFile(join(from, path), join(config.path('paths.datasets_path'), store, path));
}

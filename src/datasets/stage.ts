import { Int32, makeData, Type, Vector, type DataType, type RecordBatch } from 'apache-arrow';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createAppender } from '../engine/duckdb/append.js';
import { literal, quote, TYPES } from '../engine/duckdb/dialect.js';
import { interrupted, type Database } from '../engine/duckdb/driver.js';
import { parquetOptions } from '../engine/duckdb/files.js';
import { positions } from '../engine/duckdb/introspect.js';
import { joinParquet } from '../engine/duckdb/parquet.js';
import { flatten } from '../engine/flat.js';
import type { StoredType } from '../engine/stored.js';
import type { ColumnType, IStorageBackend, StoredColumn } from '../storage/backend.js';
import { openEngine } from './engine.js';
import type { Workspace } from './workspace.js';

/** Tables of a dataset as Parquet files in a scratch folder, and an engine to read them. */
export interface Staged {
  readonly db: Database;
  /** Goes with `close`. */
  readonly folder: string;
  file(table: string): string;
  /** SQL of a FROM item: the table's columns by their own names, rows in the order they were loaded. */
  relation(table: string): string;
  rows(table: string): number;
  columns(table: string): readonly StoredColumn[];
  close(): Promise<void>;
}

export interface Stored {
  readonly backend: IStorageBackend;
  readonly store: string;
}

export interface StageOptions {
  /** Of all tables; default every column. */
  readonly columns?: readonly string[];
  readonly limit?: number;
  readonly onRows?: (table: string, rows: number) => void;
}

/** The types of the engine's tables that take columns; a date goes as the number of its day. */
const KINDS: Readonly<Record<ColumnType, StoredType>> = {
  int64: 'int64',
  double: 'double',
  boolean: 'boolean',
  text: 'text',
  timestamp: 'timestamp',
  date: 'int32',
};

/** Streams tables out of a backend into Parquet files, in the order of their rows and in bounded memory. */
export async function stageTables(
  workspace: Workspace,
  dataset: Stored,
  tables: readonly string[],
  options: StageOptions = {},
): Promise<Staged> {
  const db = await openEngine(workspace);
  const held = new Map<string, { readonly file: string; readonly rows: number; readonly columns: readonly StoredColumn[] }>();
  const of = (table: string): { readonly file: string; readonly rows: number; readonly columns: readonly StoredColumn[] } => {
    const one = held.get(table);
    if (!one) throw new TypeError(`the table ${table} was not staged`);
    return one;
  };
  try {
    for (const table of new Set(tables)) held.set(table, await stageTable(workspace, db, dataset, table, held.size, options));
  } catch (error) {
    await db.close();
    throw error;
  }
  return {
    db,
    folder: db.temp,
    file: (table) => of(table).file,
    relation: (table) => `read_parquet(${literal(of(table).file)}, hive_partitioning = false)`,
    rows: (table) => of(table).rows,
    columns: (table) => of(table).columns,
    close: () => db.close(),
  };
}

async function stageTable(
  workspace: Workspace,
  db: Database,
  { backend, store }: Stored,
  table: string,
  n: number,
  { columns, limit, onRows }: StageOptions,
): Promise<{ file: string; rows: number; columns: readonly StoredColumn[] }> {
  const stored = await backend.table(store, table);
  const wanted = columns?.filter((name) => stored.columns.some((one) => one.name === name));
  const read = wanted ? wanted.map((name) => stored.columns.find((one) => one.name === name)!) : stored.columns;
  const file = join(db.temp, `table-${n}.parquet`);
  const { signal } = workspace;
  const batches = backend.readTable(store, table, {
    ...(wanted ? { columns: wanted } : {}),
    ...(limit === undefined ? {} : { limit }),
    ...(signal === undefined ? {} : { signal }),
  });
  const rows = await writeParts(db, read, batches, file, {
    options: parquetOptions(read.length),
    onRows: (count) => {
      if (signal?.aborted) throw interrupted();
      onRows?.(table, count);
    },
  });
  return { file, rows, columns: read };
}

export interface PartsOptions {
  /** Of COPY. */
  readonly options: string;
  /** Told after each batch; what it throws ends the work. */
  readonly onRows?: (rows: number) => void;
}

/** Rows of a part: fewer where there are many columns, for each takes memory. */
export const rowsOfPart = (columns: number): number => Math.max(2_048, Math.min(122_880, Math.floor(20_000_000 / Math.max(1, columns))));

/** Writes batches as one Parquet file in the order of their rows, a part at a time, in bounded memory. Gives the number of rows. */
export async function writeParts(
  db: Database,
  columns: readonly StoredColumn[],
  batches: AsyncIterable<RecordBatch>,
  file: string,
  { options, onRows }: PartsOptions,
): Promise<number> {
  const refs = positions(columns.length);
  const most = rowsOfPart(columns.length);
  const joined = await joinParquet(
    file,
    columns.map(({ name }) => name),
  );
  const definition = refs.map((ref, i) => `${ref} ${TYPES[KINDS[columns[i]!.type]]}`).join(', ');
  const select = refs
    .map((ref, i) => (columns[i]!.type === 'date' ? `CAST(DATE '1970-01-01' + ${ref} AS DATE) AS ${ref}` : ref))
    .join(', ');
  let rows = 0;
  let held = 0;
  let parts = 0;
  const flush = async (): Promise<void> => {
    const part = join(db.temp, `part-${parts++}.parquet`);
    await db.run(`COPY (SELECT ${select} FROM mdm_stage) TO ${literal(part)} ${options}; DROP TABLE mdm_stage`);
    await joined.add(part);
    await rm(part);
    held = 0;
  };
  const create = (): Promise<number> => db.run(`CREATE OR REPLACE TABLE mdm_stage (${definition})`);
  try {
    await create();
    for await (const batch of batches) {
      if (batch.numRows === 0) continue;
      await append(db, batch, columns);
      rows += batch.numRows;
      held += batch.numRows;
      onRows?.(rows);
      if (held < most) continue;
      await flush();
      await create();
    }
    if (held > 0 || parts === 0) await flush();
    await joined.finish();
  } catch (error) {
    await joined.close().catch(() => undefined);
    throw error;
  } finally {
    await db.run('DROP TABLE IF EXISTS mdm_stage').catch(() => undefined);
  }
  return rows;
}

/** Appends a batch to the table `mdm_stage`. */
async function append(db: Database, batch: RecordBatch, columns: readonly StoredColumn[]): Promise<void> {
  const kinds = columns.map((one) => KINDS[one.type]);
  const appender = await createAppender(db, 'mdm_stage', kinds);
  try {
    appender.append(columns.map((_, i) => flatten(asDays(batch.getChildAt(i)!), kinds[i]!)));
  } catch (error) {
    appender.discard();
    throw error;
  }
  appender.close();
}

/** A column of dates as the numbers of their days. */
function asDays(vector: Vector): Vector {
  if ((vector.type as DataType).typeId !== Type.Date) return vector;
  return new Vector(
    vector.data.map(({ offset, length, nullCount, nullBitmap, values }) =>
      makeData({ type: new Int32(), offset, length, nullCount, nullBitmap, data: values as Int32Array }),
    ),
  );
}

/** Columns of a staged table as a SELECT list. */
export const columnList = (columns: readonly StoredColumn[]): string => columns.map((one) => quote(one.name)).join(', ');

import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type DataType, Int32, makeData, RecordBatchFileWriter, type Table, Type, Utf8, Vector, vectorFromArray } from 'apache-arrow';
import { literal, quote, TYPES } from '../engine/duckdb/dialect.js';
import { createAppender } from '../engine/duckdb/append.js';
import type { Database } from '../engine/duckdb/driver.js';
import { positions } from '../engine/duckdb/introspect.js';
import { flatten, storedType, type StoredType } from '../engine/flat.js';
import { createOutbox, formatOf } from '../pipeline/output.js';
import { openEngine } from './engine.js';
import type { Workspace } from './workspace.js';

export type FileFormat = 'csv' | 'parquet' | 'json' | 'arrow';

export interface WriteOptions {
  /** Default what the file's name says, else Parquet. */
  readonly format?: FileFormat;
  /** Writes over a file that is there. */
  readonly force?: boolean;
}

/** Writes an Arrow table to a file, whole or not at all, with the types it has as far as the format knows them. Makes its folder. */
export async function writeTable(ws: Workspace, table: Table, file: string, { format, force = false }: WriteOptions = {}): Promise<void> {
  const as = formatOf(file, format);
  await mkdir(dirname(file), { recursive: true });
  const outbox = createOutbox(force);
  try {
    const path = await outbox.place(file);
    await (as === 'arrow' ? writeArrow(table, path) : copyOut(ws, table, path, as));
    await outbox.commit();
  } catch (error) {
    await outbox.discard();
    throw error;
  }
}

async function writeArrow(table: Table, path: string): Promise<void> {
  const handle = await open(path, 'w');
  try {
    const writer = RecordBatchFileWriter.writeAll(table);
    for await (const part of writer as AsyncIterable<Uint8Array>) await handle.writeFile(part);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function copyOut(ws: Workspace, table: Table, path: string, format: 'csv' | 'parquet' | 'json'): Promise<void> {
  const db = await openEngine(ws);
  try {
    const columns = await loadTemporary(db, table);
    const select = columns.map(({ sql, name }) => `${sql} AS ${quote(name)}`).join(', ');
    const options = { csv: 'FORMAT csv, HEADER true', parquet: 'FORMAT parquet, COMPRESSION snappy', json: 'FORMAT json, ARRAY true' }[
      format
    ];
    await db.inOrder(() => db.run(`COPY (SELECT ${select} FROM mdm_table) TO ${literal(path)} (${options})`));
  } finally {
    await db.close();
  }
}

interface Way {
  readonly type: StoredType;
  /** The column of the engine's table as its own type. */
  readonly sql: (ref: string) => string;
  /** The vector in a form that can be appended. */
  readonly read: (vector: Vector) => Vector;
}

const same = (vector: Vector): Vector => vector;

/** Loads a table as `mdm_table` with positional names; gives the SELECT list that has its own names and types. */
async function loadTemporary(db: Database, table: Table): Promise<{ readonly name: string; readonly sql: string }[]> {
  const { fields } = table.schema;
  const refs = positions(fields.length);
  const ways = fields.map(({ type }) => wayOf(type as DataType));
  await db.run(`CREATE TEMP TABLE mdm_table (${refs.map((ref, i) => `${ref} ${TYPES[ways[i]!.type]}`).join(', ')})`);
  const appender = await createAppender(
    db,
    'mdm_table',
    ways.map(({ type }) => type),
  );
  try {
    for (const batch of table.batches)
      if (batch.numRows > 0) appender.append(ways.map(({ type, read }, i) => flatten(read(batch.getChildAt(i)!), type)));
  } catch (error) {
    appender.discard();
    throw error;
  }
  appender.close();
  return fields.map(({ name }, i) => ({ name, sql: ways[i]!.sql(refs[i]!) }));
}

const cast =
  (to: string) =>
  (ref: string): string =>
    `CAST(${ref} AS ${to})`;

/** How a column of an Arrow type gets into the engine and keeps its type there. */
function wayOf(type: DataType): Way {
  const plain = storedType(type);
  if (plain !== undefined) return { type: plain, sql: (ref) => ref, read: same };
  const { bitWidth, isSigned, precision } = type as DataType & { bitWidth?: number; isSigned?: boolean; precision?: number };
  switch (type.typeId) {
    case Type.Int:
      if (bitWidth === 64) return { type: 'text', sql: cast('UBIGINT'), read: asTexts };
      return {
        type: 'double',
        sql: cast(`${isSigned ? '' : 'U'}${{ 8: 'TINYINT', 16: 'SMALLINT', 32: 'INTEGER' }[bitWidth ?? 32]}`),
        read: asDoubles,
      };
    case Type.Float:
      return { type: 'double', sql: precision === 2 ? (ref) => ref : cast('FLOAT'), read: asDoubles };
    case Type.Date:
      return { type: 'int32', sql: (ref) => `CAST(DATE '1970-01-01' + ${ref} AS DATE)`, read: asDays };
    case Type.Timestamp:
      return { type: 'double', sql: (ref) => `epoch_ms(CAST(${ref} AS BIGINT))`, read: asDoubles };
    case Type.Dictionary:
      return ofDictionary((type as DataType & { dictionary: DataType }).dictionary);
    default:
      return { type: 'text', sql: (ref) => ref, read: asTexts };
  }
}

function ofDictionary(type: DataType): Way {
  const way = wayOf(type);
  return { ...way, read: (vector) => way.read(vectorFromArray(cells(vector), type)) };
}

const cells = (vector: Vector): unknown[] => Array.from({ length: vector.length }, (_, row): unknown => vector.get(row));

const asDoubles = (vector: Vector): Vector => vectorFromArray(cells(vector).map((value) => (value === null ? null : Number(value))));

const asTexts = (vector: Vector): Vector =>
  vectorFromArray(
    cells(vector).map((value) => (value === null ? null : typeof value === 'object' ? JSON.stringify(value) : String(value as string))),
    new Utf8(),
  );

const asDays = (vector: Vector): Vector =>
  (vector.type as DataType & { unit: number }).unit === 0
    ? new Vector(
        vector.data.map(({ offset, length, nullCount, nullBitmap, values }) =>
          makeData({ type: new Int32(), offset, length, nullCount, nullBitmap, data: values as Int32Array }),
        ),
      )
    : vectorFromArray(
        cells(vector).map((value) => (value === null ? null : Math.floor(Number(value) / 86_400_000))),
        new Int32(),
      );

import { type FileHandle, open, rm } from 'node:fs/promises';
import { type DuckDBDataChunk, type DuckDBResult, DuckDBTypeId } from '#duckdb';
import { AsyncByteQueue, Field, makeData, RecordBatch, RecordBatchFileWriter, Schema, Struct, Table, type Vector } from 'apache-arrow';
import { type ColumnBuilder, columnBuilder } from './arrow-columns.js';
import { createAppender } from './append.js';
import { rawData, rawValidity } from './raw.js';
import { flatten } from '../flat.js';
import type { StoredType } from '../stored.js';
import { bitAt } from '../bits.js';
import { MdmError } from '../../errors.js';
import { engineError, interrupted, moreMemory, type Database, type DatabaseOptions } from './driver.js';

export { createAppender, type AppendedType, type Appender } from './append.js';

/** A batch is closed when its text is this long, however few its rows are. */
const TEXT_BYTES = 64 * 1024 * 1024;
export const ROWS_PER_BATCH = 65_536;

/** The Arrow schema of a result. Every column may be missing; a type that Arrow does not share is text. */
export const arrowSchema = (result: DuckDBResult, build: BuildColumn = columnBuilder): Schema =>
  new Schema(result.columnNames().map((name, i) => new Field(name, build(result, i).type, true)));

/** Chooses how a column of a result becomes Arrow. */
export type BuildColumn = (result: DuckDBResult, column: number) => ColumnBuilder;

/**
 * The rows of a result in their order, as Arrow batches of exactly `rowsPerBatch` rows but the last, or fewer when texts are long.
 * Until the last batch was taken, no other statement and no appender may use the connection: DuckDB would end the result.
 */
export async function* recordBatches(
  result: DuckDBResult,
  rowsPerBatch: number = ROWS_PER_BATCH,
  database: DatabaseOptions = {},
  build: BuildColumn = columnBuilder,
): AsyncGenerator<RecordBatch, void, void> {
  const schema = arrowSchema(result, build);
  const builders = schema.fields.map((_, i) => build(result, i));
  let rows = 0;
  const finish = (): RecordBatch => {
    const children = builders.map((b) => b.finish());
    const batch = new RecordBatch(schema, makeData({ type: new Struct(schema.fields), length: rows, nullCount: 0, children }));
    rows = 0;
    return batch;
  };
  for await (const chunk of chunks(result, database)) {
    const count = chunk.rowCount;
    for (const b of builders) b.load(chunk, count);
    for (let from = 0; from < count;) {
      const to = Math.min(count, from + rowsPerBatch - rows);
      for (const b of builders) b.push(from, to);
      rows += to - from;
      from = to;
      if (rows === rowsPerBatch) yield finish();
    }
    if (rows > 0 && builders.some((b) => b.bytes >= TEXT_BYTES)) yield finish();
  }
  if (rows > 0) yield finish();
}

/** All rows at once. */
export async function readTable(result: DuckDBResult, database: DatabaseOptions = {}): Promise<Table> {
  const batches: RecordBatch[] = [];
  for await (const batch of recordBatches(result, ROWS_PER_BATCH, database)) batches.push(batch);
  return new Table(arrowSchema(result), batches);
}

/** All columns of a result of DOUBLE columns; a missing value is NaN. */
export async function readDoubles(
  result: DuckDBResult,
  database: DatabaseOptions = {},
): Promise<{ columns: Float64Array[]; rows: number }> {
  const width = result.columnCount;
  for (let i = 0; i < width; i++) {
    if (result.columnTypeId(i) !== DuckDBTypeId.DOUBLE) throw new TypeError(`column ${result.columnName(i)} is not DOUBLE`);
  }
  const pieces: Float64Array[][] = Array.from({ length: width }, () => []);
  let rows = 0;
  for await (const chunk of chunks(result, database)) {
    const count = chunk.rowCount;
    for (let c = 0; c < width; c++) {
      const raw = rawData(chunk, c, count * 8);
      const values = new Float64Array(raw.buffer, raw.byteOffset, count);
      const mask = rawValidity(chunk, c, count);
      if (mask) for (let i = 0; i < count; i++) if (!bitAt(mask, i)) values[i] = NaN;
      pieces[c]!.push(values);
    }
    rows += count;
  }
  const columns = pieces.map((parts) => {
    const column = new Float64Array(rows);
    let at = 0;
    for (let part = parts.shift(); part; part = parts.shift()) {
      column.set(part, at);
      at += part.length;
    }
    return column;
  });
  return { columns, rows };
}

/** Writes a result as an Arrow IPC file, a batch at a time. A file that could not be finished is removed. */
export async function writeArrowFile(result: DuckDBResult, path: string, signal?: AbortSignal): Promise<void> {
  const database = signal ? { signal } : {};
  let file: FileHandle | undefined;
  try {
    file = await open(path, 'w');
    const sink = new Sink();
    const writer = new RecordBatchFileWriter();
    writer.reset(sink, arrowSchema(result));
    for await (const batch of recordBatches(result, ROWS_PER_BATCH, database)) {
      writer.write(batch);
      await sink.drain(file);
    }
    writer.close();
    await sink.drain(file);
    await file.sync();
    await file.close();
  } catch (error) {
    await file?.close().catch(() => undefined);
    if (file) await rm(path, { force: true });
    throw engineError(error, '', database);
  }
}

/** Keeps what the Arrow writer made until it is on the disk; the writer itself never waits. */
class Sink extends AsyncByteQueue {
  private parts: Uint8Array[] = [];

  override write(bytes: Uint8Array): void {
    this.parts.push(bytes);
  }

  async drain(file: FileHandle): Promise<void> {
    const { parts } = this;
    this.parts = [];
    // Large parts go as they are, small ones together.
    let small: Uint8Array[] = [];
    for (const part of [...parts, undefined]) {
      if (part && part.length < 65_536) small.push(part);
      else {
        if (small.length > 0) await writeAll(file, Buffer.concat(small));
        small = [];
        if (part) await writeAll(file, part);
      }
    }
  }
}

async function writeAll(file: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += (await file.write(bytes, at)).bytesWritten;
}

/** A streaming result that failed ends like any other, but says that it is no longer streaming; why it failed is not told. */
const cutShort = (database: DatabaseOptions): MdmError =>
  new MdmError(
    'engine',
    'DuckDB stopped in the middle of a result.',
    `Memory or disk space may have run out: ${moreMemory(database)}, or free some space for temporary files.`,
  );

/** The chunks of a result. While one is worked on, a streaming result already makes the next. */
async function* chunks(result: DuckDBResult, database: DatabaseOptions): AsyncGenerator<DuckDBDataChunk, void, void> {
  const ahead = result.isStreaming;
  const fetch = (): Promise<DuckDBDataChunk | null> => {
    const next = result.fetchChunk();
    next.catch(() => undefined);
    return next;
  };
  let next = fetch();
  try {
    for (;;) {
      const chunk = await next;
      if (database.signal?.aborted) throw interrupted();
      if (!chunk || chunk.rowCount === 0) {
        if (ahead && !result.isStreaming) throw cutShort(database);
        return;
      }
      if (ahead) next = fetch();
      yield chunk;
      if (!ahead) next = fetch();
    }
  } catch (error) {
    throw database.signal?.aborted ? interrupted() : engineError(error, '', database);
  } finally {
    await next.catch(() => undefined);
  }
}

/** Appends Arrow vectors, one per column of the table. */
export async function appendColumns(
  db: Database,
  table: string,
  columns: readonly { readonly type: StoredType; readonly values: Vector }[],
): Promise<void> {
  const appender = await createAppender(
    db,
    table,
    columns.map((c) => c.type),
  );
  try {
    appender.append(columns.map((c) => flatten(c.values, c.type)));
  } catch (error) {
    appender.discard();
    throw error;
  }
  appender.close();
}

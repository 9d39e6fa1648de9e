import duckdb from '@duckdb/node-bindings';
import { BIGINT, BOOLEAN, DATE, DOUBLE, DuckDBDataChunk, type DuckDBType, INTEGER, TIMESTAMP, USMALLINT, UTINYINT, VARCHAR } from '#duckdb';
import { bitAt, bitmapBytes } from '../bits.js';
import { type Flat, type StoredType, WIDTHS } from '../stored.js';
import type { Database } from './driver.js';

/** A column of dates takes days since 1970 as int32. */
export type AppendedType = StoredType | 'date';

const TYPES: Readonly<Record<AppendedType, DuckDBType>> = {
  date: DATE,
  boolean: BOOLEAN,
  uint8: UTINYINT,
  uint16: USMALLINT,
  int32: INTEGER,
  int64: BIGINT,
  double: DOUBLE,
  text: VARCHAR,
  timestamp: TIMESTAMP,
};
/** Rows of one DuckDB vector. */
const ROWS = 2_048;
const INLINE = 12;

/** Appends columns to a table. While it is open, no streaming result may be: a flush ends the result. */
export interface Appender {
  append(columns: readonly Flat[]): void;
  /** Makes the rows part of the table. */
  close(): void;
  /** Forgets what was not flushed yet; never throws. */
  discard(): void;
}

/** Opens a table (of this connection, by its plain name) whose columns have these types. */
export async function createAppender(db: Pick<Database, 'connection'>, table: string, types: readonly AppendedType[]): Promise<Appender> {
  const appender = await db.connection.createAppender(table);
  const chunk = DuckDBDataChunk.create(types.map((t) => TYPES[t]));
  const scratch = new Uint8Array(ROWS * 16);
  return {
    append: (columns) => {
      const rows = columns[0]?.length ?? 0;
      columns.forEach((c, i) => {
        if (c.type !== (types[i] === 'date' ? 'int32' : types[i]) || c.length !== rows)
          throw new Error(`column ${i} has ${c.length} rows of ${c.type}, not ${rows} of ${types[i]}`);
      });
      if (columns.length !== types.length) throw new Error(`${columns.length} columns for ${types.length}`);
      for (let from = 0; from < rows; from += ROWS) {
        const count = Math.min(ROWS, rows - from);
        chunk.reset();
        columns.forEach((column, i) => fill(duckdb.data_chunk_get_vector(chunk.chunk, i), column, from, count, scratch));
        chunk.rowCount = count;
        appender.appendDataChunk(chunk);
      }
    },
    close: () => appender.closeSync(),
    discard: () => {
      try {
        duckdb.appender_clear((appender as unknown as { appender: duckdb.Appender }).appender);
        appender.closeSync();
      } catch {
        // It failed before, and that failure is the one to tell.
      }
    },
  };
}

/** Rows `from` on of a column into a vector. `from` is a multiple of 8. */
function fill(vector: duckdb.Vector, column: Flat, from: number, count: number, scratch: Uint8Array<ArrayBuffer>): void {
  const { type, values, validity } = column;
  if (type === 'text') fillTexts(vector, column, from, count, scratch);
  else if (type === 'boolean') {
    for (let i = 0; i < count; i++) scratch[i] = bitAt(values, from + i) ? 1 : 0;
    duckdb.copy_data_to_vector(vector, 0, scratch.buffer, 0, count);
  } else {
    duckdb.copy_data_to_vector(vector, 0, values.buffer, values.byteOffset + from * WIDTHS[type], count * WIDTHS[type]);
  }
  if (!validity) return;
  duckdb.vector_ensure_validity_writable(vector);
  duckdb.copy_data_to_vector_validity(vector, 0, validity.buffer, validity.byteOffset + (from >> 3), bitmapBytes(count));
}

/** Short texts are written into their slots, all at once; DuckDB copies the long ones. */
function fillTexts(
  vector: duckdb.Vector,
  { values, offsets, validity }: Flat,
  from: number,
  count: number,
  slots: Uint8Array<ArrayBuffer>,
): void {
  const long: number[] = [];
  const words = new Uint32Array(slots.buffer, 0, count * 4);
  words.fill(0);
  for (let i = 0; i < count; i++) {
    if (validity && !bitAt(validity, from + i)) continue;
    const start = offsets![from + i]!;
    const length = offsets![from + i + 1]! - start;
    if (length > INLINE) {
      long.push(i);
      continue;
    }
    words[i * 4] = length;
    for (let b = 0, at = i * 16 + 4; b < length; b++) slots[at + b] = values[start + b]!;
  }
  duckdb.copy_data_to_vector(vector, 0, slots.buffer, 0, count * 16);
  for (const i of long) duckdb.vector_assign_string_element_len(vector, i, values.subarray(offsets![from + i], offsets![from + i + 1]));
}

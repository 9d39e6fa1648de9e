import { open } from 'node:fs/promises';
import { zstdDecompressSync } from 'node:zlib';
import {
  BIGINT,
  BOOLEAN,
  DOUBLE,
  DuckDBDataChunk,
  DuckDBTimestampValue,
  INTEGER,
  TIMESTAMP,
  VARCHAR,
  type DuckDBType,
  type DuckDBValue,
} from '@duckdb/node-api';
import {
  type Data,
  DataType,
  type RecordBatch,
  RecordBatchReader,
  type Schema,
  TimeUnit,
  type Vector,
  CompressionType,
  DateUnit,
  compressionRegistry,
} from 'apache-arrow';
import { MdmError } from '../../errors.js';
import { literal } from './dialect.js';
import { interrupted, type Database } from './driver.js';
import { nextPath, parquetOptions, stagedScan } from './files.js';
import { list, positions, reading, type Scan, type ScanColumn, shorten, usableNames } from './introspect.js';
import { decodeLz4 } from './lz4.js';

compressionRegistry.set(CompressionType.ZSTD, { decode: (data) => zstdDecompressSync(data) });
compressionRegistry.set(CompressionType.LZ4_FRAME, { decode: decodeLz4 });

/** Values of one column of a batch, in DuckDB's terms. */
type Get = (row: number) => DuckDBValue;
interface Staged {
  readonly type: DuckDBType;
  readonly get: (column: Vector) => Get;
}
const chunkRows = 2_048;

/** Arrow IPC files and streams, read batch by batch and staged as Parquet. */
export async function scanArrow(db: Database, files: readonly string[]): Promise<Scan> {
  let scan: { columns: ScanColumn[]; notes: string[]; place: readonly number[]; names: readonly string[] } | undefined;
  for (const file of files) {
    const handle = await open(file);
    try {
      const reader = await RecordBatchReader.from(handle);
      await reader.open();
      const names = reader.schema.fields.map(({ name }) => name);
      if (!scan) {
        scan = await create(db, reader.schema);
        if (scan.columns.length === 0) break;
      }
      const moved = scan.names.map((name) => names.indexOf(name));
      const lost = scan.names.find((_, i) => moved[i] === -1);
      if (lost !== undefined)
        throw new MdmError(
          'bad-data',
          `${file} has no column ${JSON.stringify(shorten(lost))}, unlike ${files[0]}.`,
          'Read files with the same columns.',
        );
      const same = names.length === scan.names.length && names.every((name, i) => name === scan!.names[i]);
      for await (const batch of reader) await append(db, batch, same ? scan.place : scan.place.map((i) => moved[i]!));
    } finally {
      await handle.close();
    }
  }
  const { columns, notes } = scan!;
  if (columns.length === 0) return { from: '(SELECT 0)', row: '0', columns, notes };
  const path = nextPath(db, 'parquet');
  await db.run(`COPY mdm_arrow TO ${literal(path)} ${parquetOptions(columns.length)}; DROP TABLE mdm_arrow`);
  return stagedScan(path, columns, notes);
}

async function create(
  db: Database,
  { fields }: Schema,
): Promise<{ columns: ScanColumn[]; notes: string[]; place: number[]; names: string[] }> {
  const { names, notes } = usableNames(fields.map(({ name }) => name));
  const left: string[] = [];
  const place: number[] = [];
  const columns: ScanColumn[] = [];
  const definitions: string[] = [];
  fields.forEach((field, i) => {
    const kind = stagedType(field.type as DataType);
    if (!kind) return void left.push(`${JSON.stringify(shorten(names[i]!))} (${shorten(String(field.type), 40)})`);
    const ref = positions(columns.length + 1).at(-1)!;
    columns.push({ name: names[i]!, stored: String(field.type), ...reading(String(kind.type), ref)! });
    definitions.push(`${ref} ${String(kind.type)}`);
    place.push(i);
  });
  if (left.length > 0) notes.push(`Left out, for their values are nested or bytes: ${list(left)}.`);
  if (columns.length > 0) await db.run(`CREATE OR REPLACE TEMP TABLE mdm_arrow (${definitions.join(', ')})`);
  return { columns, notes, place, names: fields.map(({ name }) => name) };
}

async function append(db: Database, batch: RecordBatch, place: readonly number[]): Promise<void> {
  const staged = place.map((i) => stagedType(batch.schema.fields[i]!.type as DataType)!);
  const gets = place.map((i, n) => staged[n]!.get(batch.getChildAt(i)!));
  const appender = await db.connection.createAppender('mdm_arrow', 'main', 'temp');
  const types = staged.map(({ type }) => type);
  for (let start = 0; start < batch.numRows; start += chunkRows) {
    if (db.options.signal?.aborted) throw interrupted();
    const count = Math.min(chunkRows, batch.numRows - start);
    const chunk = DuckDBDataChunk.create(types, count);
    gets.forEach((get, n) =>
      chunk.setColumnValues(
        n,
        Array.from({ length: count }, (_, row) => get(start + row)),
      ),
    );
    appender.appendDataChunk(chunk);
  }
  appender.closeSync();
}

const plain =
  (convert: (value: unknown) => DuckDBValue) =>
  (column: Vector): Get =>
  (row) => {
    const value: unknown = column.get(row);
    return value === null || value === undefined ? null : convert(value);
  };
/** From the buffer, which keeps what `get` rounds. */
const raw =
  (convert: (value: number | bigint) => DuckDBValue) =>
  (column: Vector): Get => {
    const data = column.data[0] as Data<DataType>;
    const values = data.values as ArrayLike<number | bigint>;
    return (row) => (data.getValid(row) ? convert(values[row]!) : null);
  };

function stagedType(type: DataType): Staged | undefined {
  if (DataType.isDictionary(type)) {
    const inner = stagedType(type.dictionary as DataType);
    return inner && (inner.type === VARCHAR || inner.type === INTEGER || inner.type === DOUBLE)
      ? { type: inner.type, get: plain((value) => value as DuckDBValue) }
      : undefined;
  }
  if (DataType.isInt(type)) {
    if (type.bitWidth < 32 || (type.bitWidth === 32 && type.isSigned)) return { type: INTEGER, get: raw(Number) };
    return type.bitWidth === 64 && !type.isSigned ? { type: DOUBLE, get: raw(Number) } : { type: BIGINT, get: raw(BigInt) };
  }
  if (DataType.isFloat(type)) return { type: DOUBLE, get: plain(Number) };
  if (DataType.isDecimal(type)) {
    const scale = 10 ** type.scale;
    return { type: DOUBLE, get: plain((value) => wide(value as Uint32Array) / scale) };
  }
  if (DataType.isBool(type)) return { type: BOOLEAN, get: plain(Boolean) };
  if (DataType.isUtf8(type) || DataType.isLargeUtf8(type) || DataType.isUtf8View(type) || DataType.isNull(type))
    return { type: VARCHAR, get: plain(String) };
  if (DataType.isDate(type))
    return {
      type: TIMESTAMP,
      get: raw((value) => new DuckDBTimestampValue(BigInt(value) * (type.unit === DateUnit.DAY ? 86_400_000_000n : 1_000n))),
    };
  if (DataType.isTimestamp(type)) {
    const micros = microseconds(type.unit);
    return { type: TIMESTAMP, get: raw((value) => new DuckDBTimestampValue(micros(BigInt(value)))) };
  }
  if (DataType.isTime(type)) {
    const micros = microseconds(type.unit);
    return {
      type: VARCHAR,
      get: raw((value) =>
        new Date(Number(micros(BigInt(value)) / 1_000n))
          .toISOString()
          .slice(11, -1)
          .replace(/\.000$/, ''),
      ),
    };
  }
  return undefined;
}

const microseconds =
  (unit: TimeUnit) =>
  (value: bigint): bigint => {
    if (unit === TimeUnit.SECOND) return value * 1_000_000n;
    if (unit === TimeUnit.MILLISECOND) return value * 1_000n;
    return unit === TimeUnit.MICROSECOND ? value : (value - (((value % 1_000n) + 1_000n) % 1_000n)) / 1_000n;
  };

/** A decimal's words, lowest first, as a number. */
function wide(words: Uint32Array): number {
  const bits = BigInt(words.length * 32);
  return Number(
    BigInt.asIntN(
      Number(bits),
      words.reduce((sum, word, i) => sum | (BigInt(word) << BigInt(32 * i)), 0n),
    ),
  );
}

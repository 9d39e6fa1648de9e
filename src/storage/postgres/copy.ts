import type { Data, RecordBatch } from 'apache-arrow';
import { bitAt } from '../../engine/bits.js';
import { MdmError } from '../../errors.js';
import type { StoredColumn } from '../backend.js';
import { ENDLESS_DAYS, ENDLESS_MICROS } from './values.js';

/** What COPY of the binary format begins and ends with: https://www.postgresql.org/docs/current/sql-copy.html */
export const COPY_HEAD = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1');
export const COPY_TAIL = Buffer.from([0xff, 0xff]);

/** A piece is sent when it is about this long. */
const PIECE = 256 * 1024;
/** Length and value of the longest number. */
const SLOT = 12;
/** 2000-01-01, from which PostgreSQL counts. */
export const EPOCH_MICROS = 946_684_800_000_000n;
export const EPOCH_DAYS = 10_957;

interface Out {
  bytes: Buffer;
  at: number;
}
type Writer = (out: Out, row: number) => void;

/** The rows of a batch of stored types as pieces of a binary COPY. `before` rows came in earlier batches. */
export function* copyRows(batch: RecordBatch, columns: readonly StoredColumn[], before: number): Generator<Buffer> {
  const writers = columns.map((column, i) => orNull(batch.data.children[i]!, writer(batch.data.children[i]!, column, before)));
  const out: Out = { bytes: Buffer.allocUnsafe(PIECE * 2), at: 0 };
  for (let row = 0; row < batch.numRows; row++) {
    room(out, 2);
    out.at = out.bytes.writeInt16BE(writers.length, out.at);
    for (const write of writers) write(out, row);
    if (out.at >= PIECE) yield taken(out);
  }
  if (out.at > 0) yield taken(out);
}

/** A piece is never written to again: the socket may still hold it. */
function taken(out: Out): Buffer {
  const piece = out.bytes.subarray(0, out.at);
  out.bytes = Buffer.allocUnsafe(PIECE * 2);
  out.at = 0;
  return piece;
}

function room(out: Out, bytes: number): void {
  if (out.at + bytes <= out.bytes.length) return;
  const next = Buffer.allocUnsafe(Math.max(out.bytes.length * 2, out.at + bytes));
  out.bytes.copy(next, 0, 0, out.at);
  out.bytes = next;
}

function orNull(data: Data, write: Writer): Writer {
  const { nullBitmap, offset } = data;
  if (data.nullCount === 0 || !nullBitmap || nullBitmap.length === 0) return write;
  return (out, row) => {
    if (bitAt(nullBitmap, offset + row)) return write(out, row);
    room(out, SLOT);
    out.at = out.bytes.writeInt32BE(-1, out.at);
  };
}

function writer(data: Data, { name, type }: StoredColumn, before: number): Writer {
  switch (type) {
    case 'double': {
      const values = data.values as Float64Array;
      return fixed(8, (bytes, at, row) => bytes.writeDoubleBE(values[row]!, at));
    }
    case 'int64': {
      const values = data.values as BigInt64Array;
      return fixed(8, (bytes, at, row) => bytes.writeBigInt64BE(values[row]!, at));
    }
    case 'timestamp': {
      const values = data.values as BigInt64Array;
      return fixed(8, (bytes, at, row) => bytes.writeBigInt64BE(micros(values[row]!), at));
    }
    case 'date': {
      const values = data.values as Int32Array;
      return fixed(4, (bytes, at, row) => bytes.writeInt32BE(days(values[row]!), at));
    }
    case 'boolean': {
      const bits = data.values as Uint8Array;
      return fixed(1, (bytes, at, row) => bytes.writeUInt8(bitAt(bits, data.offset + row) ? 1 : 0, at));
    }
    case 'text':
      return textWriter(data, name, before);
    default:
      return type satisfies never;
  }
}

function fixed(size: number, write: (bytes: Buffer, at: number, row: number) => void): Writer {
  return (out, row) => {
    room(out, SLOT);
    out.bytes.writeInt32BE(size, out.at);
    write(out.bytes, out.at + 4, row);
    out.at += 4 + size;
  };
}

function textWriter(data: Data, column: string, before: number): Writer {
  const values = data.values as Uint8Array;
  const offsets = data.valueOffsets as Int32Array;
  const start = offsets[0] ?? 0;
  const hasZero = values.subarray(start, offsets[data.length] ?? start).includes(0);
  return (out, row) => {
    const from = offsets[row]!;
    const to = offsets[row + 1]!;
    if (hasZero && values.subarray(from, to).includes(0)) throw zero(column, before + row + 1);
    room(out, 4 + to - from);
    out.at = out.bytes.writeInt32BE(to - from, out.at);
    out.bytes.set(values.subarray(from, to), out.at);
    out.at += to - from;
  };
}

const zero = (column: string, row: number): MdmError =>
  new MdmError(
    'backend',
    `Row ${row} of the column ${JSON.stringify(column)} has the character of number 0, which PostgreSQL cannot keep.`,
    'Take it out of the file, or keep the dataset in SQLite or DuckDB.',
  );

const MOST = 2n ** 63n - 1n;
const LEAST = -(2n ** 63n);

function micros(value: bigint): bigint {
  if (value >= ENDLESS_MICROS) return MOST;
  if (value <= -ENDLESS_MICROS) return LEAST;
  const shifted = value - EPOCH_MICROS;
  // What cannot be counted from 2000 is refused by the server as out of range, not taken for endless.
  return shifted <= LEAST ? LEAST + 1n : shifted;
}

function days(value: number): number {
  if (value >= ENDLESS_DAYS) return ENDLESS_DAYS;
  if (value <= -ENDLESS_DAYS) return -ENDLESS_DAYS - 1;
  const shifted = value - EPOCH_DAYS;
  return shifted <= -ENDLESS_DAYS ? -ENDLESS_DAYS : shifted;
}

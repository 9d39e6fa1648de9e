import { type Data, type Int64, makeData, RecordBatch, type Schema, Struct } from 'apache-arrow';
import { bitmapBytes } from '../../engine/bits.js';
import type { ColumnType, StoredColumn } from '../backend.js';
import { ARROW, schemaOf } from '../columns.js';
import { COPY_HEAD, EPOCH_DAYS, EPOCH_MICROS } from './copy.js';
import { ENDLESS_DAYS, ENDLESS_MICROS } from './values.js';

/** Values and bytes of text of a batch, however many columns there are and however long the texts. */
const MOST_VALUES = 8_000_000;
const MOST_TEXT = 64 * 1024 * 1024;

/** Batches out of the pieces of a binary COPY whose columns have the types that are declared for ours. */
export async function* copiedBatches(
  pieces: AsyncIterable<Buffer>,
  columns: readonly StoredColumn[],
  batchSize: number,
): AsyncGenerator<RecordBatch> {
  const schema = schemaOf(columns);
  const size = Math.max(1, Math.min(batchSize, Math.floor(MOST_VALUES / Math.max(1, columns.length))));
  let batch = openBatch(schema, columns, size);
  let started = false;
  let ended = false;
  let waiting: Buffer[] = [];
  let held = 0;
  let needed = COPY_HEAD.length;
  for await (const piece of pieces) {
    waiting.push(piece);
    held += piece.length;
    // A row that is not complete is looked at again when what it lacks may be there, not at every piece.
    if (held < needed) continue;
    const bytes = waiting.length === 1 ? piece : Buffer.concat(waiting, held);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    let at = started ? 0 : COPY_HEAD.length;
    started = true;
    for (;;) {
      const end = endOfRow(view, at);
      if (end > bytes.length) {
        needed = end - at;
        break;
      }
      // The pieces are taken to their end, which is that of the statement.
      ended = end < 0;
      if (ended) break;
      batch.push(bytes, view, at);
      at = end;
      if (batch.rows < size && batch.text() < MOST_TEXT) continue;
      yield batch.finish();
      batch = openBatch(schema, columns, size);
    }
    waiting = at < bytes.length ? [bytes.subarray(at)] : [];
    held = bytes.length - at;
  }
  if (!ended) throw Object.assign(new Error('the rows ended before their end'), { code: 'ECONNRESET' });
  if (batch.rows > 0) yield batch.finish();
}

/** Where a row ends, or at least how far it goes; -1 behind the last row. */
function endOfRow(view: DataView, from: number): number {
  const bytes = view.byteLength;
  if (from + 2 > bytes) return from + 2;
  const fields = view.getInt16(from);
  if (fields < 0) return -1;
  let at = from + 2;
  for (let i = 0; i < fields; i++) {
    if (at + 4 > bytes) return at + 4;
    const length = view.getInt32(at);
    at += 4 + (length > 0 ? length : 0);
  }
  return at;
}

interface OpenBatch {
  readonly rows: number;
  /** Adds the row that begins at a place. */
  push(bytes: Buffer, view: DataView, at: number): void;
  /** Bytes of text so far. */
  text(): number;
  finish(): RecordBatch;
}

function openBatch(schema: Schema, columns: readonly StoredColumn[], size: number): OpenBatch {
  const readers = columns.map(({ type }) => openColumn(type, size));
  const texts = readers.filter((one) => one.bytes);
  let rows = 0;
  return {
    get rows() {
      return rows;
    },
    push: (bytes, view, from) => {
      let at = from + 2;
      for (const reader of readers) {
        const length = view.getInt32(at);
        at += 4;
        reader.push(rows, length, bytes, view, at);
        if (length > 0) at += length;
      }
      rows++;
    },
    text: () => texts.reduce((sum, one) => sum + one.bytes!(), 0),
    finish: () => {
      const children = readers.map((one) => one.finish(rows));
      return new RecordBatch(schema, makeData({ type: new Struct(schema.fields), length: rows, nullCount: 0, children }));
    },
  };
}

interface OpenColumn {
  /** The value of a row, which begins at a place; a length of -1 is a missing value. */
  push(row: number, length: number, bytes: Buffer, view: DataView, at: number): void;
  finish(rows: number): Data;
  bytes?(): number;
}

function openColumn(type: ColumnType, size: number): OpenColumn {
  switch (type) {
    case 'double': {
      const values = new Float64Array(size);
      return fixed(type, values, size, (row, view, at) => (values[row] = view.getFloat64(at)));
    }
    case 'int64': {
      const values = new BigInt64Array(size);
      return fixed(type, values, size, (row, view, at) => (values[row] = view.getBigInt64(at)));
    }
    case 'timestamp': {
      const values = new BigInt64Array(size);
      return fixed(type, values, size, (row, view, at) => (values[row] = micros(view.getBigInt64(at))));
    }
    case 'date': {
      const values = new Int32Array(size);
      return fixed(type, values, size, (row, view, at) => (values[row] = days(view.getInt32(at))));
    }
    case 'boolean': {
      const bits = new Uint8Array(bitmapBytes(size));
      return fixed(type, bits, size, (row, view, at) => {
        if (view.getUint8(at) === 1) bits[row >> 3]! |= 1 << (row & 7);
      });
    }
    case 'text':
      return texts(size);
    default:
      return type satisfies never;
  }
}

/** Bits of known values. */
function known(size: number) {
  const bits = new Uint8Array(bitmapBytes(size));
  let nulls = 0;
  return {
    set: (row: number): void => {
      bits[row >> 3]! |= 1 << (row & 7);
    },
    miss: (): void => {
      nulls++;
    },
    finish: (length: number) => ({ length, nullCount: nulls, ...(nulls > 0 ? { nullBitmap: bits.subarray(0, bitmapBytes(length)) } : {}) }),
  };
}

type Values = Float64Array | BigInt64Array | Int32Array | Uint8Array;

function fixed(type: ColumnType, values: Values, size: number, read: (row: number, view: DataView, at: number) => void): OpenColumn {
  const validity = known(size);
  return {
    push: (row, length, _, view, at) => {
      if (length < 0) return validity.miss();
      validity.set(row);
      read(row, view, at);
    },
    finish: (rows) =>
      makeData({
        type: ARROW[type]() as Int64,
        ...validity.finish(rows),
        data: values.subarray(0, type === 'boolean' ? bitmapBytes(rows) : rows) as BigInt64Array,
      }),
  };
}

function texts(size: number): OpenColumn {
  const validity = known(size);
  const offsets = new Int32Array(size + 1);
  let data = Buffer.allocUnsafeSlow(Math.max(1024, size * 8));
  let used = 0;
  return {
    push: (row, length, bytes, _, at) => {
      if (length < 0) validity.miss();
      else {
        validity.set(row);
        if (used + length > data.length) {
          const next = Buffer.allocUnsafeSlow(Math.max(data.length * 2, used + length));
          data.copy(next, 0, 0, used);
          data = next;
        }
        bytes.copy(data, used, at, at + length);
        used += length;
      }
      offsets[row + 1] = used;
    },
    bytes: () => used,
    finish: (rows) =>
      makeData({
        type: ARROW.text() as never,
        ...validity.finish(rows),
        valueOffsets: offsets.subarray(0, rows + 1),
        data: new Uint8Array(data.buffer, data.byteOffset, used),
      } as never) as Data,
  };
}

const MOST = 2n ** 63n - 1n;
const LEAST = -(2n ** 63n);

const micros = (value: bigint): bigint => (value === MOST ? ENDLESS_MICROS : value === LEAST ? -ENDLESS_MICROS : value + EPOCH_MICROS);
const days = (value: number): number =>
  value === ENDLESS_DAYS ? ENDLESS_DAYS : value === -ENDLESS_DAYS - 1 ? -ENDLESS_DAYS : value + EPOCH_DAYS;

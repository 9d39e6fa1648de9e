import { type Data, makeData, RecordBatch, type Schema, Struct, type DataType, type Int64 } from 'apache-arrow';
import { bitmapBytes } from '../engine/bits.js';
import type { ColumnType, Parameter, StoredColumn } from './backend.js';
import { rawReader, valueReader } from './arrow-read.js';
import { ARROW, columnsOf, columnTypeOf, isRead, schemaOf } from './columns.js';
import { daysFrom, microsFrom } from './times.js';

export { rawReader, valueReader } from './arrow-read.js';

/** The rows of a batch, whatever its Arrow types: whole numbers as bigint, times and dates as ISO text, lists as JSON. */
export function* rowsOf(batch: RecordBatch): Generator<Parameter[]> {
  const readers = batch.schema.fields.map((_, i) => valueReader(batch, i));
  for (let row = 0; row < batch.numRows; row++) yield readers.map((read) => read(row));
}

/** Collects the values of one column. */
export interface ColumnBuilder {
  /** What a database gives for the type: a number, bigint or text for whole numbers, ISO text for times, 0 and 1 for booleans. */
  push(value: unknown): void;
  readonly length: number;
  /** Bytes of text so far. */
  readonly bytes?: number;
  /** What was collected; the builder is empty afterwards. */
  finish(): Data;
}

/** Collects rows; `finish` gives them as a batch and starts anew. */
export interface BatchBuilder {
  readonly schema: Schema;
  readonly rows: number;
  /** Bytes of text so far. */
  readonly bytes: number;
  push(row: readonly unknown[]): void;
  finish(): RecordBatch;
}

export function batchBuilder(columns: readonly StoredColumn[]): BatchBuilder {
  const schema = schemaOf(columns);
  const builders = columns.map(({ type }) => columnBuilder(type));
  const texts = builders.filter((_, i) => columns[i]!.type === 'text');
  let rows = 0;
  return {
    schema,
    get rows() {
      return rows;
    },
    get bytes() {
      let sum = 0;
      for (const one of texts) sum += one.bytes!;
      return sum;
    },
    push: (row) => {
      for (let i = 0; i < builders.length; i++) builders[i]!.push(row[i]);
      rows++;
    },
    finish: () => {
      const length = rows;
      rows = 0;
      return batchFrom(
        schema,
        builders.map((one) => one.finish()),
        length,
      );
    },
  };
}

const batchFrom = (schema: Schema, children: Data[], length: number): RecordBatch =>
  new RecordBatch(schema, makeData({ type: new Struct(schema.fields), length, nullCount: 0, children }));

/** Rows as one batch of the stored types of a schema. */
export function batchOf(schema: Schema, rows: Iterable<readonly unknown[]>): RecordBatch {
  const builder = batchBuilder(columnsOf(schema));
  for (const row of rows) builder.push(row);
  return builder.finish();
}

/** A batch in the types in which it would be read back; columns that have them already are not copied. */
export function normalised(batch: RecordBatch, columns: readonly StoredColumn[] = columnsOf(batch.schema)): RecordBatch {
  const children = columns.map(({ type }, i) => {
    const given = batch.schema.fields[i]!.type as DataType;
    if (isRead(given, type)) return batch.data.children[i]!;
    const builder = columnBuilder(type);
    const read = columnTypeOf(given) === type ? rawReader(batch, i) : valueReader(batch, i);
    for (let row = 0; row < batch.numRows; row++) builder.push(read(row));
    return builder.finish();
  });
  return batchFrom(schemaOf(columns), children, batch.numRows);
}

const START = 1024;

export function columnBuilder(type: ColumnType): ColumnBuilder {
  switch (type) {
    case 'text':
      return textBuilder();
    case 'boolean':
      return booleanBuilder();
    case 'double':
      return fixedBuilder(type, Float64Array, (value) => (typeof value === 'number' ? value : Number(value)), 0);
    case 'date':
      return fixedBuilder(type, Int32Array, days, 0);
    default:
      return fixedBuilder(type, BigInt64Array, type === 'int64' ? whole : micros, 0n);
  }
}

function bigOf(value: unknown): bigint {
  try {
    return BigInt(value as number | string | boolean);
  } catch {
    throw new RangeError(`${JSON.stringify(value)} is no whole number`);
  }
}

function whole(value: unknown): bigint {
  const big = typeof value === 'bigint' ? value : bigOf(value);
  if (BigInt.asIntN(64, big) !== big) throw new RangeError(`${big} is no whole number of 64 bits`);
  return big;
}

function micros(value: unknown): bigint {
  if (typeof value === 'bigint') return value;
  if (value instanceof Date) return BigInt(value.getTime()) * 1000n;
  const read = microsFrom(String(value));
  if (read === undefined) throw new RangeError(`${JSON.stringify(value)} is no time`);
  return read;
}

function days(value: unknown): number {
  if (typeof value === 'number') return value;
  const read = daysFrom(String(value));
  if (read === undefined) throw new RangeError(`${JSON.stringify(value)} is no date`);
  return read;
}

interface Validity {
  push(known: boolean): void;
  finish(): { readonly length: number; readonly nullCount: number; readonly nullBitmap?: Uint8Array };
  readonly length: number;
}

function validity(): Validity {
  let bits = new Uint8Array(START >> 3);
  let length = 0;
  let nulls = 0;
  return {
    get length() {
      return length;
    },
    push: (known) => {
      if (length >> 3 >= bits.length) bits = grown(bits);
      if (known) bits[length >> 3]! |= 1 << (length & 7);
      else nulls++;
      length++;
    },
    finish: () => {
      const done = { length, nullCount: nulls, ...(nulls > 0 ? { nullBitmap: bits.slice(0, bitmapBytes(length)) } : {}) };
      bits = new Uint8Array(START >> 3);
      length = nulls = 0;
      return done;
    },
  };
}

function grown<T extends Uint8Array | Float64Array | Int32Array | BigInt64Array>(values: T, needed = 0): T {
  const next = new (values.constructor as new (length: number) => T)(Math.max(values.length * 2, needed));
  next.set(values as never);
  return next;
}

function fixedBuilder<V extends number | bigint>(
  type: ColumnType,
  ArrayType: new (length: number) => Float64Array | Int32Array | BigInt64Array,
  convert: (value: unknown) => V,
  zero: V,
): ColumnBuilder {
  const known = validity();
  let values = new ArrayType(START);
  return {
    get length() {
      return known.length;
    },
    push: (value) => {
      const at = known.length;
      if (at >= values.length) values = grown(values);
      const missing = value === null || value === undefined;
      values[at] = missing ? zero : convert(value);
      known.push(!missing);
    },
    finish: () => {
      const rows = known.finish();
      const data = values.subarray(0, rows.length);
      values = new ArrayType(Math.max(START, rows.length));
      return makeData({ type: ARROW[type]() as Int64, ...rows, data: data as BigInt64Array });
    },
  };
}

function booleanBuilder(): ColumnBuilder {
  const known = validity();
  let bits = new Uint8Array(START >> 3);
  return {
    get length() {
      return known.length;
    },
    push: (value) => {
      const at = known.length;
      if (at >> 3 >= bits.length) bits = grown(bits);
      if (isTrue(value)) bits[at >> 3]! |= 1 << (at & 7);
      known.push(value !== null && value !== undefined);
    },
    finish: () => {
      const rows = known.finish();
      const data = bits.slice(0, bitmapBytes(rows.length));
      bits = new Uint8Array(START >> 3);
      return makeData({ type: ARROW.boolean() as Int64, ...rows, data: data as never });
    },
  };
}

const isTrue = (value: unknown): boolean => value === true || value === 1 || value === 1n || value === 't' || value === 'true';

function textBuilder(): ColumnBuilder {
  const known = validity();
  let bytes = Buffer.allocUnsafeSlow(START * 8);
  let offsets = new Int32Array(START + 1);
  let used = 0;
  return {
    get length() {
      return known.length;
    },
    get bytes() {
      return used;
    },
    push: (value) => {
      const at = known.length;
      if (at + 2 > offsets.length) offsets = grown(offsets);
      if (value !== null && value !== undefined) {
        const text = typeof value === 'string' ? value : textOf(value);
        // A character of a string is at most three bytes.
        if (used + text.length * 3 > bytes.length) bytes = roomier(bytes, used, Math.max(bytes.length * 2, used + text.length * 3));
        used += bytes.write(text, used);
      }
      offsets[at + 1] = used;
      known.push(value !== null && value !== undefined);
    },
    finish: () => {
      const rows = known.finish();
      const data = new Uint8Array(used);
      data.set(bytes.subarray(0, used));
      const made = makeData({
        type: ARROW.text() as never,
        ...rows,
        valueOffsets: offsets.slice(0, rows.length + 1),
        data,
      } as never) as Data;
      used = 0;
      offsets = new Int32Array(START + 1);
      return made;
    },
  };
}

function roomier(bytes: Buffer<ArrayBuffer>, used: number, needed: number): Buffer<ArrayBuffer> {
  if (used > 0x7fffffff - (needed - used)) throw new RangeError('more than 2 GiB of text in one batch');
  const next = Buffer.allocUnsafeSlow(Math.min(0x7fffffff, needed));
  bytes.copy(next, 0, 0, used);
  return next;
}

const textOf = (value: unknown): string => (value instanceof Uint8Array ? Buffer.from(value).toString('hex') : String(value));

import { type DuckDBDataChunk, type DuckDBResult, DuckDBTypeId } from '#duckdb';
import {
  Bool,
  type Data,
  type DataType,
  Float32,
  Float64,
  Int16,
  Int32,
  Int64,
  Int8,
  makeData,
  TimestampMicrosecond,
  Uint16,
  Uint32,
  Uint64,
  Uint8,
  Utf8,
} from 'apache-arrow';
import { bitAt, bitmapBytes, grow, growingBitmap } from '../bits.js';
import { rawData, rawValidity } from './raw.js';
import { appendText, appendTexts, type Texts } from './arrow-strings.js';

/** Collects one column of a result, chunk by chunk, and gives it as Arrow data. */
export interface ColumnBuilder {
  readonly type: DataType;
  /** Reads the column of a chunk into memory of our own. */
  load(chunk: DuckDBDataChunk, rows: number): void;
  /** Appends rows of the loaded chunk. */
  push(from: number, to: number): void;
  /** Bytes of text so far. */
  readonly bytes: number;
  /** What was collected; the builder is empty afterwards. */
  finish(): Data;
}

/** Types whose values are the same bytes in DuckDB and Arrow. */
const FIXED: Readonly<Partial<Record<DuckDBTypeId, readonly [width: 1 | 2 | 4 | 8, type: () => DataType]>>> = {
  [DuckDBTypeId.TINYINT]: [1, () => new Int8()],
  [DuckDBTypeId.SMALLINT]: [2, () => new Int16()],
  [DuckDBTypeId.INTEGER]: [4, () => new Int32()],
  [DuckDBTypeId.BIGINT]: [8, () => new Int64()],
  [DuckDBTypeId.UTINYINT]: [1, () => new Uint8()],
  [DuckDBTypeId.USMALLINT]: [2, () => new Uint16()],
  [DuckDBTypeId.UINTEGER]: [4, () => new Uint32()],
  [DuckDBTypeId.UBIGINT]: [8, () => new Uint64()],
  [DuckDBTypeId.FLOAT]: [4, () => new Float32()],
  [DuckDBTypeId.DOUBLE]: [8, () => new Float64()],
  [DuckDBTypeId.TIMESTAMP]: [8, () => new TimestampMicrosecond()],
};

/** The builder of a result's column. A type without an equal in Arrow is given as text. */
export function columnBuilder(result: DuckDBResult, column: number): ColumnBuilder {
  const id = result.columnTypeId(column);
  const fixed = FIXED[id];
  if (fixed) return fixedBuilder(column, fixed[0], fixed[1]());
  if (id === DuckDBTypeId.BOOLEAN) return booleanBuilder(column);
  return textBuilder(column, id === DuckDBTypeId.VARCHAR);
}

const START = 2_048;

/** The used part, without holding on to much more. */
const used = (bytes: Uint8Array<ArrayBuffer>, length: number): Uint8Array<ArrayBuffer> =>
  length * 2 > bytes.length ? bytes.subarray(0, length) : bytes.slice(0, length);

/** Values whose bytes are the same in DuckDB and in the Arrow type. */
export function fixedBuilder(column: number, width: 1 | 2 | 4 | 8, type: DataType): ColumnBuilder {
  const rows = growingBitmap();
  let values = new Uint8Array(0);
  let last = START * width;
  let length = 0;
  let raw: Uint8Array;
  let mask: Uint8Array | null;
  return {
    type,
    bytes: 0,
    load: (chunk, count) => {
      raw = rawData(chunk, column, count * width);
      mask = rawValidity(chunk, column, count);
    },
    push: (from, to) => {
      const end = length + (to - from) * width;
      if (end > values.length) values = grow(values, Math.max(end, last));
      values.set(raw.subarray(from * width, to * width), length);
      // Zero where a value is missing, so that the same rows are the same bytes.
      if (mask)
        for (let i = from; i < to; i++) if (!bitAt(mask, i)) values.fill(0, length + (i - from) * width, length + (i - from + 1) * width);
      rows.push(mask, from, to);
      length = end;
    },
    finish: () => {
      const bytes = used(values, length);
      const view = new (type.ArrayType as Uint8ArrayConstructor)(bytes.buffer, bytes.byteOffset, length / width);
      last = length;
      length = 0;
      values = new Uint8Array(0);
      return makeData({ type: type as Uint8, ...rows.finish(), data: view });
    },
  };
}

/** A byte per value in DuckDB, a bit in Arrow. */
function booleanBuilder(column: number): ColumnBuilder {
  const rows = growingBitmap();
  let values = new Uint8Array(0);
  let length = 0;
  let raw: Uint8Array;
  let mask: Uint8Array | null;
  return {
    type: new Bool(),
    bytes: 0,
    load: (chunk, count) => {
      raw = rawData(chunk, column, count);
      mask = rawValidity(chunk, column, count);
    },
    push: (from, to) => {
      const needed = bitmapBytes(length + to - from);
      if (needed > values.length) values = grow(values, Math.max(needed, START >> 3));
      for (let i = from; i < to; i++, length++) if (raw[i] !== 0 && (!mask || bitAt(mask, i))) values[length >> 3]! |= 1 << (length & 7);
      rows.push(mask, from, to);
    },
    finish: () => {
      const data = used(values, bitmapBytes(length));
      length = 0;
      values = new Uint8Array(0);
      return makeData({ type: new Bool(), ...rows.finish(), data });
    },
  };
}

function textBuilder(column: number, isText: boolean): ColumnBuilder {
  const empty = (): Texts => ({ values: new Uint8Array(0), offsets: new Int32Array(START + 1), rows: 0, bytes: 0 });
  const rows = growingBitmap();
  let texts = empty();
  let raw: Uint8Array;
  let mask: Uint8Array | null;
  let items: readonly (Uint8Array | undefined)[];
  return {
    type: new Utf8(),
    get bytes() {
      return texts.bytes;
    },
    load: (chunk, count) => {
      mask = rawValidity(chunk, column, count);
      if (isText) raw = rawData(chunk, column, count * 16);
      else items = chunk.getColumnValues(column).map((value) => (value === null ? undefined : Buffer.from(String(value))));
    },
    push: (from, to) => {
      if (texts.rows + to - from >= texts.offsets.length) {
        const grown = new Int32Array(Math.max(texts.rows + to - from, texts.offsets.length * 2) + 1);
        grown.set(texts.offsets.subarray(0, texts.rows + 1));
        texts.offsets = grown;
      }
      if (isText) appendTexts(texts, raw, mask, from, to);
      else for (let i = from; i < to; i++) appendText(texts, items[i]);
      rows.push(mask, from, to);
    },
    finish: () => {
      const { values, offsets, bytes, rows: length } = texts;
      texts = empty();
      return makeData({ type: new Utf8(), ...rows.finish(), valueOffsets: offsets.slice(0, length + 1), data: used(values, bytes) });
    },
  };
}

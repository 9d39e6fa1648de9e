import type { Flat } from './contract.js';
import { missing, type Cell, type Column, type NumberColumn } from './frame.js';
import { pythonText } from './python.js';

/** A column in the buffers that are handed over. */
export function toFlat(column: Column): Flat {
  const { name, values } = column;
  const length = values.length;
  const gaps = missing(column);
  const common = { name, length, ...nulls(gaps, length) };
  switch (column.dtype) {
    case 'int64':
      return { ...common, type: 'int64', values: wholeBytes(column.values) };
    case 'int32':
      return { ...common, type: 'int32', values: bytes(Int32Array.from(column.values as Float64Array)) };
    case 'float64':
      return { ...common, type: 'double', values: bytes(column.values) };
    case 'datetime':
      return { ...common, type: 'timestamp', values: wholeBytes(column.values) };
    case 'bool':
      return { ...common, type: 'boolean', values: bits(column.values) };
    case 'object':
      return { ...common, ...objects(column.values, column) };
    default:
      return column satisfies never;
  }
}

/** Not a copy where the numbers have a buffer of their own: it is given away. */
function bytes(values: Float64Array | Int32Array | BigInt64Array): Uint8Array<ArrayBuffer> {
  const own = values.byteLength === values.buffer.byteLength ? values : values.slice();
  return new Uint8Array(own.buffer as ArrayBuffer, 0, own.byteLength);
}

function nulls(gaps: Uint8Array | null, length: number): Pick<Flat, 'nullCount' | 'validity'> {
  if (!gaps) return { nullCount: 0 };
  const validity = new Uint8Array((length + 7) >> 3);
  let nullCount = 0;
  for (let i = 0; i < length; i++) {
    if (gaps[i]) nullCount++;
    else validity[i >> 3]! |= 1 << (i & 7);
  }
  return { nullCount, validity };
}

/** 64-bit integers from doubles that are whole, without a BigInt each; NaN becomes 0, which nobody reads. */
function wholeBytes(values: Float64Array | Int32Array | BigInt64Array): Uint8Array<ArrayBuffer> {
  if (values instanceof BigInt64Array) return bytes(values);
  const words = new Int32Array(values.length * 2);
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    const high = Math.floor(value / 4294967296);
    words[i * 2] = value - high * 4294967296;
    words[i * 2 + 1] = high;
  }
  return new Uint8Array(words.buffer);
}

function bits(values: ArrayLike<unknown>): Uint8Array<ArrayBuffer> {
  const packed = new Uint8Array((values.length + 7) >> 3);
  for (let i = 0; i < values.length; i++) if (values[i]) packed[i >> 3]! |= 1 << (i & 7);
  return packed;
}

/** Text, unless all that is known is true or false. */
function objects(cells: readonly Cell[], column: Column): Pick<Flat, 'type' | 'values' | 'offsets'> {
  const present = cells.find((cell) => cell !== null);
  if (typeof present === 'boolean' && cells.every((cell) => cell === null || typeof cell === 'boolean'))
    return { type: 'boolean', values: bits(cells) };
  const texts = cells.map((cell) => (cell === null ? '' : typeof cell === 'string' ? cell : pythonText(cell, column)));
  const offsets = new Int32Array(cells.length + 1);
  let room = 0;
  for (const text of texts) room += text.length;
  let values = new Uint8Array(room + (room >> 2) + 16);
  const encoder = new TextEncoder();
  let at = 0;
  for (const [i, text] of texts.entries()) {
    if (values.length - at < text.length * 3) {
      const larger = new Uint8Array(values.length * 2 + text.length * 3);
      larger.set(values.subarray(0, at));
      values = larger;
    }
    at += encoder.encodeInto(text, values.subarray(at)).written;
    offsets[i + 1] = at;
  }
  return { type: 'text', values: values.slice(0, at), offsets };
}

/** A column that the host read, as pandas would have it: whole numbers with gaps are doubles, booleans with gaps objects. */
export function fromFlat(flat: Flat): Column {
  const { name, length, values, validity, nullCount } = flat;
  const gap = (i: number): boolean => validity !== undefined && nullCount > 0 && !((validity[i >> 3]! >> (i & 7)) & 1);
  const bit = (i: number): boolean => ((values[i >> 3]! >> (i & 7)) & 1) === 1;
  const each = (read: (i: number) => number): Float64Array => Float64Array.from({ length }, (_, i) => (gap(i) ? NaN : read(i)));
  switch (flat.type) {
    case 'int64':
      return whole(name, new BigInt64Array(values.buffer, values.byteOffset, length), nullCount > 0 ? gap : undefined);
    case 'int32': {
      const numbers = new Int32Array(values.buffer, values.byteOffset, length);
      return { name, dtype: nullCount > 0 ? 'float64' : 'int32', values: nullCount > 0 ? each((i) => numbers[i]!) : numbers };
    }
    case 'double': {
      const numbers = new Float64Array(values.buffer, values.byteOffset, length);
      return { name, dtype: 'float64', values: nullCount > 0 ? each((i) => numbers[i]!) : numbers };
    }
    case 'timestamp': {
      const times = new BigInt64Array(values.buffer, values.byteOffset, length);
      return { name, dtype: 'datetime', zoned: false, ...(flat.days && { days: true }), values: each((i) => Number(times[i]!)) };
    }
    case 'boolean':
      if (nullCount === 0) return { name, dtype: 'bool', values: Uint8Array.from({ length }, (_, i) => (bit(i) ? 1 : 0)) };
      return { name, dtype: 'object', values: Array.from({ length }, (_, i): Cell => (gap(i) ? null : bit(i))) };
    case 'text': {
      const text = Buffer.from(values.buffer, values.byteOffset, values.byteLength);
      const at = flat.offsets!;
      return {
        name,
        dtype: 'object',
        values: Array.from({ length }, (_, i): Cell => (gap(i) ? null : text.toString('utf8', at[i], at[i + 1]))),
      };
    }
    default:
      return flat.type satisfies never;
  }
}

function whole(name: string, numbers: BigInt64Array, gap: ((i: number) => boolean) | undefined): NumberColumn {
  if (gap) return { name, dtype: 'float64', values: Float64Array.from(numbers, (value, i) => (gap(i) ? NaN : Number(value))) };
  const doubles = Float64Array.from(numbers, Number);
  return { name, dtype: 'int64', values: doubles.every(Number.isSafeInteger) ? doubles : numbers.slice() };
}

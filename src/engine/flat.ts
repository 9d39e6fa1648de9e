import { isUtf8 } from 'node:buffer';
import { type Data, type DataType, type Int32, makeData, Type, Utf8, type Vector } from 'apache-arrow';
import type { Flat } from './stored.js';
import { arrowType, storedType, type StoredType, WIDTHS, worded } from './arrow-types.js';
import { bitmapBytes, copyBits, setBits } from './bits.js';

export * from './arrow-types.js';
export type { Flat } from './stored.js';

const isNull = (of: { readonly typeId: Type }): boolean => of.typeId === Type.Null;

/**
 * Copies a vector into flat buffers, whatever its chunks and offsets. A vector without any value fits every type: one whose type was
 * inferred from values has then nothing to tell it from.
 */
export function flatten(vector: Vector, type: StoredType): Flat {
  const given = vector.type as DataType;
  if (storedType(given) !== type) {
    if (isNull(given) || (vector.length > 0 && vector.nullCount === vector.length)) return missing(vector.length, type);
    throw new Error(`has the Arrow type ${worded(given)}, not ${worded(arrowType(type))}`);
  }
  const { length } = vector;
  const validity = new Uint8Array(bitmapBytes(length));
  let known = 0;
  let at = 0;
  for (const data of vector.data) {
    if (data.nullCount > 0) {
      known += copyBits(validity, at, data.nullBitmap, data.offset, data.length);
    } else {
      setBits(validity, at, data.length);
      known += data.length;
    }
    at += data.length;
  }
  const nullCount = length - known;
  return {
    type,
    length,
    nullCount,
    ...(nullCount > 0 ? { validity } : {}),
    ...(type === 'text' ? texts(vector) : { values: fixed(vector, type) }),
  };
}

function missing(length: number, type: StoredType): Flat {
  const bytes = type === 'text' ? 0 : type === 'boolean' ? bitmapBytes(length) : length * WIDTHS[type];
  const offsets = type === 'text' ? { offsets: new Int32Array(length + 1) } : {};
  return { type, length, nullCount: length, validity: new Uint8Array(bitmapBytes(length)), values: new Uint8Array(bytes), ...offsets };
}

function fixed(vector: Vector, type: Exclude<StoredType, 'text'>): Uint8Array<ArrayBuffer> {
  const { length } = vector;
  const width = type === 'boolean' ? 0 : WIDTHS[type];
  const values = new Uint8Array(type === 'boolean' ? bitmapBytes(length) : length * width);
  let at = 0;
  for (const data of vector.data) {
    const from = data.values as (ArrayBufferView & { readonly length: number }) | undefined;
    if (data.length > 0) {
      const bytes = new Uint8Array(from!.buffer, from!.byteOffset, from!.byteLength);
      const wanted = type === 'boolean' ? bitmapBytes(data.offset + data.length) : data.length * width;
      if (bytes.length < wanted) throw new Error(`has ${bytes.length} bytes of values where ${wanted} are needed`);
      if (type === 'boolean') copyBits(values, at, bytes, data.offset, data.length);
      else values.set(bytes.subarray(0, wanted), at * width);
    }
    at += data.length;
  }
  return values;
}

function texts(vector: Vector): Pick<Flat, 'values' | 'offsets'> {
  const { length } = vector;
  const offsets = new Int32Array(length + 1);
  const parts: Uint8Array[] = [];
  let row = 0;
  let bytes = 0;
  for (const data of vector.data) {
    if ((data.typeId as Type) === Type.Utf8 && data.length > 0) {
      const from = data.valueOffsets as Int32Array;
      const first = from[0]!;
      const part = (data.values as Uint8Array).subarray(first, from[data.length]);
      if (!sound(part, from, data.length)) throw new Error('is not valid UTF-8');
      for (let i = 1; i <= data.length; i++) offsets[row + i] = bytes + from[i]! - first;
      parts.push(part);
      bytes += part.length;
    } else {
      for (let i = 0; i < data.length; i++) {
        const value = vector.get(row + i) as string | null;
        const part = value === null ? undefined : Buffer.from(value);
        if (part) parts.push(part);
        bytes += part?.length ?? 0;
        offsets[row + i + 1] = bytes;
      }
    }
    row += data.length;
  }
  if (bytes > 0x7fffffff) throw new Error('has more than 2 GiB of text in one batch');
  const values = new Uint8Array(bytes);
  let at = 0;
  for (const part of parts) {
    values.set(part, at);
    at += part.length;
  }
  return { values, offsets };
}

/** Whether every value is UTF-8 by itself: the whole is, and no value starts in the middle of a character. */
function sound(values: Uint8Array, offsets: Int32Array, length: number): boolean {
  const first = offsets[0]!;
  for (let i = 0; i < length; i++) {
    const at = offsets[i]! - first;
    if (at < 0 || offsets[i + 1]! < offsets[i]! || offsets[i + 1]! - first > values.length) return false;
    if (at < values.length && (values[at]! & 0xc0) === 0x80) return false;
  }
  return isUtf8(values);
}

/** Flat buffers as Arrow data, without a copy. */
export function unflatten({ type, length, nullCount, values, validity, offsets }: Flat): Data {
  const bitmap = validity ? { nullBitmap: validity } : {};
  const common = { length, nullCount, ...bitmap };
  if (type === 'text') return makeData({ type: new Utf8(), ...common, valueOffsets: offsets!, data: values });
  return makeData({ type: arrowType(type) as Int32, ...common, data: values });
}

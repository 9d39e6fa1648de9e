/*
 * Thrift's compact protocol, as far as a Parquet footer needs it: https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md
 * Fields that are not known are carried through unchanged.
 */
export interface Field {
  readonly id: number;
  readonly value: Value;
}
export interface Struct {
  readonly type: 'struct';
  readonly fields: Field[];
}
export type Value =
  | Struct
  | { readonly type: 'boolean'; readonly value: boolean }
  | { readonly type: 'byte'; readonly value: number }
  | { readonly type: 'integer'; readonly wire: 4 | 5 | 6; value: bigint }
  | { readonly type: 'double' | 'binary'; readonly value: Uint8Array }
  | { readonly type: 'list'; readonly wire: 9 | 10; readonly of: number; items: Value[] };

/** The value of a field, when it is there. */
export const fieldOf = (struct: Struct, id: number): Value | undefined => struct.fields.find((f) => f.id === id)?.value;

export function readStruct(bytes: Uint8Array): Struct {
  let at = 0;
  const byte = (): number => {
    const b = bytes[at++];
    if (b === undefined) throw new RangeError('the footer ends early');
    return b;
  };
  const varint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const b = byte();
      value |= BigInt(b & 127) << shift;
      if (b < 128) return value;
    }
  };
  const zigzag = (): bigint => {
    const v = varint();
    return (v >> 1n) ^ -(v & 1n);
  };
  const take = (n: number): Uint8Array => bytes.subarray(at, (at += n));
  const value = (wire: number, inList: boolean): Value => {
    switch (wire) {
      case 1:
      case 2:
        return { type: 'boolean', value: inList ? byte() === 1 : wire === 1 };
      case 3:
        return { type: 'byte', value: byte() };
      case 4:
      case 5:
      case 6:
        return { type: 'integer', wire, value: zigzag() };
      case 7:
        return { type: 'double', value: take(8) };
      case 8:
        return { type: 'binary', value: take(Number(varint())) };
      case 9:
      case 10: {
        const head = byte();
        const size = head >> 4 === 15 ? Number(varint()) : head >> 4;
        const of = head & 15;
        return { type: 'list', wire, of, items: Array.from({ length: size }, () => value(of, true)) };
      }
      case 12:
        return struct();
      default:
        throw new TypeError(`the footer has a field of type ${wire}`);
    }
  };
  const struct = (): Struct => {
    const fields: Field[] = [];
    let last = 0;
    for (let head = byte(); head !== 0; head = byte()) {
      const id = head >> 4 === 0 ? Number(zigzag()) : last + (head >> 4);
      fields.push({ id, value: value(head & 15, false) });
      last = id;
    }
    return { type: 'struct', fields };
  };
  return struct();
}

export function writeStruct(root: Struct): Uint8Array {
  const parts: number[] = [];
  const varint = (v: bigint): void => {
    for (; v >= 128n; v >>= 7n) parts.push(Number(v & 127n) | 128);
    parts.push(Number(v));
  };
  const zigzag = (v: bigint): void => varint(v < 0n ? -2n * v - 1n : 2n * v);
  const wireOf = (v: Value): number => {
    switch (v.type) {
      case 'boolean':
        return v.value ? 1 : 2;
      case 'byte':
        return 3;
      case 'integer':
      case 'list':
        return v.wire;
      case 'double':
        return 7;
      case 'binary':
        return 8;
      case 'struct':
        return 12;
      default:
        return v satisfies never;
    }
  };
  const body = (v: Value, inList: boolean): void => {
    switch (v.type) {
      case 'boolean':
        if (inList) parts.push(v.value ? 1 : 2);
        return;
      case 'byte':
        parts.push(v.value);
        return;
      case 'integer':
        return zigzag(v.value);
      case 'binary':
        varint(BigInt(v.value.length));
        for (const b of v.value) parts.push(b);
        return;
      case 'double':
        for (const b of v.value) parts.push(b);
        return;
      case 'list':
        parts.push((Math.min(v.items.length, 15) << 4) | v.of);
        if (v.items.length >= 15) varint(BigInt(v.items.length));
        for (const item of v.items) body(item, true);
        return;
      case 'struct':
        return struct(v);
      default:
        return v satisfies never;
    }
  };
  const struct = (s: Struct): void => {
    let last = 0;
    for (const { id, value } of s.fields) {
      const step = id - last;
      if (step > 0 && step < 16) parts.push((step << 4) | wireOf(value));
      else {
        parts.push(wireOf(value));
        zigzag(BigInt(id));
      }
      body(value, false);
      last = id;
    }
    parts.push(0);
  };
  struct(root);
  return Uint8Array.from(parts);
}

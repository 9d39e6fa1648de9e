import type { ScalarType } from '@mdm/sdk';

/** A type that a stored column can have. */
export type StoredType = Exclude<ScalarType, 'texts' | 'numbers'>;

/** Bytes per value; a boolean is a bit, a text has no width. */
export const WIDTHS: Readonly<Record<Exclude<StoredType, 'boolean' | 'text'>, number>> = {
  uint8: 1,
  uint16: 2,
  int32: 4,
  int64: 8,
  double: 8,
  timestamp: 8,
};

/** One column as plain buffers with Arrow's layout: it can be sent to a thread, and to an engine. */
export interface Flat {
  readonly type: StoredType;
  readonly length: number;
  readonly nullCount: number;
  readonly values: Uint8Array<ArrayBuffer>;
  /** Absent: nothing is missing. */
  readonly validity?: Uint8Array<ArrayBuffer>;
  /** Of texts: `length + 1` byte positions. */
  readonly offsets?: Int32Array<ArrayBuffer>;
}

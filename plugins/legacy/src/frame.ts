/**
 * Columns as the original saw them in pandas. What is missing is said by the values themselves, as there: NaN in float64 and
 * datetime columns, null in object columns; int64, int32 and bool have nothing missing.
 */
export type Column = NumberColumn | BoolColumn | ObjectColumn | TimeColumn;

export interface NumberColumn {
  readonly name: string;
  readonly dtype: 'int64' | 'int32' | 'float64';
  /** BigInt64Array only where an int64 stands beyond 2^53. */
  readonly values: Float64Array | Int32Array | BigInt64Array;
}

export interface BoolColumn {
  readonly name: string;
  readonly dtype: 'bool';
  readonly values: Uint8Array;
}

export type Cell = string | boolean | null;

export interface ObjectColumn {
  readonly name: string;
  readonly dtype: 'object';
  readonly values: readonly Cell[];
}

export interface TimeColumn {
  readonly name: string;
  readonly dtype: 'datetime';
  /** Microseconds since 1970, in UTC. */
  readonly values: Float64Array;
  /** Whether the times carry a zone (UTC). */
  readonly zoned: boolean;
  /** Days without a time. */
  readonly days?: boolean;
}

export interface Frame {
  readonly rows: number;
  readonly columns: readonly Column[];
}

export const isNumber = (column: Column): column is NumberColumn =>
  column.dtype === 'int64' || column.dtype === 'int32' || column.dtype === 'float64';

/** The numbers of a numeric or bool column as doubles; NaN is missing. */
export function doubles(column: NumberColumn | BoolColumn): Float64Array {
  const { values } = column;
  return values instanceof Float64Array ? values : Float64Array.from(values, Number);
}

/** 1 where a value is missing; null when none is. */
export function missing(column: Column): Uint8Array | null {
  const { values } = column;
  if (!(values instanceof Float64Array || Array.isArray(values))) return null;
  const mask = new Uint8Array(values.length);
  let any = false;
  if (values instanceof Float64Array) {
    for (let i = 0; i < values.length; i++) if (values[i] !== values[i]) any = !!(mask[i] = 1);
  } else {
    for (let i = 0; i < values.length; i++) if (values[i] === null) any = !!(mask[i] = 1);
  }
  return any ? mask : null;
}

/** Number of distinct values that are not missing. Stops counting beyond `limit`. */
export function countDistinct(column: Column, limit = Infinity): number {
  const seen = new Set<unknown>();
  for (const value of column.values) {
    if (value === null || value !== value) continue;
    seen.add(value);
    if (seen.size > limit) break;
  }
  return seen.size;
}

/** Rows `from` (inclusive) to `to` (exclusive). */
export function sliceRows(frame: Frame, from: number, to: number): Frame {
  const end = Math.min(to, frame.rows);
  return {
    rows: Math.max(end - from, 0),
    columns: frame.columns.map((column) => ({ ...column, values: column.values.slice(from, end) }) as Column),
  };
}

import type { Column } from './frame.js';

export type Value = string | boolean | number | bigint;

/** A column as numbers into its distinct values, in order of first appearance; -1 is missing. */
export interface Codes {
  readonly codes: Int32Array;
  readonly distinct: readonly Value[];
  readonly counts: readonly number[];
}

export function encode(column: Column): Codes {
  const { values } = column;
  const codes = new Int32Array(values.length);
  const places = new Map<Value, number>();
  const distinct: Value[] = [];
  const counts: number[] = [];
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as Value | null;
    if (value === null || value !== value) {
      codes[i] = -1;
      continue;
    }
    let code = places.get(value);
    if (code === undefined) {
      code = distinct.push(value) - 1;
      places.set(value, code);
      counts.push(0);
    }
    counts[code]!++;
    codes[i] = code;
  }
  return { codes, distinct, counts };
}

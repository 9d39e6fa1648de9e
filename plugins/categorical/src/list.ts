import type { Json } from '@mdm/sdk';

export type Value = string | number | boolean;

/** The values of a `values` measure, the most frequent first. */
export const valuesIn = (measured: Json | undefined): readonly { value: Value; count: number }[] =>
  Array.isArray(measured) ? (measured as readonly { value: Value; count: number }[]) : [];

/** Rising: numbers by size, texts by code points (which is the order of their UTF-8 bytes), false before true. */
export function rising(a: Value, b: Value): number {
  if (typeof a === 'string' && typeof b === 'string') return Buffer.compare(Buffer.from(a), Buffer.from(b));
  return Number(a) - Number(b);
}

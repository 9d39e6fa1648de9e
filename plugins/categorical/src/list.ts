export type Value = string | number | boolean;

/** Rising: numbers by size, texts by code points (which is the order of their UTF-8 bytes), false before true. */
export function rising(a: Value, b: Value): number {
  if (typeof a === 'string' && typeof b === 'string') return Buffer.compare(Buffer.from(a), Buffer.from(b));
  return Number(a) - Number(b);
}

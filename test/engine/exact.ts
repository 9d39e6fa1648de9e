/** A double as a whole number of 2^-1074, exactly. */
export function whole(x: number): bigint {
  const bits = new BigUint64Array(new Float64Array([x]).buffer)[0]!;
  const exponent = Number((bits >> 52n) & 2047n);
  const fraction = bits & ((1n << 52n) - 1n);
  const size = exponent === 0 ? fraction : (fraction | (1n << 52n)) << BigInt(exponent - 1);
  return bits >> 63n ? -size : size;
}

/** The double next to n / d * 2^-1074, within one unit in the last place. */
export function ratio(n: bigint, d = 1n): number {
  const size = n < 0n ? -n : n;
  const more = BigInt(Math.max(0, 64 - (size.toString(2).length - d.toString(2).length)));
  const q = (size << more) / d;
  const cut = BigInt(Math.max(0, q.toString(2).length - 64));
  const power = Number(cut) - Number(more) - 1074;
  // Two steps, for 2^-1074 and below are not doubles of full length.
  const value = Number(q >> cut) * 2 ** Math.trunc(power / 2) * 2 ** (power - Math.trunc(power / 2));
  return n < 0n ? -value : value;
}

/** The whole part of the square root. */
function root(n: bigint): bigint {
  if (n < 2n) return n;
  let x = 1n << BigInt(Math.ceil(n.toString(2).length / 2));
  for (;;) {
    const next = (x + n / x) >> 1n;
    if (next >= x) return x;
    x = next;
  }
}

export interface Exact {
  readonly rows: number;
  readonly sum: bigint;
  /** Of ddof 1, in 2^-1074; null below two values. */
  readonly std: bigint | null;
}

/** Sum and standard deviation without any rounding but that of the last root. */
export function exactly(values: readonly number[]): Exact {
  const n = BigInt(values.length);
  let [sum, squares] = [0n, 0n];
  for (const x of values) {
    const w = whole(x);
    sum += w;
    squares += w * w;
  }
  return { rows: values.length, sum, std: n < 2n ? null : root((n * squares - sum * sum) / (n * (n - 1n))) };
}

/** How far a double is from n / d * 2^-1074. */
export const distance = (found: number, n: bigint, d = 1n): number => Math.abs(ratio(whole(found) * d - n, d));

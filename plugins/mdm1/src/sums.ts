/** Sums as numpy adds them (pairwise, eight at a time), so that means near 0 come out the same to the last digit. */
export function pairwiseSum(values: Float64Array, from = 0, n = values.length): number {
  if (n < 8) {
    let sum = 0;
    for (let i = from; i < from + n; i++) sum += values[i]!;
    return sum;
  }
  if (n <= 128) return blockSum(values, from, n);
  let half = n >> 1;
  half -= half % 8;
  return pairwiseSum(values, from, half) + pairwiseSum(values, from + half, n - half);
}

function blockSum(v: Float64Array, from: number, n: number): number {
  let [a, b, c, d, e, f, g, h] = [
    v[from]!,
    v[from + 1]!,
    v[from + 2]!,
    v[from + 3]!,
    v[from + 4]!,
    v[from + 5]!,
    v[from + 6]!,
    v[from + 7]!,
  ];
  let i = 8;
  for (; i < n - (n % 8); i += 8) {
    const at = from + i;
    a += v[at]!;
    b += v[at + 1]!;
    c += v[at + 2]!;
    d += v[at + 3]!;
    e += v[at + 4]!;
    f += v[at + 5]!;
    g += v[at + 6]!;
    h += v[at + 7]!;
  }
  let sum = a + b + (c + d) + (e + f + (g + h));
  for (; i < n; i++) sum += v[from + i]!;
  return sum;
}

export interface Moments {
  readonly mean: number;
  readonly std: number;
}

/** Mean and standard deviation of the known values, missing ones in their places, in pandas' order of operations. */
export function moments(values: readonly (number | null)[], ddof: number): Moments {
  const count = values.reduce<number>((n, x) => n + (x === null ? 0 : 1), 0);
  const mean = pairwiseSum(Float64Array.from(values, (x) => x ?? 0)) / count;
  const squares = Float64Array.from(values, (x) => (x === null ? 0 : (mean - x) ** 2));
  return { mean, std: count > ddof ? Math.sqrt(pairwiseSum(squares) / (count - ddof)) : NaN };
}

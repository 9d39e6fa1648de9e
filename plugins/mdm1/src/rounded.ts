/**
 * The natural logarithm rounded to the nearest double. Math's own may miss by one in the last place, and differ from numpy's there.
 * Numbers are pairs (high, low) of doubles; sums and products by Dekker (1971) and Knuth.
 */
type Pair = readonly [high: number, low: number];

const SPLIT = 2 ** 27 + 1;
const LN2: Pair = [0.6931471805599453, 2.3190468138462996e-17];
const HALVINGS = 8;
const TERMS = 9;

function sum(a: number, b: number): Pair {
  const high = a + b;
  const part = high - a;
  return [high, a - (high - part) + (b - part)];
}

function product(a: number, b: number): Pair {
  const high = a * b;
  const [x, y] = [a * SPLIT, b * SPLIT];
  const [a1, b1] = [x - (x - a), y - (y - b)];
  const [a2, b2] = [a - a1, b - b1];
  return [high, a2 * b2 - (high - a1 * b1 - a2 * b1 - a1 * b2)];
}

function plus([a, b]: Pair, [c, d]: Pair): Pair {
  const [high, low] = sum(a, c);
  return sum(high, low + b + d);
}

function times([a, b]: Pair, [c, d]: Pair): Pair {
  const [high, low] = product(a, c);
  return sum(high, low + a * d + b * c);
}

const INVERSE: readonly Pair[] = Array.from({ length: TERMS + 1 }, (_, n) => {
  const high = 1 / n;
  const [p, q] = product(high, n);
  return [high, (1 - p - q) / n];
});

/** e^x - 1 for |x| below ln 2, times a power of two: `e^x = (result + 1) 2^k`. */
function expPair(x: number): { readonly minus1: Pair; readonly power: number } {
  const power = Math.round(x / LN2[0]);
  const [p, q] = times(LN2, [power, 0]);
  const r = plus([x, 0], [-p, -q]);
  const scale = 2 ** -HALVINGS;
  const small: Pair = [r[0] * scale, r[1] * scale];
  // Horner: e^s - 1 = s (1 + s/2 (1 + s/3 (...))).
  let inner: Pair = [1, 0];
  for (let n = TERMS; n >= 2; n--) inner = plus([1, 0], times(times(small, INVERSE[n]!), inner));
  let minus1 = times(small, inner);
  for (let i = 0; i < HALVINGS; i++) minus1 = plus([2 * minus1[0], 2 * minus1[1]], times(minus1, minus1));
  return { minus1, power };
}

/** ln of a + b, from a first value near it. */
function refine(near: number, [a, b]: Pair): number {
  const { minus1, power } = expPair(-near);
  const scale = 2 ** power;
  const [high, low] = plus(times(minus1, [a * scale, b * scale]), plus([a * scale, b * scale], [-1, 0]));
  return sum(near, high + low - (high * high) / 2)[0];
}

export function log(x: number): number {
  const near = Math.log(x);
  return Math.abs(near) < 600 ? refine(near, [x, 0]) : near;
}

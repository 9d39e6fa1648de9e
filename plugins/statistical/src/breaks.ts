import { ckmeans } from 'simple-statistics';

const position = (lo: number, hi: number, k: number, n: number): number => {
  const edge = lo + ((hi - lo) * k) / n;
  return Number.isFinite(edge) ? edge : lo * (1 - k / n) + hi * (k / n);
};

/** Inner edges of `n` bins of equal width: lo + (hi - lo) k / n. */
export const equalEdges = (lo: number, hi: number, n: number): number[] =>
  lo === hi ? [] : Array.from({ length: n - 1 }, (_, k) => position(lo, hi, k + 1, n));

/** Where the inner quantiles of `n` bins lie: k / n. */
export const quantileShares = (n: number): number[] => Array.from({ length: n - 1 }, (_, k) => (k + 1) / n);

/**
 * Natural breaks: the least value of each cluster but the first, of at most `n` clusters with the least sum of squares within.
 * Source: Wang & Song (2011), "Ckmeans.1d.dp", R Journal 3(2), as in simple-statistics.
 */
export function naturalEdges(sample: readonly number[], n: number): number[] {
  const sorted = Float64Array.from(sample).sort();
  const clusters = Math.min(n, new Set(sorted).size);
  if (clusters < 2) return [];
  const size = Math.max(Math.abs(sorted[0] ?? 0), Math.abs(sorted.at(-1) ?? 0));
  const scale = size > 1e100 || size < 1e-100 ? size : 1; // squares must neither overflow nor vanish
  let first = 0;
  const edges = ckmeans(
    Array.from(sorted, (x) => x / scale),
    clusters,
  ).map((cluster) => {
    const edge = sorted[first];
    first += cluster.length;
    return edge;
  });
  return rising(edges.slice(1).filter((edge) => edge !== undefined));
}

/** Each edge once. The edges must not fall. */
export const rising = (edges: readonly number[]): number[] => edges.filter((edge, k) => k === 0 || edge !== edges[k - 1]);

/** Quantile `q` of sorted values, linear, with numpy's way of interpolating (from the nearer end). */
export function quantile(sorted: Float64Array, q: number): number {
  // pandas hands percentages to numpy, which divides them by 100 again.
  const h = ((q * 100) / 100) * (sorted.length - 1);
  const lo = Math.floor(h);
  const t = h - lo;
  const a = sorted[lo]!;
  const b = sorted[Math.min(lo + 1, sorted.length - 1)]!;
  return t < 0.5 ? a + (b - a) * t : b - (b - a) * (1 - t);
}

/** `count` evenly spaced numbers from `start` to `end`, as numpy's linspace rounds them. */
export function linspace(start: number, end: number, count: number): Float64Array {
  const step = (end - start) / (count - 1);
  return Float64Array.from({ length: count }, (_, i) => (i === count - 1 ? end : i * step + start));
}

/** How many of the sorted edges lie below x. */
export function countBelow(edges: Float64Array, x: number): number {
  let low = 0;
  let high = edges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (edges[middle]! < x) low = middle + 1;
    else high = middle;
  }
  return low;
}

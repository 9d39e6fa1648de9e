/** `count` evenly spaced numbers from `start` to `end`, as numpy's linspace rounds them. */
export function evenly(start: number, end: number, count: number): number[] {
  const step = (end - start) / (count - 1);
  return Array.from({ length: count }, (_, i) => (i === count - 1 ? end : i * step + start));
}

/** The shares of so many bins; pandas hands percentages to numpy, which divides them by 100 again. */
export const shares = (bins: number): number[] => evenly(0, 1, bins + 1).map((q) => (q * 100) / 100);

/** Between two neighbours of `count` sorted values, from the nearer end, as numpy does. */
export function interpolated(low: number, high: number, share: number, count: number): number {
  const h = share * (count - 1);
  const part = h - Math.floor(h);
  return part < 0.5 ? low + (high - low) * part : high - (high - low) * (1 - part);
}

/** Edges of bins of equal width, the lowest a little below; none when they are too near to tell apart. */
export function equalEdges(low: number, high: number, bins: number): number[] {
  const edges = evenly(low, high, bins + 1);
  edges[0]! -= (high - low) * 0.001;
  return edges.every((edge, i) => Number.isFinite(edge) && (i === 0 || edge > edges[i - 1]!)) ? edges : [];
}

/** Each edge once. */
export const distinctEdges = (edges: readonly number[]): number[] => edges.filter((edge, i) => edge !== edges[i - 1]);

import { maxSorted, minSorted, uniqueCountSorted } from '#simple-statistics';
import { boxcoxLambda, boxcoxValue } from './boxcox.js';
import { doubles, type BoolColumn, type Column, type NumberColumn } from './frame.js';
import { countBelow, linspace, quantile } from './quantile.js';
import { moments } from './sums.js';

const BINS = 10;

/** The features of a numeric column; `lambda` stands in for the Box-Cox fit. */
export function statisticalFeatures(column: NumberColumn | BoolColumn, lambda?: number): readonly Column[] {
  const x = doubles(column);
  const present = x.filter((value) => value === value);
  if (present.length === 0) return [];
  const sorted = present.slice().sort();
  const { mean, std } = moments(x);
  const [low, high] = [minSorted(sorted as never), maxSorted(sorted as never)];
  const name = (suffix: string): string => `${column.name}_${suffix}`;
  const each = (suffix: string, f: (value: number) => number): Column => ({ name: name(suffix), dtype: 'float64', values: x.map(f) });

  const features: Column[] = [];
  if (low > 0) features.push(each('log', Math.log1p));
  if (std > 0) features.push(each('zscore', (value) => (value - mean) / std));
  features.push({ name: name('percentile'), dtype: 'float64', values: percentiles(column, x, present.length) });
  features.push({ name: name('is_outlier'), dtype: 'int64', values: outliers(x, sorted) });
  if (uniqueCountSorted(sorted as never) > BINS) {
    const edges = [equalEdges(low, high), quantileEdges(sorted)];
    for (const [i, suffix] of ['bin_equal', 'bin_quantile'].entries()) {
      const found = edges[i];
      if (found) features.push(bins(name(suffix), x, found, present.length === x.length));
    }
  }
  if (low > 0) {
    features.push(each('sqrt', Math.sqrt));
    const fitted = lambda ?? boxcoxLambda(present);
    if (fitted !== null) features.push(each('boxcox', (value) => boxcoxValue(Math.log(value), fitted)));
  }
  if (mean !== 0) features.push(each('div_mean', (value) => value / mean));
  return features;
}

/** Average rank by the number of values. */
function percentiles(column: NumberColumn | BoolColumn, x: Float64Array, count: number): Float64Array {
  const keys = column.values instanceof BigInt64Array ? ranked(column.values) : x;
  const sorted = keys.filter((key) => key === key).sort();
  const distinct = new Float64Array(sorted.length);
  const share = new Float64Array(sorted.length);
  let n = 0;
  for (let start = 0; start < sorted.length;) {
    let end = start + 1;
    while (end < sorted.length && sorted[end] === sorted[start]) end++;
    distinct[n] = sorted[start]!;
    share[n++] = (start + 1 + end) / 2 / count;
    start = end;
  }
  const edges = distinct.subarray(0, n);
  return keys.map((key) => (key === key ? share[countBelow(edges, key)]! : NaN));
}

/** Whole numbers beyond 2^53 as their places in order, which doubles can tell apart. */
function ranked(values: BigInt64Array): Float64Array {
  const places = new Map<bigint, number>();
  for (const value of values.slice().sort()) if (!places.has(value)) places.set(value, places.size);
  return Float64Array.from(values, (value) => places.get(value)!);
}

function outliers(x: Float64Array, sorted: Float64Array): Int32Array {
  const [q1, q3] = [quantile(sorted, 0.25), quantile(sorted, 0.75)];
  const [low, high] = [q1 - 1.5 * (q3 - q1), q3 + 1.5 * (q3 - q1)];
  return Int32Array.from(x, (value) => (value < low || value > high ? 1 : 0));
}

/** Null for infinite values and for edges too near to tell apart: pandas raises there, and the original went on without the feature. */
function equalEdges(low: number, high: number): Float64Array | null {
  if (!Number.isFinite(low) || !Number.isFinite(high)) return null;
  const edges = linspace(low, high, BINS + 1);
  edges[0]! -= (high - low) * 0.001;
  return edges.every((edge, i) => i === 0 || edge > edges[i - 1]!) ? edges : null;
}

function quantileEdges(sorted: Float64Array): Float64Array {
  const edges = linspace(0, 1, BINS + 1).map((q) => quantile(sorted, q));
  return edges.filter((edge, i) => edge !== edges[i - 1]);
}

/** Intervals open on the left and closed on the right; the lowest edge belongs to the first. */
function bins(name: string, x: Float64Array, edges: Float64Array, whole: boolean): Column {
  const numbers = x.map((value) => {
    if (value === edges[0]) return 0;
    const below = countBelow(edges, value);
    return below === 0 || below === edges.length ? NaN : below - 1;
  });
  return whole && numbers.every((value) => value === value)
    ? { name, dtype: 'int64', values: Int32Array.from(numbers) }
    : { name, dtype: 'float64', values: numbers };
}

import { agg, column, constant, defineTransformer, fn, missing, number, quantiles, rank, ranks, sample, when } from '@mdm/sdk';
import type { Column, Expr, Feature, NumberType } from '@mdm/sdk';
import { z } from 'zod';
import { boxcoxLambda } from './boxcox.js';
import { distinctEdges, equalEdges, interpolated, shares } from './edges.js';
import { moments, type Moments } from './sums.js';
import { flag, whole } from './types.js';

const params = z.strictObject({
  ddof: z.int().min(0).max(1).default(1).describe('standard deviation by n - ddof'),
  quantiles: z
    .enum(['linear', 'lower', 'higher', 'nearest', 'midpoint'])
    .default('linear')
    .describe('where a quantile lies that falls between two values'),
  ties: z.enum(['average', 'min', 'max', 'dense']).default('average').describe('rank of equal values'),
  outlier: z.number().positive().default(1.5).describe('interquartile ranges beyond the quartiles from which a value is an outlier'),
  bins: z.int().min(2).max(1000).default(10).describe('number of bins; columns with no more different values have none'),
  rows: z
    .int()
    .min(10)
    .max(100_000_000)
    .default(2_000_000)
    .describe('number of rows that lambda is fitted on, and mean and deviation in the order of the rows'),
});

interface State extends Moments {
  readonly min: number;
  readonly max: number;
  readonly fences: readonly [low: number, high: number] | null;
  readonly equal: readonly number[];
  readonly quantile: readonly number[];
  readonly lambda: number | null;
}

const numbers = (c: Column): boolean => c.type === 'int64' || c.type === 'double' || c.type === 'boolean';
/** Whole numbers beyond 2^53 have ranks of their own. */
const exact = (c: Column): Expr<NumberType> => (c.type === 'int64' ? (column(c) as Expr<'int64'>) : number(c));
const QUARTERS = [0.25, 0.75];
const finite = (x: number): number => Math.min(Math.max(x, -Number.MAX_VALUE), Number.MAX_VALUE);
/** Sums and differences of the largest doubles are no numbers: nothing is made of them. */
const usable = (edges: readonly number[]): readonly number[] => (edges.every(Number.isFinite) ? edges : []);
const show = (x: number): string => String(Number(x.toPrecision(6)));

/** Number of the bin that holds x: open on the left, closed on the right, the lowest edge in the first; missing outside. */
function binned(x: Expr<'double'>, edges: readonly number[], c: Column): Expr<NumberType> {
  const [first = 0, ...rest] = edges;
  const inside = rest.map((edge, k) => [fn.le(x, edge), constant(k)] as const);
  return whole(when([[fn.lt(x, first), missing('double')], ...inside], missing('double')), c);
}

/**
 * `log` = ln(1 + x), `sqrt` and `boxcox` where all known values are above 0; `zscore` where the deviation is above 0; `percentile` =
 * average rank / known values; `is_outlier` (missing gives 0); `bin_equal`, `bin_quantile` in columns of more than `bins` different
 * values; `div_mean` where the mean is not 0. Missing in, missing out. Box-Cox by scipy's own search, for its optimum is flat.
 */
export const numeric = defineTransformer({
  meta: {
    name: 'numeric',
    version: 1,
    summary: 'Logarithm, standard score, rank, outlier flag, bins, root, Box-Cox and share of the mean, as MDM 1.0.6 made them',
    appliesTo: { semantic: ['numeric'], arity: 'each' },
    outputs: ['log', 'zscore', 'percentile', 'is_outlier', 'bin_equal', 'bin_quantile', 'sqrt', 'boxcox', 'div_mean'],
    params,
    onByDefault: false,
  },
  fit({ on: [c], params: { quantiles: method, ties, bins, rows } }) {
    if (!numbers(c)) return {};
    const x = number(c);
    const at = [...QUARTERS, ...shares(bins)];
    const [below, above] = method === 'linear' ? (['lower', 'higher'] as const) : [method, method];
    return {
      count: agg.count(x),
      min: agg.min(x),
      max: agg.max(x),
      mean: agg.mean(x),
      std: agg.std(x),
      below: quantiles(x, at, below),
      above: quantiles(x, at, above),
      ranks: ranks(exact(c), ties),
      values: sample([x], rows),
    };
  },
  learn(measured, { on: [c], params: { ddof, outlier, bins, quantiles: method } }): State | null {
    const { count, min, max, below = [], above = [], values: [values = []] = [] } = measured;
    if (!count || min === null || min === undefined || max === null || max === undefined) return null;
    const cut = (share: number, i: number): number => {
      const [low, high] = [below[i] ?? min, above[i] ?? max];
      return method === 'linear' ? interpolated(low, high, share, count) : low;
    };
    const [q1 = min, q3 = max, ...edges] = [...QUARTERS, ...shares(bins)].map(cut);
    const reach = outlier * (q3 - q1);
    const all = values.length === c.stats.rows;
    const deviation = ddof === 1 ? (measured.std ?? 0) : (measured.std ?? 0) * Math.sqrt((count - 1) / count);
    const { mean, std } = all ? moments(values, ddof) : { mean: measured.mean ?? 0, std: deviation };
    const many = c.stats.distinct > bins;
    const known = (): Float64Array => Float64Array.from(values.filter((v) => v !== null));
    return {
      min,
      max,
      mean: Number.isFinite(mean) ? mean : 0,
      std: Number.isFinite(std) ? std : 0,
      fences: Number.isNaN(q1 - reach) || Number.isNaN(q3 + reach) ? null : [finite(q1 - reach), finite(q3 + reach)],
      equal: many ? equalEdges(min, max, bins) : [],
      quantile: many ? usable(distinctEdges(edges)) : [],
      lambda: min > 0 ? boxcoxLambda(known()) : null,
    };
  },
  transform({ on: [c], state }) {
    if (!state) return [];
    const { min, mean, std, fences, equal, quantile, lambda } = state;
    const x = number(c);
    const features: Feature[] = [];
    const add = (name: string, expr: Expr, explain: string): unknown => features.push({ name, expr, explain });
    if (min > 0) add('log', fn.log1p(x), `Natural logarithm of 1 + ${c.name}.`);
    if (std > 0)
      add(
        'zscore',
        fn.divide(fn.subtract(x, mean), std),
        `Distance of ${c.name} from its mean ${show(mean)} in standard deviations (${show(std)}).`,
      );
    add('percentile', rank('ranks', exact(c)), `Rank of ${c.name} among the known values, from 0 to 1.`);
    if (fences)
      add(
        'is_outlier',
        flag(fn.or(fn.lt(x, fences[0]), fn.gt(x, fences[1]))),
        `1 when ${c.name} is below ${show(fences[0])} or above ${show(fences[1])}.`,
      );
    if (equal.length > 0) add('bin_equal', binned(x, equal, c), `Bin of ${c.name} among ${equal.length - 1} of equal width.`);
    if (quantile.length > 1) add('bin_quantile', binned(x, quantile, c), `Bin of ${c.name} between its quantiles.`);
    if (min > 0) add('sqrt', fn.sqrt(x), `Square root of ${c.name}.`);
    if (lambda !== null) {
      const log = fn.ln(x);
      const expr = lambda === 0 ? log : fn.divide(fn.expm1(fn.multiply(log, lambda)), lambda);
      add('boxcox', expr, `Box-Cox transform of ${c.name} with lambda ${show(lambda)}.`);
    }
    if (mean !== 0) add('div_mean', fn.divide(x, mean), `${c.name} by its mean ${show(mean)}.`);
    return features;
  },
});

import { agg, bin, cast, defineTransformer, number, quantiles, sample, type Column } from '@mdm/sdk';
import { z } from 'zod';
import { equalEdges, naturalEdges, quantileShares, rising } from './breaks.js';
import { allKnown, known, sampled, show } from './numbers.js';

const parts = z.int().min(0).max(1000);
const schema = z.strictObject({
  equal: parts.default(10).describe('number of bins of equal width; 0 switches them off'),
  quantile: parts.default(10).describe('number of bins of equal share; 0 switches them off'),
  natural: parts.max(50).default(5).describe('number of bins by natural breaks; 0 switches them off'),
  distinctEdges: z.boolean().default(false).describe('true: equal quantile edges count once, so bins have no gaps'),
  counts: z
    .array(z.int().min(2).max(1000))
    .default([])
    .describe('several numbers of bins instead of equal and quantile; the names then end with the number'),
  sample: z.int().min(10).default(2000).describe('number of training rows that natural breaks are sought in'),
});

/** The numbers of bins to make, of each kind. */
const wanted = ({
  counts,
  equal,
  quantile,
}: Readonly<z.output<typeof schema>>): Readonly<Record<'equal' | 'quantile', readonly number[]>> => {
  const each = [...new Set(counts)];
  const one = (n: number): readonly number[] => (n > 1 ? [n] : []);
  return counts.length > 0 ? { equal: each, quantile: each } : { equal: one(equal), quantile: one(quantile) };
};

const worthIt = (c: Column): boolean => c.stats.distinct > 2;

/**
 * Bin numbers from 0; columns with more than 2 distinct values. `bin_equal`: number of edges lo + (hi - lo) k / n at or below x.
 * `bin_quantile`: number of inner quantiles (linear interpolation) below x; equal quantiles count each unless `distinctEdges`.
 * `bin_natural`: number of natural breaks (see breaks.ts) at or below x; fewer bins when the sample has fewer distinct values.
 * Missing in, missing out. With `counts`, `bin_equal_5` and `bin_quantile_5` for each of the numbers.
 */
export const bins = defineTransformer({
  meta: {
    name: 'bins',
    version: 1,
    summary: 'Bin numbers: equal width, equal share, natural breaks',
    appliesTo: { semantic: ['numeric'], arity: 'each' },
    outputs: ['bin_equal', 'bin_quantile', 'bin_natural', 'bin_equal_{bins}', 'bin_quantile_{bins}'],
    params: schema,
  },
  fit({ on: [c], params }) {
    if (!worthIt(c)) return {};
    const x = number(c);
    const { equal, quantile } = wanted(params);
    const shares = quantile.flatMap(quantileShares);
    return {
      ...(equal.length > 0 ? { min: agg.min(x), max: agg.max(x) } : {}),
      ...(shares.length > 0 ? { quantiles: quantiles(x, shares) } : {}),
      ...(params.natural > 1 ? { sample: sample([x], params.sample) } : {}),
    };
  },
  learn(measured, { params }) {
    const [min, max] = [known(measured.min), known(measured.max)];
    const inner = allKnown(measured.quantiles) ?? [];
    const { equal, quantile } = wanted(params);
    let at = 0;
    const cut = (n: number): number[] => inner.slice(at, (at += n - 1));
    return {
      equal: min === null || max === null ? [] : equal.map((n) => equalEdges(min, max, n)),
      quantile: quantile.map((n) => (params.distinctEdges ? rising(cut(n)) : cut(n))),
      natural: naturalEdges(sampled(measured.sample), params.natural),
    };
  },
  transform({ on: [c], params, state }) {
    const end = (i: number): string => (params.counts.length > 0 ? `_${[...new Set(params.counts)][i]}` : '');
    const kinds = [
      ...state.equal.map(
        (edges, i) => ({ name: `bin_equal${end(i)}`, edges, below: 'le', what: 'equal-width edges at or below' }) as const,
      ),
      ...state.quantile.map((edges, i) => ({ name: `bin_quantile${end(i)}`, edges, below: 'lt', what: 'inner quantiles below' }) as const),
      { name: 'bin_natural', edges: state.natural, below: 'le', what: 'natural breaks at or below' },
    ] as const;
    return kinds
      .filter((kind) => kind.edges.length > 0)
      .map(({ name, edges, below, what }) => {
        const number_ = bin(number(c), edges, below);
        return {
          name,
          expr: edges.length < 256 ? cast(number_, 'uint8') : number_,
          explain: `Number of ${what} ${c.name}, of ${edges.length} from ${show(edges[0] ?? 0)} to ${show(edges.at(-1) ?? 0)}.`,
        };
      });
  },
});

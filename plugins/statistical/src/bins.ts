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
  sample: z.int().min(10).default(2000).describe('number of training rows that natural breaks are sought in'),
});

const worthIt = (c: Column): boolean => c.stats.distinct > 2;

/**
 * Bin numbers from 0; columns with more than 2 distinct values. `bin_equal`: number of edges lo + (hi - lo) k / n at or below x.
 * `bin_quantile`: number of inner quantiles (linear interpolation) below x; equal quantiles count each unless `distinctEdges`.
 * `bin_natural`: number of natural breaks (see breaks.ts) at or below x; fewer bins when the sample has fewer distinct values.
 * Missing in, missing out.
 */
export const bins = defineTransformer({
  meta: {
    name: 'bins',
    version: 1,
    summary: 'Bin numbers: equal width, equal share, natural breaks',
    appliesTo: { semantic: ['numeric'], arity: 'each' },
    outputs: ['bin_equal', 'bin_quantile', 'bin_natural'],
    params: schema,
  },
  fit({ on: [c], params }) {
    if (!worthIt(c)) return {};
    const x = number(c);
    return {
      ...(params.equal > 1 ? { min: agg.min(x), max: agg.max(x) } : {}),
      ...(params.quantile > 1 ? { quantiles: quantiles(x, quantileShares(params.quantile)) } : {}),
      ...(params.natural > 1 ? { sample: sample([x], params.sample) } : {}),
    };
  },
  learn(measured, { params }) {
    const [min, max] = [known(measured.min), known(measured.max)];
    const inner = allKnown(measured.quantiles) ?? [];
    return {
      equal: min === null || max === null ? [] : equalEdges(min, max, params.equal),
      quantile: params.distinctEdges ? rising(inner) : inner,
      natural: naturalEdges(sampled(measured.sample), params.natural),
    };
  },
  transform({ on: [c], state }) {
    const kinds = [
      { name: 'bin_equal', edges: state.equal, below: 'le', what: 'equal-width edges at or below' },
      { name: 'bin_quantile', edges: state.quantile, below: 'lt', what: 'inner quantiles below' },
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

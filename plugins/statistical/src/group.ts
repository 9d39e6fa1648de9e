import { agg, cast, column, defineTransformer, fn, lookup, lookupTable, number, type Aggregate, type Column, type Expr } from '@mdm/sdk';
import { z } from 'zod';
import { mostDistinct } from './numbers.js';

const STATS = ['mean', 'std', 'min', 'max', 'count', 'deviation'] as const;
const says = { mean: 'Mean', std: 'Standard deviation', min: 'Least value', max: 'Greatest value', count: 'Number of known values' };
const names = z.array(z.string()).default([]);

const schema = z.strictObject({
  stats: z
    .array(z.enum(STATS))
    .default([...STATS])
    .describe('what to compute within each group'),
  values: names.describe('numeric columns to describe; none: chosen automatically'),
  keys: names.describe('columns to group by; none: chosen automatically'),
  maxValues: z.int().min(0).default(5).describe('number of columns chosen, those with most distinct values'),
  maxKeys: z.int().min(0).default(3).describe('number of keys chosen, those with fewest distinct values'),
  maxGroups: z.int().min(2).default(10_000).describe('a column with more distinct values is not chosen as a key'),
});
type Params = z.infer<typeof schema>;

function valuesOf(on: readonly Column[], params: Params): readonly Column[] {
  if (params.values.length > 0) return on.filter((c) => params.values.includes(c.name) && c.type !== 'text');
  return mostDistinct(
    on.filter((c) => c.semantic === 'numeric'),
    params.maxValues,
  );
}

function keysOf(on: readonly Column[], params: Params): readonly Column[] {
  if (params.keys.length > 0) return on.filter((c) => params.keys.includes(c.name));
  const fit = on.filter((c) => c.semantic !== 'numeric' && c.stats.distinct >= 2 && c.stats.distinct <= params.maxGroups);
  const best = new Set([...fit].sort((a, b) => a.stats.distinct - b.stats.distinct).slice(0, params.maxKeys));
  return fit.filter((c) => best.has(c));
}

/** What the table of a key must hold: a deviation is made of the mean. */
const columnsOf = (stats: Params['stats']) => [...new Set(stats.map((s) => (s === 'deviation' ? 'mean' : s)))];

/**
 * Statistics of a numeric column v over the training rows with the same key k (`on` is [v, k]): `mean`, `std` (ddof 1, missing below
 * two known values), `min`, `max`, `count` of known values, and `deviation` = v - mean. In units of v, count aside. Missing when the
 * key is missing or was not seen in training; `deviation` also when v is missing.
 */
export const group = defineTransformer({
  meta: {
    name: 'group',
    version: 1,
    summary: 'Statistics of numeric columns within categories',
    appliesTo: { semantic: ['numeric', 'categorical', 'boolean'], arity: 'all' },
    outputs: STATS,
    params: schema,
  },
  fit({ on, params }) {
    const values = valuesOf(on, params);
    const stats = columnsOf(params.stats);
    if (values.length === 0 || stats.length === 0) return {};
    const columns: Record<string, Aggregate> = Object.fromEntries(
      values.flatMap((v, i) => stats.map((s) => [`${s}${i}`, agg[s](number(v))])),
    );
    return Object.fromEntries(keysOf(on, params).map((k, i) => [`by${i}`, lookupTable([column(k)], columns)]));
  },
  transform({ on, params }) {
    const values = valuesOf(on, params);
    return keysOf(on, params).flatMap((k, table) =>
      values.flatMap((v, position) => {
        if (v === k) return [];
        const read = <T extends 'double' | 'int64'>(stat: string, type: T): Expr<T> =>
          lookup(`by${table}`, [column(k)], `${stat}${position}`, type);
        return [...new Set(params.stats)].map((stat) => {
          if (stat === 'deviation') {
            const expr = fn.subtract(number(v), read('mean', 'double'));
            return { name: stat, on: [v, k], expr, explain: `${v.name} minus its mean over the training rows with the same ${k.name}.` };
          }
          const expr = stat === 'count' ? cast(read(stat, 'int64'), 'int32') : read(stat, 'double');
          return { name: stat, on: [v, k], expr, explain: `${says[stat]} of ${v.name} over the training rows with the same ${k.name}.` };
        });
      }),
    );
  },
});

import { column, constant, defineTransformer, fn, number, sample, when, type Column, type Expr } from '@mdm/sdk';
import { z } from 'zod';
import { correlation } from './correlation.js';

const share = z.number().min(0).max(1);
const schema = z.strictObject({
  min: share.default(0.1).describe('least |r| of a pair'),
  max: share.default(0.95).describe('|r| from which on two columns are too alike'),
  pairs: z.int().min(0).default(20).describe('number of pairs, those with the greatest |r|'),
  distinct: share.default(0.01).describe('number of different values by rows above which a column counts'),
  rows: z.int().min(10).max(100_000_000).default(2_000_000).describe('number of rows that r is measured on'),
});
type Params = z.infer<typeof schema>;

/** Columns that may count: more than two values. The profile's `distinct` is an estimate, within a few percent. */
const candidates = (on: readonly Column[], { distinct }: Params): readonly Column[] =>
  on.filter(
    ({ type, role, stats }) =>
      (type === 'int64' || type === 'double') &&
      role !== 'id' &&
      role !== 'target' &&
      stats.distinct > 2 &&
      stats.distinct > 0.8 * distinct * stats.rows,
  );

type Values = readonly (number | null)[];

/** Whether the column has more different values than that share of the rows; counted where the estimate leaves it open. */
function varied({ stats }: Column, values: Values, { distinct }: Params): boolean {
  const limit = distinct * stats.rows;
  if (stats.distinct <= 1000 || stats.distinct > 1.25 * limit || values.length < stats.rows) return stats.distinct / stats.rows > distinct;
  return new Set(values.filter((v) => v !== null)).size / stats.rows > distinct;
}

type Doubles = (a: Expr<'double'>, b: Expr<'double'>) => Expr;

/** On whole numbers without a missing one, in 64 bits as the original did; else on doubles. */
const either =
  (exact: (a: Expr<'int64'>, b: Expr<'int64'>) => Expr, double: Doubles) =>
  (a: Column, b: Column): Expr =>
    [a, b].every((c) => c.type === 'int64' && c.stats.missing === 0)
      ? exact(column(a) as Expr<'int64'>, column(b) as Expr<'int64'>)
      : double(number(a), number(b));

const divided: Doubles = (a, b) => when([[fn.eq(b, 0), constant(0)]], fn.divide(a, b));

const OPERATIONS = [
  { name: 'plus', build: either(fn.wrapAdd, fn.add), says: 'plus' },
  { name: 'minus', build: either(fn.wrapSubtract, fn.subtract), says: 'minus' },
  { name: 'times', build: either(fn.wrapMultiply, fn.multiply), says: 'times' },
  { name: 'div', build: (a: Column, b: Column) => divided(number(a), number(b)), says: 'divided by' },
] as const;

/**
 * `A_plus_B`, `A_minus_B`, `A_times_B` and `A_div_B` (0 where B is 0, even without A) of the pairs of numeric columns with the greatest
 * |r|, from `min` up to below `max`, by the rows where both are known. Whole numbers stay whole and wrap around in 64 bits. Otherwise
 * missing when either is missing.
 */
export const pairs = defineTransformer({
  meta: {
    name: 'pairs',
    version: 1,
    summary: 'Sum, difference, product and quotient of correlated columns, as MDM 1.0.6 made them',
    appliesTo: { semantic: ['numeric', 'categorical', 'datetime', 'text', 'boolean', 'id', 'constant'], arity: 'all' },
    outputs: ['plus_{column}', 'minus_{column}', 'times_{column}', 'div_{column}'],
    params: schema,
    onByDefault: false,
  },
  fit({ on, params }) {
    const columns = candidates(on, params);
    return columns.length < 2 || params.pairs === 0 ? {} : { values: sample(columns.map(number), params.rows) };
  },
  learn({ values = [] }, { on, params }) {
    const columns = candidates(on, params).map((c, i) => ({ c, values: values[i] ?? [] }));
    const kept = columns.filter(({ c, values: v }) => varied(c, v, params));
    const found = kept.flatMap((a, i) =>
      kept.slice(i + 1).flatMap((b) => {
        const r = Math.abs(correlation(b.values, a.values));
        return r >= params.min && r < params.max ? [{ a: a.c.name, b: b.c.name, r }] : [];
      }),
    );
    return { pairs: found.sort((p, q) => q.r - p.r).slice(0, params.pairs) };
  },
  transform({ on, state }) {
    const byName = new Map(on.map((c) => [c.name, c]));
    return state.pairs.flatMap(({ a: nameA, b: nameB, r }) => {
      const [a, b] = [byName.get(nameA), byName.get(nameB)];
      if (a === undefined || b === undefined) return [];
      return OPERATIONS.map(({ name, build, says }) => ({
        name: `${name}_${b.name}`,
        on: [a],
        expr: build(a, b),
        explain: `${a.name} ${says} ${b.name} (|r| ${Number(r.toPrecision(6))}).`,
      }));
    });
  },
});

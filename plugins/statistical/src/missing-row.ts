import { cast, column, defineTransformer, fn, type Expr, type NumberType } from '@mdm/sdk';
import { z } from 'zod';

/** The sum as a balanced tree: 5,000 columns are 13 deep. */
function total(parts: readonly Expr<NumberType>[]): Expr<NumberType> {
  const [first] = parts;
  if (first !== undefined && parts.length === 1) return first;
  const half = Math.ceil(parts.length / 2);
  return fn.add(total(parts.slice(0, half)), total(parts.slice(half)));
}

/**
 * Missing values of a row over all input columns (target, ids, ignored and constant columns are none): `missing_count`, and
 * `missing_share` = count / columns. Never missing themselves. Made only when some column has missing values in training.
 */
export const missingRow = defineTransformer({
  meta: {
    name: 'missing-row',
    version: 1,
    summary: 'Number and share of missing values of a row',
    appliesTo: { semantic: ['numeric', 'categorical', 'datetime', 'text', 'boolean'], arity: 'all' },
    outputs: ['missing_count', 'missing_share'],
    params: z.strictObject({}),
    onByDefault: true,
  },
  transform({ on }) {
    if (!on.some((c) => c.stats.missing > 0)) return [];
    const count = total(on.map((c) => fn.flag(fn.isMissing(column(c)))));
    const whole = `the ${on.length} input ${on.length === 1 ? 'column' : 'columns'}`;
    return [
      { name: 'missing_count', expr: cast(count, 'int32'), explain: `Number of missing values among ${whole}.` },
      { name: 'missing_share', expr: fn.divide(count, on.length), explain: `Share of missing values among ${whole}.` },
    ];
  },
});

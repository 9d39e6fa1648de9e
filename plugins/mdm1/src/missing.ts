import { cast, column, constant, defineTransformer, fn, when, type Column, type Expr, type Feature, type Role } from '@mdm/sdk';
import { z } from 'zod';
import { flag } from './types.js';

const RESERVED: ReadonlySet<Role | undefined> = new Set<Role>(['id', 'target']);

const gone = (c: Column): Expr<'boolean'> => fn.isMissing(column(c));

/** As a balanced tree: 5,000 columns are 13 deep. */
function tree<E extends Expr>(parts: readonly E[], join: (a: E, b: E) => E): E {
  if (parts.length === 1) return parts[0]!;
  const half = Math.ceil(parts.length / 2);
  return join(tree(parts.slice(0, half), join), tree(parts.slice(half), join));
}

/**
 * Of the columns M whose share of missing values lies within `min` and `max`, ids and target among them: `is_missing` for each but
 * those two; `total_missing_count` and `missing_ratio` of the row over M; `max_consecutive_missing`: longest run of them in the order of
 * the table; `missing_pattern_id`: number of the first 8 hex digits of the MD5 of the row's 1 (missing) and 0; `missing_together_A_B`
 * for each two of the first `together` of M. Never missing.
 */
export const missing = defineTransformer({
  meta: {
    name: 'missing',
    version: 1,
    summary: 'What is missing where in a row, as MDM 1.0.6 told it',
    appliesTo: { semantic: ['numeric', 'categorical', 'datetime', 'text', 'boolean', 'id', 'constant'], arity: 'all' },
    outputs: [
      ...['is_missing', 'total_missing_count', 'missing_ratio', 'max_consecutive_missing'],
      ...['missing_pattern_id', 'missing_together_{columns}'],
    ],
    params: z.strictObject({
      min: z.number().min(0).max(1).default(0.01).describe('least share of missing values of a column that counts'),
      max: z.number().min(0).max(1).default(0.95).describe('greatest share of missing values of a column that counts'),
      together: z.int().min(0).max(100).default(5).describe('number of columns that are looked at two by two, the first ones'),
    }),
    onByDefault: false,
  },
  transform({ on, params }) {
    const counted = on.filter(({ stats: { missing: m, rows } }) => m > 0 && m / rows >= params.min && m / rows <= params.max);
    if (counted.length === 0) return [];
    const total = cast(
      tree(
        counted.map((c) => flag(gone(c)) as Expr<'int64' | 'double'>),
        (a, b) => fn.add(a, b),
      ),
      'int64',
    );
    const [yes, no] = [constant('1'), constant('0')];
    const pattern = tree(
      counted.map((c) => when([[gone(c), yes]], no)),
      (a, b) => fn.concat(a, b),
    );
    const whole = `the ${counted.length} ${counted.length === 1 ? 'column' : 'columns'} that sometimes have none`;
    const few = counted.slice(0, params.together);
    return [
      ...counted
        .filter((c) => !RESERVED.has(c.role))
        .map((c): Feature => ({ name: 'is_missing', on: [c], expr: flag(gone(c)), explain: `1 when ${c.name} is missing.` })),
      { name: 'total_missing_count', expr: total, explain: `Number of missing values of ${whole}.` },
      { name: 'missing_ratio', expr: fn.divide(total, counted.length), explain: `Share of missing values of ${whole}.` },
      {
        name: 'max_consecutive_missing',
        expr: fn.longest(fn.matches(pattern, '1+')),
        explain: `Longest run of neighbours without a value among ${whole}.`,
      },
      {
        name: 'missing_pattern_id',
        expr: fn.hashPrefix(pattern, 8),
        explain: `A number for which of ${whole} are missing.`,
      },
      ...few.flatMap((a, i) =>
        few.slice(i + 1).map((b) => ({
          name: `missing_together_${a.name}_${b.name}`,
          expr: flag(fn.and(gone(a), gone(b))),
          explain: `1 when both ${a.name} and ${b.name} are missing.`,
        })),
      ),
    ];
  },
});

import { cast, constant, defineTransformer, fn, missing, when, type Feature } from '@mdm/sdk';
import { z } from 'zod';
import { category, counts, rowsOf } from './counts.js';

/**
 * How often the row's category occurs among the training rows: `count`, and `share` = count / rows with a known category.
 * A category never seen there gives 0, a missing one missing.
 */
export const count = defineTransformer({
  meta: {
    name: 'count',
    version: 1,
    summary: 'How often the category occurs, as a count and as a share',
    appliesTo: { semantic: ['categorical', 'boolean'], arity: 'each' },
    outputs: ['count', 'share'],
    params: z.strictObject({}),
  },
  fit: ({ on }) => counts(on[0]),
  transform({ on, state }): Feature[] {
    const known = state.known ?? 0;
    if (known === 0) return [];
    const found = rowsOf(on[0]);
    const rows = when<'int64'>(
      [
        [fn.isMissing(category(on[0])), missing('int64')],
        [fn.isMissing(found), cast(constant(0), 'int64')],
      ],
      found,
    );
    return [
      { name: 'count', expr: cast(rows, 'int32'), explain: `Training rows with the same ${on[0].name}.` },
      {
        name: 'share',
        expr: fn.divide(rows, known),
        explain: `Share of the ${known} training rows with a known ${on[0].name} that have the same one.`,
      },
    ];
  },
});

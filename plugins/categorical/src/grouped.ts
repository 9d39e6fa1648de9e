import { constant, defineTransformer, fn, missing, text, when, type Feature } from '@mdm/sdk';
import { z } from 'zod';
import { category, counts, leastRows, rowsOf } from './counts.js';

/** The category as text, with rare ones and ones never seen in the training rows replaced by a label. Missing in, missing out. */
export const grouped = defineTransformer({
  meta: {
    name: 'grouped',
    version: 1,
    summary: 'The category, with the rare ones put together',
    appliesTo: { semantic: ['categorical', 'boolean'], arity: 'each' },
    outputs: ['grouped'],
    params: z.strictObject({
      share: z.number().min(0).max(1).default(0.01).describe('Share of the known rows below which a category is rare'),
      rows: z.int().min(1).default(1).describe('Number of rows below which a category is rare'),
      label: z.string().default('other').describe('What rare categories become'),
    }),
  },
  fit: ({ on }) => counts(on[0]),
  transform({ on, params, state }): Feature[] {
    const known = state.known ?? 0;
    if (known === 0) return [];
    const least = Math.max(params.rows, leastRows(params.share, known));
    return [
      {
        name: 'grouped',
        expr: when<'text'>(
          [
            [fn.isMissing(category(on[0])), missing('text')],
            [fn.ge(rowsOf(on[0]), least), text(on[0])],
          ],
          constant(params.label),
        ),
        explain: `${on[0].name}, with categories of fewer than ${least} training rows as ${JSON.stringify(params.label)}.`,
      },
    ];
  },
});

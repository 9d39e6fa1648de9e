import { cast, constant, defineTransformer, fn, missing, values, when, type Expr, type Feature } from '@mdm/sdk';
import { z } from 'zod';
import { category } from './counts.js';
import { rising } from './list.js';

const code = (k: number): Expr<'int32'> => cast(constant(k), 'int32');

/**
 * The place of the category among those of the training rows, from 0, by rising value or by falling count (ties by rising value);
 * -1 for one never seen there, missing for missing. Not made for columns with more than `max` categories.
 */
export const ordinal = defineTransformer({
  meta: {
    name: 'ordinal',
    version: 1,
    summary: 'A whole number for each category, in order',
    appliesTo: { semantic: ['categorical', 'boolean'], arity: 'each' },
    outputs: ['ordinal'],
    params: z.strictObject({
      order: z.enum(['value', 'count']).default('value').describe('Codes by rising value or by falling count'),
      max: z.int().min(1).max(1000).default(50).describe('Most categories of a column'),
    }),
  },
  fit: ({ on, params }) => ({ categories: values(category(on[0]), params.max + 1) }),
  transform({ on, params, state }): Feature[] {
    const frequent = state.categories.map(({ value }) => value);
    if (frequent.length === 0 || frequent.length > params.max) return [];
    const ordered = params.order === 'count' ? frequent : [...frequent].sort(rising);
    const codes = new Map(ordered.map((value, k) => [value, k]));
    const x = category(on[0]);
    // The frequent categories are asked first: most rows leave the chain early.
    const branches = frequent.map((value) => [fn.eq(x, value), code(codes.get(value) ?? -1)] as const);
    return [
      {
        name: 'ordinal',
        expr: when<'int32'>([...branches, [fn.isMissing(x), missing('int32')]], code(-1)),
        explain: `Place of ${on[0].name} among its ${ordered.length} categories by ${params.order === 'count' ? 'falling count' : 'rising value'}, from 0 for ${JSON.stringify(ordered[0])}; -1 for a new one.`,
      },
    ];
  },
});

import { constant, defineTransformer, fn, values, when, type Expr, type Feature } from '@mdm/sdk';
import { z } from 'zod';
import { category } from './counts.js';

/**
 * One flag for each of the most frequent categories of the training rows (by falling count, ties by rising value), and `other` for
 * a known category that is none of them, made only when the training rows have such. Missing gives 0 everywhere.
 */
export const onehot = defineTransformer({
  meta: {
    name: 'onehot',
    version: 1,
    summary: 'One flag for each frequent category, and one for the others',
    appliesTo: { semantic: ['categorical', 'boolean'], arity: 'each' },
    outputs: ['is_{value}', 'top_{rank}', 'other'],
    params: z.strictObject({
      top: z.int().min(1).max(1000).default(10).describe('Most categories that get a flag'),
      other: z.boolean().default(true).describe('Whether the categories below the top share a flag, when there are any'),
      name: z.enum(['value', 'rank']).default('value').describe('Names by the category (is_red) or by its place (top_1)'),
    }),
  },
  fit: ({ on, params }) => ({ top: values(category(on[0]), params.top + 1) }),
  transform({ on, params, state }): Feature[] {
    const x = category(on[0]);
    const found = state.top;
    const top = found.slice(0, params.top);
    const is = top.map(({ value }): Expr<'boolean'> => fn.eq(x, value));
    const flags = top.map(({ value, count }, k) => ({
      name: params.name === 'rank' ? `top_${k + 1}` : `is_${value}`,
      expr: fn.flag(fn.eq(x, value)),
      explain: `1 when ${on[0].name} is ${JSON.stringify(value)} (${count} training ${count === 1 ? 'row' : 'rows'}), else 0.`,
    }));
    if (!params.other || found.length <= params.top) return flags;
    const no = constant(false);
    const none = when<'boolean'>([[fn.isMissing(x), no], ...is.map((condition) => [condition, no] as const)], constant(true));
    return [
      ...flags,
      { name: 'other', expr: fn.flag(none), explain: `1 when ${on[0].name} is known and none of the ${top.length} most frequent, else 0.` },
    ];
  },
});

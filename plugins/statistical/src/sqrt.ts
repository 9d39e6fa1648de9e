import { defineTransformer, fn, number, when } from '@mdm/sdk';
import { z } from 'zod';

/**
 * Square root of the magnitude: `sqrt` = sign(x) sqrt(|x|), or sqrt(|x|) with `sign: 'drop'`. In units of the root of x.
 * Missing in, missing out. Source: the signed power transform at 1/2 (Tukey 1957, "On the comparative anatomy of transformations").
 */
export const sqrt = defineTransformer({
  meta: {
    name: 'sqrt',
    version: 1,
    summary: 'Signed square root of |x|',
    appliesTo: { semantic: ['numeric'], arity: 'each' },
    outputs: ['sqrt'],
    params: z.strictObject({
      sign: z.enum(['keep', 'drop']).default('keep').describe('keep: sign(x) sqrt(|x|); drop: sqrt(|x|)'),
    }),
  },
  transform({ on: [c], params }) {
    const x = number(c);
    const keep = params.sign === 'keep';
    return [
      {
        name: 'sqrt',
        expr: keep ? when([[fn.lt(x, 0), fn.negate(fn.sqrt(fn.negate(x)))]], fn.sqrt(x)) : fn.sqrt(fn.abs(x)),
        explain: `Square root of the size of ${c.name}${keep ? ', with its sign' : ''}.`,
      },
    ];
  },
});

import { defineTransformer, fn, number, when } from '@mdm/sdk';
import { z } from 'zod';

/**
 * Logarithm of the magnitude: `log1p` = sign(x) ln(1 + |x|), or ln(1 + |x|) with `sign: 'drop'`. In units of ln x; 0 stays 0.
 * Missing in, missing out. Source: John & Draper (1980), "An alternative family of transformations", at lambda = 0.
 */
export const log = defineTransformer({
  meta: {
    name: 'log',
    version: 1,
    summary: 'Signed natural logarithm ln(1 + |x|)',
    appliesTo: { semantic: ['numeric'], arity: 'each' },
    outputs: ['log1p'],
    params: z.strictObject({
      sign: z.enum(['keep', 'drop']).default('keep').describe('keep: sign(x) ln(1 + |x|); drop: ln(1 + |x|)'),
    }),
  },
  transform({ on: [c], params }) {
    const x = number(c);
    const keep = params.sign === 'keep';
    return [
      {
        name: 'log1p',
        expr: keep ? when([[fn.lt(x, 0), fn.negate(fn.log1p(fn.negate(x)))]], fn.log1p(x)) : fn.log1p(fn.abs(x)),
        explain: `Natural logarithm of 1 plus the size of ${c.name}${keep ? ', with its sign' : ''}.`,
      },
    ];
  },
});

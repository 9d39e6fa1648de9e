import { cast, defineTransformer, fn, text, type Feature } from '@mdm/sdk';
import { z } from 'zod';

/** Number of Unicode code points of the category's text; numbers and times count as they are written. Missing in, missing out. */
export const length = defineTransformer({
  meta: {
    name: 'length',
    version: 1,
    summary: 'Length of the category in characters',
    appliesTo: { semantic: ['categorical'], arity: 'each' },
    outputs: ['length'],
    params: z.strictObject({}),
  },
  transform: ({ on }): Feature[] => [
    { name: 'length', expr: cast(fn.length(text(on[0])), 'int32'), explain: `Number of characters of ${on[0].name}.` },
  ],
});

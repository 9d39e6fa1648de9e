import { cast, defineTransformer, fn, text, type Feature } from '@mdm/sdk';
import { z } from 'zod';

/** The bucket of the category's text: the first 15 hex digits of its MD5 modulo the number of buckets, so it needs no fit. Missing in, missing out. */
export const hash = defineTransformer({
  meta: {
    name: 'hash',
    version: 1,
    summary: 'A stable hash bucket for columns with many categories',
    appliesTo: { semantic: ['categorical', 'boolean'], arity: 'each' },
    outputs: ['hash'],
    params: z.strictObject({
      buckets: z.int().min(2).max(1_000_000).default(32).describe('Number of buckets'),
      above: z.int().min(0).default(50).describe('Only for columns with more categories than this'),
    }),
  },
  transform({ on, params }): Feature[] {
    if (on[0].stats.distinct <= params.above) return [];
    const type = params.buckets <= 256 ? 'uint8' : params.buckets <= 65_536 ? 'uint16' : 'int32';
    return [
      {
        name: 'hash',
        expr: cast(fn.hashBucket(text(on[0]), params.buckets), type),
        explain: `Bucket of ${on[0].name} by the MD5 of its text, 0 to ${params.buckets - 1}.`,
      },
    ];
  },
});

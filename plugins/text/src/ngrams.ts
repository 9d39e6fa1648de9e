import { defineTransformer, fn, text, type Expr } from '@mdm/sdk';
import { z } from 'zod';
import { small, TOKEN } from './patterns.js';

const params = z.strictObject({
  n: z.array(z.int().min(1).max(5)).min(1).max(5).default([1, 2]).describe('Lengths of the runs of neighbouring words to count'),
  buckets: z.int().min(2).max(1024).default(16).describe('How many features to spread them over'),
});

/**
 * Hashed word n-grams: how many runs of 1, 2, ... neighbouring words fall into each bucket (the hash of `hashBucket`). Words are
 * runs of letters, digits and marks in lower case. Needs no fit, so unseen words have a place. Missing in, missing out.
 */
export const ngrams = defineTransformer({
  meta: {
    name: 'ngrams',
    version: 1,
    summary: 'Hashed counts of words and runs of neighbouring words',
    appliesTo: { semantic: ['text'], arity: 'each' },
    outputs: ['ngram_{bucket}'],
    params,
    onByDefault: false,
  },
  transform({ on: [c], params: { n, buckets } }) {
    const tokens = fn.matches(fn.lower(text(c)), `[${TOKEN}]+`);
    const lengths = [...new Set(n)].sort((a, b) => a - b);
    const tables = lengths.map((k) => fn.hashCounts(k === 1 ? tokens : fn.ngrams(tokens, k), buckets));
    return Array.from({ length: buckets }, (_, k) => {
      const [first, ...rest] = tables.map((table) => fn.item(table, k));
      const count = rest.reduce<Expr>((sum, item) => fn.add(sum as Expr<'double'>, item), first as Expr<'double'>);
      return {
        name: `ngram_${k}`,
        expr: small(count),
        explain: `Runs of ${lengths.join(' or ')} words of ${c.name} whose hash is ${k} of ${buckets}.`,
      };
    });
  },
});

import { defineTransformer, fn, missing, text, when, type Expr } from '@mdm/sdk';
import { z } from 'zod';
import { digitCount, length, spaceCount, specialCount, uppercaseCount } from './patterns.js';

/** What share of the characters is of a kind, from 0 to 1; the kinds are those of `shape`. Missing in, missing out; 0 for the empty text. */
export const ratios = defineTransformer({
  meta: {
    name: 'ratios',
    version: 1,
    summary: 'Shares of capitals, digits, white space and special characters among the characters',
    appliesTo: { semantic: ['text'], arity: 'each' },
    outputs: ['upper_share', 'digit_share', 'space_share', 'special_share'],
    params: z.strictObject({}),
  },
  transform({ on: [c] }) {
    // Counted over the same text as `shape` does, so that both share the counts.
    const x = fn.orEmpty(text(c));
    const share = (count: Expr<'int32'>): Expr<'double'> =>
      when([[fn.isMissing(text(c)), missing('double')]], fn.divide(count, fn.greatest(length(x), 1)));
    const features: readonly (readonly [string, Expr<'int32'>, string])[] = [
      ['upper_share', uppercaseCount(x), 'letters A-Z'],
      ['digit_share', digitCount(x), 'decimal digits of any script'],
      ['space_share', spaceCount(x), 'white space'],
      ['special_share', specialCount(x), 'neither letters a-z or A-Z, nor digits 0-9, nor white space'],
    ];
    return features.map(([name, count, what]) => ({
      name,
      expr: share(count),
      explain: `Share of the characters of ${c.name} that are ${what}; 0 for an empty text.`,
    }));
  },
});

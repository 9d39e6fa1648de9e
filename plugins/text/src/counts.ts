import { constant, defineTransformer, fn, missing, text, when, type Expr } from '@mdm/sdk';
import { z } from 'zod';
import { length, small, uppercaseCount } from './patterns.js';

/** The count where the text holds the literal, 0 where it does not, missing where the text is. */
const counted = (x: Expr<'text'>, literal: string, pattern: string): Expr<'int32'> =>
  when(
    [
      [fn.contains(x, literal), small(fn.countMatches(x, pattern))],
      [fn.isMissing(x), missing('int32')],
    ],
    small(constant(0)),
  );

/**
 * Plain ASCII counts, the fastest way to describe texts. A word is a run without U+0020 (other white space belongs to words), words
 * are compared as they are written, and digits are 0-9. Missing in, missing out; the means are missing without words. Says much the
 * same as `shape`, so it runs only when asked for.
 */
export const counts = defineTransformer({
  meta: {
    name: 'counts',
    version: 1,
    summary: 'Characters, words, capitals, digits, spaces, punctuation, links and e-mails by plain ASCII rules; missing stays missing',
    appliesTo: { semantic: ['text'], arity: 'each' },
    outputs: ['characters', 'words', 'mean_word', 'upper', 'digits', 'spaces', 'punctuation', 'unique_share', 'urls', 'emails'],
    params: z.strictObject({}),
    onByDefault: false,
  },
  transform({ on: [c] }) {
    const x = text(c);
    const parts = fn.splitOn(x, ' ');
    const words = small(fn.size(parts));
    const spaces = small(fn.countLiteral(x, ' '));
    const features: readonly (readonly [string, Expr, string])[] = [
      ['characters', length(x), 'number of characters'],
      ['words', words, 'number of words'],
      ['mean_word', fn.divide(fn.subtract(length(x), spaces), words), 'mean length of the words'],
      ['upper', uppercaseCount(x), 'number of letters A-Z'],
      ['digits', small(fn.countChars(x, '0-9')), 'number of digits 0-9'],
      ['spaces', spaces, 'number of spaces'],
      ['punctuation', small(fn.countChars(x, '!-/:-@\\[-`{-~')), 'number of ASCII punctuation marks'],
      ['unique_share', fn.divide(fn.distinctSize(parts), words), 'different words per word'],
      ['urls', counted(x, '://', 'https?://[^ ]+'), 'number of http and https links'],
      ['emails', counted(x, '@', '[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\\.[A-Za-z]{2,}'), 'number of e-mail addresses'],
    ];
    return features.map(([name, expr, what]) => ({ name, expr, explain: `Of the text ${c.name}: ${what}.` }));
  },
});

import { cast, defineTransformer, fn, text as textOf, when, constant, type Expr, type Feature } from '@mdm/sdk';
import { z } from 'zod';
import { LOWERCASE, SPACE, UPPERCASE, WORD } from './unicode.js';
import { flag } from './types.js';

/**
 * Counts of characters, words and patterns; a missing text counts as an empty one. A word is what stands between white space (that of
 * Python). `n_uppercase` and `n_lowercase` are A-Z and a-z alone, `n_digits` the decimal digits of all scripts, and `n_special` all that
 * is no ASCII letter, ASCII digit or white space, or with `letters: 'all'` no letter, number or mark of any script. `is_upper` and `is_lower`: some character has a case, and all of them this one.
 * `unique_word_count`: different words in lower case.
 */
export const text = defineTransformer({
  meta: {
    name: 'text',
    version: 2,
    summary: 'Counts of characters, words and patterns of a text, as MDM 1.0.6 made them',
    appliesTo: { semantic: ['text'], arity: 'each' },
    outputs: [
      ...['length', 'word_count', 'avg_word_length', 'n_uppercase', 'n_lowercase', 'n_digits', 'n_spaces', 'n_special'],
      ...['has_digits', 'has_special', 'is_upper', 'is_lower', 'unique_word_count', 'unique_word_ratio'],
      ...['n_urls', 'n_emails', 'n_hashtags', 'n_mentions'],
    ],
    params: z.strictObject({
      missing: z
        .enum(['empty', 'missing'])
        .default('empty')
        .describe('empty: a missing text counts as an empty one; missing: it has no counts'),
      letters: z
        .enum(['ascii', 'all'])
        .default('ascii')
        .describe('which letters and digits are not special: A to Z, a to z and 0 to 9, or those of all scripts'),
    }),
    onByDefault: false,
  },
  transform({ on: [c], params }) {
    if (c.type !== 'text') return [];
    const t = params.missing === 'empty' ? fn.orEmpty(textOf(c)) : textOf(c);
    const length = fn.length(t);
    const words = fn.countMatches(t, `[^${SPACE}]+`);
    const spaces = fn.countChars(t, SPACE);
    const digits = fn.countChars(t, String.raw`\p{Nd}`);
    const special = fn.countChars(t, params.letters === 'ascii' ? `^A-Za-z0-9${SPACE}` : String.raw`^\p{L}\p{M}\p{N}${SPACE}`);
    const [upper, lower] = [fn.hasMatch(t, `[${UPPERCASE}]`), fn.hasMatch(t, `[${LOWERCASE}]`)];
    const title = fn.hasMatch(t, String.raw`\p{Lt}`);
    const unique = fn.distinctSize(fn.matches(fn.lowerFull(t), `[^${SPACE}]+`));
    const flagged = (condition: Expr<'boolean'>): Expr =>
      params.missing === 'empty' ? flag(condition) : cast(fn.flagOrMissing(condition), 'int64');
    const feature = (name: string, expr: Expr, explain: string): Feature => ({ name, expr, explain });
    const count = (name: string, expr: Expr, what: string): Feature => feature(name, expr, `Number of ${what} of ${c.name}.`);
    return [
      count('length', length, 'characters'),
      count('word_count', words, 'words'),
      feature(
        'avg_word_length',
        when([[fn.eq(words, 0), constant(0)]], fn.divide(fn.subtract(length, spaces), words)),
        `Mean length of the words of ${c.name}.`,
      ),
      count('n_uppercase', fn.countChars(t, 'A-Z'), 'letters A to Z'),
      count('n_lowercase', fn.countChars(t, 'a-z'), 'letters a to z'),
      count('n_digits', digits, 'digits'),
      count('n_spaces', spaces, 'white-space characters'),
      count('n_special', special, `characters that are no ${params.letters === 'ascii' ? 'ASCII ' : ''}letter or digit and no white space`),
      feature('has_digits', flagged(fn.gt(digits, 0)), `1 when ${c.name} has a digit.`),
      feature('has_special', flagged(fn.gt(special, 0)), `1 when ${c.name} has a character counted in n_special.`),
      feature('is_upper', flagged(fn.and(upper, fn.not(fn.or(lower, title)))), `1 when ${c.name} is all in upper case.`),
      feature('is_lower', flagged(fn.and(lower, fn.not(fn.or(upper, title)))), `1 when ${c.name} is all in lower case.`),
      count('unique_word_count', unique, 'different words in lower case'),
      feature('unique_word_ratio', fn.divide(unique, fn.greatest(words, 1)), `Share of the words of ${c.name} that are different.`),
      count('n_urls', fn.countMatches(t, String.raw`https?://[!\x{24}-\x{5f}a-z]+`), 'web addresses'),
      count('n_emails', fn.countMatches(t, `[${WORD}.\\-]+@[${WORD}.\\-]+\\.[${WORD}]+`), 'e-mail addresses'),
      count('n_hashtags', fn.countMatches(t, `#[${WORD}]+`), 'hashtags'),
      count('n_mentions', fn.countMatches(t, `@[${WORD}]+`), 'mentions'),
    ];
  },
});

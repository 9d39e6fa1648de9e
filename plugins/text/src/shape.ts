import { constant, defineTransformer, fn, text, when, type Expr } from '@mdm/sdk';
import { z } from 'zod';
import * as p from './patterns.js';

const none = constant(false);

/**
 * The 18 shape features of the original generator, value for value. A missing text counts as the empty text, so nothing here is
 * missing. Lengths are in code points; a word is a run of anything but white space (Python's set, Unicode included); upper and lower
 * case and special characters are counted in ASCII terms (an accented letter is special), digits in all scripts.
 */
export const shape = defineTransformer({
  meta: {
    name: 'shape',
    version: 1,
    summary: 'Length, words, kinds of characters, and numbers of links, e-mails, hashtags and mentions; a missing text counts as empty',
    appliesTo: { semantic: ['text'], arity: 'each' },
    outputs: [
      'length',
      'word_count',
      'avg_word_length',
      'n_uppercase',
      'n_lowercase',
      'n_digits',
      'n_spaces',
      'n_special',
      'has_digits',
      'has_special',
      'is_upper',
      'is_lower',
      'unique_word_count',
      'unique_word_ratio',
      'n_urls',
      'n_emails',
      'n_hashtags',
      'n_mentions',
    ],
    params: z.strictObject({}),
  },
  transform({ on: [c] }) {
    const x = fn.orEmpty(text(c));
    const length = p.length(x);
    const words = p.wordCount(x);
    const unique = p.uniqueWordCount(x);
    const upper = p.uppercaseCount(x);
    const lower = p.small(fn.countChars(x, 'a-z'));
    const digits = p.digitCount(x);
    const spaces = p.spaceCount(x);
    const special = p.specialCount(x);
    const allUpper = fn.and(fn.hasMatch(x, `[${p.UPPER}]`), fn.not(fn.hasMatch(x, `[${p.LOWER_OR_TITLE}]`)));
    const allLower = fn.and(fn.hasMatch(x, `[${p.LOWER_OR_TITLE}]`), fn.not(fn.hasMatch(x, `[${p.UPPER}\\p{Lt}]`)));
    const features: readonly (readonly [string, Expr, string])[] = [
      ['length', length, 'number of characters'],
      ['word_count', words, 'number of words'],
      [
        'avg_word_length',
        when([[fn.gt(words, 0), fn.divide(fn.subtract(length, spaces), words)]], constant(0)),
        'mean length of the words, 0 without words',
      ],
      ['n_uppercase', upper, 'number of letters A-Z'],
      ['n_lowercase', lower, 'number of letters a-z'],
      ['n_digits', digits, 'number of decimal digits of any script'],
      ['n_spaces', spaces, 'number of white space characters'],
      ['n_special', special, 'number of characters that are no letter a-z or A-Z, no digit 0-9 and no white space'],
      ['has_digits', fn.flag(fn.gt(digits, 0)), '1 when there is a digit'],
      ['has_special', fn.flag(fn.gt(special, 0)), '1 when there is a special character'],
      ['is_upper', fn.flag(when([[fn.gt(lower, 0), none]], allUpper)), '1 when there are capital letters and no small ones'],
      ['is_lower', fn.flag(when([[fn.gt(upper, 0), none]], allLower)), '1 when there are small letters and no capital ones'],
      ['unique_word_count', unique, 'number of different words, upper and lower case alike'],
      ['unique_word_ratio', fn.divide(unique, fn.greatest(words, 1)), 'different words per word'],
      ['n_urls', p.countIfHolds(x, '://', fn.countMatches(x, 'https?://[!$-_a-z]+')), 'number of http and https links'],
      [
        'n_emails',
        p.countIfHolds(x, '@', fn.countMatches(x, `[${p.WORD}.-]+@[${p.WORD}.-]+\\.[${p.WORD}]+`)),
        'number of e-mail addresses',
      ],
      ['n_hashtags', p.countIfHolds(x, '#', fn.countMatches(x, `#[${p.WORD}]+`)), 'number of #tags'],
      ['n_mentions', p.countIfHolds(x, '@', fn.countMatches(x, `@[${p.WORD}]+`)), 'number of @names'],
    ];
    return features.map(([name, expr, what]) => ({ name, expr, explain: `Of the text ${c.name}: ${what}.` }));
  },
});

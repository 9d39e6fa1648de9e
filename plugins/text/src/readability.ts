import { constant, defineTransformer, fn, text } from '@mdm/sdk';
import { z } from 'zod';
import { TOKEN } from './patterns.js';
import { sentenceCount } from './sentences.js';

/** Vowels of English, with the accented ones of borrowed words. */
const VOWELS = 'aeiouyà-æè-ïò-öø-ýÿœ';

/**
 * Flesch reading ease, 206.835 - 1.015 words/sentences - 84.6 syllables/words: about 100 is very easy, 0 very hard, and there are no
 * bounds. R. Flesch, "A new readability yardstick", Journal of Applied Psychology 32 (1948). Made for English. Syllables are an
 * approximation: one for each run of vowels (y included), at least one a word; a silent e counts. Words are runs of letters and
 * digits, apostrophes left out; sentences as in `sentences`, at least one. Missing in, missing out; missing without words.
 */
export const readability = defineTransformer({
  meta: {
    name: 'readability',
    version: 1,
    summary: 'Flesch reading ease from words, sentences and approximate syllables (for English)',
    appliesTo: { semantic: ['text'], arity: 'each' },
    outputs: ['flesch_reading_ease'],
    params: z.strictObject({}),
  },
  transform({ on: [c] }) {
    const x = text(c);
    const letters = fn.replaceMatches(fn.replaceMatches(fn.lower(x), "['’]+", ''), `[^${TOKEN}]+`, '  ');
    const spread = fn.concat(fn.concat(constant(' '), letters), constant(' '));
    const words = fn.size(fn.splitOn(letters, ' '));
    const syllables = fn.add(fn.countMatches(letters, `[${VOWELS}]+`), fn.countMatches(spread, ` [^ ${VOWELS}]+ `));
    const perSentence = fn.divide(words, fn.greatest(sentenceCount(x), 1));
    const ease = fn.subtract(fn.subtract(206.835, fn.multiply(1.015, perSentence)), fn.multiply(84.6, fn.divide(syllables, words)));
    return [
      {
        name: 'flesch_reading_ease',
        expr: ease,
        explain: `How easy ${c.name} is to read: Flesch's score, about 100 for very easy, 0 for very hard.`,
      },
    ];
  },
});

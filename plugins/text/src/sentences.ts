import { defineTransformer, fn, missing, text, when, type Expr } from '@mdm/sdk';
import { z } from 'zod';
import { small, WHITESPACE, wordCount } from './patterns.js';

const CLOSING = '["\'”’»)\\]]*';
/** Full stops and the like before white space or the end, with closing quotes between; those of Chinese and Japanese anywhere. */
const END = `[.!?…]+${CLOSING}(?:[${WHITESPACE}]|\\z)|[。！？]+`;
const CLOSED = `[.!?…。！？]${CLOSING}[${WHITESPACE}]*\\z`;

/** Ends of sentences, and one more where text follows the last end. Abbreviations ("Mr. X") count as ends; "3.14" does not. */
export const sentenceCount = (x: Expr<'text'>): Expr<'double'> =>
  fn.add(fn.countMatches(x, END), fn.flagOrMissing(fn.and(fn.hasMatch(x, `[^${WHITESPACE}]`), fn.not(fn.hasMatch(x, CLOSED)))));

/** Sentences by their final marks, and how long they are in words (as in `shape`). Missing in, missing out; 0 sentences in an empty text. */
export const sentences = defineTransformer({
  meta: {
    name: 'sentences',
    version: 1,
    summary: 'Number of sentences and mean number of words in them',
    appliesTo: { semantic: ['text'], arity: 'each' },
    outputs: ['sentences', 'words_per_sentence'],
    params: z.strictObject({}),
  },
  transform({ on: [c] }) {
    const x = text(c);
    const count = sentenceCount(x);
    const words = when([[fn.isMissing(x), missing('int32')]], wordCount(fn.orEmpty(x)));
    return [
      { name: 'sentences', expr: small(count), explain: `Number of sentences in ${c.name}, by the marks that end them.` },
      {
        name: 'words_per_sentence',
        expr: fn.divide(words, count),
        explain: `Mean number of words in the sentences of ${c.name}; missing without any.`,
      },
    ];
  },
});

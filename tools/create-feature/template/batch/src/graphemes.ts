import { defineBatchTransformer } from '@mdm/sdk';
import { z } from 'zod';

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });

/**
 * The number of characters of a text as a reader counts them: an emoji made of five code points is one, and so is a letter with its
 * accent beside it. Missing in, missing out; an empty text has 0.
 */
export const graphemes = defineBatchTransformer({
  meta: {
    name: 'graphemes',
    version: 1,
    summary: 'Number of characters as a reader counts them',
    appliesTo: { semantic: ['text'], arity: 'each' },
    outputs: ['graphemes'],
    params: z.strictObject({
      spaces: z.boolean().default(true).describe('count white space too'),
    }),
  },
  reason: 'Where one character ends is decided by the tables of Unicode (Intl.Segmenter), which no expression has.',

  // Known before a row is read.
  outputs: ({ on: [c], params: { spaces } }) => [
    { name: 'graphemes', type: 'int32', explain: `Number of characters of ${c.name}${spaces ? '' : ', white space not counted'}.` },
  ],

  // One vector for each output, as long as the batch. Runs in a worker thread.
  run(batch, { on: [c], params: { spaces } }, arrow) {
    const counts: (number | null)[] = [];
    for (const value of batch.getChild(c.name) ?? []) counts.push(value === null ? null : count(String(value), spaces));
    return { graphemes: arrow.vectorFromArray(counts, new arrow.Int32()) };
  },
});

function count(text: string, spaces: boolean): number {
  let found = 0;
  for (const { segment } of segmenter.segment(text)) if (spaces || segment.trim() !== '') found += 1;
  return found;
}

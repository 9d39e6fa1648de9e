import { definePlugin } from '@mdm/sdk';
import { counts } from './counts.js';
import { language } from './language.js';
import { ngrams } from './ngrams.js';
import { ratios } from './ratios.js';
import { readability } from './readability.js';
import { sentences } from './sentences.js';
import { sentiment } from './sentiment.js';
import { shape } from './shape.js';
import { tfidf } from './tfidf.js';

export { counts, language, ngrams, ratios, readability, sentences, sentiment, shape, tfidf };

export default definePlugin({
  namespace: 'text',
  transformers: [shape, counts, ratios, sentences, readability, tfidf, ngrams, language, sentiment],
});

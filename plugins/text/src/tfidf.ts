import { agg, constant, defineTransformer, fn, text, values, when, type Expr } from '@mdm/sdk';
import { z } from 'zod';
import { padded, TOKEN } from './patterns.js';
import { STOP_WORDS } from './stop-words.js';

const params = z.strictObject({
  terms: z.int().min(1).max(1000).default(20).describe('How many terms to keep: those in most training texts'),
  minDocs: z.int().min(1).default(2).describe('Leave out terms in fewer training texts than this'),
  maxShare: z.number().gt(0).max(1).default(0.8).describe('Leave out terms in more than this share of the training texts'),
  stop: z.boolean().default(true).describe('Leave out common English words such as "the"'),
  norm: z.enum(['none', 'l2']).default('none').describe("'l2' divides by the length of the text's vector over the chosen terms"),
});

/** Longer tokens are no words (base64 and the like). */
const LONGEST = 40;
/** So many terms above `maxShare` are read past. */
const SPARE = 500;

interface Term {
  readonly term: string;
  readonly documents: number;
  readonly idf: number;
}

/**
 * TF-IDF of the terms that stand in most training texts (ties by alphabet): occurrences in the text times ln((1 + n) / (1 + df)) + 1,
 * where n is the number of known training texts and df how many of them hold the term. It is scikit-learn's TfidfVectorizer with its
 * defaults but `norm=None`. Terms are runs of two or more letters, digits and marks, in lower case, of at most 40 characters. Missing
 * in, missing out; 0 where the term is not in the text.
 */
export const tfidf = defineTransformer({
  meta: {
    name: 'tfidf',
    version: 1,
    summary: 'TF-IDF of the most widespread terms',
    appliesTo: { semantic: ['text'], arity: 'each' },
    outputs: ['tfidf_{term}'],
    params,
  },
  fit: ({ on: [c], params: { terms, stop } }) => ({
    documents: agg.count(text(c)),
    terms: values(fn.matches(fn.lower(text(c)), `[${TOKEN}]{2,}`), terms + SPARE + (stop ? STOP_WORDS.size : 0)),
  }),
  learn(measured, { params: { terms, minDocs, maxShare, stop } }): { readonly documents: number; readonly terms: readonly Term[] } {
    const n = measured.documents ?? 0;
    const kept = measured.terms
      .filter(
        ({ value, count }) => count >= minDocs && count <= maxShare * n && [...value].length <= LONGEST && !(stop && STOP_WORDS.has(value)),
      )
      .slice(0, terms);
    return {
      documents: n,
      terms: kept.map(({ value, count }) => ({ term: value, documents: count, idf: Math.log((1 + n) / (1 + count)) + 1 })),
    };
  },
  transform({ on: [c], params: { norm }, state }) {
    const x = padded(text(c));
    const weights = state.terms.map(({ term, idf }) => fn.multiply(fn.countLiteral(x, ` ${term} `), idf));
    const squares = weights.map((w) => fn.multiply(w, w));
    const sum = squares.slice(1).reduce<Expr<'double'>>((a, b) => fn.add(a, b), squares[0] ?? constant(0));
    const length = when([[fn.eq(sum, 0), constant(1)]], fn.sqrt(sum));
    return state.terms.map(({ term, documents, idf }, k) => {
      const weight = weights[k] ?? constant(0);
      return {
        name: `tfidf_${term}`,
        expr: norm === 'l2' ? fn.divide(weight, length) : weight,
        explain: `How often "${term}" stands in ${c.name}, times ${Number(idf.toPrecision(6))} (it is in ${documents} of ${state.documents} training texts)${norm === 'l2' ? ', over the length of the vector' : ''}.`,
      };
    });
  },
});

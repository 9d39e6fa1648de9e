import { checkTransformer } from '@mdm/sdk/testing';
import { hash } from '../src/hash.js';

const columns = { c: 'categorical' } as const;
const rows = ['red', 'green', '', 'naïve', null].map((c) => ({ c }));
const many = Array.from({ length: 51 }, (_, k) => ({ c: k === 0 ? 'red' : `c${k}` }));

// The figures are int(hashlib.md5(text).hexdigest()[:15], 16) % buckets.
checkTransformer(hash, {
  cases: [
    {
      name: 'few categories, when asked for',
      params: { above: 0 },
      columns,
      rows,
      expect: { c__hash: [18, 12, 0, 25, null] },
      exactly: true,
      test: [{ c: 'new' }, { c: null }],
      expectTest: { c__hash: [21, null] },
    },
    {
      name: 'more buckets than a byte holds',
      params: { above: 0, buckets: 300 },
      columns,
      rows,
      expect: { c__hash: [130, 0, 124, 161, null] },
    },
    {
      name: 'more than two bytes hold',
      params: { above: 0, buckets: 100000 },
      columns,
      rows,
      expect: { c__hash: [71730, 77100, 19424, 19161, null] },
    },
    { name: 'few buckets', params: { above: 0, buckets: 8 }, columns, rows, expect: { c__hash: [2, 4, 0, 1, null] } },
    {
      name: 'booleans by their text',
      params: { above: 0 },
      columns: { b: 'boolean' },
      rows: [{ b: true }, { b: false }],
      expect: {},
      test: [{ b: true }],
      expectTest: { b__hash: [6] },
    },
    { name: 'more categories than 50', columns, rows: many, expect: {}, test: [{ c: 'red' }], expectTest: { c__hash: [18] } },
    { name: 'fewer', columns, rows: many.slice(1), expect: {}, exactly: true },
    { name: 'all missing', params: { above: 0 }, columns, rows: [{ c: null }], expect: {}, exactly: true },
  ],
  rejects: [{ name: 'text', columns: { s: 'text' }, rows: [{ s: 'x' }] }],
});

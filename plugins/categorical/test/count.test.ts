import { checkTransformer } from '@mdm/sdk/testing';
import { count } from '../src/count.js';

const rows = ['red', 'red', '', 'naïve', null, 'red', ''].map((c) => ({ c }));

checkTransformer(count, {
  cases: [
    {
      name: 'counts and shares of the known rows, the empty text a value like others',
      columns: { c: 'categorical' },
      rows,
      expect: {
        c__count: [3, 3, 2, 1, null, 3, 2],
        c__share: [0.5, 0.5, 0.3333333333333333, 0.16666666666666666, null, 0.5, 0.3333333333333333],
      },
      exactly: true,
      test: [{ c: 'red' }, { c: 'new' }, { c: null }, { c: 'RED' }],
      expectTest: { c__count: [3, 0, null, 0], c__share: [0.5, 0, null, 0] },
    },
    {
      name: 'booleans',
      columns: { b: 'boolean' },
      rows: [{ b: true }, { b: false }, { b: true }, { b: null }],
      expect: { b__count: [2, 1, 2, null], b__share: [0.6666666666666666, 0.3333333333333333, 0.6666666666666666, null] },
      exactly: true,
    },
    { name: 'a single row', columns: { c: 'categorical' }, rows: [{ c: 'x' }], expect: { c__count: [1], c__share: [1] } },
    { name: 'all missing', columns: { c: 'categorical' }, rows: [{ c: null }], expect: {}, exactly: true },
  ],
  rejects: [
    { name: 'text', columns: { s: 'text' }, rows: [{ s: 'x' }] },
    { name: 'numeric', columns: { x: 'numeric' }, rows: [{ x: 1 }] },
  ],
});

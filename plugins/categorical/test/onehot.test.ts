import { checkTransformer } from '@mdm/sdk/testing';
import { onehot } from '../src/onehot.js';

const columns = { c: 'categorical' } as const;
const rows = ['red', 'Ärger', 'red', 'blue', '', null, 'blue', 'red'].map((c) => ({ c }));

checkTransformer(onehot, {
  cases: [
    {
      name: 'all categories fit, so there are no others',
      columns,
      rows,
      expect: {
        c__is_red: [1, 0, 1, 0, 0, 0, 0, 1],
        c__is_blue: [0, 0, 0, 1, 0, 0, 1, 0],
        c__is_: [0, 0, 0, 0, 1, 0, 0, 0],
        c__is_Ärger: [0, 1, 0, 0, 0, 0, 0, 0],
      },
      exactly: true,
      test: [{ c: 'blue' }, { c: 'new' }, { c: null }],
      expectTest: { c__is_red: [0, 0, 0], c__is_blue: [1, 0, 0] },
    },
    {
      name: 'the two most frequent and the others',
      params: { top: 2 },
      columns,
      rows,
      expect: { c__is_red: [1, 0, 1, 0, 0, 0, 0, 1], c__is_blue: [0, 0, 0, 1, 0, 0, 1, 0], c__other: [0, 1, 0, 0, 1, 0, 0, 0] },
      exactly: true,
      test: [{ c: 'blue' }, { c: 'new' }, { c: null }],
      expectTest: { c__is_red: [0, 0, 0], c__is_blue: [1, 0, 0], c__other: [0, 1, 0] },
    },
    {
      name: 'names by rank, ties by rising value, no flag for the others',
      params: { top: 3, other: false, name: 'rank' },
      columns,
      rows,
      expect: { c__top_1: [1, 0, 1, 0, 0, 0, 0, 1], c__top_2: [0, 0, 0, 1, 0, 0, 1, 0], c__top_3: [0, 0, 0, 0, 1, 0, 0, 0] },
      exactly: true,
    },
    {
      name: 'a category called other does not clash',
      params: { top: 1 },
      columns,
      rows: [{ c: 'other' }, { c: 'other' }, { c: 'x' }],
      expect: { c__is_other: [1, 1, 0], c__other: [0, 0, 1] },
      exactly: true,
    },
    {
      name: 'booleans',
      columns: { b: 'boolean' },
      rows: [{ b: true }, { b: false }, { b: null }, { b: true }],
      expect: { b__is_true: [1, 0, 0, 1], b__is_false: [0, 1, 0, 0] },
      exactly: true,
    },
    { name: 'all missing', columns, rows: [{ c: null }], expect: {}, exactly: true },
    { name: 'a single row with quotes', columns, rows: [{ c: `it's "x"` }], expect: { [`c__is_it's "x"`]: [1] }, exactly: true },
  ],
  rejects: [{ name: 'text', columns: { s: 'text' }, rows: [{ s: 'x' }] }],
});

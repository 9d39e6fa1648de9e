import { checkTransformer } from '@mdm/sdk/testing';
import { ordinal } from '../src/ordinal.js';

const columns = { c: 'categorical' } as const;
const rows = ['b', 'a', 'b', 'é', '', null, 'Z'].map((c) => ({ c }));

checkTransformer(ordinal, {
  cases: [
    {
      name: 'by code points',
      columns,
      rows,
      expect: { c__ordinal: [3, 2, 3, 4, 0, null, 1] },
      exactly: true,
      test: [{ c: 'new' }, { c: null }, { c: 'é' }],
      expectTest: { c__ordinal: [-1, null, 4] },
    },
    {
      name: 'by falling count, ties by value',
      params: { order: 'count' },
      columns,
      rows,
      expect: { c__ordinal: [0, 3, 0, 4, 1, null, 2] },
    },
    { name: 'as many categories as allowed', params: { max: 5 }, columns, rows, expect: { c__ordinal: [3, 2, 3, 4, 0, null, 1] } },
    { name: 'too many categories', params: { max: 4 }, columns, rows, expect: {}, exactly: true },
    {
      name: 'booleans',
      columns: { b: 'boolean' },
      rows: [{ b: true }, { b: false }, { b: null }],
      expect: { b__ordinal: [1, 0, null] },
    },
    {
      name: 'a constant',
      columns,
      rows: [{ c: 'x' }, { c: 'x' }],
      expect: { c__ordinal: [0, 0] },
      test: [{ c: 'y' }],
      expectTest: { c__ordinal: [-1] },
    },
    { name: 'all missing', columns, rows: [{ c: null }], expect: {}, exactly: true },
  ],
  rejects: [{ name: 'text', columns: { s: 'text' }, rows: [{ s: 'x' }] }],
});

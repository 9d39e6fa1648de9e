import { checkTransformer } from '@mdm/sdk/testing';
import { grouped } from '../src/grouped.js';

const columns = { c: 'categorical' } as const;
const rows = ['a', 'a', 'a', 'b', 'b', 'c', null, ''].map((c) => ({ c }));
const test = [{ c: 'b' }, { c: 'new' }, { c: null }];

checkTransformer(grouped, {
  cases: [
    {
      name: 'no category is rare, but new ones are',
      columns,
      rows,
      expect: { c__grouped: ['a', 'a', 'a', 'b', 'b', 'c', null, ''] },
      exactly: true,
      test,
      expectTest: { c__grouped: ['b', 'other', null] },
    },
    { name: 'by share', params: { share: 0.2 }, columns, rows, expect: { c__grouped: ['a', 'a', 'a', 'b', 'b', 'other', null, 'other'] } },
    {
      name: 'by rows, with a label',
      params: { rows: 3, label: "l'autre" },
      columns,
      rows,
      expect: { c__grouped: ['a', 'a', 'a', "l'autre", "l'autre", "l'autre", null, "l'autre"] },
      test,
      expectTest: { c__grouped: ["l'autre", "l'autre", null] },
    },
    {
      name: 'booleans as text',
      columns: { b: 'boolean' },
      rows: [{ b: true }, { b: false }, { b: null }],
      expect: { b__grouped: ['true', 'false', null] },
    },
    { name: 'a single row', columns, rows: [{ c: 'x' }], expect: { c__grouped: ['x'] } },
    { name: 'all missing', columns, rows: [{ c: null }], expect: {}, exactly: true },
  ],
  rejects: [{ name: 'text', columns: { s: 'text' }, rows: [{ s: 'x' }] }],
});

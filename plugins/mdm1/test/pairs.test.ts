import { checkTransformer } from '@mdm/sdk/testing';
import { pairs } from '../src/pairs.js';

const rows = [
  { a: 1, b: 2, c: 5 },
  { a: 2, b: 1, c: null },
  { a: 3, b: 4, c: 1 },
  { a: 4, b: 3, c: 0 },
  { a: 5, b: 0, c: 3 },
  { a: 6, b: 6, c: 2.5 },
];
const columns = { a: 'numeric', b: 'numeric', c: 'numeric' } as const;

checkTransformer(pairs, {
  cases: [
    {
      name: 'three pairs, with a 0 and a missing value below',
      columns,
      rows,
      expect: {
        a__plus_b: [3, 3, 7, 7, 5, 12],
        a__minus_b: [-1, 1, -1, 1, 5, 0],
        a__times_b: [2, 2, 12, 12, 0, 36],
        a__div_b: [0.5, 2, 0.75, 1.3333333333333333, 0, 1],
        a__plus_c: [6, null, 4, 4, 8, 8.5],
        a__minus_c: [-4, null, 2, 4, 2, 3.5],
        a__times_c: [5, null, 3, 0, 15, 15],
        a__div_c: [0.2, null, 3, 0, 1.6666666666666667, 2.4],
        b__plus_c: [7, null, 5, 3, 3, 8.5],
        b__minus_c: [-3, null, 3, 3, -3, 3.5],
        b__times_c: [10, null, 4, 0, 0, 15],
        b__div_c: [0.4, null, 4, 0, 0, 2.4],
      },
      exactly: true,
      test: [
        { a: null, b: 0, c: 1 },
        { a: 1, b: null, c: 0 },
      ],
      expectTest: { a__div_b: [0, null], a__plus_b: [null, null], a__div_c: [null, 0] },
    },
    {
      name: 'the closest pair alone',
      params: { pairs: 1 },
      columns,
      rows,
      expect: {
        a__plus_b: [3, 3, 7, 7, 5, 12],
        a__minus_b: [-1, 1, -1, 1, 5, 0],
        a__times_b: [2, 2, 12, 12, 0, 36],
        a__div_b: [0.5, 2, 0.75, 4 / 3, 0, 1],
      },
      exactly: true,
    },
  ],
  rejects: [
    {
      name: 'two values in a column',
      columns: { a: 'numeric', b: 'numeric' },
      rows: [
        { a: 1, b: 1 },
        { a: 2, b: 2 },
        { a: 2, b: 4 },
      ],
    },
    { name: 'columns too alike', columns: { a: 'numeric', b: 'numeric' }, rows: [1, 2, 3, 4].map((i) => ({ a: i, b: 2 * i })) },
    { name: 'bounds that no pair is within', params: { min: 0.94 }, columns, rows },
  ],
  expectedFailures: {
    'names of columns change only names': 'The original put the other column into the name: A_plus_B is a feature plus_B of A.',
  },
});

import { checkTransformer } from '@mdm/sdk/testing';
import { missing } from '../src/missing.js';

const rows = [
  { a: 1, b: null, c: 'x', d: null },
  { a: null, b: null, c: 'y', d: null },
  { a: 3, b: 3, c: 'z', d: 1 },
  { a: null, b: 4, c: 'w', d: 2 },
];
const columns = { a: 'numeric', b: 'numeric', c: 'text', d: 'numeric' } as const;

checkTransformer(missing, {
  cases: [
    {
      name: 'three of four columns',
      columns,
      rows,
      expect: {
        a__is_missing: [0, 1, 0, 1],
        b__is_missing: [1, 1, 0, 0],
        d__is_missing: [1, 1, 0, 0],
        missing__total_missing_count: [2, 3, 0, 1],
        missing__missing_ratio: [0.6666666666666666, 1, 0, 0.3333333333333333],
        missing__max_consecutive_missing: [2, 3, 0, 1],
        missing__missing_pattern_id: [2229998543, 1770869153, 3337639864, 4170781597],
        missing__missing_together_a_b: [0, 1, 0, 0],
        missing__missing_together_a_d: [0, 1, 0, 0],
        missing__missing_together_b_d: [1, 1, 0, 0],
      },
      exactly: true,
    },
    {
      name: 'the two columns with most missing values are left out, and no two are looked at together',
      params: { max: 0.4, together: 1 },
      columns: { a: 'numeric', b: 'numeric' },
      rows: [
        { a: null, b: 1 },
        { a: 2, b: null },
        { a: 3, b: null },
      ],
      expect: {
        a__is_missing: [1, 0, 0],
        missing__total_missing_count: [1, 0, 0],
        missing__missing_ratio: [1, 0, 0],
        missing__max_consecutive_missing: [1, 0, 0],
        missing__missing_pattern_id: [3301589560, 3486326916, 3486326916],
      },
      exactly: true,
    },
  ],
  rejects: [
    { name: 'nothing missing', columns: { a: 'numeric' }, rows: [{ a: 1 }, { a: 2 }] },
    { name: 'nothing there', columns: { a: 'numeric' }, rows: [{ a: null }, { a: null }] },
  ],
  expectedFailures: {
    'names of columns change only names': 'The original put both columns into the name: missing_together_A_B.',
  },
});

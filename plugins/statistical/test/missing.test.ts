import { checkTransformer } from '@mdm/sdk/testing';
import { missing } from '../src/missing.js';

checkTransformer(missing, {
  cases: [
    {
      name: 'only columns with gaps; empty text is not missing',
      columns: { n: 'numeric', c: 'categorical', d: 'datetime', t: 'text', b: 'boolean' },
      rows: [
        { n: 1, c: 'a', d: null, t: '', b: true },
        { n: null, c: 'b', d: '2024-01-01', t: 'x', b: null },
        { n: 3, c: 'a', d: '2024-01-02', t: null, b: false },
      ],
      expect: { n__is_missing: [0, 1, 0], d__is_missing: [1, 0, 0], t__is_missing: [0, 0, 1], b__is_missing: [0, 1, 0] },
      exactly: true,
      test: [{ n: null, c: null, d: null, t: null, b: null }],
      expectTest: { n__is_missing: [1], d__is_missing: [1], t__is_missing: [1], b__is_missing: [1] },
    },
    {
      name: 'always',
      params: { always: true },
      columns: { n: 'numeric', c: 'categorical', d: 'datetime', t: 'text', b: 'boolean' },
      rows: [
        { n: 1, c: 'a', d: null, t: '', b: true },
        { n: null, c: 'b', d: '2024-01-01', t: 'x', b: null },
        { n: 3, c: 'a', d: '2024-01-02', t: null, b: false },
      ],
      expect: {
        n__is_missing: [0, 1, 0],
        c__is_missing: [0, 0, 0],
        d__is_missing: [1, 0, 0],
        t__is_missing: [0, 0, 1],
        b__is_missing: [0, 1, 0],
      },
      exactly: true,
    },
    { name: 'no gaps', columns: { x: 'numeric' }, rows: [{ x: 1 }, { x: 2 }], expect: {}, exactly: true },
    {
      name: 'single row, always',
      params: { always: true },
      columns: { x: 'numeric' },
      rows: [{ x: 1 }],
      expect: { x__is_missing: [0] },
      exactly: true,
      test: [{ x: null }],
      expectTest: { x__is_missing: [1] },
    },
    {
      name: 'target and id left alone',
      columns: { x: 'numeric', y: 'numeric', i: 'text' },
      roles: { target: 'y', id: 'i' },
      rows: [
        { x: null, y: null, i: 'a' },
        { x: 1, y: 1, i: null },
        { x: 2, y: 0, i: 'c' },
      ],
      expect: { x__is_missing: [1, 0, 0] },
      exactly: true,
    },
  ],
  rejects: [],
  expectedFailures: {},
});

import { checkTransformer } from '@mdm/sdk/testing';
import { missingRow } from '../src/missing-row.js';
import type { Column, Expr } from '@mdm/sdk';

const x = (values: readonly (number | null)[]) => values.map((x) => ({ x }));

checkTransformer(missingRow, {
  cases: [
    {
      name: 'all kinds of columns',
      columns: { n: 'numeric', c: 'categorical', d: 'datetime', t: 'text', b: 'boolean' },
      rows: [
        { n: 1, c: 'a', d: null, t: '', b: true },
        { n: null, c: 'b', d: '2024-01-01', t: 'x', b: null },
        { n: 3, c: 'a', d: '2024-01-02', t: null, b: false },
      ],
      expect: { missing_row__missing_count: [1, 2, 1], missing_row__missing_share: [0.2, 0.4, 0.2] },
      exactly: true,
      test: [{ n: null, c: null, d: null, t: null, b: null }],
      expectTest: { missing_row__missing_count: [5], missing_row__missing_share: [1] },
    },
    { name: 'no gaps', columns: { x: 'numeric' }, rows: [{ x: 1 }, { x: 2 }], expect: {}, exactly: true },
    {
      name: 'single column',
      columns: { x: 'numeric' },
      rows: x([1, 2, null]),
      expect: { missing_row__missing_count: [0, 0, 1], missing_row__missing_share: [0, 0, 1] },
      exactly: true,
    },
    {
      name: 'target and id are not counted',
      columns: { x: 'numeric', z: 'numeric', y: 'numeric', i: 'text' },
      roles: { target: 'y', id: 'i' },
      rows: [
        { x: null, z: 1, y: null, i: 'a' },
        { x: 1, z: 2, y: 1, i: null },
        { x: 2, z: 3, y: 0, i: 'c' },
      ],
      expect: { missing_row__missing_count: [1, 0, 0], missing_row__missing_share: [0.5, 0, 0] },
      exactly: true,
    },
  ],
  rejects: [],
  expectedFailures: {},
});

test('5,000 columns make a shallow tree', () => {
  const depth = (e: Expr): number => 1 + (e.kind === 'call' ? Math.max(...e.args.map(depth)) : e.kind === 'cast' ? depth(e.arg) : 0);
  const stats = { rows: 2, missing: 1, distinct: 1 };
  const [first, ...others] = Array.from({ length: 5000 }, (_, i): Column => ({
    name: `c${i}`,
    type: 'double',
    semantic: 'numeric',
    stats,
  }));
  if (first === undefined) throw new Error('no columns');
  const features = missingRow.transform({ on: [first, ...others], roles: {}, params: {}, state: {} });
  expect(features.map((f) => depth(f.expr))).toEqual([17, 17]);
});

import { checkTransformer } from '@mdm/sdk/testing';
import { diff } from '../src/diff.js';
import { columns, roles, rows, tied } from './sequence-rows.js';

checkTransformer(diff, {
  cases: [
    {
      name: 'since the row before',
      columns,
      roles,
      rows,
      expect: { x__diff_1: [1.5, null, null, 1.5, null, null, null, -7] },
      exactly: true,
    },
    {
      name: 'since two rows before',
      params: { periods: [2] },
      columns,
      roles,
      rows,
      expect: { x__diff_2: [3, null, null, null, null, null, null, -5.5] },
      exactly: true,
    },
    {
      name: 'no group, equal times',
      columns: { at: 'datetime', x: 'numeric' },
      roles: { time: 'at' },
      rows: tied,
      expect: { x__diff_1: [4, null, 3] },
    },
    {
      name: 'extreme values',
      columns: { at: 'datetime', x: 'numeric' },
      roles: { time: 'at' },
      rows: [
        { at: '2024-01-01', x: -1e308 },
        { at: '2024-01-02', x: 1e308 },
        { at: '2024-01-03', x: 1e308 },
      ],
      // 2e308 is beyond the doubles, so it is missing.
      expect: { x__diff_1: [null, null, 0] },
    },
    { name: 'a single row', columns, roles, rows: rows.slice(0, 1), expect: { x__diff_1: [null] } },
  ],
  rejects: [{ name: 'without a time column', columns: { x: 'numeric' }, rows: [{ x: 1 }, { x: 2 }] }],
});

import { checkTransformer } from '@mdm/sdk/testing';
import { expanding } from '../src/expanding.js';
import { columns, roles, rows, tied } from './sequence-rows.js';

checkTransformer(expanding, {
  cases: [
    {
      name: 'with the present row',
      columns,
      roles,
      rows,
      expect: { x__expanding_mean: [2.5, 10, 1, 1.75, 10, 1.125, 7, 1.125] },
      exactly: true,
    },
    {
      name: 'up to the row before',
      params: { present: false },
      columns,
      roles,
      rows,
      expect: { x__expanding_mean: [1.75, null, null, 1, 10, 1.125, null, 2.5] },
      exactly: true,
    },
    {
      name: 'no group, equal times',
      columns: { at: 'datetime', x: 'numeric' },
      roles: { time: 'at' },
      rows: tied,
      expect: { x__expanding_mean: [3, 1, 4.666666666666667] },
    },
    {
      name: 'a single row without a value',
      columns,
      roles,
      rows: [{ g: 'a', at: '2024-01-01', x: null }],
      expect: { x__expanding_mean: [null] },
    },
  ],
  rejects: [{ name: 'without a time column', columns: { x: 'numeric' }, rows: [{ x: 1 }, { x: 2 }] }],
});

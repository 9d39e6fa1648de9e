import { checkTransformer } from '@mdm/sdk/testing';
import { lag } from '../src/lag.js';
import { columns, roles, rows, tied } from './sequence-rows.js';

checkTransformer(lag, {
  cases: [
    {
      name: 'one and two rows earlier in the group',
      params: { lags: [1, 2] },
      columns,
      roles,
      rows,
      expect: { x__lag_1: [2.5, null, null, 1, 10, -3, null, 4], x__lag_2: [1, null, null, null, null, 4, null, 2.5] },
      exactly: true,
    },
    {
      name: 'one and seven unless asked',
      columns,
      roles,
      rows: rows.slice(0, 3),
      expect: { x__lag_1: [1, null, null], x__lag_7: [null, null, null] },
      exactly: true,
    },
    {
      name: 'no group, equal times',
      params: { lags: [1, 1] },
      columns: { at: 'datetime', x: 'numeric' },
      roles: { time: 'at' },
      rows: tied,
      expect: { x__lag_1: [1, null, 5] },
      exactly: true,
    },
    {
      name: 'extreme values and a single row per group',
      params: { lags: [1] },
      columns,
      roles,
      rows: [
        { g: 'a', at: '2024-01-01', x: 1e308 },
        { g: 'a', at: '2024-01-02', x: -0 },
        { g: 'b', at: '2024-01-02', x: 3 },
      ],
      expect: { x__lag_1: [null, 1e308, null] },
    },
    {
      name: 'not of the group itself',
      columns: { g: 'numeric', at: 'datetime' },
      roles,
      rows: [
        { g: 1, at: '2024-01-01' },
        { g: 2, at: '2024-01-02' },
      ],
      expect: {},
      exactly: true,
    },
  ],
  rejects: [
    { name: 'without a time column', columns: { x: 'numeric' }, rows: [{ x: 1 }, { x: 2 }] },
    { name: 'text', columns: { at: 'datetime', s: 'text' }, roles: { time: 'at' }, rows: [{ at: '2024-01-01', s: 'x' }] },
  ],
});

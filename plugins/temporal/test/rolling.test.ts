import { checkTransformer } from '@mdm/sdk/testing';
import { rolling } from '../src/rolling.js';
import { columns, roles, rows, tied } from './sequence-rows.js';

checkTransformer(rolling, {
  cases: [
    {
      name: 'three and seven rows, every statistic',
      columns,
      roles,
      rows,
      expect: {
        x__roll_3_mean: [2.5, 10, 1, 1.75, 10, 0.5, 7, 1.1666666666666667],
        x__roll_3_std: [1.5, null, null, 1.0606601717798212, null, 4.949747468305833, null, 3.685557397915997],
        x__roll_3_min: [1, 10, 1, 1, 10, -3, 7, -3],
        x__roll_3_max: [4, 10, 1, 2.5, 10, 4, 7, 4],
        x__roll_3_sum: [7.5, 10, 1, 3.5, 10, 1, 7, 3.5],
        x__roll_3_count: [3, 1, 1, 2, 1, 2, 1, 3],
        x__roll_7_mean: [2.5, 10, 1, 1.75, 10, 1.125, 7, 1.125],
        x__roll_7_std: [1.5, null, null, 1.0606601717798212, null, 3.010398644698074, null, 3.010398644698074],
        x__roll_7_min: [1, 10, 1, 1, 10, -3, 7, -3],
        x__roll_7_max: [4, 10, 1, 2.5, 10, 4, 7, 4],
        x__roll_7_sum: [7.5, 10, 1, 3.5, 10, 4.5, 7, 4.5],
        x__roll_7_count: [3, 1, 1, 2, 1, 4, 1, 4],
      },
      exactly: true,
    },
    {
      name: 'lengths of time, strictly before the row',
      params: { windows: [], intervals: ['100h', '36h'] },
      columns,
      roles,
      rows,
      expect: {
        x__roll_100h_mean: [1.75, null, null, 1, 10, null, null, 2.5],
        x__roll_100h_std: [1.0606601717798212, null, null, null, null, null, null, 1.5],
        x__roll_100h_min: [1, null, null, 1, 10, null, null, 1],
        x__roll_100h_max: [2.5, null, null, 1, 10, null, null, 4],
        x__roll_100h_sum: [3.5, null, null, 1, 10, null, null, 7.5],
        x__roll_100h_count: [2, 0, 0, 1, 1, 0, 0, 3],
        x__roll_36h_mean: [2.5, null, null, 1, null, null, null, 4],
        x__roll_36h_std: [null, null, null, null, null, null, null, null],
        x__roll_36h_min: [2.5, null, null, 1, null, null, null, 4],
        x__roll_36h_max: [2.5, null, null, 1, null, null, null, 4],
        x__roll_36h_sum: [2.5, null, null, 1, null, null, null, 4],
        x__roll_36h_count: [1, 0, 0, 1, 0, 0, 0, 1],
      },
      exactly: true,
    },
    {
      name: 'other units, equal times do not see each other',
      params: { windows: [], intervals: ['90m', '45s', '2w', '3d'], stats: ['sum'] },
      columns: { at: 'datetime', x: 'numeric' },
      roles: { time: 'at' },
      rows: [
        { at: '2024-01-01T00:00:00', x: 1 },
        { at: '2024-01-01T01:00:00', x: 2 },
        { at: '2024-01-01T01:00:00', x: 4 },
        { at: '2024-01-01T01:00:30', x: 8 },
        { at: '2024-01-09T00:00:00', x: 16 },
      ],
      expect: {
        x__roll_90m_sum: [null, 1, 1, 7, null],
        x__roll_45s_sum: [null, null, null, 6, null],
        x__roll_2w_sum: [null, 1, 1, 7, 15],
        x__roll_3d_sum: [null, 1, 1, 7, null],
      },
      exactly: true,
    },
    {
      name: 'no group, equal times, one row and two',
      params: { windows: [1, 2, 2], stats: ['sum', 'count', 'std'] },
      columns: { at: 'datetime', x: 'numeric' },
      roles: { time: 'at' },
      rows: tied,
      expect: {
        x__roll_1_sum: [5, 1, 8],
        x__roll_1_count: [1, 1, 1],
        x__roll_1_std: [null, null, null],
        x__roll_2_sum: [6, 1, 13],
        x__roll_2_count: [2, 1, 2],
        x__roll_2_std: [2.8284271247461903, null, 2.1213203435596424],
      },
      exactly: true,
    },
    {
      name: 'a constant, and nothing known',
      params: { windows: [2], stats: ['mean', 'std', 'sum', 'count'] },
      columns,
      roles,
      rows: [
        { g: 'a', at: '2024-01-01', x: 0.1 },
        { g: 'a', at: '2024-01-02', x: 0.1 },
        { g: 'b', at: '2024-01-02', x: null },
      ],
      expect: {
        x__roll_2_mean: [0.1, 0.1, null],
        x__roll_2_std: [null, 0, null],
        x__roll_2_sum: [0.1, 0.2, null],
        x__roll_2_count: [1, 2, 0],
      },
      exactly: true,
    },
  ],
  rejects: [{ name: 'without a time column', columns: { x: 'numeric' }, rows: [{ x: 1 }, { x: 2 }] }],
});

test.each(['7', 'd', '0d', '1.5h', '7 d', '7y', '-1d'])('the interval %s is refused', (length) => {
  expect(rolling.meta.params.safeParse({ intervals: [length] }).success).toBe(false);
});

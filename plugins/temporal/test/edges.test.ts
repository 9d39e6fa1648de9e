import { checkTransformer } from '@mdm/sdk/testing';
import { edges } from '../src/edges.js';

const days = [
  '2024-01-01',
  '2024-02-28',
  '2024-02-29',
  '2023-02-28',
  '2024-03-31',
  '2024-04-01',
  '2024-12-31',
  '2024-06-15',
  '2024-06-30',
  '1900-02-28',
  null,
];

checkTransformer(edges, {
  cases: [
    {
      name: 'starts and ends, leap years included',
      columns: { at: 'datetime' },
      rows: days.map((at) => ({ at })),
      expect: {
        at__is_month_start: [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, null],
        at__is_month_end: [0, 0, 1, 1, 1, 0, 1, 0, 1, 1, null],
        at__is_quarter_start: [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, null],
        at__is_quarter_end: [0, 0, 0, 0, 1, 0, 1, 0, 1, 0, null],
        at__is_year_start: [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, null],
        at__is_year_end: [0, 0, 0, 0, 0, 0, 1, 0, 0, 0, null],
      },
      exactly: true,
    },
    {
      name: 'whatever the time of day',
      columns: { at: 'datetime' },
      rows: [{ at: '2024-12-31T23:59:59' }, { at: '2024-01-01T00:00:01' }],
      expect: { at__is_month_end: [1, 0], at__is_year_end: [1, 0], at__is_year_start: [0, 1], at__is_quarter_start: [0, 1] },
    },
    {
      name: 'in a zone, some edges, other rows',
      params: { zone: 'Asia/Tokyo', edges: ['month_start', 'quarter_end'] },
      columns: { at: 'datetime' },
      rows: [{ at: '2024-03-31T14:59:59' }, { at: '2024-03-31T15:00:00' }],
      expect: { at__is_month_start: [0, 1], at__is_quarter_end: [1, 0] },
      exactly: true,
      test: [{ at: '2024-09-29T15:00:00' }, { at: null }],
      expectTest: { at__is_month_start: [0, null], at__is_quarter_end: [1, null] },
    },
    {
      name: 'a single missing row',
      params: { edges: ['year_end'] },
      columns: { at: 'datetime' },
      rows: [{ at: null }],
      expect: { at__is_year_end: [null] },
    },
  ],
  rejects: [{ name: 'text', columns: { city: 'text' }, rows: [{ city: 'x' }] }],
});

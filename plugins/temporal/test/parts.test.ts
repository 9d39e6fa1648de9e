import { checkTransformer } from '@mdm/sdk/testing';
import { parts } from '../src/parts.js';

const typical = ['2024-04-15T13:30:05', '2024-12-30T00:00:00', '2021-01-03T23:59:59', null];

checkTransformer(parts, {
  cases: [
    {
      name: 'every part, with ISO weeks across the new year',
      columns: { at: 'datetime' },
      rows: typical.map((at) => ({ at })),
      expect: {
        at__year: [2024, 2024, 2021, null],
        at__quarter: [2, 4, 1, null],
        at__month: [4, 12, 1, null],
        at__week: [16, 1, 53, null],
        at__day: [15, 30, 3, null],
        at__day_of_year: [106, 365, 3, null],
        at__day_of_week: [0, 0, 6, null],
        at__is_weekend: [0, 0, 1, null],
        at__hour: [13, 0, 23, null],
        at__minute: [30, 0, 59, null],
        at__second: [5, 0, 59, null],
      },
      exactly: true,
    },
    {
      name: 'in a zone, before and after the change to summer time',
      params: { zone: 'Europe/Berlin' },
      columns: { at: 'datetime' },
      rows: ['2024-06-30T22:30:00', '2024-01-15T12:00:00', '2024-03-31T00:59:59', '2024-03-31T01:00:00'].map((at) => ({ at })),
      expect: {
        at__year: [2024, 2024, 2024, 2024],
        at__quarter: [3, 1, 1, 1],
        at__month: [7, 1, 3, 3],
        at__week: [27, 3, 13, 13],
        at__day: [1, 15, 31, 31],
        at__day_of_year: [183, 15, 91, 91],
        at__day_of_week: [0, 0, 6, 6],
        at__is_weekend: [0, 0, 1, 1],
        at__hour: [0, 13, 1, 3],
        at__minute: [30, 0, 59, 0],
        at__second: [0, 0, 59, 0],
      },
    },
    {
      name: 'in a zone of three quarters of an hour, across the new year',
      params: { zone: 'Asia/Kathmandu', parts: ['minute', 'year', 'day_of_week'] },
      columns: { at: 'datetime' },
      rows: [{ at: '2024-12-31T18:20:00' }],
      expect: { at__year: [2025], at__day_of_week: [2], at__minute: [5] },
      exactly: true,
    },
    {
      name: 'far and negative times',
      columns: { at: 'datetime' },
      rows: ['1677-09-22T00:00:00', '1900-01-01T00:00:00', '1969-12-31T23:59:59', '2262-04-11T00:00:00'].map((at) => ({ at })),
      expect: {
        at__year: [1677, 1900, 1969, 2262],
        at__week: [38, 1, 1, 15],
        at__day_of_year: [265, 1, 365, 101],
        at__day_of_week: [2, 0, 2, 4],
        at__hour: [0, 0, 23, 0],
        at__second: [0, 0, 59, 0],
      },
    },
    {
      name: 'the time column itself is an ordinary one, a single row',
      params: { parts: ['month'] },
      columns: { at: 'datetime' },
      roles: { time: 'at' },
      rows: [{ at: '2024-02-29' }],
      expect: { at__month: [2] },
      exactly: true,
      test: [{ at: '2025-11-01' }, { at: null }],
      expectTest: { at__month: [11, null] },
    },
    { name: 'nothing asked', params: { parts: [] }, columns: { at: 'datetime' }, rows: [{ at: '2024-02-29' }], expect: {}, exactly: true },
    { name: 'all missing', params: { parts: ['hour'] }, columns: { at: 'datetime' }, rows: [{ at: null }], expect: { at__hour: [null] } },
  ],
  rejects: [
    { name: 'text', columns: { city: 'text' }, rows: [{ city: '2024-01-01' }] },
    { name: 'numeric', columns: { x: 'numeric' }, rows: [{ x: 20240101 }] },
  ],
});

test.each(['Mars/Olympus', '+01:00', 'Europe'])('the zone %s is refused', (zone) => {
  expect(parts.meta.params.safeParse({ zone }).success).toBe(false);
});

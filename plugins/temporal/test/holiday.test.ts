import { checkTransformer } from '@mdm/sdk/testing';
import { holiday } from '../src/holiday.js';

const days = ['2024-01-01T23:00:00', '2024-01-02T00:00:00', '2024-03-29T12:00:00', '2024-07-01', '2024-12-31', null];

checkTransformer(holiday, {
  cases: [
    {
      name: 'Germany',
      params: { country: 'DE' },
      columns: { at: 'datetime' },
      rows: days.map((at) => ({ at })),
      // 2024: New Year, Good Friday; 1 July is 42 days after Whit Monday (20 May); 31 December is the eve of New Year 2025.
      expect: { at__is_holiday: [1, 0, 1, 0, 0, null], at__days_to_holiday: [0, 1, 0, 42, 1, null] },
      exactly: true,
      test: [{ at: '2024-05-30' }, { at: '1989-12-31' }, { at: '2041-01-01' }, { at: '2040-12-25' }],
      expectTest: { at__is_holiday: [0, null, null, 1], at__days_to_holiday: [10, null, null, 0] },
    },
    {
      name: 'a state has days of its own',
      params: { country: 'DE-BY' },
      columns: { at: 'datetime' },
      rows: [{ at: '2024-05-30' }, { at: '2024-01-06' }, { at: '2024-07-01' }],
      expect: { at__is_holiday: [1, 1, 0], at__days_to_holiday: [0, 0, 32] },
    },
    {
      name: 'the day in a zone, and few years',
      params: { country: 'US', zone: 'America/New_York', from: 2023, to: 2024 },
      columns: { at: 'datetime' },
      rows: [{ at: '2024-07-04T03:59:59' }, { at: '2024-07-04T04:00:00' }, { at: '2024-07-05T03:59:59' }, { at: '2022-07-04T12:00:00' }],
      expect: { at__is_holiday: [0, 1, 1, null], at__days_to_holiday: [1, 0, 0, null] },
    },
    {
      name: 'holidays of several days',
      params: { country: 'TR' },
      columns: { at: 'datetime' },
      rows: ['2024-06-15', '2024-06-16', '2024-06-19', '2024-06-20'].map((at) => ({ at })),
      expect: { at__is_holiday: [0, 1, 1, 0], at__days_to_holiday: [1, 0, 0, 1] },
    },
    { name: 'no country, no features', columns: { at: 'datetime' }, rows: [{ at: '2024-01-01' }], expect: {}, exactly: true },
    {
      name: 'a single missing row',
      params: { country: 'FR' },
      columns: { at: 'datetime' },
      rows: [{ at: null }],
      expect: { at__is_holiday: [null] },
    },
  ],
  rejects: [{ name: 'text', columns: { city: 'text' }, rows: [{ city: 'x' }] }],
});

test.each([{ country: 'XX' }, { country: 'de' }, { country: 'DE-XX' }, { country: 'constructor' }, { from: 2030, to: 2029 }])(
  '%j is refused',
  (params) => {
    expect(holiday.meta.params.safeParse(params).success).toBe(false);
  },
);

test.each(['DE', 'DE-BY', 'US-LA-NO'])('%s is a place', (country) => {
  expect(holiday.meta.params.safeParse({ country }).success).toBe(true);
});

import { checkTransformer } from '@mdm/sdk/testing';
import { elapsed } from '../src/elapsed.js';

const columns = { sent: 'datetime', got: 'datetime', paid: 'datetime' } as const;
const rows = [
  { sent: '2024-01-01', got: '2024-01-03T12:00:00', paid: '2023-12-31' },
  { sent: '2024-01-01T00:00:00', got: null, paid: '2024-01-01T00:00:36' },
  { sent: null, got: '2024-01-01', paid: '2024-01-01' },
];

checkTransformer(elapsed, {
  cases: [
    {
      name: 'every pair, in column order',
      columns,
      rows,
      expect: {
        sent__got__elapsed_days: [2.5, null, null],
        sent__paid__elapsed_days: [-1, 0.0004166666666666667, null],
        got__paid__elapsed_days: [-3.5, null, 0],
      },
      exactly: true,
      test: [{ sent: '1900-01-01', got: '2100-01-01', paid: null }],
      expectTest: { sent__got__elapsed_days: [73049], sent__paid__elapsed_days: [null] },
    },
    {
      name: 'hours, at most one pair',
      params: { unit: 'hours', max: 1 },
      columns,
      rows,
      expect: { sent__got__elapsed_hours: [60, null, null] },
      exactly: true,
    },
    { name: 'minutes', params: { unit: 'minutes', max: 2 }, columns, rows, expect: { sent__paid__elapsed_minutes: [-1440, 0.6, null] } },
    { name: 'no pairs wanted', params: { max: 0 }, columns, rows, expect: {}, exactly: true },
    { name: 'a single column', columns: { at: 'datetime' }, rows: [{ at: '2024-01-01' }], expect: {}, exactly: true },
  ],
  rejects: [{ name: 'text', columns: { a: 'text', b: 'text' }, rows: [{ a: 'x', b: 'y' }] }],
});

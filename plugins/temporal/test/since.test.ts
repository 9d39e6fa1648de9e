import { checkTransformer } from '@mdm/sdk/testing';
import { since } from '../src/since.js';

const rows = [{ at: '2024-01-10T12:00:00' }, { at: '2024-01-01T00:00:00' }, { at: '2024-03-01T06:00:00.500' }, { at: null }];
const test = [{ at: '2023-12-31T18:00:00' }, { at: null }];

checkTransformer(since, {
  cases: [
    {
      name: 'days with fractions, negative before the training rows',
      columns: { at: 'datetime' },
      rows,
      expect: { at__days_since_first: [9.5, 0, 60.25000578703704, null] },
      exactly: true,
      test,
      expectTest: { at__days_since_first: [-0.25, null] },
    },
    {
      name: 'hours',
      params: { unit: 'hours' },
      columns: { at: 'datetime' },
      rows,
      expect: { at__hours_since_first: [228, 0, 1446.0001388888888, null] },
      exactly: true,
      test,
      expectTest: { at__hours_since_first: [-6, null] },
    },
    { name: 'a single row', columns: { at: 'datetime' }, rows: [{ at: '1677-09-22' }], expect: { at__days_since_first: [0] } },
    { name: 'all missing', columns: { at: 'datetime' }, rows: [{ at: null }, { at: null }], expect: {}, exactly: true },
  ],
  rejects: [{ name: 'numeric', columns: { x: 'numeric' }, rows: [{ x: 1 }] }],
});

import { checkTransformer } from '@mdm/sdk/testing';
import { gap } from '../src/gap.js';
import { columns, roles, rows, tied } from './sequence-rows.js';

checkTransformer(gap, {
  cases: [
    {
      name: 'seconds in the group',
      columns,
      roles,
      rows,
      expect: { at__seconds_since_previous: [86400, null, null, 86400, 345600, 432000, null, 86400] },
      exactly: true,
    },
    {
      name: 'days',
      params: { unit: 'days' },
      columns,
      roles,
      rows,
      expect: { at__days_since_previous: [1, null, null, 1, 4, 5, null, 1] },
      exactly: true,
    },
    {
      name: 'hours, no group, equal times',
      params: { unit: 'hours' },
      columns: { at: 'datetime', x: 'numeric' },
      roles: { time: 'at' },
      rows: tied,
      expect: { at__hours_since_previous: [24, null, 0] },
    },
    {
      name: 'minutes, only of the time column',
      params: { unit: 'minutes' },
      columns: { at: 'datetime', seen: 'datetime' },
      roles: { time: 'at' },
      rows: [
        { at: '2024-01-01T00:00:00.250', seen: '2024-01-01' },
        { at: '2024-01-01T00:01:30.250', seen: '2024-01-01' },
      ],
      expect: { at__minutes_since_previous: [null, 1.5] },
      exactly: true,
    },
    { name: 'a single row', columns, roles, rows: rows.slice(0, 1), expect: { at__seconds_since_previous: [null] } },
  ],
  rejects: [
    { name: 'without a time column', columns: { at: 'datetime' }, rows: [{ at: '2024-01-01' }] },
    { name: 'numeric', columns: { x: 'numeric' }, rows: [{ x: 1 }] },
  ],
});

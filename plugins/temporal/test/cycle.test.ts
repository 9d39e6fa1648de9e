import { checkTransformer } from '@mdm/sdk/testing';
import { cycle } from '../src/cycle.js';

checkTransformer(cycle, {
  cases: [
    {
      name: 'all four circles',
      columns: { at: 'datetime' },
      rows: [{ at: '2024-04-15T05:00:00' }, { at: '2024-02-29T22:00:00' }, { at: null }],
      expect: {
        at__month_sin: [0.8660254037844387, 0.8660254037844386, null],
        at__month_cos: [-0.4999999999999998, 0.5000000000000001, null],
        at__day_of_week_sin: [0, 0.43388373911755823, null],
        at__day_of_week_cos: [1, -0.900968867902419, null],
        at__hour_sin: [0.9659258262890683, -0.5000000000000004, null],
        at__hour_cos: [0.25881904510252074, 0.8660254037844384, null],
        at__day_of_year_sin: [0.9682507501166718, 0.8584015232918917, null],
        at__day_of_year_cos: [-0.2499809690726521, 0.512978386299228, null],
      },
      exactly: true,
    },
    {
      name: 'one circle, in a zone, other rows',
      params: { which: ['hour'], zone: 'America/New_York' },
      columns: { at: 'datetime' },
      rows: [{ at: '2024-04-15T05:00:00' }],
      expect: { at__hour_sin: [0.25881904510252074], at__hour_cos: [0.9659258262890683] },
      exactly: true,
      test: [{ at: '2024-01-15T05:00:00' }, { at: '1960-01-01T06:00:00' }, { at: null }],
      expectTest: { at__hour_sin: [0, 0.25881904510252074, null], at__hour_cos: [1, 0.9659258262890683, null] },
    },
    {
      name: 'a constant column at the end of a year',
      params: { which: ['day_of_week', 'day_of_year'] },
      columns: { at: 'datetime' },
      rows: [{ at: '2023-12-31T11:00:00' }, { at: '2023-12-31T11:00:00' }],
      expect: {
        at__day_of_week_sin: [-0.7818314824680299, -0.7818314824680299],
        at__day_of_week_cos: [0.6234898018587334, 0.6234898018587334],
        at__day_of_year_sin: [-0.004300592702981974, -0.004300592702981974],
        at__day_of_year_cos: [0.9999907524084426, 0.9999907524084426],
      },
    },
  ],
  rejects: [
    { name: 'text', columns: { city: 'text' }, rows: [{ city: 'x' }] },
    { name: 'numeric', columns: { month: 'numeric' }, rows: [{ month: 4 }] },
  ],
});

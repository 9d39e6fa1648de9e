import { checkTransformer } from '@mdm/sdk/testing';
import { time } from '../src/time.js';

const TIMES = ['2024-01-31 23:59:59.5', '2023-12-31 10:00:00', null, '2024-02-01 00:00:00', '2024-02-04 12:30:00'].map((t) => ({ t }));

checkTransformer(time, {
  cases: [
    {
      name: 'ends of months, a weekend and a missing time',
      columns: { t: 'datetime' },
      rows: TIMES,
      expect: {
        t__year: [2024, 2023, null, 2024, 2024],
        t__month: [1, 12, null, 2, 2],
        t__day: [31, 31, null, 1, 4],
        t__dayofweek: [2, 6, null, 3, 6],
        t__hour: [23, 10, null, 0, 12],
        t__is_weekend: [0, 1, 0, 0, 1],
        t__is_month_start: [0, 0, 0, 1, 0],
        t__is_month_end: [1, 1, 0, 0, 0],
        t__month_sin: [0.49999999999999994, -2.4492935982947064e-16, null, 0.8660254037844386, 0.8660254037844386],
        t__month_cos: [0.8660254037844387, 1, null, 0.5000000000000001, 0.5000000000000001],
        t__hour_sin: [-0.25881904510252157, 0.49999999999999994, null, 0, 1.2246467991473532e-16],
        t__hour_cos: [0.9659258262890681, -0.8660254037844387, null, 1, -1],
        t__days_since_start: [31, 0, null, 31, 35],
      },
      exactly: true,
      test: [{ t: '2023-12-31 09:59:59.999999' }, { t: '2024-01-01 09:59:59.999999' }, { t: '2024-01-01 10:00:00' }],
      expectTest: { t__days_since_start: [-1, 0, 1] },
    },
    {
      name: 'by the clock of a zone',
      params: { zone: 'Asia/Tokyo' },
      columns: { t: 'datetime' },
      rows: TIMES,
      expect: {
        t__day: [1, 31, null, 1, 4],
        t__hour: [8, 19, null, 9, 21],
        t__is_month_start: [1, 0, 0, 1, 0],
        t__days_since_start: [31, 0, null, 31, 35],
      },
    },
  ],
  rejects: [{ name: 'text', columns: { t: 'text' }, rows: [{ t: '2024-01-01' }] }],
  expectedFailures: {},
});

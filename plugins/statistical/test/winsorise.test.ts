import { checkTransformer } from '@mdm/sdk/testing';
import { winsorise } from '../src/winsorise.js';

const x = (values: readonly (number | null)[]) => values.map((x) => ({ x }));

checkTransformer(winsorise, {
  cases: [
    {
      name: 'typical, with a gap',
      columns: { x: 'numeric' },
      rows: x([null, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 1000]),
      expect: { x__winsorised: [null, 2.05, 2.05, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 20.95, 20.95] },
      exactly: true,
      test: x([-1e308, null, 5, 1e308]),
      expectTest: { x__winsorised: [2.05, null, 5, 20.95] },
    },
    {
      name: 'other quantiles',
      params: { lower: 0.25, upper: 0.5 },
      columns: { x: 'numeric' },
      rows: x([null, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 1000]),
      expect: {
        x__winsorised: [
          null,
          6.25,
          6.25,
          6.25,
          6.25,
          6.25,
          6.25,
          7,
          8,
          9,
          10,
          11,
          11.5,
          11.5,
          11.5,
          11.5,
          11.5,
          11.5,
          11.5,
          11.5,
          11.5,
          11.5,
          11.5,
        ],
      },
      exactly: true,
    },
    { name: 'constant', columns: { x: 'numeric' }, rows: [{ x: 7 }, { x: 7 }], expect: {}, exactly: true },
    { name: 'single row', columns: { x: 'numeric' }, rows: [{ x: 7 }], expect: {}, exactly: true },
    { name: 'all missing', columns: { x: 'numeric' }, rows: [{ x: null }], expect: {}, exactly: true },
  ],
  rejects: [
    { name: 'text', columns: { city: 'text' }, rows: [{ city: 'x' }, { city: '' }] },
    { name: 'target', columns: { y: 'numeric' }, roles: { target: 'y' }, rows: [{ y: 1 }, { y: 2 }] },
  ],
  expectedFailures: {},
});

import { checkTransformer } from '@mdm/sdk/testing';
import { robust } from '../src/robust.js';

const x = (values: readonly (number | null)[]) => values.map((x) => ({ x }));

checkTransformer(robust, {
  cases: [
    {
      name: 'typical, with a gap',
      columns: { x: 'numeric' },
      rows: x([1, 2, 4, 8, null, 16, 3.5, -2, 0, 100]),
      expect: {
        x__robust: [
          -0.35714285714285715,
          -0.21428571428571427,
          0.07142857142857142,
          0.6428571428571429,
          null,
          1.7857142857142858,
          0,
          -0.7857142857142857,
          -0.5,
          13.785714285714286,
        ],
      },
      exactly: true,
      test: [{ x: 1000 }, { x: null }],
      expectTest: { x__robust: [142.35714285714286, null] },
    },
    { name: 'interquartile range 0', columns: { x: 'numeric' }, rows: x([1, 5, 5, 5, 5, 5, 9]), expect: {}, exactly: true },
    { name: 'single row', columns: { x: 'numeric' }, rows: [{ x: 7 }], expect: {}, exactly: true },
    { name: 'all missing', columns: { x: 'numeric' }, rows: [{ x: null }, { x: null }], expect: {}, exactly: true },
    {
      name: 'range beyond the largest number',
      columns: { x: 'numeric' },
      rows: x([1.5e308, 1.5e308, -1.5e308, -1.5e308]),
      expect: {},
      exactly: true,
    },
  ],
  rejects: [
    { name: 'text', columns: { city: 'text' }, rows: [{ city: 'x' }, { city: '' }] },
    { name: 'target', columns: { y: 'numeric' }, roles: { target: 'y' }, rows: [{ y: 1 }, { y: 2 }] },
  ],
  expectedFailures: {},
});

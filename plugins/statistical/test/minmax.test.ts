import { checkTransformer } from '@mdm/sdk/testing';
import { minmax } from '../src/minmax.js';

const x = (values: readonly (number | null)[]) => values.map((x) => ({ x }));

checkTransformer(minmax, {
  cases: [
    {
      name: 'typical, with a gap',
      columns: { x: 'numeric' },
      rows: x([1, 2, 4, 8, null, 16, 3.5, -2, 0, 100]),
      expect: {
        x__minmax: [
          0.029411764705882353,
          0.0392156862745098,
          0.058823529411764705,
          0.09803921568627451,
          null,
          0.17647058823529413,
          0.05392156862745098,
          0,
          0.0196078431372549,
          1,
        ],
      },
      exactly: true,
      test: x([-100, null, 202]),
      expectTest: { x__minmax: [-0.9607843137254902, null, 2] },
    },
    { name: 'constant: no range', columns: { x: 'numeric' }, rows: [{ x: 7 }, { x: 7 }], expect: {}, exactly: true },
    { name: 'single row', columns: { x: 'numeric' }, rows: [{ x: 7 }], expect: {}, exactly: true },
    { name: 'all missing', columns: { x: 'numeric' }, rows: [{ x: null }], expect: {}, exactly: true },
    { name: 'range beyond the largest number', columns: { x: 'numeric' }, rows: [{ x: 1e308 }, { x: -1e308 }], expect: {}, exactly: true },
    { name: 'smallest range', columns: { x: 'numeric' }, rows: [{ x: 0 }, { x: 5e-324 }], expect: { x__minmax: [0, 1] }, exactly: true },
  ],
  rejects: [
    { name: 'text', columns: { city: 'text' }, rows: [{ city: 'x' }, { city: '' }] },
    { name: 'target', columns: { y: 'numeric' }, roles: { target: 'y' }, rows: [{ y: 1 }, { y: 2 }] },
  ],
  expectedFailures: {},
});

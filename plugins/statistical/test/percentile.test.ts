import { checkTransformer } from '@mdm/sdk/testing';
import { percentile } from '../src/percentile.js';

const x = (values: readonly (number | null)[]) => values.map((x) => ({ x }));

checkTransformer(percentile, {
  cases: [
    {
      name: 'ties and a gap',
      columns: { x: 'numeric' },
      rows: x([3, 1, null, 3, 2, 3, 10, -1, 2]),
      expect: { x__rank: [0.75, 0.25, null, 0.75, 0.4375, 0.75, 1, 0.125, 0.4375] },
      exactly: true,
      test: x([3, null, 99, 5]),
      expectTest: { x__rank: [0.75, null, 1, 0.875] },
    },
    {
      name: 'constant',
      columns: { x: 'numeric' },
      rows: x([7, 7, 7, 7]),
      expect: { x__rank: [0.625, 0.625, 0.625, 0.625] },
      exactly: true,
    },
    { name: 'single row', columns: { x: 'numeric' }, rows: [{ x: 7 }], expect: { x__rank: [1] }, exactly: true },
    {
      name: 'extremes',
      columns: { x: 'numeric' },
      rows: x([1e308, -1e308, 0, 5e-324]),
      expect: { x__rank: [1, 0.25, 0.5, 0.75] },
      exactly: true,
    },
  ],
  rejects: [
    { name: 'text', columns: { city: 'text' }, rows: [{ city: 'x' }, { city: '' }] },
    { name: 'target', columns: { y: 'numeric' }, roles: { target: 'y' }, rows: [{ y: 1 }, { y: 2 }] },
  ],
  expectedFailures: {},
});

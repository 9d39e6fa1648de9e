import { checkTransformer } from '@mdm/sdk/testing';
import { numeric } from '../src/numeric.js';

const x = (values: readonly (number | null)[]) => values.map((x) => ({ x }));
const TEN = [5, 1, 1, 2, 9, 30, null, 100, 12, 7, 33.5, 3, 4];

checkTransformer(numeric, {
  cases: [
    {
      name: 'twelve values above 0',
      columns: { x: 'numeric' },
      rows: x(TEN),
      expect: {},
      exactly: true,
    },
  ],
  rejects: [
    { name: 'all missing', columns: { x: 'numeric' }, rows: x([null, null]) },
    { name: 'text', columns: { city: 'text' }, rows: [{ city: 'x' }, { city: '' }] },
    { name: 'target', columns: { y: 'numeric' }, roles: { target: 'y' }, rows: [{ y: 1 }, { y: 2 }] },
  ],
  expectedFailures: {},
});

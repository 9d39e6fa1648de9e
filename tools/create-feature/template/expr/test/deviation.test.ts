import { checkTransformer } from '@mdm/sdk/testing';
import { deviation } from '../src/deviation.ts';

const x = (...values: readonly (number | null)[]) => values.map((x) => ({ x }));

// The median of 1, 2, 4 and 9 is 3.
checkTransformer(deviation, {
  cases: [
    {
      name: 'typical, with a gap, and other rows later',
      columns: { x: 'numeric' },
      rows: x(1, 4, null, 2, 9),
      expect: { x__deviation: [-2, 1, null, -1, 6] },
      exactly: true,
      test: x(3, null, 100),
      expectTest: { x__deviation: [0, null, 97] },
    },
    {
      name: 'relative',
      columns: { x: 'numeric' },
      rows: x(-1, -4, null, -2, -9),
      params: { relative: true },
      expect: { x__deviation: [2 / 3, -1 / 3, null, 1 / 3, -2] },
    },
    {
      name: 'relative to a median of 0',
      columns: { x: 'numeric' },
      rows: x(-1, 0, 1),
      params: { relative: true },
      expect: {},
      exactly: true,
    },
    { name: 'a constant', columns: { x: 'numeric' }, rows: x(7, 7), expect: { x__deviation: [0, 0] } },
    { name: 'nothing known', columns: { x: 'numeric' }, rows: x(null, null), expect: {}, exactly: true },
  ],
  rejects: [
    { name: 'a text', columns: { city: 'text' }, rows: [{ city: 'Rome' }, { city: 'Oslo' }] },
    { name: 'the target', columns: { y: 'numeric' }, roles: { target: 'y' }, rows: [{ y: 1 }, { y: 2 }] },
  ],
});

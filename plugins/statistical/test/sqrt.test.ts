import { checkTransformer } from '@mdm/sdk/testing';
import { sqrt } from '../src/sqrt.js';

const x = (values: readonly (number | null)[]) => values.map((x) => ({ x }));

checkTransformer(sqrt, {
  cases: [
    {
      name: 'typical, with a gap',
      columns: { x: 'numeric' },
      rows: x([1, 2, 4, 8, null, 16, 3.5, -2, 0, 100]),
      expect: { x__sqrt: [1, 1.4142135623730951, 2, 2.8284271247461903, null, 4, 1.8708286933869707, -1.4142135623730951, 0, 10] },
      exactly: true,
      test: [{ x: -0.5 }, { x: null }],
      expectTest: { x__sqrt: [-0.7071067811865476, null] },
    },
    {
      name: 'sign dropped',
      params: { sign: 'drop' },
      columns: { x: 'numeric' },
      rows: x([1, 2, 4, 8, null, 16, 3.5, -2, 0, 100]),
      expect: { x__sqrt: [1, 1.4142135623730951, 2, 2.8284271247461903, null, 4, 1.8708286933869707, 1.4142135623730951, 0, 10] },
      exactly: true,
    },
    {
      name: 'extremes',
      columns: { x: 'numeric' },
      rows: x([1e308, -1e308, -0, 0, 5e-324, 1e-10]),
      expect: { x__sqrt: [1e154, -1e154, 0, 0, 2.2227587494850775e-162, 1e-5] },
      exactly: true,
    },
    { name: 'single row', columns: { x: 'numeric' }, rows: [{ x: 3 }], expect: { x__sqrt: [1.7320508075688772] }, exactly: true },
    {
      name: 'two columns, target left alone',
      columns: { a: 'numeric', b: 'numeric', y: 'numeric' },
      roles: { target: 'y' },
      rows: [
        { a: 1, b: -5, y: 1 },
        { a: 2, b: null, y: 0 },
      ],
      expect: { a__sqrt: [1, 1.4142135623730951], b__sqrt: [-2.23606797749979, null] },
      exactly: true,
    },
  ],
  rejects: [
    { name: 'text', columns: { city: 'text' }, rows: [{ city: 'x' }, { city: '' }] },
    { name: 'target', columns: { y: 'numeric' }, roles: { target: 'y' }, rows: [{ y: 1 }, { y: 2 }] },
  ],
  expectedFailures: {},
});

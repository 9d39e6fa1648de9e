import { checkTransformer } from '@mdm/sdk/testing';
import { outlier } from '../src/outlier.js';

const x = (values: readonly (number | null)[]) => values.map((x) => ({ x }));

checkTransformer(outlier, {
  cases: [
    {
      name: 'typical: missing is no outlier',
      columns: { x: 'numeric' },
      rows: x([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, null, 200, -150, 20]),
      expect: {
        x__outlier_iqr: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 0],
        x__outlier_z: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
      },
      exactly: true,
      test: x([null, 1e308, -1e308, 22.5]),
      expectTest: { x__outlier_iqr: [0, 1, 1, 1], x__outlier_z: [0, 1, 1, 0] },
    },
    {
      name: 'nearer limits',
      params: { k: 0.1, threshold: 1 },
      columns: { x: 'numeric' },
      rows: x([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, null, 200, -150, 20]),
      expect: {
        x__outlier_iqr: [1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 1, 1, 1],
        x__outlier_z: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 0],
      },
      exactly: true,
    },
    {
      name: 'quartiles alone',
      params: { methods: ['iqr'] },
      columns: { x: 'numeric' },
      rows: x([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, null, 200, -150, 20]),
      expect: { x__outlier_iqr: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 0] },
      exactly: true,
    },
    {
      name: 'standard score alone',
      params: { methods: ['z'] },
      columns: { x: 'numeric' },
      rows: x([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, null, 200, -150, 20]),
      expect: { x__outlier_z: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0] },
      exactly: true,
    },
    {
      name: 'no spread: quartiles still bound',
      columns: { x: 'numeric' },
      rows: x([7, 7, 7]),
      expect: { x__outlier_iqr: [0, 0, 0] },
      exactly: true,
      test: [{ x: 8 }],
      expectTest: { x__outlier_iqr: [1] },
    },
    { name: 'single row', columns: { x: 'numeric' }, rows: [{ x: 7 }], expect: { x__outlier_iqr: [0] }, exactly: true },
    { name: 'all missing', columns: { x: 'numeric' }, rows: [{ x: null }, { x: null }], expect: {}, exactly: true },
  ],
  rejects: [
    { name: 'text', columns: { city: 'text' }, rows: [{ city: 'x' }, { city: '' }] },
    { name: 'target', columns: { y: 'numeric' }, roles: { target: 'y' }, rows: [{ y: 1 }, { y: 2 }] },
  ],
  expectedFailures: {},
});

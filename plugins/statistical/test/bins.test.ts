import { checkTransformer } from '@mdm/sdk/testing';
import { bins } from '../src/bins.js';

const x = (values: readonly (number | null)[]) => values.map((x) => ({ x }));

checkTransformer(bins, {
  cases: [
    {
      name: 'defaults: a repeated quantile counts each time',
      columns: { x: 'numeric' },
      rows: x([5, 1, 1, 1, 1, 2, 9, 30, 31, null, 100, 1, 12, 7, 33.5]),
      expect: {
        x__bin_equal: [0, 0, 0, 0, 0, 0, 0, 2, 3, null, 9, 0, 1, 0, 3],
        x__bin_quantile: [4, 0, 0, 0, 0, 3, 6, 7, 8, null, 9, 0, 6, 5, 9],
        x__bin_natural: [1, 0, 0, 0, 0, 0, 2, 3, 3, null, 4, 0, 2, 1, 3],
      },
      exactly: true,
      test: x([null, -5, 1, 1.5, 30, 1e308, 10.9]),
      expectTest: {
        x__bin_equal: [null, 0, 0, 0, 2, 9, 1],
        x__bin_quantile: [null, 0, 0, 3, 7, 9, 6],
        x__bin_natural: [null, 0, 0, 0, 3, 4, 2],
      },
    },
    {
      name: 'repeated quantiles count once',
      params: { distinctEdges: true },
      columns: { x: 'numeric' },
      rows: x([5, 1, 1, 1, 1, 2, 9, 30, 31, null, 100, 1, 12, 7, 33.5]),
      expect: {
        x__bin_equal: [0, 0, 0, 0, 0, 0, 0, 2, 3, null, 9, 0, 1, 0, 3],
        x__bin_quantile: [2, 0, 0, 0, 0, 1, 4, 5, 6, null, 7, 0, 4, 3, 7],
        x__bin_natural: [1, 0, 0, 0, 0, 0, 2, 3, 3, null, 4, 0, 2, 1, 3],
      },
      exactly: true,
      test: x([null, -5, 1, 1.5, 30, 1e308, 10.9]),
      expectTest: {
        x__bin_equal: [null, 0, 0, 0, 2, 9, 1],
        x__bin_quantile: [null, 0, 0, 1, 5, 7, 4],
        x__bin_natural: [null, 0, 0, 0, 3, 4, 2],
      },
    },
    {
      name: 'other numbers of bins',
      params: { equal: 4, quantile: 3, natural: 2 },
      columns: { x: 'numeric' },
      rows: x([5, 1, 1, 1, 1, 2, 9, 30, 31, null, 100, 1, 12, 7, 33.5]),
      expect: {
        x__bin_equal: [0, 0, 0, 0, 0, 0, 0, 1, 1, null, 3, 0, 0, 0, 1],
        x__bin_quantile: [1, 0, 0, 0, 0, 1, 1, 2, 2, null, 2, 0, 2, 1, 2],
        x__bin_natural: [0, 0, 0, 0, 0, 0, 0, 0, 0, null, 1, 0, 0, 0, 0],
      },
      exactly: true,
    },
    {
      name: 'several numbers of bins',
      params: { counts: [4, 3, 4], natural: 0 },
      columns: { x: 'numeric' },
      rows: x([5, 1, 1, 1, 1, 2, 9, 30, 31, null, 100, 1, 12, 7, 33.5]),
      expect: {
        x__bin_equal_4: [0, 0, 0, 0, 0, 0, 0, 1, 1, null, 3, 0, 0, 0, 1],
        x__bin_equal_3: [0, 0, 0, 0, 0, 0, 0, 0, 0, null, 2, 0, 0, 0, 0],
        x__bin_quantile_3: [1, 0, 0, 0, 0, 1, 1, 2, 2, null, 2, 0, 2, 1, 2],
        x__bin_quantile_4: [1, 0, 0, 0, 0, 1, 2, 3, 3, null, 3, 0, 2, 2, 3],
      },
      exactly: true,
    },
    {
      name: 'equal width alone',
      params: { equal: 7, quantile: 0, natural: 0 },
      columns: { x: 'numeric' },
      rows: x([5, 1, 1, 1, 1, 2, 9, 30, 31, null, 100, 1, 12, 7, 33.5]),
      expect: { x__bin_equal: [0, 0, 0, 0, 0, 0, 0, 2, 2, null, 6, 0, 0, 0, 2] },
      exactly: true,
    },
    {
      name: 'natural breaks alone, of a smaller sample',
      params: { equal: 0, quantile: 0, natural: 2, sample: 10 },
      columns: { x: 'numeric' },
      rows: x([0, 3, 6, 9, 12, 15, 18, 21, 24, 27]),
      expect: { x__bin_natural: [0, 0, 0, 0, 0, 1, 1, 1, 1, 1] },
      exactly: true,
    },
    {
      name: 'one bin is no bin',
      params: { equal: 1, quantile: 1, natural: 1 },
      columns: { x: 'numeric' },
      rows: x([5, 1, 1, 1, 1, 2, 9, 30, 31, null, 100, 1, 12, 7, 33.5]),
      expect: {},
      exactly: true,
    },
    {
      name: 'three distinct values',
      columns: { x: 'numeric' },
      rows: x([0, 1, null, 2, 2]),
      expect: { x__bin_equal: [0, 5, null, 9, 9], x__bin_quantile: [0, 3, null, 6, 6], x__bin_natural: [0, 1, null, 2, 2] },
      exactly: true,
    },
    { name: 'two distinct values', columns: { x: 'numeric' }, rows: x([0, 1, 1, 0, null]), expect: {}, exactly: true },
    { name: 'constant', columns: { x: 'numeric' }, rows: x([7, 7, 7]), expect: {}, exactly: true },
    { name: 'single row', columns: { x: 'numeric' }, rows: [{ x: 7 }], expect: {}, exactly: true },
    { name: 'all missing', columns: { x: 'numeric' }, rows: [{ x: null }, { x: null }], expect: {}, exactly: true },
    {
      name: 'range beyond the largest number',
      params: { quantile: 0, natural: 3 },
      columns: { x: 'numeric' },
      rows: x([-1e308, 0, 1e308, 1.2e308]),
      expect: { x__bin_equal: [0, 4, 9, 9], x__bin_natural: [0, 1, 2, 2] },
      exactly: true,
    },
  ],
  rejects: [
    { name: 'text', columns: { city: 'text' }, rows: [{ city: 'x' }, { city: '' }] },
    { name: 'target', columns: { y: 'numeric' }, roles: { target: 'y' }, rows: [{ y: 1 }, { y: 2 }] },
  ],
  expectedFailures: {},
});

import { checkTransformer } from '@mdm/sdk/testing';
import { log } from '../src/log.js';

const x = (values: readonly (number | null)[]) => values.map((x) => ({ x }));

checkTransformer(log, {
  cases: [
    {
      name: 'typical, with a gap',
      columns: { x: 'numeric' },
      rows: x([1, 2, 4, 8, null, 16, 3.5, -2, 0, 100]),
      expect: {
        x__log1p: [
          0.6931471805599453,
          1.0986122886681098,
          1.6094379124341003,
          2.1972245773362196,
          null,
          2.833213344056216,
          1.5040773967762742,
          -1.0986122886681098,
          0,
          4.61512051684126,
        ],
      },
      exactly: true,
      test: [{ x: -0.5 }, { x: null }],
      expectTest: { x__log1p: [-0.4054651081081644, null] },
    },
    {
      name: 'sign dropped',
      params: { sign: 'drop' },
      columns: { x: 'numeric' },
      rows: x([1, 2, 4, 8, null, 16, 3.5, -2, 0, 100]),
      expect: {
        x__log1p: [
          0.6931471805599453,
          1.0986122886681098,
          1.6094379124341003,
          2.1972245773362196,
          null,
          2.833213344056216,
          1.5040773967762742,
          1.0986122886681098,
          0,
          4.61512051684126,
        ],
      },
      exactly: true,
    },
    {
      name: 'extremes',
      columns: { x: 'numeric' },
      rows: x([1e308, -1e308, -0, 0, 5e-324, 1e-10]),
      expect: { x__log1p: [709.1962086421661, -709.1962086421661, 0, 0, 5e-324, 9.999999999500001e-11] },
      exactly: true,
    },
    { name: 'single row', columns: { x: 'numeric' }, rows: [{ x: 3 }], expect: { x__log1p: [1.3862943611198906] }, exactly: true },
    {
      name: 'two columns, target left alone',
      columns: { a: 'numeric', b: 'numeric', y: 'numeric' },
      roles: { target: 'y' },
      rows: [
        { a: 1, b: -5, y: 1 },
        { a: 2, b: null, y: 0 },
      ],
      expect: { a__log1p: [0.6931471805599453, 1.0986122886681098], b__log1p: [-1.791759469228055, null] },
      exactly: true,
    },
  ],
  rejects: [
    { name: 'text', columns: { city: 'text' }, rows: [{ city: 'x' }, { city: '' }] },
    { name: 'target', columns: { y: 'numeric' }, roles: { target: 'y' }, rows: [{ y: 1 }, { y: 2 }] },
  ],
  expectedFailures: {},
});

import { checkTransformer } from '@mdm/sdk/testing';
import { zscore } from '../src/zscore.js';

const x = (values: readonly (number | null)[]) => values.map((x) => ({ x }));

checkTransformer(zscore, {
  cases: [
    {
      name: 'typical, with a gap',
      columns: { x: 'numeric' },
      rows: x([1, 2, 4, 8, null, 16, 3.5, -2, 0, 100]),
      expect: {
        x__zscore: [
          -0.4233118225772653,
          -0.3924631877335779,
          -0.3307659180462032,
          -0.20737137867145383,
          null,
          0.03941770007804497,
          -0.3461902354680469,
          -0.5158577271083273,
          -0.4541604574209526,
          2.6307030269477822,
        ],
      },
      exactly: true,
      test: x([1000, null, -7.25]),
      expectTest: { x__zscore: [30.3944743862664, null, -0.6778130600376859] },
    },
    { name: 'constant: no spread', columns: { x: 'numeric' }, rows: x([7, 7, 7]), expect: {}, exactly: true },
    { name: 'single row: no spread', columns: { x: 'numeric' }, rows: [{ x: 7 }], expect: {}, exactly: true },
    { name: 'all missing', columns: { x: 'numeric' }, rows: [{ x: null }, { x: null }], expect: {}, exactly: true },
    {
      name: 'spread beyond the largest number',
      columns: { x: 'numeric' },
      rows: [{ x: 1.7e308 }, { x: -1.7e308 }],
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

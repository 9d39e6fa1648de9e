import { checkTransformer } from '@mdm/sdk/testing';
import { rare } from '../src/rare.js';

const rows = [...Array.from({ length: 98 }, () => ({ c: 'many' })), { c: 'one' }, { c: 'two' }, { c: null }];
const common = rows.slice(0, 98).map(() => 0);

checkTransformer(rare, {
  cases: [
    {
      name: 'a share of exactly the threshold is not rare',
      columns: { c: 'categorical' },
      rows,
      expect: { c__is_rare: [...common, 0, 0, 0] },
      exactly: true,
      test: [{ c: 'one' }, { c: 'new' }, { c: null }, { c: '' }],
      expectTest: { c__is_rare: [0, 1, 0, 1] },
    },
    {
      name: 'another threshold',
      params: { threshold: 0.02 },
      columns: { c: 'categorical' },
      rows,
      expect: { c__is_rare: [...common, 1, 1, 0] },
    },
    {
      name: 'a threshold of 0 leaves only new ones',
      params: { threshold: 0 },
      columns: { b: 'boolean' },
      rows: [{ b: true }, { b: true }],
      expect: { b__is_rare: [0, 0] },
      test: [{ b: false }, { b: null }],
      expectTest: { b__is_rare: [1, 0] },
    },
    {
      // 0.07 * 100 is 7.000000000000001, yet 7 / 100 is not below 0.07.
      name: 'a threshold that rounds',
      params: { threshold: 0.07 },
      columns: { c: 'categorical' },
      rows: Array.from({ length: 100 }, (_, k) => ({ c: k < 7 ? 'seven' : 'rest' })),
      expect: { c__is_rare: Array.from({ length: 100 }, () => 0) },
    },
    { name: 'all missing', columns: { c: 'categorical' }, rows: [{ c: null }], expect: {}, exactly: true },
  ],
  rejects: [{ name: 'text', columns: { s: 'text' }, rows: [{ s: 'x' }] }],
});

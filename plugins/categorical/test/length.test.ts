import { checkTransformer } from '@mdm/sdk/testing';
import { length } from '../src/length.js';

checkTransformer(length, {
  cases: [
    {
      name: 'code points, not bytes or units',
      columns: { c: 'categorical' },
      rows: ['red', '', 'naïve', '🎈🎈', 'a b ', null].map((c) => ({ c })),
      expect: { c__length: [3, 0, 5, 2, 4, null] },
      exactly: true,
      test: [{ c: 'quite new' }, { c: null }],
      expectTest: { c__length: [9, null] },
    },
    { name: 'a single row', columns: { c: 'categorical' }, rows: [{ c: 'x' }], expect: { c__length: [1] } },
    { name: 'all missing', columns: { c: 'categorical' }, rows: [{ c: null }], expect: { c__length: [null] } },
  ],
  rejects: [
    { name: 'text', columns: { s: 'text' }, rows: [{ s: 'x' }] },
    { name: 'boolean', columns: { b: 'boolean' }, rows: [{ b: true }] },
  ],
});

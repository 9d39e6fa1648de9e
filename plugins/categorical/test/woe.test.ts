import { checkTransformer } from '@mdm/sdk/testing';
import { woe } from '../src/woe.js';
import { flags, two } from './target-rows.js';

// As for `target`: training rows are out of fold, so the figures are those of other rows.
const roles = { target: 'y' } as const;
const columns = { c: 'categorical', y: 'categorical' } as const;
const test = ['x', 'y', 'z', 'new', null].map((c) => ({ c }));

checkTransformer(woe, {
  cases: [
    {
      name: 'two classes',
      columns,
      roles,
      rows: two,
      expect: {},
      test,
      expectTest: { c__woe: [0.6241543090729937, -1.3217558399823195, -1.3217558399823195, 0, 0] },
    },
    {
      name: 'more smoothing, missing stays missing',
      params: { smoothing: 2, missing: 'missing' },
      columns,
      roles,
      rows: two,
      expect: {},
      test,
      expectTest: { c__woe: [0.37729423114146815, -0.5389965007326869, -0.5389965007326869, 0, null] },
    },
    {
      name: 'a boolean target',
      columns: { c: 'categorical', y: 'boolean' },
      roles,
      rows: flags,
      expect: {},
      test,
      expectTest: { c__woe: [1.6094379124341003, 0, -1.0986122886681098, 0, 0] },
    },
    {
      name: 'a single row is without evidence',
      columns: { c: 'categorical', y: 'boolean' },
      roles,
      rows: [{ c: 'x', y: true }],
      expect: { c__woe: [0] },
    },
    {
      name: 'three classes',
      columns,
      roles,
      rows: [
        { c: 'x', y: 'p' },
        { c: 'x', y: 'q' },
        { c: 'y', y: 'r' },
      ],
      expect: {},
      exactly: true,
    },
    {
      name: 'a numeric target',
      columns: { c: 'categorical', y: 'numeric' },
      roles,
      rows: [
        { c: 'x', y: 1.5 },
        { c: 'y', y: 2.5 },
      ],
      expect: {},
      exactly: true,
    },
  ],
  rejects: [{ name: 'without a target', columns: { c: 'categorical' }, rows: [{ c: 'x' }, { c: 'y' }] }],
});

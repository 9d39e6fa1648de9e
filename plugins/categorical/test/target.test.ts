import { checkTransformer } from '@mdm/sdk/testing';
import { target } from '../src/target.js';
import { flags, number, three, two } from './target-rows.js';

// Training rows read a table without their own fold, so the figures here are those of other rows, which read the whole.
const roles = { target: 'y' } as const;
const abc = ['a', 'b', 'c', 'new', null].map((c) => ({ c }));
const xyz = ['x', 'y', 'z', 'new', null].map((c) => ({ c }));

checkTransformer(target, {
  cases: [
    {
      name: 'the mean of a number',
      columns: { c: 'categorical', y: 'numeric' },
      roles,
      rows: number,
      expect: {},
      test: abc,
      expectTest: { c__target_mean: [4.230769230769231, 5.090909090909091, 4.6, 4.6, 4.6] },
    },
    {
      name: 'without smoothing, missing stays missing',
      params: { smoothing: 0, missing: 'missing' },
      columns: { c: 'categorical', y: 'numeric' },
      roles,
      rows: number,
      expect: {},
      test: abc,
      expectTest: { c__target_mean: [3, 10, 4.6, 4.6, null] },
    },
    {
      name: 'two classes give the share of the second',
      columns: { c: 'categorical', y: 'categorical' },
      roles,
      rows: two,
      expect: {},
      test: xyz,
      expectTest: { c__target_mean: [0.6224489795918366, 0.5194805194805194, 0.5194805194805194, 0.5714285714285714, 0.5714285714285714] },
    },
    {
      name: 'less smoothing',
      params: { smoothing: 1 },
      columns: { c: 'categorical', y: 'categorical' },
      roles,
      rows: two,
      expect: {},
      test: xyz,
      expectTest: { c__target_mean: [0.7142857142857142, 0.2857142857142857, 0.2857142857142857, 0.5714285714285714, 0.5714285714285714] },
    },
    {
      name: 'a boolean target',
      columns: { c: 'categorical', y: 'boolean' },
      roles,
      rows: flags,
      expect: {},
      test: xyz,
      expectTest: { c__target_mean: [0.5833333333333334, 0.5, 0.45454545454545453, 0.5, 0.5] },
    },
    {
      name: 'three classes give the share of each',
      columns: { c: 'categorical', y: 'categorical' },
      roles,
      rows: three,
      expect: {},
      test: [{ c: 'x' }, { c: 'y' }, { c: 'new' }, { c: null }],
      expectTest: {
        c__target_share_p: [0.2755102040816326, 0.3214285714285714, 0.2857142857142857, 0.2857142857142857],
        c__target_share_q: [0.3469387755102041, 0.23809523809523805, 0.2857142857142857, 0.2857142857142857],
        c__target_share_r: [0.37755102040816324, 0.44047619047619047, 0.42857142857142855, 0.42857142857142855],
      },
    },
    {
      name: 'too many classes',
      params: { classes: 2 },
      columns: { c: 'categorical', y: 'categorical' },
      roles,
      rows: three,
      expect: {},
      exactly: true,
    },
    {
      name: 'booleans as categories',
      columns: { b: 'boolean', y: 'numeric' },
      roles,
      params: { smoothing: 1 },
      rows: [
        { b: true, y: 1 },
        { b: false, y: 3 },
        { b: true, y: 2 },
      ],
      expect: {},
      test: [{ b: true }, { b: false }, { b: null }],
      expectTest: { b__target_mean: [1.6666666666666667, 2.5, 2] },
    },
    {
      name: 'a single row knows nothing outside its fold',
      columns: { c: 'categorical', y: 'numeric' },
      roles,
      rows: [{ c: 'a', y: 5 }],
      expect: { c__target_mean: [null] },
      test: [{ c: 'a' }, { c: 'b' }],
      expectTest: { c__target_mean: [5, 5] },
    },
  ],
  rejects: [
    { name: 'without a target', columns: { c: 'categorical' }, rows: [{ c: 'x' }, { c: 'y' }] },
    { name: 'numeric', columns: { x: 'numeric', y: 'numeric' }, roles, rows: [{ x: 1, y: 1 }] },
  ],
});

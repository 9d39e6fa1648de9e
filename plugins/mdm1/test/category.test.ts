import { checkTransformer } from '@mdm/sdk/testing';
import { category } from '../src/category.js';

checkTransformer(category, {
  cases: [
    {
      name: 'text, with a character beyond the first plane',
      columns: { c: 'categorical' },
      rows: ['b', 'a', null, 'b', 'é x', '𝒳'].map((c) => ({ c })),
      expect: {
        c__frequency: [2, 1, null, 2, 1, 1],
        c__frequency_ratio: [0.3333333333333333, 0.16666666666666666, null, 0.3333333333333333, 0.16666666666666666, 0.16666666666666666],
        c__a: [false, true, false, false, false, false],
        c__b: [true, false, false, true, false, false],
        'c__é x': [false, false, false, false, true, false],
        'c__𝒳': [false, false, false, false, false, true],
        c__nunique_chars: [1, 1, 0, 1, 3, 1],
        c__is_rare: [0, 0, 0, 0, 0, 0],
      },
      exactly: true,
      test: [{ c: 'b' }, { c: 'new' }, { c: null }],
      expectTest: { c__frequency: [2, null, null], c__b: [true, false, false], c__is_rare: [0, 0, 0], c__nunique_chars: [1, 3, 0] },
    },
    {
      name: 'whole numbers in their order, too many for flags, some rare',
      params: { rare: 0.4 },
      columns: { c: 'categorical' },
      rows: [10, 9, 9, 2, 10, 9].map((c) => ({ c })),
      expect: {
        c__frequency: [2, 3, 3, 1, 2, 3],
        c__frequency_ratio: [0.3333333333333333, 0.5, 0.5, 0.16666666666666666, 0.3333333333333333, 0.5],
        c__2: [false, false, false, true, false, false],
        c__9: [false, true, true, false, false, true],
        c__10: [true, false, false, false, true, false],
        c__is_rare: [1, 0, 0, 1, 1, 0],
      },
      exactly: true,
    },
    {
      name: 'whole numbers with a missing one are called as doubles',
      columns: { c: 'categorical' },
      rows: [10, null, 9].map((c) => ({ c })),
      expect: { 'c__9.0': [false, false, true], 'c__10.0': [true, false, false] },
    },
    {
      name: 'numbers with decimals',
      columns: { c: 'categorical' },
      rows: [0.5, 1e-7, -2, 1e17, 1].map((c) => ({ c })),
      expect: {
        'c__-2.0': [0, 0, 1, 0, 0],
        'c__1e-07': [0, 1, 0, 0, 0],
        'c__0.5': [1, 0, 0, 0, 0],
        'c__1.0': [0, 0, 0, 0, 1],
        'c__1e+17': [0, 0, 0, 1, 0],
      },
    },
    {
      name: 'truths with a missing one have lengths',
      columns: { c: 'categorical' },
      rows: [true, null, false].map((c) => ({ c })),
      expect: { c__False: [false, false, true], c__True: [true, false, false], c__nunique_chars: [4, 0, 5] },
    },
    {
      name: 'more values than have flags',
      params: { most: 1 },
      columns: { c: 'categorical' },
      rows: ['a', 'b'].map((c) => ({ c })),
      expect: { c__frequency: [1, 1], c__frequency_ratio: [0.5, 0.5], c__is_rare: [0, 0], c__nunique_chars: [1, 1] },
      exactly: true,
    },
  ],
  rejects: [{ name: 'numbers', columns: { x: 'numeric' }, rows: [{ x: 1 }, { x: 2 }] }],
  expectedFailures: {
    'the facts about it are well-formed': 'The original called a flag by its value alone, so no part of its name is fixed.',
  },
});

import { checkTransformer } from '@mdm/sdk/testing';
import { graphemes } from '../src/graphemes.ts';

const rows = ['né', 'ne\u0301', '👨‍👩‍👧 ok', '', null, 'a b'].map((x) => ({ x }));

checkTransformer(graphemes, {
  cases: [
    {
      name: 'accents, a family, an empty text and a gap; and other rows later',
      columns: { x: 'text' },
      rows,
      expect: { x__graphemes: [2, 2, 4, 0, null, 3] },
      exactly: true,
      test: [{ x: 'ग्रा' }, { x: null }],
      expectTest: { x__graphemes: [1, null] },
    },
    {
      name: 'without white space',
      columns: { x: 'text' },
      rows,
      params: { spaces: false },
      expect: { x__graphemes: [2, 2, 3, 0, null, 2] },
    },
    { name: 'nothing known', columns: { x: 'text' }, rows: [{ x: null }, { x: null }], expect: { x__graphemes: [null, null] } },
  ],
  rejects: [
    { name: 'numbers', columns: { x: 'numeric' }, rows: [{ x: 1 }, { x: 2 }] },
    { name: 'the target', columns: { x: 'text' }, roles: { target: 'x' }, rows: [{ x: 'one two' }, { x: 'three' }] },
  ],
});

import { checkTransformer } from '@mdm/sdk/testing';
import { sentences } from '../src/sentences.js';

checkTransformer(sentences, {
  cases: [
    {
      name: 'marks that end a sentence, and some that do not',
      columns: { x: 'text' },
      rows: [
        { x: 'One. Two! Three?' },
        { x: 'No end' },
        { x: null },
        { x: '' },
        { x: '  \u000a ' },
        { x: 'Pi is 3.14. Really' },
        { x: 'He said "stop." Then left.' },
        { x: 'Wait... what?!' },
        { x: '東京。大阪！京都' },
        { x: 'see a.b/c now' },
        { x: '...' },
        { x: 'End. ' },
        { x: '(Yes.) No.' },
      ],
      expect: {
        x__sentences: [3, 1, null, 0, 0, 2, 2, 2, 3, 1, 1, 1, 2],
        x__words_per_sentence: [1.0, 2.0, null, null, null, 2.0, 2.5, 1.0, 0.3333333333333333, 3.0, 1.0, 1.0, 1.0],
      },
      exactly: true,
    },
    {
      name: 'a single text',
      columns: { x: 'text' },
      rows: [{ x: 'Hi there' }],
      expect: { x__sentences: [1], x__words_per_sentence: [2.0] },
      exactly: true,
    },
    {
      name: 'all missing',
      columns: { x: 'text' },
      rows: [{ x: null }, { x: null }],
      expect: { x__sentences: [null, null], x__words_per_sentence: [null, null] },
      exactly: true,
    },
    {
      name: 'all the same, and other texts later',
      columns: { x: 'text' },
      rows: [{ x: 'A b.' }, { x: 'A b.' }],
      expect: { x__sentences: [1, 1], x__words_per_sentence: [2.0, 2.0] },
      exactly: true,
      test: [{ x: 'A. B. C d' }, { x: null }],
      expectTest: { x__sentences: [3, null], x__words_per_sentence: [1.3333333333333333, null] },
    },
  ],
  rejects: [
    { name: 'numbers', columns: { x: 'numeric' }, rows: [{ x: 1 }, { x: 2 }] },
    { name: 'categories', columns: { x: 'categorical' }, rows: [{ x: 'a' }, { x: 'b' }] },
    { name: 'the target', columns: { x: 'text' }, roles: { target: 'x' }, rows: [{ x: 'one two' }, { x: 'three' }] },
  ],
});

import { checkTransformer } from '@mdm/sdk/testing';
import { sentiment } from '../src/sentiment.js';

checkTransformer(sentiment, {
  cases: [
    {
      name: 'scores of words and phrases',
      columns: { x: 'text' },
      rows: [
        { x: 'This is a good film' },
        { x: 'This is not good' },
        { x: 'I can’t stand this, it does not work!' },
        { x: 'GREAT, superb; awful' },
        { x: 'a well-being, well being' },
        { x: 'constructor __proto__ toString' },
        { x: 'the train' },
        { x: '' },
        { x: '?!' },
        { x: null },
      ],
      expect: {
        x__sentiment: [3, -2, -6, 5, 4, 0, 0, 0, 0, null],
        x__sentiment_mean: [0.6, -0.5, -0.75, 1.6666666666666667, 0.8, 0.0, 0.0, null, null, null],
      },
      exactly: true,
    },
    {
      name: 'all missing',
      columns: { x: 'text' },
      rows: [{ x: null }, { x: null }],
      expect: { x__sentiment: [null, null], x__sentiment_mean: [null, null] },
      exactly: true,
    },
    {
      name: 'all the same, and other texts later',
      columns: { x: 'text' },
      rows: [{ x: 'good' }, { x: 'good' }],
      expect: { x__sentiment: [3, 3], x__sentiment_mean: [3.0, 3.0] },
      exactly: true,
      test: [{ x: 'bad' }, { x: null }],
      expectTest: { x__sentiment: [-3, null], x__sentiment_mean: [-3.0, null] },
    },
  ],
  rejects: [
    { name: 'numbers', columns: { x: 'numeric' }, rows: [{ x: 1 }, { x: 2 }] },
    { name: 'categories', columns: { x: 'categorical' }, rows: [{ x: 'a' }, { x: 'b' }] },
    { name: 'the target', columns: { x: 'text' }, roles: { target: 'x' }, rows: [{ x: 'one two' }, { x: 'three' }] },
  ],
});

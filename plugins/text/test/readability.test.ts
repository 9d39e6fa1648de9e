import { checkTransformer } from '@mdm/sdk/testing';
import { readability } from '../src/readability.js';

checkTransformer(readability, {
  cases: [
    {
      name: 'easy and hard texts, missing ones and ones without words',
      columns: { x: 'text' },
      rows: [
        { x: 'The cat sat on the mat.' },
        { x: 'Reading is easy. Writing well is not!' },
        { x: null },
        { x: '' },
        { x: '?!' },
        { x: 'Rhythm' },
        { x: "Don't you see the café's 2 queues" },
        { x: 'Incomprehensibility characterises institutional bureaucracies' },
        { x: 'B. C.' },
      ],
      expect: {
        x__flesch_reading_ease: [
          116.14500000000001,
          82.42535714285714,
          null,
          null,
          null,
          121.22000000000003,
          103.04428571428573,
          -262.525,
          121.22000000000003,
        ],
      },
      exactly: true,
    },
    {
      name: 'all missing',
      columns: { x: 'text' },
      rows: [{ x: null }, { x: null }],
      expect: { x__flesch_reading_ease: [null, null] },
      exactly: true,
    },
    {
      name: 'all the same, and other texts later',
      columns: { x: 'text' },
      rows: [{ x: 'A b.' }, { x: 'A b.' }],
      expect: { x__flesch_reading_ease: [120.20500000000001, 120.20500000000001] },
      exactly: true,
      test: [{ x: 'Go on' }, { x: null }],
      expectTest: { x__flesch_reading_ease: [120.20500000000001, null] },
    },
  ],
  rejects: [
    { name: 'numbers', columns: { x: 'numeric' }, rows: [{ x: 1 }, { x: 2 }] },
    { name: 'categories', columns: { x: 'categorical' }, rows: [{ x: 'a' }, { x: 'b' }] },
    { name: 'the target', columns: { x: 'text' }, roles: { target: 'x' }, rows: [{ x: 'one two' }, { x: 'three' }] },
  ],
});

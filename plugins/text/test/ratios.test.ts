import { checkTransformer } from '@mdm/sdk/testing';
import { ratios } from '../src/ratios.js';

checkTransformer(ratios, {
  cases: [
    {
      name: 'ordinary texts, missing and empty ones',
      columns: { x: 'text' },
      rows: [
        { x: 'Ab 1!' },
        { x: null },
        { x: '' },
        { x: '   ' },
        { x: 'ABC' },
        { x: '123' },
        { x: 'é東😀' },
        { x: 'a\u0009b\u00a0c' },
        { x: '٤x' },
      ],
      expect: {
        x__upper_share: [0.2, null, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0],
        x__digit_share: [0.2, null, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.5],
        x__space_share: [0.2, null, 0.0, 1.0, 0.0, 0.0, 0.0, 0.4, 0.0],
        x__special_share: [0.2, null, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.5],
      },
      exactly: true,
    },
    {
      name: 'a single text',
      columns: { x: 'text' },
      rows: [{ x: 'One 2' }],
      expect: { x__upper_share: [0.2], x__digit_share: [0.2], x__space_share: [0.2], x__special_share: [0.0] },
      exactly: true,
    },
    {
      name: 'all missing',
      columns: { x: 'text' },
      rows: [{ x: null }, { x: null }],
      expect: { x__upper_share: [null, null], x__digit_share: [null, null], x__space_share: [null, null], x__special_share: [null, null] },
      exactly: true,
    },
    {
      name: 'all the same, and other texts later',
      columns: { x: 'text' },
      rows: [{ x: 'a b' }, { x: 'a b' }],
      expect: {
        x__upper_share: [0.0, 0.0],
        x__digit_share: [0.0, 0.0],
        x__space_share: [0.3333333333333333, 0.3333333333333333],
        x__special_share: [0.0, 0.0],
      },
      exactly: true,
      test: [{ x: 'NEW 1' }, { x: null }],
      expectTest: { x__upper_share: [0.6, null], x__digit_share: [0.2, null], x__space_share: [0.2, null], x__special_share: [0.0, null] },
    },
  ],
  rejects: [
    { name: 'numbers', columns: { x: 'numeric' }, rows: [{ x: 1 }, { x: 2 }] },
    { name: 'categories', columns: { x: 'categorical' }, rows: [{ x: 'a' }, { x: 'b' }] },
    { name: 'the target', columns: { x: 'text' }, roles: { target: 'x' }, rows: [{ x: 'one two' }, { x: 'three' }] },
  ],
});

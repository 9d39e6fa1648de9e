import { satisfies } from '../../src/host/api.js';

test.each([
  ['1.0.0', '^1', true],
  ['1.4.2', '^1', true],
  ['2.0.0', '^1', false],
  ['1.4.2', '^1.5', false],
  ['1.5.0', '^1.5.0', true],
  ['0.2.9', '^0.2.1', true],
  ['0.3.0', '^0.2.1', false],
  ['0.0.4', '^0.0.3', false],
  ['1.4.2', '~1.4', true],
  ['1.5.0', '~1.4', false],
  ['1.9.0', '~1', true],
  ['1.4.2', '1', true],
  ['1.4.2', '1.x', true],
  ['1.4.2', '1.4', true],
  ['1.5.0', '1.4', false],
  ['1.4.2', '1.4.2', true],
  ['1.4.3', '=1.4.2', false],
  ['3.0.0', '*', true],
  ['1.4.2', '>=1.2 <2', true],
  ['2.0.0', '>=1.2 <2', false],
  ['2.0.0', '>= 1.2', true],
  ['1.4.9', '>1.4', false],
  ['1.5.0', '>1.4', true],
  ['1.4.9', '<=1.4', true],
  ['2.1.0', '^1 || ^2', true],
  ['3.1.0', '^1 || ^2', false],
] as const)('%s in %s: %s', (version, range, expected) => {
  expect(satisfies(version, range)).toBe(expected);
});

test.each(['', 'one', '^1.2.3.4', '^1 || next', '1.0.0-beta.1'])('"%s" is not a range', (range) => {
  expect(satisfies('1.0.0', range)).toBeUndefined();
});

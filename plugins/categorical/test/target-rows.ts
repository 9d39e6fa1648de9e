/** Categories and targets, each with missing values. */
export const number = [
  ['a', 1],
  ['a', 2],
  ['a', 6],
  ['b', 10],
  ['b', null],
  ['c', null],
  [null, 4],
  ['a', null],
].map(([c = null, y = null]) => ({ c, y }));
export const two = [
  ['x', 'no'],
  ['x', 'yes'],
  ['x', 'yes'],
  ['y', 'no'],
  ['y', null],
  [null, 'yes'],
  ['z', 'no'],
  ['x', 'yes'],
].map(([c = null, y = null]) => ({ c, y }));
export const three = [
  ['x', 'p'],
  ['x', 'q'],
  ['x', 'q'],
  ['y', 'r'],
  ['y', 'p'],
  ['y', null],
  [null, 'r'],
  ['x', 'r'],
].map(([c = null, y = null]) => ({ c, y }));
export const flags = [
  { c: 'x', y: true },
  { c: 'x', y: true },
  { c: 'y', y: false },
  { c: 'y', y: true },
  { c: 'z', y: false },
  { c: null, y: false },
  { c: 'z', y: null },
];

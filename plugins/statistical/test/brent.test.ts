import { minimum } from '../src/brent.js';

// scipy 1.17.1: scipy.optimize.minimize_scalar(f, bounds, method='bounded', options={'xatol': 1e-10})
const cases: readonly { name: string; f: (x: number) => number; low: number; high: number; at: number; within: number }[] = [
  { name: 'parabola', f: (x) => (x - 2) ** 2, low: -5, high: 5, at: 2, within: 1e-7 },
  { name: 'x + 1/x', f: (x) => x + 1 / x, low: 0.1, high: 9, at: 1, within: 1e-7 },
  { name: 'x ln x', f: (x) => x * Math.log(x), low: 0.01, high: 5, at: 0.36787944117144233, within: 1e-7 },
  { name: 'corner', f: (x) => Math.abs(x - 0.3), low: -5, high: 5, at: 0.3, within: 1e-7 },
  { name: 'falling: the upper end itself', f: (x) => -x, low: -5, high: 5, at: 5, within: 0 },
  { name: 'rising: the lower end itself', f: Math.exp, low: -5, high: 5, at: -5, within: 0 },
  { name: 'infinite on one side', f: (x) => (x > 1 ? Infinity : (x + 1) ** 2), low: -5, high: 5, at: -1, within: 1e-7 },
];

test.each(cases)('$name', ({ f, low, high, at, within }) => {
  expect(Math.abs(minimum(f, low, high) - at)).toBeLessThanOrEqual(within);
});

test('takes few steps', () => {
  let calls = 0;
  minimum((x) => (calls++, Math.cosh(x - 1.25)), -5, 5);
  expect(calls).toBeLessThan(40);
});

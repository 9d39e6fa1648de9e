import { microsOf, parseDuration, parseFrequency } from '../../src/timeseries/duration.js';
import { correlationP, groupsP, incompleteBeta } from '../../src/timeseries/significance.js';

describe('lengths of time', () => {
  const cases: readonly [string, number][] = [
    ['7', 7 * 86_400e6],
    ['0', 0],
    ['1.5', 1.5 * 86_400e6],
    ['12h', 12 * 3_600e6],
    ['30 min', 30 * 60e6],
    ['90s', 90e6],
    ['2w', 14 * 86_400e6],
    ['1 day', 86_400e6],
    ['3D', 3 * 86_400e6],
  ];
  test.each(cases)('%s', (text, micros) => expect(microsOf(parseDuration(text, '--gap'))).toBe(micros));
  test.each(['', 'h', '-1', '1 fortnight', '1M2', 'NaN', '1constructor', '1 valueOf'])('%j is none', (text) => {
    expect(() => parseDuration(text, '--gap')).toThrow(
      expect.objectContaining({ code: 'usage', message: expect.stringContaining('--gap') }),
    );
  });
});

describe('frequencies', () => {
  const cases: readonly [string, number, string][] = [
    ['1h', 1, 'h'],
    ['h', 1, 'h'],
    ['H', 1, 'h'],
    ['15min', 15, 'min'],
    ['5m', 5, 'min'],
    ['1D', 1, 'd'],
    ['1W', 1, 'w'],
    ['1M', 1, 'month'],
    ['2MS', 2, 'month'],
    ['1Q', 1, 'quarter'],
    ['1Y', 1, 'year'],
    ['3 months', 3, 'month'],
  ];
  test.each(cases)('%s', (text, amount, unit) => expect(parseFrequency(text)).toEqual({ amount, unit }));
  test.each(['', '0D', '1', '1X', '-1D', '1.5h', '1constructor', 'toString', '99999999999999999999D'])('%j is none', (text) => {
    expect(() => parseFrequency(text)).toThrow(expect.objectContaining({ code: 'usage' }));
  });
});

describe('significance, as scipy has it', () => {
  const betas: readonly [number, number, number, number][] = [
    [0.5, 0.5, 0.5, 0.5],
    [0.3, 2, 5, 0.579825],
    [0.9, 50, 0.5, 0.0012041498],
    [0, 1, 1, 0],
    [1, 1, 1, 1],
  ];
  test.each(betas)('the incomplete beta function at %d of %d and %d', (x, a, b, expected) => {
    expect(incompleteBeta(x, a, b)).toBeCloseTo(expected, 6);
  });

  test('of a correlation', () => {
    expect(correlationP(0.5, 10)).toBeCloseTo(0.1411, 4);
    expect(correlationP(1, 10)).toBe(0);
    expect(correlationP(0, 10)).toBeCloseTo(1, 12);
    expect(correlationP(0.5, 2)).toBeNull();
  });

  test('of groups', () => {
    expect(groupsP(0.5, 30, 3)).toBeCloseTo(8.631674575e-5, 12);
    expect(groupsP(1, 30, 3)).toBe(0);
    expect(groupsP(0.5, 3, 3)).toBeNull();
  });
});

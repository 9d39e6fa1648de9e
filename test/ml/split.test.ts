import fc from 'fast-check';
import {
  groupKFold,
  groupSplit,
  kFold,
  randomSplit,
  stratifiedKFold,
  stratifiedSplit,
  timeFolds,
  timeSplit,
  type Fold,
  type Split,
} from '../../src/ml/split.js';

const partsOf = (split: Split | Fold): Uint32Array[] => [
  split.train,
  split.test,
  ...('validation' in split && split.validation ? [split.validation] : []),
];

/** Every row once, in ascending order within a part. */
function expectPartition(split: Split | Fold, rows: number): void {
  const parts = partsOf(split);
  for (const part of parts) expect(Array.from(part)).toEqual([...part].sort((a, b) => a - b));
  expect(parts.flatMap((part) => [...part]).sort((a, b) => a - b)).toEqual(Array.from({ length: rows }, (_, i) => i));
}

const counts = (values: readonly unknown[], rows: Iterable<number>): Map<unknown, number> => {
  const found = new Map<unknown, number>();
  for (const row of rows) found.set(values[row], (found.get(values[row]) ?? 0) + 1);
  return found;
};

const SEED_42 = [2, 7, 9, 13, 16];
const seed = fc.integer({ min: 0, max: 2 ** 31 });
const share = fc.double({ min: 0.05, max: 0.35, noNaN: true });

test('a random split has every row once, and the size that was asked', () => {
  fc.assert(
    fc.property(fc.integer({ min: 10, max: 500 }), share, fc.boolean(), seed, (rows, testSize, three, seed) => {
      const split = randomSplit(rows, { testSize, seed, ...(three ? { validationSize: testSize } : {}) });
      expectPartition(split, rows);
      expect(split.test.length).toBe(Math.ceil(testSize * rows - 1e-9));
      expect(split.validation?.length).toBe(three ? split.test.length : undefined);
      expect(randomSplit(rows, { testSize, seed, ...(three ? { validationSize: testSize } : {}) })).toEqual(split);
    }),
  );
});

test('a seed means the same rows everywhere', () => {
  expect([...randomSplit(20, { testSize: 5, seed: 42 }).test]).toEqual(SEED_42);
  expect([...randomSplit(20, { testSize: 5, seed: 43 }).test]).not.toEqual(SEED_42);
});

test('a stratified split has every class in its share, within one row', () => {
  const labels = fc
    .array(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 20, maxLength: 400 })
    .map((own) => [...own, 'a', 'a', 'b', 'b', 'c', 'c', 'd', 'd']);
  fc.assert(
    fc.property(labels, share, fc.boolean(), seed, (labels, testSize, three, seed) => {
      const split = stratifiedSplit(labels, { testSize, seed, ...(three ? { validationSize: 0.2 } : {}) });
      expectPartition(split, labels.length);
      const all = counts(labels, labels.keys());
      for (const [part, size] of [split.test, ...(split.validation ? [split.validation] : [])].map(
        (part) => [part, part.length] as const,
      )) {
        const own = counts(labels, part);
        for (const [label, count] of all) expect(Math.abs((own.get(label) ?? 0) - (count * size) / labels.length)).toBeLessThan(1);
      }
    }),
  );
});

test('a class of one row cannot be on both sides', () => {
  expect(() => stratifiedSplit(['a', 'a', 'b', 'a'])).toThrow('The class "b" has fewer than 2 rows');
});

test('missing labels are a class of their own', () => {
  const labels = [...Array<string>(10).fill('a'), ...Array<null>(10).fill(null)];
  const { test } = stratifiedSplit(labels, { testSize: 0.2 });
  expect([...test].map((row) => labels[row]).sort()).toEqual(['a', 'a', null, null]);
});

const groups = fc.array(fc.integer({ min: 0, max: 15 }), { minLength: 20, maxLength: 300 }).map((own) => [...own, 16, 17, 18, 19, 20]);

test('no group is on two sides', () => {
  fc.assert(
    fc.property(groups, share, fc.boolean(), seed, (groups, testSize, three, seed) => {
      const split = groupSplit(groups, { testSize, seed, ...(three ? { validationSize: 0.2 } : {}) });
      expectPartition(split, groups.length);
      const sides = partsOf(split).map((part) => new Set([...part].map((row) => groups[row])));
      for (const [i, side] of sides.entries()) {
        expect(side.size).toBeGreaterThan(0);
        for (const other of sides.slice(i + 1)) expect([...side].filter((group) => other.has(group))).toEqual([]);
      }
      const largest = Math.max(...counts(groups, groups.keys()).values());
      expect(Math.abs(split.test.length - Math.ceil(testSize * groups.length - 1e-9))).toBeLessThanOrEqual(largest);
    }),
  );
});

test('one group cannot be on two sides', () => {
  expect(() => groupSplit(['a', 'a', 'a', 'a', 'a'])).toThrow('There are 1 groups for 2 sides');
});

const times = fc.array(fc.integer({ min: 0, max: 200 }), { minLength: 30, maxLength: 200 }).map((own) => [...own, 0, 1, 100, 150, 200]);

test('every time of training is before every time of the test, minus the gap', () => {
  fc.assert(
    fc.property(times, share, fc.integer({ min: 0, max: 20 }), fc.boolean(), (times, testSize, gap, three) => {
      fc.pre(times.filter((t) => t < 40).length > 5);
      let split: Split;
      try {
        split = timeSplit(times, { testSize, gap, ...(three ? { validationSize: 0.1 } : {}) });
      } catch (error) {
        expect(String(error)).toContain('No row is earlier');
        return;
      }
      const at = (rows: Uint32Array): number[] => [...rows].map((row) => times[row]!);
      const ordered = [split.train, ...(split.validation ? [split.validation] : []), split.test].filter((part) => part.length > 0);
      for (const [i, part] of ordered.entries())
        if (i > 0) expect(Math.max(...at(ordered[i - 1]!))).toBeLessThan(Math.min(...at(part)) - gap);
      expect(split.test.length).toBeGreaterThanOrEqual(Math.ceil(testSize * times.length - 1e-9));
    }),
  );
});

test('folds by time walk forward to the last row, and sliding training moves on', () => {
  fc.assert(
    fc.property(times, fc.integer({ min: 2, max: 6 }), fc.integer({ min: 0, max: 5 }), (times, folds, gap) => {
      let expanding: Fold[];
      try {
        expanding = timeFolds(times, { folds, gap });
      } catch (error) {
        expect(String(error)).toMatch(/No row is earlier|leave none/);
        return;
      }
      const at = (rows: Uint32Array): number[] => [...rows].map((row) => times[row]!);
      for (const { train, test } of expanding) expect(Math.max(...at(train))).toBeLessThan(Math.min(...at(test)) - gap);
      expect(Math.max(...at(expanding.at(-1)!.test))).toBe(Math.max(...times));
      const tested = expanding.flatMap(({ test }) => [...test]);
      expect(new Set(tested).size).toBe(tested.length);
      const sliding = timeFolds(times, { folds, gap, strategy: 'sliding' });
      expect(sliding.map(({ test }) => test)).toEqual(expanding.map(({ test }) => test));
      for (const [i, { train }] of sliding.entries()) {
        expect(train.length).toBeLessThanOrEqual(expanding[i]!.train.length);
        const own = new Set(expanding[i]!.train);
        expect([...train].every((row) => own.has(row))).toBe(true);
      }
    }),
  );
});

test('sliding training begins later than expanding', () => {
  const days = Array.from({ length: 60 }, (_, i) => i);
  const [first, last] = [
    timeFolds(days, { folds: 3, strategy: 'sliding' })[0]!,
    timeFolds(days, { folds: 3, strategy: 'sliding' }).at(-1)!,
  ];
  expect([first.train[0], first.train.length, last.train[0], last.train.length]).toEqual([0, 15, 30, 15]);
  expect(timeFolds(days, { folds: 3 }).at(-1)!.train[0]).toBe(0);
});

test('each fold tests every row once', () => {
  fc.assert(
    fc.property(fc.integer({ min: 10, max: 300 }), fc.integer({ min: 2, max: 10 }), fc.boolean(), seed, (rows, folds, shuffle, seed) => {
      const made = kFold(rows, { folds, shuffle, seed });
      expect(made).toHaveLength(folds);
      for (const fold of made) expectPartition(fold, rows);
      expect(made.flatMap(({ test }) => [...test]).sort((a, b) => a - b)).toEqual(Array.from({ length: rows }, (_, i) => i));
      const sizes = made.map(({ test }) => test.length);
      expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
    }),
  );
});

test('stratified folds have classes and sizes within one row', () => {
  const labels = fc
    .array(fc.constantFrom(1, 2, 3), { minLength: 15, maxLength: 300 })
    .map((own) => [...own, ...[1, 2, 3].flatMap((c) => Array<number>(5).fill(c))]);
  fc.assert(
    fc.property(labels, seed, (labels, seed) => {
      const made = stratifiedKFold(labels, { folds: 5, seed });
      const sizes = made.map(({ test }) => test.length);
      expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
      for (const label of [1, 2, 3]) {
        const own = made.map(({ test }) => counts(labels, test).get(label) ?? 0);
        expect(Math.max(...own) - Math.min(...own)).toBeLessThanOrEqual(1);
      }
      expect(made.flatMap(({ test }) => [...test]).length).toBe(labels.length);
    }),
  );
});

test('group folds keep groups whole', () => {
  fc.assert(
    fc.property(groups, seed, (groups, seed) => {
      const made = groupKFold(groups, { folds: 4, seed });
      for (const { train, test } of made) {
        const own = new Set([...test].map((row) => groups[row]));
        expect([...train].some((row) => own.has(groups[row]))).toBe(false);
      }
      expect(made.flatMap(({ test }) => [...test]).length).toBe(groups.length);
    }),
  );
});

test.each([
  ['more folds than rows', () => kFold(3, { folds: 4 }), '4 folds cannot be made of 3 rows'],
  ['a size of all rows', () => randomSplit(10, { testSize: 10 }), 'A test size of 10 cannot be taken of 10 rows'],
  ['a negative size', () => randomSplit(10, { testSize: -0.1 }), 'A test size of -0.1'],
  ['nothing left', () => randomSplit(10, { testSize: 0.5, validationSize: 0.5 }), 'leave none of 10'],
  ['a missing time', () => timeSplit([1, NaN, 3]), 'Row 1 has no time'],
  ['a rare class in folds', () => stratifiedKFold(['a', 'a', 'a', 'b', 'b'], { folds: 3 }), 'The class "b" has fewer than 3 rows'],
])('%s is refused', (_, work, said) => {
  expect(work).toThrow(said);
});

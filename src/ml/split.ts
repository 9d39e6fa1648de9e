import { MdmError } from '../errors.js';
import { allRows, seeded, shuffle } from './random.js';
import {
  classesOf,
  foldsFrom,
  foldsOf,
  sizesOf,
  splitOf,
  TEST,
  VALIDATION,
  type Fold,
  type FoldOptions,
  type Split,
  type SplitOptions,
  type Values,
} from './rows.js';

export type { Fold, FoldOptions, Split, SplitOptions, Values } from './rows.js';
export { timeFolds, timeSplit, type TimeFoldOptions, type TimeSplitOptions } from './time.js';

/**
 * Divides rows at random.
 *
 * ```ts
 * const { train, test } = randomSplit(150, { testSize: 0.2, seed: 7 }); // 120 and 30 row numbers
 * ```
 */
export function randomSplit(rows: number, options: SplitOptions = {}): Split {
  const { test, validation } = sizesOf(rows, options);
  const order = shuffle(allRows(rows), seeded(options.seed ?? 0));
  const part = new Uint32Array(rows);
  order.subarray(0, test).forEach((row) => (part[row] = TEST));
  order.subarray(test, test + validation).forEach((row) => (part[row] = VALIDATION));
  return splitOf(part);
}

/** Divides rows so that each part has every class in its share, within one row. */
export function stratifiedSplit(labels: Values, options: SplitOptions = {}): Split {
  const rows = labels.length;
  const sizes = sizesOf(rows, options);
  const { code, counts } = classesOf(labels);
  const rare = counts.findIndex((count) => count < 2);
  if (rare >= 0) throw tooRare(labels, code, rare, 2);
  const test = apportion(counts, sizes.test, rows);
  const left = counts.map((count, c) => count - test[c]!);
  const validation = sizes.validation === 0 ? counts.map(() => 0) : apportion(counts, sizes.validation, rows, left);
  const part = new Uint32Array(rows);
  for (const row of shuffle(allRows(rows), seeded(options.seed ?? 0))) {
    const c = code[row]!;
    if (test[c]! > 0) {
      part[row] = TEST;
      test[c]!--;
    } else if (validation[c]! > 0) {
      part[row] = VALIDATION;
      validation[c]!--;
    }
  }
  return splitOf(part);
}

/** Whole rows of each class, in all `wanted`: the exact share rounded down, and one more for the largest remainders. */
function apportion(counts: readonly number[], wanted: number, rows: number, most: readonly number[] = counts): number[] {
  const given = counts.map((count, c) => Math.min(most[c]!, Math.floor((count * wanted) / rows)));
  let missing = wanted - given.reduce((sum, n) => sum + n, 0);
  const byRemainder = counts
    .map((count, c) => ({ c, remainder: (count * wanted) % rows }))
    .sort((a, b) => b.remainder - a.remainder || a.c - b.c);
  // Where classes have no more rows left, the others give another one.
  for (let before = -1; missing > 0 && before !== missing;) {
    before = missing;
    for (const { c } of byRemainder) {
      if (missing === 0) break;
      if (given[c]! >= most[c]!) continue;
      given[c]!++;
      missing--;
    }
  }
  return given;
}

/** Divides whole groups: no group has rows on two sides. Sizes are met as nearly as the groups allow. */
export function groupSplit(groups: Values, options: SplitOptions = {}): Split {
  const { test, validation } = sizesOf(groups.length, options);
  const { code, counts } = classesOf(groups);
  const sides = validation > 0 ? 3 : 2;
  if (counts.length < sides)
    throw new MdmError('usage', `There are ${counts.length} groups for ${sides} sides.`, 'Split by something else than the group.');
  const order = shuffle(
    counts.map((_, g) => g),
    seeded(options.seed ?? 0),
  );
  const side = new Uint32Array(counts.length);
  const from = take(order, 0, counts, test, counts.length - sides + 1, (g) => (side[g] = TEST));
  if (validation > 0) take(order, from, counts, validation, counts.length - 1, (g) => (side[g] = VALIDATION));
  return splitOf(code.map((g) => side[g]!));
}

/** Takes groups in their order while that brings the rows nearer to `wanted`; at least one, none from `until` on. */
function take(
  order: readonly number[],
  from: number,
  counts: readonly number[],
  wanted: number,
  until: number,
  give: (group: number) => void,
): number {
  let rows = 0;
  let at = from;
  for (; at < until; at++) {
    const next = rows + counts[order[at]!]!;
    if (at > from && Math.abs(wanted - next) > Math.abs(wanted - rows)) break;
    rows = next;
    give(order[at]!);
  }
  return at;
}

/** Folds of equal size, within one row; every row is tested once. */
export function kFold(rows: number, options: FoldOptions = {}): Fold[] {
  const folds = foldsOf(options.folds, rows, 'rows');
  const order = orderOf(rows, options);
  const fold = new Uint32Array(rows);
  // Larger folds come first, as in scikit-learn.
  const [size, larger] = [Math.floor(rows / folds), rows % folds];
  order.forEach((row, at) => {
    const inLarger = larger * (size + 1);
    fold[row] = at < inLarger ? Math.floor(at / (size + 1)) : larger + Math.floor((at - inLarger) / size);
  });
  return foldsFrom(fold, folds);
}

/** Folds with every class in its share, and of equal size, both within one row. */
export function stratifiedKFold(labels: Values, options: FoldOptions = {}): Fold[] {
  const { code, counts } = classesOf(labels);
  const folds = foldsOf(options.folds, labels.length, 'rows');
  const rare = counts.findIndex((count) => count < folds);
  if (rare >= 0) throw tooRare(labels, code, rare, folds);
  // Dealt like cards, class after class: no fold is more than one row ahead, in a class or in all.
  let dealt = 0;
  const starts = counts.map((count) => {
    const start = dealt;
    dealt += count;
    return start;
  });
  const fold = new Uint32Array(labels.length);
  for (const row of orderOf(labels.length, options)) fold[row] = starts[code[row]!]!++ % folds;
  return foldsFrom(fold, folds);
}

/** Folds of whole groups, as equal in rows as groups allow: the largest go first, each to the fold with the fewest rows. */
export function groupKFold(groups: Values, options: FoldOptions = {}): Fold[] {
  const { code, counts } = classesOf(groups);
  const folds = foldsOf(options.folds, counts.length, 'groups');
  const order = [...orderOf(counts.length, options)].sort((a, b) => counts[b]! - counts[a]!);
  const filled = new Float64Array(folds);
  const own = new Uint32Array(counts.length);
  for (const group of order) {
    const lightest = filled.indexOf(Math.min(...filled));
    filled[lightest]! += counts[group]!;
    own[group] = lightest;
  }
  return foldsFrom(
    code.map((g) => own[g]!),
    folds,
  );
}

const orderOf = (count: number, { seed = 0, shuffle: mixed = true }: FoldOptions): Uint32Array =>
  mixed ? shuffle(allRows(count), seeded(seed)) : allRows(count);

function tooRare(labels: Values, code: Uint32Array, rare: number, needed: number): MdmError {
  const label = `${(labels[code.indexOf(rare)] ?? 'missing') as string | number | bigint | boolean}`;
  return new MdmError(
    'usage',
    `The class ${JSON.stringify(label)} has fewer than ${needed} rows and cannot be on every side.`,
    'Split at random, use fewer folds, or take the class out.',
  );
}

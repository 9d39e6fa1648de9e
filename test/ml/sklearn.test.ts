import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Table, Utf8, vectorFromArray } from 'apache-arrow';
import { encodeLabels } from '../../src/ml/labels.js';
import { matrixOf } from '../../src/ml/matrix.js';
import { groupKFold, kFold, randomSplit, stratifiedKFold, stratifiedSplit, timeFolds } from '../../src/ml/split.js';
import { applyTransformations } from '../../src/datasets/transform.js';

/** What scikit-learn says, made by figures.py. */
const known = JSON.parse(readFileSync(join(import.meta.dirname, 'sklearn.json'), 'utf8')) as Figures;

interface Figures {
  readonly sizes: readonly { rows: number; size: number; train: number; test: number }[];
  readonly kfold: readonly { rows: number; folds: number; tests: number[][] }[];
  readonly stratified: readonly { labels: number[]; folds: number; counts: number[][] }[];
  readonly stratified_split: readonly { labels: number[]; counts: number[] }[];
  readonly group: readonly { groups: number[]; folds: number; sizes: number[] }[];
  readonly time: readonly { rows: number; folds: number; gap: number; size: number | null; sliding: boolean; splits: number[][][] }[];
  readonly scaled: Readonly<Record<'values' | 'normalize' | 'minmax' | 'robust', number[]>>;
  readonly labels: { words: string[]; codes: number[]; classes: string[] };
  readonly ordinal: number[];
}

test.each(known.sizes)('$rows rows with a test size of $size', ({ rows, size, train, test }) => {
  const split = randomSplit(rows, { testSize: size });
  expect([split.train.length, split.test.length]).toEqual([train, test]);
});

test.each(known.kfold)('$folds folds of $rows rows', ({ rows, folds, tests }) => {
  expect(kFold(rows, { folds, shuffle: false }).map(({ test }) => [...test])).toEqual(tests);
});

const countsOf = (labels: number[], rows: Uint32Array): number[] => {
  const counts = [0, 0, 0];
  for (const row of rows) counts[labels[row]!]!++;
  return counts;
};

test.each(known.stratified)('$folds stratified folds have the same numbers of each class', ({ labels, folds, counts }) => {
  const own = stratifiedKFold(labels, { folds }).map(({ test }) => countsOf(labels, test));
  // Which fold gets the odd row is each library's own choice.
  const sorted = (all: number[][], label: number): number[] => all.map((fold) => fold[label]!).sort();
  for (const label of [0, 1, 2]) expect(sorted(own, label)).toEqual(sorted(counts, label));
});

test.each(known.stratified_split)('a stratified split has the same number of each class, within one', ({ labels, counts }) => {
  const own = countsOf(labels, stratifiedSplit(labels, { testSize: 0.25 }).test);
  expect(own.reduce((a, b) => a + b)).toBe(counts.reduce((a: number, b: number) => a + b));
  own.forEach((count, label) => expect(Math.abs(count - counts[label]!)).toBeLessThanOrEqual(1));
});

test.each(known.group)('$folds folds of groups have the same sizes', ({ groups, folds, sizes }) => {
  const own = groupKFold(groups, { folds }).map(({ test }) => test.length);
  expect([...own].sort()).toEqual([...sizes].sort());
});

test.each(known.time)('$folds folds by time of $rows rows, gap $gap, size $size', ({ rows, folds, gap, size, sliding, splits }) => {
  const own = timeFolds(
    Array.from({ length: rows }, (_, i) => i),
    { folds, gap, ...(size === null ? {} : { testSize: size }), strategy: sliding ? 'sliding' : 'expanding' },
  );
  expect(own.map(({ train, test }) => [[...train], [...test]])).toEqual(splits);
});

test.each(['normalize', 'minmax', 'robust'] as const)('%s gives the same numbers', (type) => {
  const table = new Table({ x: vectorFromArray(known.scaled.values) });
  const own = applyTransformations(table, [{ type, columns: ['x'] }]).getChild('x')!;
  known.scaled[type].forEach((value, row) => expect(own.get(row)).toBeCloseTo(value, 12));
});

test('labels and categories have the same codes', () => {
  const words = vectorFromArray(known.labels.words, new Utf8());
  const { codes, classes } = encodeLabels(words);
  expect([[...codes], classes]).toEqual([known.labels.codes, known.labels.classes]);
  expect([...matrixOf(new Table({ words }), { texts: 'codes' }).data]).toEqual(known.ordinal);
});

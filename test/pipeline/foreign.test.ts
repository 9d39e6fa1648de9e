import type { Column, Expr, Measure, ScalarType } from '@mdm/sdk';
import { fitsType } from '../../src/pipeline/foreign-expr.js';
import { checkFeatures, checkMeasures, checkOutputs } from '../../src/pipeline/foreign.js';
import type { Task } from '../../src/pipeline/select.js';

/* What code of others answers, as it comes out of JSON. */

const column = (name: string, type: ScalarType): Column => ({
  name,
  type,
  semantic: 'numeric',
  stats: { rows: 1_000_000, missing: 0, distinct: 10 },
});
const task = { id: 'odd.one', scope: { on: [column('x', 'double'), column('t', 'text')], roles: {}, params: {} } } as unknown as Task;
const x: Expr = { kind: 'column', name: 'x', type: 'double' };
const t: Expr = { kind: 'column', name: 't', type: 'text' };
const measure = (m: object) => () => checkMeasures(task, { m });
const feature =
  (expr: unknown, measures: Record<string, Measure> = {}, more: object = {}) =>
  () =>
    checkFeatures(task, measures, [{ name: 'made', explain: 'Made.', expr, ...more }]);

test.each([
  ['a mean of text', { kind: 'aggregate', fn: 'mean', arg: t }, 'mean is taken of a number, not of a text'],
  ['a count of what is no condition', { kind: 'aggregate', fn: 'countIf', arg: x }, 'countIf is taken of a boolean'],
  ['ranks of text', { kind: 'ranks', arg: t }, 'ranks are taken of numbers, not of text'],
  ['ranks by another rule for ties', { kind: 'ranks', arg: x, ties: 'first' }, '"ties" is "first", not average, min, max, dense'],
  ['quantiles by another method', { kind: 'quantiles', arg: x, at: [0.5], method: 'median' }, '"method" is "median", not linear'],
  ['quantiles of text', { kind: 'quantiles', arg: t, at: [0.5] }, 'quantiles are taken of numbers'],
  ['a sample of the whole table, 1,000 times', { kind: 'sample', args: new Array(1000).fill(x), size: 1e7 }, 'more than 5000000 values'],
  ['a table without columns', { kind: 'literal', keys: {}, columns: {}, rows: [[], []] }, 'the table has no column'],
  ['a table of lists', { kind: 'literal', keys: { k: 'texts' }, columns: {}, rows: [] }, 'the type of "k" is texts'],
  ['a name no column can have', { kind: 'literal', keys: { 'k\0': 'text' }, columns: {}, rows: [] }, 'is no name of a column'],
  ['a text among numbers', { kind: 'literal', keys: { k: 'int64' }, columns: { v: 'double' }, rows: [[1, 'a']] }, 'is not int64, double'],
  ['a fraction among whole numbers', { kind: 'literal', keys: { k: 'int64' }, columns: {}, rows: [[1.5]] }, 'is not int64'],
])('refuses %s', (_, m, why) => expect(measure(m)).toThrow(why));

test('refuses 20,001 measures, and what one call holds in all', () => {
  const many = (n: number, m: object) => () => checkMeasures(task, Object.fromEntries(Array.from({ length: n }, (_, i) => [`m${i}`, m])));
  expect(many(20_001, { kind: 'aggregate', fn: 'rows', arg: null })).toThrow('it asks for 20001 measures');
  expect(many(6, { kind: 'values', arg: t, limit: 1e7 })).toThrow('measure "m5": its answer would hold more than');
  expect(many(5, { kind: 'values', arg: t, limit: 1e7 })).not.toThrow();
});

const counts: Measure = {
  kind: 'lookup',
  keys: [t],
  columns: { n: { kind: 'aggregate', fn: 'rows', arg: null }, top: { kind: 'aggregate', fn: 'max', arg: t } },
  outOfFold: false,
};
const days: Measure = { kind: 'literal', keys: { day: 'int64' }, columns: { v: 'uint8' }, rows: [] };
const lookup = (table: string, key: Expr, name: string, type: ScalarType): Expr => ({
  kind: 'lookup',
  table,
  keys: [key],
  column: name,
  type,
});

test.each([
  ['a constant of another type', { kind: 'constant', value: 'abc', type: 'double' }, '"abc" is no double'],
  ['a constant out of range', { kind: 'constant', value: 256, type: 'uint8' }, '256 is no uint8'],
  ['a list', { kind: 'constant', value: 'abc', type: 'texts' }, '"abc" is no texts'],
  ['a joined column of another type', lookup('counts', t, 'n', 'double'), 'counts.n is int64, not double'],
  ['a joined extreme of another type', lookup('counts', t, 'top', 'double'), 'counts.top is text, not double'],
  ['a column of its own table of another type', lookup('days', x, 'v', 'double'), 'days.v is uint8, not double'],
  ['a key of another kind', lookup('counts', x, 'n', 'int64'), 'key 1 of counts is text, not double'],
  ['a constant of 3 MB', { kind: 'constant', value: 'v'.repeat(3e6), type: 'text' }, 'it is too large'],
  ['200,000 parts', { kind: 'case', type: 'double', otherwise: x, when: new Array(200_000).fill([x, x]) }, 'it is too large'],
])('refuses %s', (_, expr, why) => expect(feature(expr, { counts, days })).toThrow(why));

test('refuses what nobody can read', () => {
  expect(feature(x, {}, { explain: 'e'.repeat(100_001) })).toThrow('"explain" has 100001 characters');
  expect(feature(x, {}, { name: 'n'.repeat(100_001) })).toThrow('the name of feature 1 has 100001 characters');
  expect(() => checkOutputs([{ name: 'o', type: 'numbers', explain: 'x' }])).toThrow('the type of output "o" is numbers');
});

test('takes what is right', () => {
  expect(feature(lookup('counts', t, 'n', 'int64'), { counts, days })()).toHaveLength(1);
  expect(feature(lookup('days', x, 'v', 'uint8'), { counts, days })()).toHaveLength(1);
  expect(feature({ kind: 'constant', value: null, type: 'texts' })()).toHaveLength(1);
});

test.each([
  ['2024-02-29', 'timestamp', true],
  ['2024-02-29 12:30', 'timestamp', true],
  ['2024-02-29T12:30:00.123456', 'timestamp', true],
  ['2023-02-29', 'timestamp', false],
  ['2024-13-01', 'timestamp', false],
  ['2024-01-01 25:00', 'timestamp', false],
  ['today', 'timestamp', false],
  [1, 'timestamp', false],
  [2 ** 53, 'int64', false],
  [-1, 'uint16', false],
  [Number.NaN, 'double', false],
  [true, 'boolean', true],
  [1, 'boolean', false],
] as const)('%p as %s: %p', (value, type, fits) => expect(fitsType(value, type)).toBe(fits));

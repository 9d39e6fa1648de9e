import {
  Bool,
  DateDay,
  Float16,
  Float32,
  Int32,
  Int64,
  Null,
  Table,
  TimestampMicrosecond,
  Utf8,
  vectorFromArray,
  type Vector,
} from 'apache-arrow';
import fc from 'fast-check';
import { batchesOf, takeRows, takeValues } from '../../src/ml/batches.js';
import { decodeLabels, encodeLabels, targetNumbers } from '../../src/ml/labels.js';
import { matrixOf } from '../../src/ml/matrix.js';
import { takeTable } from '../../src/ml/take.js';

const table = new Table({
  n: vectorFromArray([1n, 2n, null], new Int64()),
  b: vectorFromArray([true, null, false], new Bool()),
  d: vectorFromArray([0.5, NaN, 2]),
  f: vectorFromArray([1.5, 2.5, null], new Float32()),
  i: vectorFromArray([7, 8, 9], new Int32()),
});

test('rows one after another, booleans as 0 and 1, missing values as NaN', () => {
  const { data, shape, featureNames } = matrixOf(table);
  expect([...data]).toEqual([1, 1, 0.5, 1.5, 7, 2, NaN, NaN, 2.5, 8, NaN, 0, 2, NaN, 9]);
  expect(data).toBeInstanceOf(Float32Array);
  expect([shape, featureNames]).toEqual([
    [3, 5],
    ['n', 'b', 'd', 'f', 'i'],
  ]);
});

test('columns one after another, in 64 bits, those that are named', () => {
  const { data, shape } = matrixOf(table, { columns: ['i', 'n'], order: 'column', precision: 'float64' });
  expect(data).toEqual(new Float64Array([7, 8, 9, 1, 2, NaN]));
  expect(shape).toEqual([3, 2]);
});

test.each<[string, Vector, RegExp]>([
  ['text', vectorFromArray(['a', 'b'], new Utf8()), /"x" holds text/],
  ['a dictionary of text', vectorFromArray(['a', 'b']), /"x" holds text/],
  ['times', vectorFromArray([new Date(0), null], new TimestampMicrosecond()), /"x" holds times/],
  ['dates', vectorFromArray([new Date(0), null], new DateDay()), /"x" holds times/],
  ['lists', vectorFromArray([[1], [2]]), /"x" of type List.* has no number/],
])('%s is refused unless it is said how it becomes a number', (_, x, said) => {
  expect(() => matrixOf(new Table({ x }))).toThrow(said);
});

test('text by the number of its value, the same in a further table', () => {
  const first = matrixOf(new Table({ x: vectorFromArray(['b', null, 'a', 'b'], new Utf8()) }), { texts: 'codes' });
  expect([...first.data]).toEqual([1, NaN, 0, 1]);
  const further = matrixOf(new Table({ x: vectorFromArray(['c', 'a', 'b']) }), { categories: first.categories });
  expect([...further.data]).toEqual([NaN, 0, 1]);
});

test('times in seconds', () => {
  const x = vectorFromArray([new Date('1970-01-02T00:00:00.500Z'), null], new TimestampMicrosecond());
  const d = vectorFromArray([new Date('1970-01-02'), null], new DateDay());
  expect([...matrixOf(new Table({ x, d }), { times: 'seconds', precision: 'float64' }).data]).toEqual([86400.5, 86400, NaN, NaN]);
});

test('an unknown column is named', () => {
  expect(() => matrixOf(table, { columns: ['nn'] })).toThrow('There is no column "nn"');
});

test('a table of several batches is one matrix', () => {
  fc.assert(
    fc.property(fc.array(fc.array(fc.option(fc.double({ noNaN: true }))), { minLength: 1 }), (parts) => {
      const tables = parts.map((values) => new Table({ x: vectorFromArray([...values, 1]) }));
      const whole = tables.slice(1).reduce((a, b) => a.concat(b), tables[0]!);
      const expected = parts.flatMap((values) => [...values.map((value) => value ?? NaN), 1]);
      expect(matrixOf(whole, { precision: 'float64' }).data).toEqual(Float64Array.from(expected));
    }),
  );
});

test('a part of a table is a matrix of its own', () => {
  const whole = matrixOf(table);
  for (const order of ['row', 'column'] as const)
    for (const [from, to] of [
      [1, 3],
      [2, 3],
      [1, 2],
    ] as const) {
      const { data } = matrixOf(table.slice(from, to), { order });
      const rows = Array.from({ length: to - from }, (_, i) => [...whole.data.slice((from + i) * 5, (from + i + 1) * 5)]);
      expect([...data]).toEqual(order === 'row' ? rows.flat() : [0, 1, 2, 3, 4].flatMap((c) => rows.map((row) => row[c]!)));
    }
});

test('integers beyond 32 bits, half floats, and columns without a value', () => {
  const odd = new Table({
    big: vectorFromArray([2n ** 40n, -1n], new Int64()),
    half: vectorFromArray([1.5, null], new Float16()),
    none: vectorFromArray([null, null], new Null()),
  });
  expect([...matrixOf(odd, { precision: 'float64' }).data]).toEqual([2 ** 40, 1.5, NaN, -1, NaN, NaN]);
});

test("labels and codes are each other's inverse", () => {
  fc.assert(
    fc.property(fc.array(fc.option(fc.string()), { minLength: 1 }), (labels) => {
      const { codes, classes } = encodeLabels(vectorFromArray(labels, new Utf8()));
      expect(decodeLabels(codes, classes)).toEqual(labels);
      expect(encodeLabels(vectorFromArray(labels, new Utf8()), classes).codes).toEqual(codes);
    }),
  );
});

test('numbers are sorted by size, and a label that is no class is named', () => {
  const { classes } = encodeLabels(vectorFromArray([10n, 9n, 9n], new Int64()));
  expect(classes).toEqual([9, 10]);
  expect(() => encodeLabels(vectorFromArray([8n], new Int64()), classes)).toThrow('The label 8 of row 0 is none of the classes');
});

test('a target of text is none for regression', () => {
  expect(() => targetNumbers(vectorFromArray(['a'], new Utf8()), 'y')).toThrow('The target "y" is no number');
  expect([...targetNumbers(vectorFromArray([1, null, 2]), 'y')]).toEqual([1, NaN, 2]);
});

test('batches have every row once, mixed the same way for a seed', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 200 }), fc.integer({ min: 1, max: 50 }), fc.option(fc.integer()), (rows, size, seed) => {
      const options = { size, ...(seed === null ? {} : { seed }) };
      const all = [...batchesOf(rows, options)];
      expect(all.every((batch, i) => batch.length === size || i === all.length - 1)).toBe(true);
      const flat = all.flatMap((batch) => [...batch]);
      expect([...flat].sort((a, b) => a - b)).toEqual(Array.from({ length: rows }, (_, i) => i));
      if (seed === null) expect(flat).toEqual([...flat].sort((a, b) => a - b));
      expect([...batchesOf(rows, options)]).toEqual(all);
    }),
  );
});

test.each(['row', 'column'] as const)('some rows of a matrix in %s order', (order) => {
  const matrix = matrixOf(table, { columns: ['i', 'd'], order });
  const taken = takeRows(matrix, [2, 0, 2]);
  expect(taken.shape).toEqual([3, 2]);
  expect([...taken.data]).toEqual(order === 'row' ? [9, 2, 7, 0.5, 9, 2] : [9, 7, 9, 2, 0.5, 2]);
  expect(() => takeRows(matrix, [3])).toThrow('There is no row 3');
  expect(takeValues(new Int32Array([5, 6, 7]), [2, 2])).toEqual(new Int32Array([7, 7]));
});

test('some rows of a table keep their types', () => {
  const taken = takeTable(table, [2, 0]);
  expect(taken.schema.fields.map(({ type }) => String(type))).toEqual(table.schema.fields.map(({ type }) => String(type)));
  expect([taken.numRows, taken.getChild('n')!.get(0), taken.getChild('n')!.get(1), taken.getChild('i')!.get(0)]).toEqual([2, null, 1n, 9]);
  expect(takeTable(table, [1, 2]).getChild('i')!.toArray()).toEqual(new Int32Array([8, 9]));
  expect(takeTable(table, []).numRows).toBe(0);
});

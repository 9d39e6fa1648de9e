import { Float64, Int64, Utf8, vectorFromArray, type Table } from 'apache-arrow';
import fc from 'fast-check';
import { tableFrom } from '../../src/engine/arrow-table.js';

const whole = (...values: (number | null)[]) =>
  vectorFromArray(
    values.map((value) => (value === null ? null : BigInt(value))),
    new Int64(),
  );
const columns = (table: Table): [string, unknown[]][] =>
  table.schema.fields.map(({ name }, i) => [name, [...table.getChildAt(i)!] as unknown[]]);

test('columns keep their place, also those whose names are numbers', () => {
  const table = tableFrom([
    ['b', whole(1, 2)],
    ['2024', vectorFromArray(['x', null], new Utf8())],
    ['0', whole(3, null)],
    ['__proto__', vectorFromArray([0.5, 1.5], new Float64())],
  ]);
  expect(columns(table)).toEqual([
    ['b', [1n, 2n]],
    ['2024', ['x', null]],
    ['0', [3n, null]],
    ['__proto__', [0.5, 1.5]],
  ]);
});

test('columns of different chunks', () => {
  const table = tableFrom([
    ['1', whole(1).concat(whole(2, 3))],
    ['0', whole(4, 5).concat(whole(6))],
  ]);
  expect(columns(table)).toEqual([
    ['1', [1n, 2n, 3n]],
    ['0', [4n, 5n, 6n]],
  ]);
});

test('without rows, and without columns', () => {
  const table = tableFrom([
    ['1', whole()],
    ['0', whole()],
  ]);
  expect([table.numRows, columns(table)]).toEqual([
    0,
    [
      ['1', []],
      ['0', []],
    ],
  ]);
  expect([tableFrom([]).numRows, tableFrom([]).numCols]).toEqual([0, 0]);
});

test('any names', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.oneof(fc.string(), fc.nat().map(String)), { minLength: 1, maxLength: 8 }), (names) => {
      const table = tableFrom(names.map((name, i) => [name, whole(i)]));
      expect(columns(table)).toEqual(names.map((name, i) => [name, [BigInt(i)]]));
    }),
  );
});

import { DataFrame } from 'danfojs-node';
import { fromDataFrame, generateDataFrame, toDataFrame, type DataFrameClass } from '../src/index.js';
import { fromFlat, toFlat } from '../src/flat.js';
import type { Column } from '../src/index.js';
import { cells } from './folder.js';

const Own = DataFrame as unknown as DataFrameClass<DataFrame & { readonly columns: string[]; readonly shape: number[] }>;
const data = { price: [1, 2.5, NaN, 4], colour: ['red', 'blue', 'red', null], sold: [true, false, true, true], n: [1, 2, 3, 5] };

test('a danfojs frame in, one of the same danfojs out: its columns, then the features', async () => {
  const made = await generateDataFrame(new Own(data), {}, Own);
  expect(made).toBeInstanceOf(DataFrame);
  expect(made.columns.slice(0, 4)).toEqual(['price', 'colour', 'sold', 'n']);
  expect(made.columns).toEqual(expect.arrayContaining(['price_percentile', 'colour_red', 'total_missing_count', 'n_log']));
  expect(made.column('n_log').values).toEqual([1, 2, 3, 5].map(Math.log1p));
  expect(made.column('colour_red').values).toEqual([true, false, true, false]);
  expect(made.column('price_is_missing').values).toEqual([0, 0, 1, 0]);
});

test('the danfojs that comes along', async () => {
  const made = await generateDataFrame(new Own({ n: [1, 2, 3, 5] }));
  expect(made.shape).toEqual([4, made.columns.length]);
});

test('columns typed by their values', () => {
  const { rows, columns } = fromDataFrame(new Own({ ...data, gaps: [null, true, null, false], none: [null, null, null, null] }));
  expect([rows, columns.map(({ name, dtype }) => [name, dtype])]).toEqual([
    4,
    [
      ['price', 'float64'],
      ['colour', 'object'],
      ['sold', 'bool'],
      ['n', 'int64'],
      ['gaps', 'object'],
      ['none', 'float64'],
    ],
  ]);
});

test('there and back', async () => {
  const frame = fromDataFrame(new Own(data));
  expect(fromDataFrame(await toDataFrame(frame, Own))).toEqual(frame);
});

describe('buffers for the host, there and back', () => {
  const columns: readonly Column[] = [
    { name: 'whole', dtype: 'int64', values: Float64Array.of(0, -1, 2 ** 40, -(2 ** 53) + 1) },
    { name: 'big', dtype: 'int64', values: BigInt64Array.of(2n ** 63n - 1n, -(2n ** 63n), 0n, -1n) },
    { name: 'part', dtype: 'int32', values: Int32Array.of(1, -2, 3, 4) },
    { name: 'double', dtype: 'float64', values: Float64Array.of(1.5, NaN, -Infinity, -0) },
    { name: 'bool', dtype: 'bool', values: Uint8Array.of(1, 0, 0, 1) },
    { name: 'text', dtype: 'object', values: ['', null, 'é😀', 'x'.repeat(100)] },
    { name: 'truth', dtype: 'object', values: [true, null, false, true] },
    { name: 'none', dtype: 'object', values: [null, null, null, null] },
    { name: 'time', dtype: 'datetime', zoned: false, values: Float64Array.of(-1, NaN, 0, 1.7e15) },
  ];
  test.each(columns.map((column) => [column.name, column] as const))('%s', (_, column) => {
    const before = cells(column);
    const back = fromFlat(toFlat(column));
    expect(back.dtype).toBe(column.dtype);
    expect(cells(back)).toEqual(before);
  });
  test('a part of a longer array is copied', () => {
    const all = Float64Array.of(1, 2, 3, 4);
    const { values } = toFlat({ name: 'x', dtype: 'float64', values: all.subarray(1, 3) });
    expect([...new Float64Array(values.buffer)]).toEqual([2, 3]);
    expect(values.buffer).not.toBe(all.buffer);
  });
});

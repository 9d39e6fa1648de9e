import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import {
  Bool,
  DateDay,
  Dictionary,
  Float32,
  Int32,
  Int64,
  Int8,
  Table,
  tableFromIPC,
  TimestampMicrosecond,
  Uint16,
  Uint32,
  Uint64,
  Utf8,
  vectorFromArray,
} from 'apache-arrow';
import { rowsOfTable } from '../../src/datasets/read.js';
import type { Transformation } from '../../src/datasets/transform.js';
import { shop, train } from './shop.js';

const prices = train.rows.map((row) => row[3] as number | null);
const known = prices.filter((price) => price !== null);
const mean = known.reduce((a, b) => a + b) / known.length;
const std = Math.sqrt(known.reduce((sum, price) => sum + (price - mean) ** 2, 0) / known.length);

describe.each([['sqlite'], ['duckdb']])('%s', (backend) => {
  const at = shop({ MDM_DATABASE_DEFAULT_BACKEND: backend });
  const exported = async (transformations: readonly Transformation[]): Promise<Record<string, unknown>[]> => {
    const output = join(at.folder, 'out.arrow');
    await at.client.export.exportWithTransform({ dataset: 'sales', transformations, output, force: true });
    return rowsOfTable(tableFromIPC(readFileSync(output)));
  };

  test('normalize: mean 0, standard deviation 1, and what is stored stays', async () => {
    await at.sales();
    const before = rowsOfTable(await at.client.query.loadTable('sales'));
    const rows = await exported([{ type: 'normalize', columns: ['price'] }]);
    expect(rows.map(({ price }) => price)).toEqual(
      prices.map((price) => (price === null ? null : expect.closeTo((price - mean) / std, 12))),
    );
    const scaled = rows.flatMap(({ price }) => (price === null ? [] : [price as number]));
    const centre = scaled.reduce((a, b) => a + b) / scaled.length;
    expect(Math.abs(centre)).toBeLessThan(1e-9);
    expect(Math.abs(Math.sqrt(scaled.reduce((sum, x) => sum + (x - centre) ** 2, 0) / scaled.length) - 1)).toBeLessThan(1e-9);
    expect(rowsOfTable(await at.client.query.loadTable('sales'))).toEqual(before);
  });

  test('steps follow one another', async () => {
    await at.sales();
    const rows = await exported([
      { type: 'fill', columns: ['price'], value: 0 },
      { type: 'minmax', columns: ['price'] },
      { type: 'rename', names: { price: 'cost' } },
      { type: 'select', columns: ['cost', 'id'] },
    ]);
    expect(Object.keys(rows[0]!)).toEqual(['cost', 'id']);
    expect(rows[9]).toEqual({ cost: 0, id: 109 });
    expect(Math.max(...rows.map(({ cost }) => cost as number))).toBe(1);
  });

  test.each<[string, Transformation, string]>([
    ['a column that is not there', { type: 'normalize', columns: ['prize'] }, 'There is no column "prize"'],
    ['a column of text', { type: 'robust', columns: ['city'] }, 'The column "city" is no number'],
    ['two columns of one name', { type: 'rename', names: { price: 'id' } }, 'Two columns would be called "id"'],
  ])('%s is refused, and there is no file', async (_, step, said) => {
    await at.sales();
    await expect(exported([step])).rejects.toThrow(said);
    expect(readdirSync(at.folder)).toEqual([]);
  });

  test('a function makes the file; its error leaves none', async () => {
    await at.sales();
    const output = join(at.folder, 'mine.csv');
    const made = await at.client.export.exportWithTransform({
      dataset: 'sales',
      table: 'test',
      output,
      transform: (table) =>
        new Table({ id: table.getChild('id')!, twice: vectorFromArray([...table.getChild('price')!].map((x: number) => x * 2)) }),
    });
    expect(made).toEqual({ file: output, rows: 12, columns: ['id', 'twice'] });
    expect(readFileSync(output, 'utf8').split('\n').slice(0, 2)).toEqual(['id,twice', '200,80.0']);
    const failing = at.client.export.exportWithTransform({
      dataset: 'sales',
      output: join(at.folder, 'none.csv'),
      transform: () => {
        throw new Error('not today');
      },
    });
    await expect(failing).rejects.toThrow('not today');
    const nothing = at.client.export.exportWithTransform({
      dataset: 'sales',
      output: join(at.folder, 'none.csv'),
      transform: () => ({}) as unknown as Table,
    });
    await expect(nothing).rejects.toThrow('The transform function gave no Arrow table');
    expect(readdirSync(at.folder)).toEqual(['mine.csv']);
    await expect(at.client.export.exportWithTransform({ dataset: 'sales', output })).rejects.toMatchObject({ code: 'exists' });
  });

  test('a function may use the client', async () => {
    await at.sales();
    const client = at.open({ config: { 'performance.max_concurrent_operations': 1 } });
    const output = join(at.folder, 'other.json');
    await client.export.exportWithTransform({ dataset: 'sales', output, transform: async () => client.query.loadTable('sales', 'test') });
    expect(JSON.parse(readFileSync(output, 'utf8'))).toHaveLength(12);
  });

  test('types are kept', async () => {
    await at.sales();
    const day = new Date('2024-02-29');
    const table = new Table({
      i8: vectorFromArray([1, -2, null], new Int8()),
      i32: vectorFromArray([1, 2, null], new Int32()),
      i64: vectorFromArray([2n ** 62n, 2n, null], new Int64()),
      u16: vectorFromArray([1, 65535, null], new Uint16()),
      u32: vectorFromArray([1, 4294967295, null], new Uint32()),
      u64: vectorFromArray([1n, 2n ** 64n - 1n, null], new Uint64()),
      f32: vectorFromArray([0.5, 1.5, null], new Float32()),
      f64: vectorFromArray([0.1, NaN, null]),
      b: vectorFromArray([true, false, null], new Bool()),
      t: vectorFromArray(['ä', '', null], new Utf8()),
      d: vectorFromArray(['x', 'y', null], new Dictionary(new Utf8(), new Int32())),
      day: vectorFromArray([day, day, null], new DateDay()),
      at: vectorFromArray([new Date('2024-02-29T01:02:03.004Z'), day, null], new TimestampMicrosecond()),
    });
    const output = join(at.folder, 'types.parquet');
    await at.client.export.exportWithTransform({ dataset: 'sales', output, transform: () => table });
    const instance = await DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    try {
      const described = await connection.runAndReadAll(`DESCRIBE SELECT * FROM read_parquet('${output}')`);
      expect(Object.fromEntries(described.getRowsJson().map(([name, type]) => [name, type]))).toEqual({
        i8: 'TINYINT',
        i32: 'INTEGER',
        i64: 'BIGINT',
        u16: 'USMALLINT',
        u32: 'UINTEGER',
        u64: 'UBIGINT',
        f32: 'FLOAT',
        f64: 'DOUBLE',
        b: 'BOOLEAN',
        t: 'VARCHAR',
        d: 'VARCHAR',
        day: 'DATE',
        at: 'TIMESTAMP',
      });
      const rows = (await connection.runAndReadAll(`SELECT *, isnan(f64) AS odd FROM read_parquet('${output}')`)).getRowsJson();
      expect(rows).toEqual([
        [1, 1, String(2n ** 62n), 1, 1, '1', 0.5, 0.1, true, 'ä', 'x', '2024-02-29', '2024-02-29 01:02:03.004', false],
        [
          -2,
          2,
          '2',
          65535,
          4294967295,
          String(2n ** 64n - 1n),
          1.5,
          expect.anything(),
          false,
          '',
          'y',
          '2024-02-29',
          '2024-02-29 00:00:00',
          true,
        ],
        Array(14).fill(null),
      ]);
    } finally {
      connection.closeSync();
      instance.closeSync();
    }
  });

  test('without an output the name says dataset and table', async () => {
    await at.sales();
    const before = process.cwd();
    process.chdir(at.folder);
    try {
      expect((await at.client.export.exportWithTransform({ dataset: 'sales', table: 'test', format: 'csv' })).file).toBe('sales_test.csv');
    } finally {
      process.chdir(before);
    }
    expect(existsSync(join(at.folder, 'sales_test.csv'))).toBe(true);
  });
});

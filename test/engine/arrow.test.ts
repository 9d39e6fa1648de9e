import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type RecordBatch,
  tableFromIPC,
  Type,
  type Vector,
  vectorFromArray,
  Utf8,
  Float64,
  Bool,
  Int64,
  TimestampMicrosecond,
  makeVector,
  Uint8,
} from 'apache-arrow';
import { appendColumns, createAppender, readDoubles, readTable, recordBatches, writeArrowFile } from '../../src/engine/duckdb/arrow.js';
import { openDatabase, type Database } from '../../src/engine/duckdb/driver.js';
import { arrowType, flatten, storedType, unflatten, type StoredType } from '../../src/engine/flat.js';

let db: Database;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mdm-arrow-'));
  db = await openDatabase({ threads: 2, temp: folder });
});
afterAll(async () => {
  await db.close();
  await rm(folder, { recursive: true, force: true });
});

/** Every type, with a missing value where `i % 3 = 1` and at other places by column. */
const ALL = (rows: number): string => `SELECT
  CASE WHEN i % 3 <> 1 THEN i % 2 = 0 END AS b,
  CASE WHEN i % 5 <> 1 THEN i % 256 END::UTINYINT AS u8,
  CASE WHEN i % 7 <> 1 THEN i % 65536 END::USMALLINT AS u16,
  CASE WHEN i % 3 <> 1 THEN i - 5000 END::INTEGER AS i32,
  CASE WHEN i % 3 <> 1 THEN i * 1000000007 - 9000000000000 END::BIGINT AS i64,
  CASE WHEN i % 4 <> 1 THEN i / 7e0 WHEN i % 8 = 1 THEN '-0'::DOUBLE END AS d,
  CASE i % 6 WHEN 0 THEN '' WHEN 1 THEN NULL WHEN 2 THEN 'x' || (i % 100) WHEN 3 THEN 'twelve bytes' WHEN 4 THEN 'ein längerer Satz, Nr. ' || i ELSE '🎈' || repeat('ü', (i % 90)::INTEGER) END AS t,
  CASE WHEN i % 3 <> 1 THEN make_timestamp(i * 86399999999 - 5000000000000) END AS ts,
  i::DOUBLE AS whole
  FROM range(${rows}) r(i)`;

/** Values of a vector as DuckDB's own reader words them. */
function values(vector: Vector): unknown[] {
  if (storedType(vector.type) !== 'timestamp') return [...vector];
  const micros = new BigInt64Array(flatten(vector, 'timestamp').values.buffer);
  return [...vector].map((value, i) => (value === null ? null : micros[i]));
}

/** Like toEqual, and quick for long columns. */
function same(actual: readonly (readonly unknown[])[], wanted: readonly (readonly unknown[])[]): void {
  expect(actual.map((c) => c.length)).toEqual(wanted.map((c) => c.length));
  wanted.forEach((column, c) => {
    const row = column.findIndex((v, i) => !Object.is(v, actual[c]![i]));
    if (row >= 0) throw new Error(`column ${c}, row ${row}: ${String(actual[c]![row])} for ${String(column[row])}`);
  });
}

async function expected(sql: string): Promise<unknown[][]> {
  const reader = await db.connection.runAndReadAll(sql);
  return reader
    .getColumns()
    .map((column) => column.map((v) => (typeof v === 'object' && v !== null && 'micros' in v ? (v as { micros: bigint }).micros : v)));
}

async function all(sql: string, rows?: number): Promise<RecordBatch[]> {
  const out: RecordBatch[] = [];
  for await (const batch of recordBatches(await db.stream(sql), rows)) out.push(batch);
  return out;
}
const columnsOf = (batches: readonly RecordBatch[]): unknown[][] =>
  batches[0]!.schema.fields.map((_, c) => batches.flatMap((b) => values(b.getChildAt(c)!)));

test.each([1, 7, 8, 2_048, 2_049, 10_000])('%i rows of every type are what DuckDB says', async (rows) => {
  const batches = await all(ALL(rows));
  expect(batches).toHaveLength(1);
  expect(batches[0]!.schema.fields.map((f) => storedType(f.type))).toEqual([
    'boolean',
    'uint8',
    'uint16',
    'int32',
    'int64',
    'double',
    'text',
    'timestamp',
    'double',
  ]);
  same(columnsOf(batches), await expected(ALL(rows)));
  batches[0]!.schema.fields.forEach((_, c) => {
    const vector = batches[0]!.getChildAt(c)!;
    expect(vector.nullCount).toBe(values(vector).filter((v) => v === null).length);
  });
});

test.each([1, 7, 1_000, 4_096, 65_536])('batches of %i rows are exact, in order and alike', async (size) => {
  const rows = size < 10 ? 500 : 20_000;
  const batches = await all(ALL(rows), size);
  expect(batches.slice(0, -1).every((b) => b.numRows === size)).toBe(true);
  same(columnsOf(batches), await expected(ALL(rows)));
});

test('100,000 rows with chunks of any length', async () => {
  const sql = `SELECT * FROM (${ALL(100_000)}) WHERE whole::BIGINT % 7 < 4`;
  const batches = await all(sql, 10_000);
  same(columnsOf(batches), await expected(sql));
});

test('texts of every layout: repeated, shared, shuffled, long', async () => {
  await db.run(
    `CREATE OR REPLACE TABLE words AS SELECT 'a category that is long ' || (i * 7919 % 300) AS c, 'row ' || i || repeat(' padded', (i * 31 % 50)::INTEGER) AS u FROM range(30000) t(i)`,
  );
  await db.run(`COPY words TO '${join(folder, 'words.parquet')}'`);
  for (const from of ['words', `'${join(folder, 'words.parquet')}'`]) {
    for (const sql of [
      `FROM ${from}`,
      `SELECT c[3:] AS a, c[5:20] AS b, u[2:] AS d FROM ${from}`,
      `SELECT u, c FROM ${from} ORDER BY hash(u)`,
      `SELECT CASE WHEN hash(u) % 3 = 0 THEN c END AS x FROM ${from}`,
    ]) {
      same(columnsOf(await all(sql, 5_000)), await expected(sql));
    }
  }
});

test('one long text per row closes batches early', async () => {
  const batches = await all(`SELECT i, repeat('x', 100000) AS t FROM range(5000) r(i)`);
  // One per chunk of 2,048 rows.
  expect(batches).toHaveLength(3);
  expect(batches.reduce((n, b) => n + b.numRows, 0)).toBe(5_000);
  expect(batches.flatMap((b) => [...b.getChildAt(0)!])).toEqual(Array.from({ length: 5_000 }, (_, i) => BigInt(i)));
});

test('a streamed scan keeps its order with 2 threads', async () => {
  await db.run(`CREATE OR REPLACE TABLE ordered AS SELECT i FROM range(1000000) t(i)`);
  let next = 0n;
  for (const batch of await all('SELECT i FROM ordered WHERE i % 3 < 2')) {
    for (const i of batch.getChildAt(0)!.toArray() as BigInt64Array) {
      if (i !== next) throw new Error(`${i} stands where ${next} should`);
      next += next % 3n === 0n ? 1n : 2n;
    }
  }
  expect(next).toBe(1_000_000n);
});

test('other types: small ones as they are, the rest as text', async () => {
  const table = await readTable(
    await db.stream(
      `SELECT -3::TINYINT AS a, -300::SMALLINT AS b, 7::UINTEGER AS c, 8::UBIGINT AS d, 0.5::FLOAT AS e, DATE '2024-02-29' AS f, 1.50::DECIMAL(9,2) AS g, [1, 2] AS h, NULL::DATE AS i`,
    ),
  );
  expect(Object.fromEntries(table.schema.fields.map((f) => [f.name, table.getChild(f.name)!.get(0)]))).toEqual({
    a: -3,
    b: -300,
    c: 7,
    d: 8n,
    e: 0.5,
    f: '2024-02-29',
    g: '1.50',
    h: '[1, 2]',
    i: null,
  });
});

test('an empty result has its schema', async () => {
  const table = await readTable(await db.stream(`SELECT * FROM (${ALL(5)}) WHERE false`));
  expect(table.numRows).toBe(0);
  expect(table.schema.fields.map((f) => f.name)).toEqual(['b', 'u8', 'u16', 'i32', 'i64', 'd', 't', 'ts', 'whole']);
});

test('a result that ends too early is an error', async () => {
  const drain = async (sql: string, meanwhile: () => Promise<unknown>): Promise<void> => {
    for await (const batch of recordBatches(await db.stream(sql), 2_048)) if (batch.numRows > 0) await meanwhile();
  };
  const plain = 'SELECT i FROM range(1000000) t(i)';
  await expect(drain(plain, () => db.rows('SELECT 1'))).rejects.toMatchObject({ code: 'engine' });
  await expect(drain(plain, async () => db.connection.interrupt())).rejects.toMatchObject({ code: 'engine' });
  await db.run('CREATE OR REPLACE TABLE many (a DOUBLE)');
  const append = (): Promise<void> => appendColumns(db, 'many', [{ type: 'double', values: makeVector(new Float64Array(1_000)) }]);
  await expect(drain(plain, append)).rejects.toMatchObject({ code: 'engine' });
});

test('a loop that stops early leaves the connection usable', async () => {
  for await (const batch of recordBatches(await db.stream('FROM range(1000000)'), 100)) {
    expect(batch.numRows).toBe(100);
    break;
  }
  expect(await db.rows('SELECT 1')).toEqual([[1]]);
});

test('doubles, with NaN where a value is missing', async () => {
  const { columns, rows } = await readDoubles(await db.stream(`SELECT d, whole FROM (${ALL(10_000)})`));
  const [d, whole] = await expected(`SELECT d, whole FROM (${ALL(10_000)})`);
  expect(rows).toBe(10_000);
  expect([...columns[0]!]).toEqual(d!.map((v) => v ?? NaN));
  expect([...columns[1]!]).toEqual(whole);
  await expect(readDoubles(await db.stream('SELECT 1'))).rejects.toThrow('not DOUBLE');
  expect(await readDoubles(await db.stream('SELECT 1e0 AS a WHERE false'))).toEqual({ columns: [new Float64Array(0)], rows: 0 });
});

describe('a file', () => {
  test.each([0, 3, 200_000])('of %i rows is read back', async (rows) => {
    const path = join(folder, `${rows}.arrow`);
    await writeArrowFile(await db.stream(ALL(rows)), path);
    const table = tableFromIPC(await readFile(path));
    expect(table.numRows).toBe(rows);
    expect(table.batches.length).toBe(Math.max(1, Math.ceil(rows / 65_536)));
    if (rows === 0) return;
    same(
      table.schema.fields.map((f) => values(table.getChild(f.name)!)),
      await expected(ALL(rows)),
    );
  });

  test('has the same bytes each time', async () => {
    const paths = ['one', 'two'].map((n) => join(folder, n));
    for (const path of paths) await writeArrowFile(await db.stream(ALL(70_000)), path);
    expect((await readFile(paths[0]!)).equals(await readFile(paths[1]!))).toBe(true);
  });

  test('that cannot be finished is not there', async () => {
    const path = join(folder, 'never.arrow');
    const control = new AbortController();
    const result = await db.stream(ALL(1_000_000));
    control.abort();
    await expect(writeArrowFile(result, path, control.signal)).rejects.toMatchObject({ code: 'interrupted' });
    await expect(stat(path)).rejects.toThrow();
    await expect(
      writeArrowFile(await db.stream(`SELECT CASE WHEN i > 900000 THEN error('bad') END FROM range(1000000) t(i)`), path),
    ).rejects.toMatchObject({ code: 'engine' });
    await expect(stat(path)).rejects.toThrow();
  });
});

describe('appending', () => {
  const TYPES: Record<StoredType, string> = {
    boolean: 'BOOLEAN',
    uint8: 'UTINYINT',
    uint16: 'USMALLINT',
    int32: 'INTEGER',
    int64: 'BIGINT',
    double: 'DOUBLE',
    text: 'VARCHAR',
    timestamp: 'TIMESTAMP',
  };
  const order: readonly StoredType[] = ['boolean', 'uint8', 'uint16', 'int32', 'int64', 'double', 'text', 'timestamp', 'double'];

  test.each([
    [0, 10],
    [5, 1],
    [5_000, 7],
    [300_000, 65_536],
  ])('%i rows in batches of %i come back unchanged', async (rows, size) => {
    await db.run(`CREATE OR REPLACE TEMP TABLE back (${order.map((t, i) => `c${i} ${TYPES[t]}`).join(', ')})`);
    const batches = await all(ALL(rows), size);
    const appender = await createAppender(db, 'back', order);
    for (const batch of batches) appender.append(order.map((t, i) => flatten(batch.getChildAt(i)!, t)));
    appender.close();
    await db.run(`CREATE OR REPLACE TEMP TABLE original AS FROM (${ALL(rows)}) o(${order.map((_, i) => `c${i}`).join(', ')})`);
    const counts = await db.rows(
      `SELECT (SELECT count(*) FROM back), (SELECT count(*) FROM back a POSITIONAL JOIN original b WHERE ${order.map((_, i) => `a.c${i} IS NOT DISTINCT FROM b.c${i}`).join(' AND ')})`,
    );
    expect(counts).toEqual([[String(rows), String(rows)]]);
  });

  test('vectors of any make', async () => {
    await db.run('CREATE OR REPLACE TABLE made (a VARCHAR, b DOUBLE, c BOOLEAN, d BIGINT, e TIMESTAMP, f VARCHAR)');
    const texts = vectorFromArray(['skipped', 'ä', null, 'a text of more than twelve bytes', ''], new Utf8());
    await appendColumns(db, 'made', [
      { type: 'text', values: texts.slice(1) },
      { type: 'double', values: vectorFromArray([1.5, 2.5], new Float64()).concat(vectorFromArray([null, -0], new Float64())) },
      { type: 'boolean', values: vectorFromArray([false, true, null, true, false], new Bool()).slice(1) },
      { type: 'int64', values: vectorFromArray([0n, 1n, null, 2n ** 62n, -3n], new Int64()).slice(1) },
      { type: 'timestamp', values: makeVector({ type: new TimestampMicrosecond(), data: BigInt64Array.of(0n, 1n, -1n, 86_400_000_000n) }) },
      { type: 'text', values: vectorFromArray(['x', 'y', 'x', null]) },
    ]);
    expect(await db.rows('FROM made')).toEqual([
      ['ä', 1.5, true, '1', '1970-01-01 00:00:00', 'x'],
      [null, 2.5, null, null, '1970-01-01 00:00:00.000001', 'y'],
      ['a text of more than twelve bytes', null, true, '4611686018427387904', '1969-12-31 23:59:59.999999', 'x'],
      ['', -0, false, '-3', '1970-01-02 00:00:00', null],
    ]);
    expect(vectorFromArray(['x']).type.typeId).toBe(Type.Dictionary);
  });

  test('a vector that is not what it should be is refused', () => {
    expect(() => flatten(vectorFromArray([1, 2], new Float64()), 'int64')).toThrow('has the Arrow type Float64, not Int64');
    expect(() => flatten(makeVector({ type: new Float64(), data: new Float64Array(1), length: 3 }), 'double')).toThrow(
      '8 bytes of values where 24',
    );
    const cut = makeVector({ type: new Utf8(), length: 2, valueOffsets: Int32Array.of(0, 1, 2), data: Buffer.from('ä') });
    expect(() => flatten(cut, 'text')).toThrow('UTF-8');
    expect(() =>
      flatten(makeVector({ type: new Utf8(), length: 1, valueOffsets: Int32Array.of(0, 9), data: Buffer.from('a') }), 'text'),
    ).toThrow('UTF-8');
  });

  test('flat columns are Arrow data again', () => {
    for (const [type, vector] of [
      ['uint8', vectorFromArray([1, null, 3], new Uint8())],
      ['text', vectorFromArray(['a', null, 'ccc'], new Utf8())],
      ['boolean', vectorFromArray([true, null, false], new Bool())],
    ] as const) {
      const data = unflatten(flatten(vector, type));
      expect(data.type.typeId).toBe(arrowType(type).typeId);
      expect(Array.from({ length: 3 }, (_, i) => data.getValid(i))).toEqual([true, false, true]);
    }
  });
});

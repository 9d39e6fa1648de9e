import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { RecordBatch } from 'apache-arrow';
import { openDatabase } from '../../src/engine/duckdb/driver.js';
import { generateFeatures, readProfile, type GenerateResult } from '../../src/index.js';

const folder = mkdtempSync(join(tmpdir(), 'mdm-reading-'));
afterAll(() => rmSync(folder, { recursive: true }));
let count = 0;

/** The input columns of a CSV file of three as the profile mdm1 reads them, column by column, and what was found of them. */
async function read(
  text: string | Uint8Array,
  { extension = 'csv', storage = 'sqlite' }: { extension?: string; storage?: 'sqlite' | 'duckdb' } = {},
): Promise<{ values: Record<string, unknown[]>; result: GenerateResult }> {
  const source = join(folder, `${count++}.${extension}`);
  writeFileSync(source, text);
  const values: Record<string, unknown[]> = {};
  const take = (batch: RecordBatch): void => {
    for (const { name } of batch.schema.fields.slice(0, 3)) {
      const column = batch.getChild(name)!;
      (values[name] ??= []).push(...Array.from({ length: batch.numRows }, (_, i) => plain(column.get(i) as unknown)));
    }
  };
  const profile = await readProfile('mdm1');
  const result = await generateFeatures({ source, profile: { ...profile, reading: { ...profile.reading, storage } }, onBatch: take });
  return { values, result };
}
const plain = (value: unknown): unknown => (typeof value === 'bigint' ? Number(value) : value);
const semantic = ({ columns }: GenerateResult): Record<string, string> =>
  Object.fromEntries(columns.map(({ name, role, semantic: own }) => [name, role ?? own]));

const rows = (...lines: readonly string[]): string => `x,y,z\n${lines.join('\n')}\n`;

test('what pandas takes for missing, in quotes or not, and the types that follow', async () => {
  const { values, result } = await read(rows('1,NA,a', '2,"n/a",b', '3,7,"<NA>"', '4,8,None', '5,9.5,c'));
  expect(values).toEqual({ x: [1, 2, 3, 4, 5], y: [null, null, 7, 8, 9.5], z: ['a', 'b', null, null, 'c'] });
  expect(semantic(result)).toEqual({ x: 'numeric', y: 'numeric', z: 'categorical' });
});

test('booleans are numbers in SQLite, and booleans in DuckDB', async () => {
  const text = rows('1,True,TRUE', '2,False,', '3,true,false', '4,True,True');
  const sqlite = await read(text);
  expect(sqlite.values).toMatchObject({ y: [1, 0, 1, 1], z: [1, null, 0, 1] });
  expect(semantic(sqlite.result)).toEqual({ x: 'numeric', y: 'numeric', z: 'numeric' });
  const duckdb = await read(text, { storage: 'duckdb' });
  expect(duckdb.values).toMatchObject({ y: [true, false, true, true], z: [true, null, false, true] });
  expect(semantic(duckdb.result)).toEqual({ x: 'numeric', y: 'categorical', z: 'categorical' });
});

test('quotes count at the start of a field only, short rows are filled up, blank lines are skipped', async () => {
  const { values } = await read(rows('1,"a"b,c"d', '2,"p ""q"" r",', '   ', '3,e', '', '4,"f,g","two\nlines"'));
  expect(values).toEqual({ x: [1, 2, 3, 4], y: ['ab', 'p "q" r', 'e', 'f,g'], z: ['c"d', null, null, 'two\nlines'] });
});

test('a row of more fields than the header, and a quote that is never closed, are refused by line', async () => {
  await expect(read(rows('1,2,3', '1,2,3,4', '5,6,7'))).rejects.toMatchObject({
    code: 'bad-data',
    message: expect.stringContaining('line 3: 4 columns where the header has 3'),
  });
  await expect(read(rows('1,2,3', '1,"2,3', '5,6,7'))).rejects.toMatchObject({
    code: 'bad-data',
    message: expect.stringContaining('line 3: a quote is never closed'),
  });
});

test('the delimiter that is sniffed, and .tsv by tabs, packed or not', async () => {
  const expected = { x: [1, 2, 3], y: ['a,b', 'c', 'd'], z: [2.5, 3.5, 4.5] };
  expect((await read('x;y;z\n1;a,b;2.5\n2;c;3.5\n3;d;4.5\n')).values).toEqual(expected);
  const tabs = 'x\ty\tz\n1\ta,b\t2.5\n2\tc\t3.5\n3\td\t4.5\n';
  expect((await read(tabs, { extension: 'tsv' })).values).toEqual(expected);
  expect((await read(gzipSync(tabs), { extension: 'tsv.gz' })).values).toEqual(expected);
});

test('characters beyond ASCII are lost where the first 64 KiB have none, and that is said', async () => {
  const late = await read(`x,y,z\n${'1,plain,2\n'.repeat(7_000)}2,é,3\n`);
  expect(late.values['y']!.at(-1)).toBe('\ufffd\ufffd');
  expect(late.result.notes.join()).toContain('is ASCII in its first 64 KiB');
  expect((await read(rows('1,é,2', '2,ü,3', '3,é,4'))).values['y']).toEqual(['é', 'ü', 'é']);
  expect((await read(Buffer.from(rows('1,é,2', '2,ü,3', '3,é,4'), 'latin1'))).values['y']).toEqual(['é', 'ü', 'é']);
});

test('dates are text by their values and times by how they are read; names with the letters id are passed over', async () => {
  const days = Array.from({ length: 30 }, (_, i) => `2020-01-${String(i + 1).padStart(2, '0')}`);
  const { values, result } = await read(`day,paid,n\n${days.map((day, i) => `${i === 3 ? 'never' : day},${day},${i}\n`).join('')}`);
  expect(values['day']!.slice(2, 5)).toEqual([Date.UTC(2020, 0, 3), null, Date.UTC(2020, 0, 5)]);
  expect(values['paid']![0]).toBe('2020-01-01');
  expect(semantic(result)).toEqual({ day: 'text', paid: 'id', n: 'numeric' });
  expect(result.notes.join('\n')).toContain('Column "day" gets no features: it is text by its values and holds timestamp values.');
});

test('whole numbers beyond 64 bits are text, names that stand twice are numbered', async () => {
  const { values } = await read('x,x,\n1,99999999999999999999,a\n2,1,b\n3,2,a\n');
  expect(values).toEqual({ x: [1, 2, 3], 'x.1': ['99999999999999999999', '1', '2'], 'Unnamed: 2': ['a', 'b', 'a'] });
});

test('JSON as pandas reads it: texts of numbers, whole doubles, times by name, columns as they are written', async () => {
  const rows = [
    { y: '1820', date: '2001/01/01 00:47', x: 0.48194538850678587 },
    { y: '1830', date: '2001/01/02 06:55', x: 2 },
    { y: '1850', date: null, x: null },
  ];
  const expected = { y: [1820, 1830, 1850], x: [0.48194538850678503, 2, null] };
  const sqlite = (await read(JSON.stringify(rows), { extension: 'json' })).values;
  expect(sqlite).toEqual({ ...expected, date: ['2001-01-01 00:47:00.000000', '2001-01-02 06:55:00.000000', null] });
  expect(Object.keys(sqlite)).toEqual(['y', 'date', 'x']);
  const duckdb = await read(JSON.stringify(rows), { extension: 'json', storage: 'duckdb' });
  expect(duckdb.values).toEqual({ ...expected, date: [978310020000, 978418500000, null] });
  const columns = '{"10": {"0": true, "3": false}, "b": {"0": "x", "3": "y"}, "3": {"0": 1.5, "3": 2}}';
  const written = (await read(columns, { extension: 'json' })).values;
  expect(Object.entries(written)).toEqual(Object.entries({ '10': [1, 0], b: ['x', 'y'], '3': [1.5, 2] }));
});

test('days without a time, from Parquet, are texts of days in SQLite', async () => {
  const path = join(folder, 'days.parquet');
  const db = await openDatabase({ threads: 1 });
  await db.run(`COPY (SELECT i AS n, DATE '2020-01-01' + i::INTEGER AS d, TIMESTAMP '2020-01-01' AS t FROM range(3) r(i)) TO '${path}'`);
  await db.close();
  const { values } = await read(readFileSync(path), { extension: 'parquet' });
  const midnight = '2020-01-01 00:00:00.000000';
  expect(values).toEqual({ n: [0, 1, 2], d: ['2020-01-01', '2020-01-02', '2020-01-03'], t: [midnight, midnight, midnight] });
});

test('days and months of two figures, read one by one: the first is the month as long as it can be one', async () => {
  const text = ['1/2/20', '25/12/20', '3/4/20'].map((day, i) => `${day},${i},a\n`).join('');
  const { values } = await read(`x,y,z\n${text}`);
  expect(values['x']).toEqual([Date.UTC(2020, 0, 2), Date.UTC(2020, 11, 25), Date.UTC(2020, 2, 4)]);
});

test('more than a type of text: up to 20 different values are categories', async () => {
  const text = (n: number): string =>
    `x,y,z\n${Array.from({ length: 40 }, (_, i) => `${i},${String.fromCharCode(97 + (i % n))}q,${(i * 7) % 5}\n`).join('')}`;
  expect(semantic((await read(text(20))).result)['y']).toBe('categorical');
  expect(semantic((await read(text(21))).result)['y']).toBe('text');
});

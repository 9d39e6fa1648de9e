import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import {
  Bool,
  DateDay,
  Decimal,
  Dictionary,
  Field,
  Float64,
  Int32,
  Int64,
  List,
  makeData,
  makeVector,
  RecordBatchStreamWriter,
  Table,
  TimestampMicrosecond,
  tableToIPC,
  Utf8,
  vectorFromArray,
} from 'apache-arrow';
import { openDatabase, type Database } from '../../src/engine/duckdb/driver.js';
import { MdmError } from '../../src/errors.js';
import { conformInput, openInput, type InputOptions, type SchemaColumn } from '../../src/pipeline/input.js';
import type { InputTable } from '../../src/pipeline/table.js';

const data = join(import.meta.dirname, '../data');
let db: Database;
let folder: string;
let count = 0;
beforeAll(async () => {
  db = await openDatabase({ threads: 2 });
  folder = await mkdtemp(join(tmpdir(), 'mdm-input-'));
});
afterAll(async () => {
  await db.close();
  await rm(folder, { recursive: true });
});

async function file(name: string, content: string | Uint8Array): Promise<string> {
  const inside = join(folder, String(count++));
  await mkdir(inside);
  const path = join(inside, name);
  await writeFile(path, content);
  return path;
}
async function files(contents: Readonly<Record<string, string | Uint8Array>>): Promise<string> {
  const inside = join(folder, String(count++));
  await mkdir(inside);
  for (const [name, content] of Object.entries(contents)) await writeFile(join(inside, name), content);
  return inside;
}
const rowsOf = (table: InputTable): Promise<unknown[][]> =>
  db.rows(`SELECT * EXCLUDE "${table.rowColumn}" FROM (${table.relation}) ORDER BY "${table.rowColumn}"`);
const typesOf = (table: InputTable): string => table.columns.map(({ name, type }) => `${name} ${type}`).join(', ');
async function one(path: string, options: InputOptions = {}): Promise<InputTable> {
  const [table] = await openInput(db, path, options);
  return table!;
}
async function failure(work: Promise<unknown>): Promise<MdmError> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof MdmError)) throw error instanceof Error ? error : new Error('nothing failed');
  return error;
}
const utf16 = (text: string, swap: boolean): Buffer =>
  swap ? Buffer.from(`\ufeff${text}`, 'utf16le').swap16() : Buffer.from(`\ufeff${text}`, 'utf16le');

describe('CSV', () => {
  const plain = 'n,s\n1,é\n2,x\n';
  test.each<[string, string, string | Uint8Array, unknown[][]]>([
    [
      'comma',
      'a.csv',
      'n,s\n1,x\n2,y\n',
      [
        ['1', 'x'],
        ['2', 'y'],
      ],
    ],
    [
      'semicolon',
      'a.csv',
      'n;s\n1;x,z\n2;y\n',
      [
        ['1', 'x,z'],
        ['2', 'y'],
      ],
    ],
    [
      'tab',
      'a.tsv',
      'n\ts\n1\tx;z\n2\ty\n',
      [
        ['1', 'x;z'],
        ['2', 'y'],
      ],
    ],
    [
      'bar',
      'a.txt',
      'n|s\n1|x\n2|y\n',
      [
        ['1', 'x'],
        ['2', 'y'],
      ],
    ],
    ['one column', 'a.csv', 's\nx\n"a, b"\n', [['x'], ['a, b']]],
    ['one column of text with commas', 'a.csv', 's\nx, y\nz\n', [['x, y'], ['z']]],
    ['no last line end', 'a.csv', 'n,s\n1,x', [['1', 'x']]],
    [
      'empty lines before the header and between rows',
      'a.csv',
      '\n\nn,s\n1,x\n\n2,y\n',
      [
        ['1', 'x'],
        ['2', 'y'],
      ],
    ],
    [
      'line ends of Windows',
      'a.csv',
      'n,s\r\n1,x\r\n2,y\r\n',
      [
        ['1', 'x'],
        ['2', 'y'],
      ],
    ],
    [
      'line ends of both kinds',
      'a.csv',
      'n,s\r\n1,x\n2,y\r\n',
      [
        ['1', 'x'],
        ['2', 'y'],
      ],
    ],
    [
      'quoted line ends, delimiters and quotes',
      'a.csv',
      'n,s\n1,"x\r\ny\n\nz, ""q"""\n2,y\n',
      [
        ['1', 'x\r\ny\n\nz, "q"'],
        ['2', 'y'],
      ],
    ],
    ['quotes after a backslash', 'a.csv', 'n,s\n1,"x \\"q\\" y"\n', [['1', 'x "q" y']]],
    [
      'UTF-8 with a mark',
      'a.csv',
      `\ufeff${plain}`,
      [
        ['1', 'é'],
        ['2', 'x'],
      ],
    ],
    [
      'UTF-16 LE',
      'a.csv',
      utf16(plain, false),
      [
        ['1', 'é'],
        ['2', 'x'],
      ],
    ],
    [
      'UTF-16 BE',
      'a.csv',
      utf16(plain, true),
      [
        ['1', 'é'],
        ['2', 'x'],
      ],
    ],
    [
      'UTF-16 without a mark',
      'a.csv',
      Buffer.from(plain, 'utf16le'),
      [
        ['1', 'é'],
        ['2', 'x'],
      ],
    ],
    [
      'Latin-1',
      'a.csv',
      Buffer.from(plain, 'latin1'),
      [
        ['1', 'é'],
        ['2', 'x'],
      ],
    ],
    ['Latin-1 far down', 'a.csv', Buffer.from(`s\n${'x\n'.repeat(700_000)}é\n`, 'latin1'), []],
    [
      'gzip',
      'a.csv.gz',
      gzipSync(plain),
      [
        ['1', 'é'],
        ['2', 'x'],
      ],
    ],
    [
      'gzip of UTF-16',
      'a.csv.gz',
      gzipSync(utf16(plain, true)),
      [
        ['1', 'é'],
        ['2', 'x'],
      ],
    ],
    [
      'a name with the characters of a glob',
      'a[1]*{x}.csv',
      plain,
      [
        ['1', 'é'],
        ['2', 'x'],
      ],
    ],
    [
      'missing values',
      'a.csv',
      'n,s\nNA,"NULL"\n"",n/a\n3,<NA>\nnan,None\n,x\n',
      [
        [null, null],
        [null, null],
        ['3', null],
        [null, null],
        [null, 'x'],
      ],
    ],
    ['a line of 3 MB', 'a.csv', `n,s\n1,x\n2,${'y'.repeat(3_000_000)}\n`, []],
  ])('%s', async (_, name, content, expected) => {
    const table = await one(await file(name, content));
    if (expected.length > 0) expect(await rowsOf(table)).toEqual(expected);
    else expect(table.rows).toBeGreaterThan(1);
  });

  test.each([
    ['1\n2\n', 'int64'],
    ['1\n2.5\n', 'double'],
    ['1e3\n.5\n', 'double'],
    ['inf\n1\n', 'double'],
    ['true\nFalse\n', 'boolean'],
    ['yes\nno\n', 'text'],
    ['1\nx\n', 'text'],
    ['1_000\n2\n', 'text'],
    ['0x10\n2\n', 'text'],
    ['9223372036854775807\n1\n', 'int64'],
    ['92233720368547758070\n1\n', 'double'],
    ['2020-01-01\n\n', 'timestamp'],
    ['2012\n2013\n', 'int64'],
    ['20120101\n20130101\n', 'int64'],
    ['NA\nNA\n', 'text'],
  ])('%j is %s', async (values, type) => {
    expect((await one(await file('a.csv', `c\n${values}`))).columns[0]!.type).toBe(type);
  });

  // Beyond the 20,480 rows that are looked at first.
  const late = (early: string, last: string): string => `c,r\n${`${early},x\n`.repeat(21_000)}${last},x\n`;
  test.each([
    ['a fraction among whole numbers', '1', '2.7', 'double', 2.7],
    ['a word among whole numbers', '1', 'w', 'text', 'w'],
    ['a word among fractions', '1.5', 'w', 'text', 'w'],
    ['a word among booleans', 'true', 'w', 'text', 'w'],
    ['a word among dates', '2020-01-01', 'w', 'text', 'w'],
    ['a time among dates', '2020-01-01', '2020-01-02T03:04:05Z', 'timestamp', '2020-01-02 03:04:05'],
    ['an offset among times', '2020-01-01 00:00:00', '2020-01-01 00:00:00+02:00', 'timestamp', '2019-12-31 22:00:00'],
    ['a short year among dates', '01/02/2020', '1/2/99', 'text', '1/2/99'],
    ['a number after nothing', '', '7', 'int64', '7'],
    ['a date after nothing', '', '2020-01-01', 'timestamp', '2020-01-01 00:00:00'],
    ['a day that settles the order', '01/02/2020', '01/13/2020', 'timestamp', '2020-01-13 00:00:00'],
    ['a number too large for 53 bits', '1', '9007199254740993', 'int64', '9007199254740993'],
    ['nothing but empty fields', '', '', 'text', null],
  ])('late: %s', async (_, early, last, type, value) => {
    const table = await one(await file('a.csv', late(early, last)));
    expect(table.columns[0]!.type).toBe(type);
    expect(await db.rows(`SELECT c FROM (${table.relation}) WHERE ${table.rowColumn} = 21000`)).toEqual([[value]]);
    expect(table.rows).toBe(21_001);
  });

  test('infinite numbers are missing', async () => {
    expect(await rowsOf(await one(await file('a.csv', 'c\ninf\n-inf\n1.5\n')))).toEqual([[null], [null], [1.5]]);
  });

  test('hostile names', async () => {
    const long = 'n'.repeat(10_000);
    const names = ['a', 'a', 'A', '', '__proto__', 'constructor', 'it\'s "q"', 'x\ny', '😀', 'mdm_row', 'c1', 'file_row_number', long];
    const csv = `${names.map((name) => `"${name.replaceAll('"', '""')}"`).join(',')}\n${names.map((_, i) => i).join(',')}\n`;
    const table = await one(await file('a.csv', csv));
    expect(table.columns.map(({ name }) => name)).toEqual(['a', 'a_1', 'A_2', 'column3', ...names.slice(4)]);
    expect(table.rowColumn).toBe('mdm_row_');
    expect(table.notes[0]).toMatch(/"a" is called "a_1"/);
    expect(await rowsOf(table)).toEqual([names.map((_, i) => String(i))]);
  });

  test('5,000 columns', async () => {
    const names = Array.from({ length: 5_000 }, (_, i) => `v${i}`);
    const table = await one(await file('a.csv', `${names.join(',')}\n${names.map((_, i) => i / 2).join(',')}\n`));
    expect(table.columns).toHaveLength(5_000);
  });

  test('the order of a large file is kept', async () => {
    const lines = Array.from({ length: 200_000 }, (_, i) => `${i},${'x'.repeat(i % 50)}`);
    const table = await one(await file('a.csv', `i,s\n${lines.join('\n')}\n`));
    expect(await db.rows(`SELECT count(*) FROM (${table.relation}) WHERE i <> ${table.rowColumn}`)).toEqual([['0']]);
  });
});

describe('dates in text', () => {
  test.each([
    ['2020-01-31,2020-02-01', 'iso', '2020-01-31 00:00:00'],
    ['2020-01-31T10:11:12.5Z,2020-02-01 00:00', 'iso', '2020-01-31 10:11:12.5'],
    ['2020-01-31T10:00:00+02:00,2020-02-01T00:00:00Z', 'iso', '2020-01-31 08:00:00'],
    ['2020/01/31,2020/2/1', '%Y/%m/%d', '2020-01-31 00:00:00'],
    ['31-01-2020,01-02-2020', '%d-%m-%Y', '2020-01-31 00:00:00'],
    ['31/01/2020 10:11,01/02/2020 00:00', '%d/%m/%Y %H:%M', '2020-01-31 10:11:00'],
    ['31.01.2020 10:11:12,01.02.2020 00:00:00', '%d.%m.%Y %H:%M:%S', '2020-01-31 10:11:12'],
    ['01/31/2020,02/01/2020', '%m/%d/%Y', '2020-01-31 00:00:00'],
    ['1/31/2020 1:02 PM,2/1/2020 12:00 AM', '%m/%d/%Y %I:%M %p', '2020-01-31 13:02:00'],
    ['Jan 31 2020,Feb 01 2020', '%b %d %Y', '2020-01-31 00:00:00'],
    ['31 Jan 2020,01 feb 2020', '%d %b %Y', '2020-01-31 00:00:00'],
    ['31 January 2020,01 May 2020', '%d %B %Y', '2020-01-31 00:00:00'],
  ])('%s', async (pair, format, first) => {
    for (const [name, content] of [
      ['a.csv', `d\n${pair.replace(',', '\n')}\n`],
      ['a.json', JSON.stringify(pair.split(',').map((d) => ({ d })))],
    ] as const) {
      const table = await one(await file(name, content));
      expect(table.columns).toEqual([{ name: 'd', type: 'timestamp', stored: 'VARCHAR', format }]);
      expect((await rowsOf(table))[0]).toEqual([first]);
    }
  });

  test('a column has one format, not one per value', async () => {
    const table = await one(await file('a.csv', 'd\n31/01/2020\n02/13/2020\n'));
    expect(table.columns[0]!.type).toBe('text');
  });

  test('day first when both orders fit, and a note', async () => {
    const table = await one(await file('a.csv', 'd\n01/02/2020\n03/04/2020\n'));
    expect(table.columns[0]!.format).toBe('%d/%m/%Y');
    expect(table.notes).toEqual([expect.stringContaining('%m/%d/%Y')]);
  });

  test('mostly dates are text, with a note', async () => {
    const table = await one(await file('a.csv', `d\n${'2020-01-01\n'.repeat(9)}2020-01-41\n`));
    expect(table.columns[0]!.type).toBe('text');
    expect(table.notes[0]).toMatch(/9 of 10 values are dates/);
  });
});

describe('other formats', () => {
  test.each([
    ['a.json', '[{"n":1,"s":"x"},{"n":2.5,"s":null,"more":true}]'],
    ['a.ndjson', '{"n":1,"s":"x"}\n{"n":2.5,"more":true}\n'],
    ['marked.json', '\ufeff[{"n":1,"s":"x"},{"n":2.5,"more":true}]'],
    ['a.jsonl.gz', gzipSync('{"n":1,"s":"x"}\n{"n":2.5,"more":true}\n')],
  ])('%s', async (name, content) => {
    const table = await one(await file(name, content));
    expect(typesOf(table)).toBe('n double, s text, more boolean');
    expect(await rowsOf(table)).toEqual([
      [1, 'x', null],
      [2.5, null, true],
    ]);
  });

  test('JSON: late fields and fractions count, nested values are left out', async () => {
    const lines = Array.from({ length: 30_000 }, (_, i) => `{"n":${i},"o":{"x":1}}`);
    const table = await one(await file('a.ndjson', `${lines.join('\n')}\n{"n":2.7,"late":"x"}\n`));
    expect(typesOf(table)).toBe('n double, late text');
    expect(table.notes[0]).toMatch(/nested.*"o"/);
    expect(await db.rows(`SELECT count(*) FROM (${table.relation}) WHERE n <> ${table.rowColumn}`)).toEqual([['1']]);
  });

  test('Parquet is read where it lies', async () => {
    const path = join(folder, 'types.parquet');
    await db.run(`COPY (SELECT 1::TINYINT AS i, 2::UINTEGER AS u, 1.5::FLOAT AS f, 'nan'::DOUBLE AS d, 1.25::DECIMAL(9,2) AS e, 3::HUGEINT AS h, true AS b, 'x' AS s, DATE '2020-01-02' AS day,
      TIMESTAMPTZ '2020-01-02 03:04:05+02' AS z, TIME '01:02:03' AS t, uuid() AS g, [1] AS l, '\\x00'::BLOB AS raw, '2020-01-02' AS dt) TO '${path}'`);
    const table = await one(path);
    expect(typesOf(table)).toBe(
      'i int64, u int64, f double, d double, e double, h double, b boolean, s text, day timestamp, z timestamp, t text, g text, dt timestamp',
    );
    expect(table.notes[0]).toMatch(/"l".*"raw"/);
    expect((await rowsOf(table))[0]).toEqual([
      '1',
      '2',
      1.5,
      null,
      1.25,
      3,
      true,
      'x',
      '2020-01-02 00:00:00',
      '2020-01-02 01:04:05',
      '01:02:03',
      expect.any(String),
      '2020-01-02 00:00:00',
    ]);
    expect(table.relation).toContain(path);
  });

  test('Parquet with a column that hides the row number', async () => {
    const path = join(folder, 'hidden.parquet');
    await db.run(`COPY (SELECT i * 2 AS file_row_number FROM range(5) t(i)) TO '${path}'`);
    const table = await one(path);
    expect(await db.rows(`SELECT * FROM (${table.relation}) LIMIT 2 OFFSET 3`)).toEqual([
      ['6', '3'],
      ['8', '4'],
    ]);
  });

  const columns = {
    i: vectorFromArray([1, null, 3], new Int32()),
    l: vectorFromArray([1n, 2n ** 60n, null], new Int64()),
    f: vectorFromArray([1.5, NaN, null], new Float64()),
    s: vectorFromArray(['x', null, 'a text longer than twelve bytes'], new Utf8()),
    k: vectorFromArray(['u', 'v', null], new Dictionary(new Utf8(), new Int32())),
    b: vectorFromArray([true, false, null], new Bool()),
    d: vectorFromArray([new Date('2020-01-02'), null, new Date('1969-12-31')], new DateDay()),
    t: makeVector(
      makeData({
        type: new TimestampMicrosecond(),
        length: 3,
        nullCount: 1,
        nullBitmap: Uint8Array.of(0b101),
        data: BigInt64Array.of(1_500_000n, 0n, -1n),
      }),
    ),
    dt: vectorFromArray(['2020-01-02', null, '2020-01-03'], new Utf8()),
    q: vectorFromArray([[1], [2], null], new List(new Field('x', new Int32()))),
  };
  test.each<[string, () => Uint8Array]>([
    ['a.arrow', () => tableToIPC(new Table(columns), 'file')],
    ['a.feather', () => tableToIPC(new Table(columns), 'file')],
    ['a.ipc', () => tableToIPC(new Table(columns), 'stream')],
  ])('%s', async (name, bytes) => {
    const table = await one(await file(name, bytes()));
    expect(typesOf(table)).toBe('i int64, l int64, f double, s text, k text, b boolean, d timestamp, t timestamp, dt timestamp');
    expect(table.notes[0]).toMatch(/"q"/);
    expect(await rowsOf(table)).toEqual([
      ['1', '1', 1.5, 'x', 'u', true, '2020-01-02 00:00:00', '1970-01-01 00:00:01.5', '2020-01-02 00:00:00'],
      [null, '1152921504606846976', null, null, 'v', false, null, null, null],
      [
        '3',
        null,
        null,
        'a text longer than twelve bytes',
        null,
        null,
        '1969-12-31 00:00:00',
        '1969-12-31 23:59:59.999999',
        '2020-01-03 00:00:00',
      ],
    ]);
  });

  // Written by pyarrow 26.0.1 in batches of 500 rows.
  test.each(['lz4', 'zstd'])('Feather compressed with %s', async (codec) => {
    const table = await one(join(data, `arrow/pyarrow_${codec}.feather`));
    expect(typesOf(table)).toBe('n int64, half double, money double, text text, code text, at timestamp');
    const facts = `count(*), sum(n), sum(half), sum(money), count(DISTINCT text), count(code), max("at"), count(*) FILTER (WHERE n = ${table.rowColumn})`;
    expect(await db.rows(`SELECT ${facts} FROM (${table.relation})`)).toEqual([
      ['1200', '616458', 6000, 178350, '50', '800', '1970-01-01 00:19:59', '1028'],
    ]);
  });

  test('Arrow in several batches keeps its order; decimals are numbers', async () => {
    const writer = new RecordBatchStreamWriter();
    const part = (from: number): Table =>
      new Table({
        i: vectorFromArray(
          Array.from({ length: 5_000 }, (_, i) => from + i),
          new Int32(),
        ),
        p: vectorFromArray(
          Array.from({ length: 5_000 }, () => Uint32Array.of(125, 0, 0, 0)),
          new Decimal(2, 9, 128),
        ),
      });
    for (const from of [0, 5_000]) for (const batch of part(from).batches) writer.write(batch);
    writer.finish();
    const table = await one(await file('a.arrow', await writer.toUint8Array()));
    expect(await db.rows(`SELECT count(*) FILTER (WHERE i = ${table.rowColumn}), min(p), max(p) FROM (${table.relation})`)).toEqual([
      ['10000', 1.25, 1.25],
    ]);
  });
});

describe('several files', () => {
  test('a glob is one table, files by name, columns in any order', async () => {
    const inside = await files({ 'b.csv': 's,n\ny,2.5\n', 'a.csv': 'n;s\n1;x\n', 'c.txt': 'z\n1\n' });
    const [table, more] = await openInput(db, join(inside, '*.csv'));
    expect(more).toBeUndefined();
    expect(await rowsOf(table!)).toEqual([
      [1, 'x'],
      [2.5, 'y'],
    ]);
    expect(table!.files.map((path) => path.slice(-5))).toEqual(['a.csv', 'b.csv']);
  });
  test('Parquet and JSON', async () => {
    const inside = await files({ 'b.json': '[{"n":2}]', 'a.json': '[{"n":1}]' });
    for (const n of [0, 1]) await db.run(`COPY (SELECT i + ${n * 150_000} AS n FROM range(150000) t(i)) TO '${inside}/${n}.parquet'`);
    expect(await rowsOf(await one(join(inside, '*.json')))).toEqual([['1'], ['2']]);
    const table = await one(join(inside, '*.parquet'));
    expect(await db.rows(`SELECT count(*) FROM (${table.relation}) WHERE n = ${table.rowColumn}`)).toEqual([['300000']]);
  });
  test('Arrow files with columns in another order, or of another type', async () => {
    const n = (values: number[]) => vectorFromArray(values, new Int32());
    const s = (values: string[]) => vectorFromArray(values, new Utf8());
    const inside = await files({
      'a.arrow': tableToIPC(new Table({ n: n([1]), s: s(['x']) })),
      'b.arrow': tableToIPC(new Table({ s: s(['y']), n: n([2]) })),
      'c.feather': tableToIPC(new Table({ n: s(['z']), s: s(['z']) })),
    });
    expect(await rowsOf(await one(join(inside, '*.arrow')))).toEqual([
      ['1', 'x'],
      ['2', 'y'],
    ]);
    expect((await failure(openInput(db, join(inside, '*.{arrow,feather}')))).message).toMatch(/"n" is Utf8 in .*c\.feather and Int32/);
  });
  test('a folder of train, validation, test and sample submission', async () => {
    const inside = await files({
      'train.csv': 'a,y\n1,0\n',
      'Test.csv': 'a\n2\n',
      'val.csv': 'a,y\n3,1\n',
      'sampleSubmission.csv': 'a,y\n2,0\n',
      'other.csv': 'q\n1\n',
      'README.md': 'x',
    });
    const tables = await openInput(db, inside);
    expect(tables.map(({ name }) => name)).toEqual(['train', 'validation', 'test', 'sample_submission']);
    expect(tables[0]!.notes).toEqual([expect.stringContaining('other.csv')]);
  });
  test('a folder without such names is one table', async () => {
    const inside = await files({ 'p1.csv': 'a\n1\n', 'p2.csv': 'a\n2\n' });
    expect(await rowsOf(await one(inside))).toEqual([['1'], ['2']]);
  });
});

describe('what a person says of types', () => {
  const csv = 'zip,price,when,flag,n\n007,1.0,20200131,yes,1\n7,2.0,20200201,no,2\n,,,,\n';
  test.each([
    [{ zip: 'categorical' }, 'zip', 'text', ['007', '7', null]],
    [{ price: 'categorical' }, 'price', 'text', ['1', '2', null]],
    [{ when: 'datetime' }, 'when', 'timestamp', ['2020-01-31 00:00:00', '2020-02-01 00:00:00', null]],
    [{ flag: 'boolean' }, 'flag', 'boolean', [true, false, null]],
    [{ n: 'boolean' }, 'n', undefined, []],
    [{ n: 'text' }, 'n', 'text', ['1', '2', null]],
  ] as const)('%j', async (types, name, type, values) => {
    const path = await file('a.csv', csv);
    if (!type) {
      const error = await failure(openInput(db, path, { types }));
      expect([error.code, error.message]).toEqual(['bad-data', expect.stringContaining('row 2 has "2"')]);
      return;
    }
    const table = await one(path, { types });
    expect(table.columns.find((column) => column.name === name)!.type).toBe(type);
    expect(await db.rows(`SELECT "${name}" FROM (${table.relation}) ORDER BY ${table.rowColumn}`)).toEqual(values.map((value) => [value]));
  });
  test.each([
    [{ c: 'numeric' }, 'bad-data', 'row 3 has "1,5"'],
    [{ c: 'datetime' }, 'bad-data', 'row 1 has "1"'],
    [{ d: 'datetime' }, 'bad-data', 'row 2 has "2020-02-30"'],
    [{ k: 'text' }, 'unknown-column', '"k"'],
  ] as const)('%j is refused', async (types, code, part) => {
    const error = await failure(openInput(db, await file('a.csv', 'c,d\n1,2020-01-01\n2.5,2020-02-30\n"1,5",2020-01-03\n'), { types }));
    expect([error.code, error.message]).toEqual([code, expect.stringContaining(part)]);
  });
  test('text of numbers in JSON can be numbers', async () => {
    expect(await rowsOf(await one(await file('a.json', '[{"c":"1"},{"c":""},{"c":"2.5"}]'), { types: { c: 'numeric' } }))).toEqual([
      [1],
      [null],
      [2.5],
    ]);
  });
});

describe('bad input', () => {
  const parquet = async (cut: number): Promise<string> => {
    const path = join(folder, `p${count++}.parquet`);
    await db.run(`COPY (SELECT i, i::VARCHAR AS s FROM range(10000) t(i)) TO '${path}'`);
    const { readFile } = await import('node:fs/promises');
    return file('cut.parquet', (await readFile(path)).subarray(0, cut));
  };
  const arrow = tableToIPC(
    new Table({
      s: vectorFromArray(
        Array.from({ length: 1_000 }, (_, i) => `value ${i}`),
        new Utf8(),
      ),
    }),
    'file',
  );
  test.each<[string, () => Promise<string>, string, RegExp]>([
    ['a path that is not there', async () => `${await file('penguins.csv', 'a\n1\n')}x`, 'not-found', /There is no file/],
    ['a glob of nothing', async () => join(folder, '*.xyz'), 'not-found', /No file matches/],
    ['an empty file', () => file('a.csv', ''), 'empty', /is empty/],
    ['white space', () => file('a.csv', '\n \n'), 'empty', /no text/],
    ['a header alone', () => file('a.csv', 'a,b\n'), 'empty', /header and no rows/],
    [
      'bytes',
      () =>
        file(
          'a.csv',
          Uint8Array.from({ length: 5_000 }, (_, i) => (i * 7919) % 256),
        ),
      'bad-data',
      /not text/,
    ],
    ['a short row', () => file('a.csv', 'a,b,c\n1,2,3\n4,5\n6,7,8\n'), 'bad-data', /a\.csv, line 3: 2 columns where the header has 3/],
    [
      'a long row after values of several lines',
      () => file('a.csv', 'a,b\n1,2\n"x\ny",2\n\n4,5,6\n'),
      'bad-data',
      /line 6: 3 columns where the header has 2/,
    ],
    [
      'a short row far down',
      () => file('a.csv', `a,b\n${'1,2\n'.repeat(50_000)}1\n`),
      'bad-data',
      /line 50002: 1 column where the header has 2/,
    ],
    ['a quote that is never closed', () => file('a.csv', 'a,b\n1,2\n"x,4\n5,6\n'), 'bad-data', /line 3: a quote/],
    ['text after a quote', () => file('a.csv', 'a,b\n1,2\n"x"y,4\n5,6\n'), 'bad-data', /line 3: a quote/],
    ['cut gzip', () => file('a.csv.gz', gzipSync(`a,b\n${'1,2\n'.repeat(1_000)}`).subarray(0, 40)), 'bad-data', /cut off/],
    [
      'cut gzip of JSON',
      () => file('a.json.gz', gzipSync(JSON.stringify(Array.from({ length: 10_000 }, (_, i) => ({ a: i })))).subarray(0, 9_000)),
      'bad-data',
      /cut off/,
    ],
    [
      'cut gzip of many bytes',
      () =>
        file(
          'a.csv.gz',
          gzipSync(Array.from({ length: 900_000 }, (_, i) => (i * 2654435761) % 4294967296).join('\n')).subarray(0, 3_000_000),
        ),
      'bad-data',
      /cut off/,
    ],
    ['cut Parquet', () => parquet(20_000), 'bad-data', /cut off or damaged/],
    ['not Parquet', () => file('a.parquet', 'a,b\n1,2\n'), 'bad-data', /not a Parquet file/],
    ['not Arrow', () => file('a.arrow', 'a,b\n1,2\n'), 'bad-data', /not an Arrow/],
    ['cut Arrow', () => file('a.arrow', arrow.subarray(0, arrow.length / 2)), 'bad-data', /cut off or damaged/],
    ['JSON of numbers', () => file('a.json', '[1,2,3]'), 'bad-data', /not a list of objects/],
    ['JSON of nothing', () => file('a.json', '[]'), 'empty', /no rows/],
    ['cut JSON', () => file('a.json', '[{"a":1},{"a":'), 'bad-data', /is cut off/],
    ['JSON of nested values', () => file('a.json', '[{"a":[1]}]'), 'empty', /no columns/],
    ['an unknown kind', () => file('a.xyz', 'a,b\n1,2\n'), 'bad-data', /does not know the kind/],
    ['a folder of nothing', () => files({ 'README.md': 'x' }), 'not-found', /no data files; it has README\.md/],
    ['a folder of two kinds', () => files({ 'a.csv': 'a\n1\n', 'b.json': '[]' }), 'bad-data', /files of 2 kinds: a\.csv, b\.json/],
    ['a folder with a test file alone', () => files({ 'test.csv': 'a\n1\n' }), 'bad-data', /no train file: test\.csv/],
    ['two train files', () => files({ 'train.csv': 'a\n1\n', 'train.json': '[]' }), 'bad-data', /more than one file for train/],
    ['files with other columns', () => files({ 'a.csv': 'a,b\n1,2\n', 'b.csv': 'a,c\n1,2\n' }), 'bad-data', /b\.csv has no column "b"/],
  ])('%s', async (_, make, code, message) => {
    const error = await failure(openInput(db, await make()));
    expect([error.code, error.message]).toEqual([code, expect.stringMatching(message)]);
    expect(error.next).toBeTruthy();
    expect(error.message).not.toMatch(/\n/);
  });
  test('the nearest file is named', async () => {
    const path = await file('penguins.csv', 'a\n1\n');
    expect((await failure(openInput(db, path.replace('penguins', 'pengins')))).next).toBe(`Did you mean ${path}?`);
  });
  test('a Parquet file by another name is read', async () => {
    const path = join(folder, 'odd.csv');
    await db.run(`COPY (SELECT 1 AS a) TO '${path}' (FORMAT parquet)`);
    expect((await one(path)).notes[0]).toMatch(/is a Parquet file/);
  });
});

describe('tables that must fit a recipe', () => {
  const schema: SchemaColumn[] = [
    { name: 'n', type: 'int64' },
    { name: 'x', type: 'double' },
    { name: 's', type: 'text' },
    { name: 'd', type: 'timestamp', format: '%m/%d/%Y' },
    { name: 'b', type: 'boolean' },
    { name: 'k', type: 'text', format: 'number' },
  ];
  test('has the columns and types of the schema', async () => {
    const [table] = await conformInput(db, await file('t.csv', 's,k,extra,b,d,x,n\n7,1.0,9,1,01/02/2020,3,4.0\n,,,,,,\n'), schema, ['y']);
    expect(table!.columns.map(({ name, type }) => [name, type])).toEqual(schema.map(({ name, type }) => [name, type]));
    expect(await rowsOf(table!)).toEqual([
      ['4', 3, '7', '2020-01-02 00:00:00', true, '1'],
      [null, null, null, null, null, null],
    ]);
    expect(table!.notes).toEqual([expect.stringContaining('"extra"')]);
  });
  test('optional columns may be missing, or of another type', async () => {
    const [table] = await conformInput(db, await file('t.csv', 'n,s\nword,x\n'), schema.slice(0, 3), ['n', 'x']);
    expect(await rowsOf(table!)).toEqual([[null, null, 'x']]);
    expect(table!.columns.map(({ type }) => type)).toEqual(['int64', 'double', 'text']);
    expect(table!.notes).toHaveLength(2);
  });
  test.each([
    ['N,s\n1,x\n', /lacks the column "n"/, /Did you mean "N"/],
    ['n,s\n1.5,x\n', /"n" of .* must be int64: row 1 has "1.5"/, /Correct/],
    ['n,s\n1,x\nword,y\n', /"n" of .* must be int64: row 2 has "word"/, /Correct/],
  ])('%j', async (csv, message, next) => {
    const error = await failure(conformInput(db, await file('t.csv', csv), [schema[0]!, schema[2]!]));
    expect([error.code, error.message, error.next]).toEqual([
      'schema-mismatch',
      expect.stringMatching(message),
      expect.stringMatching(next),
    ]);
  });
  test('a date in another format', async () => {
    const error = await failure(conformInput(db, await file('t.csv', 'd\n13/01/2020\n'), [schema[3]!]));
    expect(error.message).toMatch(/must be timestamp \(%m\/%d\/%Y\): row 1 has "13\/01\/2020"/);
  });
});

describe('real files', () => {
  test.each([
    [
      '../../examples/penguins.csv',
      344,
      'species text, island text, bill_length_mm double, bill_depth_mm double, flipper_length_mm double, body_mass_g double, sex text, year int64',
    ],
    ['seattle_weather.csv', 1461, 'date timestamp, precipitation double, temp_max double, temp_min double, wind double, weather text'],
  ])('%s', async (name, rows, types) => {
    const table = await one(join(data, name));
    expect([table.rows, typesOf(table), table.notes]).toEqual([rows, types, []]);
  });
  test('movies: dates as "Jun 12 1998"', async () => {
    const table = await one(join(data, 'movies.csv'));
    expect(table.columns.find(({ name }) => name === 'Release Date')).toMatchObject({ type: 'timestamp', format: '%b %d %Y' });
  });
  test('flights and wine are folders', async () => {
    expect((await openInput(db, join(data, 'flights'))).map(({ name, rows }) => [name, rows])).toEqual([
      ['train', 2400],
      ['test', 600],
    ]);
    const [train, test] = await openInput(db, join(data, 'wine'));
    const [fitting] = await conformInput(db, test!.files, train!.columns, ['target']);
    expect(fitting!.columns.map(({ name }) => name)).toEqual(train!.columns.map(({ name }) => name));
  });
});

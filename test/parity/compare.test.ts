import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { double, literal, quote } from '../../src/engine/duckdb/dialect.js';
import { openDatabase, type Database } from '../../src/engine/duckdb/driver.js';
import { compareTables, type CompareOptions } from '../../src/parity/compare.js';
import { html, markdown } from '../../src/parity/report.js';
import { parseTolerances, toleranceOf } from '../../src/parity/tolerance.js';

let db: Database;
let folder: string;
let count = 0;
beforeAll(async () => {
  db = await openDatabase({ threads: 2 });
  folder = await mkdtemp(join(tmpdir(), 'mdm-compare-'));
});
afterAll(async () => {
  await db.close();
  await rm(folder, { recursive: true });
});

async function parquet(query: string): Promise<string> {
  const path = join(folder, `${count++}.parquet`);
  await db.inOrder(() => db.run(`COPY (${query}) TO ${literal(path)} (FORMAT parquet)`));
  return path;
}
async function text(name: string, content: string): Promise<string> {
  const path = join(folder, `${count++}.${name}`);
  await writeFile(path, content);
  return path;
}
const threads = { threads: 2 };
const values = (...list: string[]): string => `SELECT * FROM (VALUES ${list.map((value, i) => `(${i}, ${value})`).join(', ')}) t(id, x)`;
const nudged = (x: number, steps: number): number => {
  const bits = new BigInt64Array(new Float64Array([x]).buffer);
  bits[0]! += BigInt(steps);
  return new Float64Array(bits.buffer)[0]!;
};

interface Case {
  readonly name: string;
  readonly a: string;
  readonly b: string;
  readonly options?: CompareOptions;
  readonly tolerance?: readonly string[];
  /** Patterns of the reasons, in order; none: equal. */
  readonly reasons: readonly RegExp[];
}
const dbl = (text: string): string => `'${text}'::DOUBLE`;
const key: CompareOptions = { key: ['id'] };
const cases: readonly Case[] = [
  { name: 'the same rows', a: values('1', '2'), b: values('1', '2'), reasons: [] },
  { name: 'NULL is not 0', a: values('NULL::INTEGER', '1'), b: values('0', '1'), reasons: [/Values differ: "x"/] },
  { name: 'NULL is not NaN', a: values('NULL::DOUBLE'), b: values(dbl('nan')), reasons: [/Values/] },
  { name: 'NaN is NaN, whatever its sign', a: values(dbl('nan')), b: values(dbl('-nan')), reasons: [] },
  { name: 'infinity is not -infinity', a: values(dbl('inf')), b: values(dbl('-inf')), tolerance: ['x=rel:1'], reasons: [/Values/] },
  {
    name: 'infinity is no large number',
    a: values(dbl('inf')),
    b: values('1.7e308::DOUBLE'),
    tolerance: ['x=rel:1,abs:1e308'],
    reasons: [/Values/],
  },
  { name: 'NaN is no number within a tolerance', a: values(dbl('nan')), b: values('1e0'), tolerance: ['x=abs:9'], reasons: [/Values/] },
  { name: '-0 is not 0', a: values('-0e0'), b: values('0e0'), reasons: [/Values/] },
  { name: '-0 is not 0 under a tolerance', a: values('-0e0'), b: values('0e0'), tolerance: ['x=abs:1,ulp:9'], reasons: [/Values/] },
  { name: '-0 is 0 when that is said', a: values('-0e0'), b: values('0e0'), tolerance: ['x=abs:1,zero'], reasons: [] },
  { name: 'NULL is not empty text', a: values('NULL::VARCHAR', `'a'`), b: values(`''`, `'a'`), reasons: [/Values/] },
  { name: 'composed and decomposed letters differ', a: values(`'\u00e9'`), b: values(`'e\u0301'`), reasons: [/Values/] },
  { name: 'exact without a tolerance', a: values('1e0'), b: values(double(nudged(1, 1))), reasons: [/Values/] },
  { name: 'whole numbers beyond 2^53', a: values('9007199254740993'), b: values('9007199254740992'), reasons: [/Values/] },
  { name: '* leaves whole numbers exact', a: values('5'), b: values('6'), tolerance: ['*=abs:9'], reasons: [/Values/] },
  { name: 'a tolerance of a whole number', a: values('5'), b: values('6'), tolerance: ['x=abs:1'], reasons: [] },
  {
    name: 'the largest and smallest whole numbers',
    a: values('9223372036854775807'),
    b: values('(-9223372036854775807 - 1)'),
    tolerance: ['x=abs:1'],
    reasons: [/Values/],
  },
  {
    name: 'rows in another order, by place',
    a: values('1', '2'),
    b: 'SELECT * FROM (VALUES (1, 2), (0, 1)) t(id, x)',
    reasons: [/Values differ: "id", "x"/],
  },
  {
    name: 'rows in another order, by key',
    a: values('1', '2'),
    b: 'SELECT * FROM (VALUES (1, 2), (0, 1)) t(id, x)',
    options: key,
    reasons: [],
  },
  { name: 'a missing row', a: values('1', '2', '3'), b: values('1', '2'), options: key, reasons: [/1 row of A is not in B\./] },
  { name: 'an extra row', a: values('1'), b: values('1', '2'), options: key, reasons: [/1 row of B is not in A\./] },
  { name: 'a missing row by place', a: values('1', '2'), b: values('1'), reasons: [/1 row of A is not in B; .*--key/] },
  {
    name: 'a key that names two rows of both',
    a: 'SELECT * FROM (VALUES (0, 1), (0, 2)) t(id, x)',
    b: 'SELECT * FROM (VALUES (0, 1), (0, 2)) t(id, x)',
    options: key,
    reasons: [/1 key names more than one row/],
  },
  {
    name: 'a row that comes twice',
    a: values('1', '2'),
    b: 'SELECT * FROM (VALUES (0, 1), (1, 2), (1, 2)) t(id, x)',
    options: key,
    reasons: [/1 row of B/, /1 key names/],
  },
  {
    name: 'missing keys are keys',
    a: 'SELECT NULL::INTEGER AS id, 1 AS x',
    b: 'SELECT NULL::INTEGER AS id, 2 AS x',
    options: key,
    reasons: [/Values differ: "x"/],
  },
  { name: 'a missing column', a: 'SELECT 1 AS id, 2 AS x, 3 AS y', b: 'SELECT 1 AS id, 2 AS x', reasons: [/B lacks "y"/] },
  { name: 'an extra column', a: 'SELECT 1 AS id, 2 AS x', b: 'SELECT 1 AS id, 2 AS x, 3 AS y', reasons: [/B has "y" more/] },
  { name: 'names differ in case', a: 'SELECT 1 AS id, 2 AS x', b: 'SELECT 1 AS id, 2 AS X', reasons: [/B lacks "x"/, /B has "X" more/] },
  {
    name: 'columns in another order',
    a: 'SELECT 1 AS id, 2 AS x, 3 AS y',
    b: 'SELECT 1 AS id, 3 AS y, 2 AS x',
    reasons: [/order of columns differs: "x", "y"/],
  },
  {
    name: 'another order that is ignored',
    a: 'SELECT 1 AS id, 2 AS x',
    b: 'SELECT 2 AS x, 1 AS id',
    options: { ignore: ['order'] },
    reasons: [],
  },
  { name: 'another type', a: 'SELECT 1::INTEGER AS x', b: 'SELECT 1::BIGINT AS x', reasons: [/Types differ: "x"/] },
  {
    name: 'another type that is ignored',
    a: 'SELECT 1::INTEGER AS x',
    b: 'SELECT 1::DOUBLE AS x',
    options: { ignore: ['type'] },
    reasons: [],
  },
  { name: 'text of a number', a: 'SELECT 1::INTEGER AS x', b: `SELECT '2' AS x`, reasons: [/Types/, /Values/] },
  { name: 'swapped columns', a: 'SELECT 1e0 AS x, 2e0 AS y', b: 'SELECT 2e0 AS x, 1e0 AS y', reasons: [/Values differ: "x", "y"/] },
  { name: 'no common column', a: 'SELECT 1 AS x', b: 'SELECT 1 AS y', reasons: [/lacks/, /more/, /Nothing was compared/] },
  { name: 'no column beside the key', a: 'SELECT 1 AS id', b: 'SELECT 1 AS id', options: key, reasons: [/Nothing was compared/] },
  { name: 'no common row', a: 'SELECT 1 AS id, 2 AS x', b: 'SELECT 2 AS id, 2 AS x', options: key, reasons: [/of A/, /of B/, /Nothing/] },
  {
    name: 'lists and bytes',
    a: `SELECT [1, 2] AS x, 'a'::BLOB AS y`,
    b: `SELECT [1, 3] AS x, 'b'::BLOB AS y`,
    reasons: [/Values differ: "x", "y"/],
  },
  {
    name: 'another time zone',
    a: `SELECT TIMESTAMP '2024-01-01 12:00' AS x`,
    b: `SELECT TIMESTAMP '2024-01-01 13:00' AS x`,
    reasons: [/Values/],
  },
  {
    name: 'a column called file_row_number',
    a: 'SELECT 5 AS file_row_number, 1 AS x',
    b: 'SELECT 6 AS file_row_number, 1 AS x',
    reasons: [/"file_row_number"/],
  },
  ...[1, 2, 16].flatMap((n): Case[] =>
    [1, -1, 0.1, 5e-324, -1e300, 1e308].flatMap((x) => [
      { name: `${n} ulp of ${x}`, a: values(double(x)), b: values(double(nudged(x, n))), tolerance: [`x=ulp:${n}`], reasons: [] },
      {
        name: `${n + 1} ulp of ${x}`,
        a: values(double(x)),
        b: values(double(nudged(x, n + 1))),
        tolerance: [`x=ulp:${n}`],
        reasons: [/Values/],
      },
    ]),
  ),
  { name: 'ulp across zero', a: values('5e-324'), b: values('-5e-324'), tolerance: ['x=ulp:2'], reasons: [] },
  { name: 'ulp across zero, one too many', a: values('5e-324'), b: values('-5e-324'), tolerance: ['x=ulp:1'], reasons: [/Values/] },
  { name: 'absolute, at the bound', a: values('1e0'), b: values('1.5e0'), tolerance: ['x=abs:0.5'], reasons: [] },
  { name: 'absolute, one ulp beyond', a: values('1e0'), b: values(double(nudged(1.5, 1))), tolerance: ['x=abs:0.5'], reasons: [/Values/] },
  { name: 'relative, at the bound', a: values('1e0'), b: values('2e0'), tolerance: ['*=rel:0.5'], reasons: [] },
  { name: 'relative, one ulp beyond', a: values('1e0'), b: values(double(nudged(2, 1))), tolerance: ['*=rel:0.5'], reasons: [/Values/] },
];

test.each(cases)('$name', async ({ a, b, options = {}, tolerance, reasons }) => {
  const all = { ...threads, ...options, ...(tolerance ? { tolerance: parseTolerances(tolerance) } : {}) };
  const [pathA, pathB] = [await parquet(a), await parquet(b)];
  const reproduce = join(folder, `found-${count}`);
  const found = await compareTables(pathA, pathB, { ...all, reproduce });
  expect(found.reasons).toEqual(reasons.map((pattern) => expect.stringMatching(pattern)));
  expect(found.equal).toBe(reasons.length === 0);
  // What is found in A is found again in the reproducer, and a table is equal to itself where keys are keys.
  if (!found.equal) {
    const again = await compareTables(join(reproduce, 'a.parquet'), join(reproduce, 'b.parquet'), all);
    expect(again.reasons.map((one) => one.replace(/\d+/g, 'N'))).toEqual(found.reasons.map((one) => one.replace(/\d+/g, 'N')));
  }
});

const three = (x: readonly string[], y: readonly string[]): string =>
  `SELECT * FROM (VALUES ${x.map((one, i) => `(${i}, ${one}, ${y[i]})`).join(', ')}) t(id, x, y)`;
test.each<[string, { a: string; b: string; again: string; keyed?: boolean; reasons: RegExp[]; noise?: Record<string, number> }]>([
  [
    'where A differs from itself is not compared',
    {
      a: three(['1', '2', '3'], ['1', '2', '3']),
      again: three(['1', '9', '3'], ['1', '2', '3']),
      b: three(['1', '7', '3'], ['1', '2', '3']),
      reasons: [],
      noise: { x: 1 },
    },
  ],
  [
    'a fault in a steady row of an unsteady column',
    {
      a: three(['1', '2', '3'], ['1', '2', '3']),
      again: three(['1', '9', '3'], ['1', '2', '3']),
      b: three(['1', '7', '4'], ['1', '2', '3']),
      reasons: [/Values differ: "x"/],
      noise: { x: 1 },
    },
  ],
  [
    'a fault in another column',
    {
      a: three(['1', '2'], ['1', '2']),
      again: three(['1', '9'], ['1', '2']),
      b: three(['1', '7'], ['1', '3']),
      reasons: [/Values differ: "y"/],
      noise: { x: 1 },
    },
  ],
  [
    'by key, rows in another order',
    {
      a: three(['1', '2'], ['1', '2']),
      again: 'SELECT * FROM (VALUES (1, 9, 2), (0, 1, 1)) t(id, x, y)',
      b: 'SELECT * FROM (VALUES (1, 7, 2), (0, 1, 1)) t(id, x, y)',
      keyed: true,
      reasons: [],
      noise: { x: 1 },
    },
  ],
  [
    'a row that only one run of A has',
    {
      a: three(['1', '2'], ['1', '2']),
      again: three(['1'], ['1']),
      b: three(['1'], ['1']),
      keyed: true,
      reasons: [],
      noise: {},
    },
  ],
  [
    'a column that only one run of A has',
    { a: three(['1', '2'], ['1', '2']), again: values('1', '2'), b: values('1', '2'), reasons: [], noise: {} },
  ],
  [
    'within the tolerance there is no noise',
    {
      a: three(['1e0', '2e0'], ['1', '2']),
      again: three(['1e0', '2.0000000001e0'], ['1', '2']),
      b: three(['1e0', '3e0'], ['1', '2']),
      reasons: [/Values differ: "x"/],
      noise: {},
    },
  ],
  [
    'nothing is steady',
    { a: values('1'), again: values('2'), b: values('3'), keyed: true, reasons: [/Nothing was compared/], noise: { x: 1 } },
  ],
])('noise: %s', async (_, { a, b, again, keyed, reasons, noise = {} }) => {
  const found = await compareTables(await parquet(a), await parquet(b), {
    ...threads,
    ...(keyed ? key : {}),
    noise: await parquet(again),
    tolerance: { '*': { rel: 1e-9 } },
  });
  expect(found.reasons).toEqual(reasons.map((pattern) => expect.stringMatching(pattern)));
  expect(Object.fromEntries(found.features.flatMap(({ name, noise: n }) => (n === undefined ? [] : [[name, n]])))).toEqual(noise);
});

test('of several tolerances that of the column holds, else that of the longest pattern', () => {
  const given = parseTolerances(['*=abs:1', '*_log=abs:2', 'price_*=abs:3', 'price_x_log=abs:4', 'a*c=abs:5', 'w*=abs:6']);
  const bounds = ['x', 'x_log', 'price_max', 'price_log', 'price_x_log', 'abc', 'w*'].map((name) => toleranceOf(given, name, true)?.abs);
  expect(bounds).toEqual([1, 2, 3, 3, 4, 5, 6]);
  expect(toleranceOf(given, 'x_log', false)).toBeUndefined();
});

test('the width of whole numbers may be ignored alone', async () => {
  const [a, b] = [await parquet('SELECT 1::INTEGER AS i, 2 AS j'), await parquet('SELECT 1::UTINYINT AS i, 2e0 AS j')];
  expect((await compareTables(a, b, { ...threads, ignore: ['width'] })).reasons).toEqual(['Types differ: "j".']);
});

test('a table without rows is an error', async () => {
  const [a, b] = [await parquet('SELECT 1 AS x WHERE false'), await parquet('SELECT 1 AS x')];
  await expect(compareTables(a, b, threads)).rejects.toMatchObject({ code: 'empty' });
  await expect(compareTables(a, a, threads)).rejects.toMatchObject({ code: 'empty' });
});

test.each([
  ['--key nothing', { key: ['nothing'] }, 'unknown-column'],
  ['a tolerance of nothing', { tolerance: { nothing: { abs: 1 } } }, 'unknown-column'],
  ['a tolerance of text', { tolerance: { t: { abs: 1 } } }, 'usage'],
])('%s is an error', async (_, options, code) => {
  const a = await parquet(`SELECT 1 AS x, 'a' AS t`);
  await expect(compareTables(a, a, { ...threads, ...options })).rejects.toMatchObject({ code });
});

test.each(['x', 'x=', 'x=abs', 'x=abs:', 'x=abs:-1', 'x=abs:nan', 'x=ulp:0.5', 'x=rle:1', '=abs:1'])(
  '--tolerance %s is refused',
  (pair) => {
    expect(() => parseTolerances([pair])).toThrow(expect.objectContaining({ code: 'usage' }));
  },
);

test('a name with = in it, and all bounds', () => {
  expect(parseTolerances(['a=b=abs:1,rel:1e-9,ulp:4,zero'])).toEqual({ 'a=b': { abs: 1, rel: 1e-9, ulp: 4, zero: true } });
});

test('CSV: text takes the types of the other file; empty text in quotes is not missing', async () => {
  const a = await parquet(`SELECT * FROM (VALUES (1, 0.1e0, '', true), (NULL, 'nan'::DOUBLE, NULL, false)) t(i, x, t, b)`);
  expect((await compareTables(a, await text('csv', 'i,x,t,b\n1,0.1,"",True\n,nan,,False\n'), threads)).reasons).toEqual([]);
  expect((await compareTables(a, await text('csv', 'i,x,t,b\n1,0.1,,True\n,nan,,False\n'), threads)).reasons).toEqual([
    'Values differ: "t".',
  ]);
  expect((await compareTables(a, await text('csv', 'i,x,t,b\n1.5,0.1,"",True\n,,,False\n'), threads)).reasons).toEqual([
    'Types differ: "i".',
    'Values differ: "i", "x".',
  ]);
  const [left, right] = [await text('csv', 'i,c\n1,007\n2.50,8\n'), await text('csv', 'i,c\n1.0,7\n2.5,8\n')];
  expect((await compareTables(left, right, threads)).reasons).toEqual(['Values differ: "c".']);
});

test('JSON and Arrow files', async () => {
  const a = await parquet(`SELECT 1::BIGINT AS id, 0.1e0 AS x, 'a' AS t`);
  const b = await text('ndjson', '{"id":1,"x":0.1,"t":"a"}\n');
  expect((await compareTables(a, b, threads)).reasons).toEqual([]);
  const { tableFromArrays, tableToIPC } = await import('apache-arrow');
  const arrow = join(folder, `${count++}.arrow`);
  await writeFile(arrow, tableToIPC(tableFromArrays({ x: Float64Array.of(1, Number.NaN, Number.POSITIVE_INFINITY, -0) }), 'file'));
  const same = await parquet(`SELECT * FROM (VALUES (1e0), ('nan'::DOUBLE), ('inf'::DOUBLE), (-0e0)) t(x)`);
  expect((await compareTables(same, arrow, threads)).reasons).toEqual([]);
});

/** A hostile table, and where to put a fault: [column, row]. */
const hostile: Readonly<Record<string, fc.Arbitrary<string>>> = {
  DOUBLE: fc.double().map((x) => (Number.isFinite(x) ? double(x) : `'${x}'::DOUBLE`)),
  BIGINT: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map((x) => `'${x}'::BIGINT`),
  VARCHAR: fc
    .oneof(fc.string({ unit: 'binary' }), fc.constantFrom('', ' ', 'NULL', 'nan', "'", '"', '\u0301'))
    .map((x) => literal(x.replaceAll('\0', ''))),
  BOOLEAN: fc.boolean().map(String),
  TIMESTAMP: fc
    .date({ min: new Date('1000-01-01'), max: new Date('9000-01-01'), noInvalidDate: true })
    .map((x) => `'${x.toISOString().slice(0, -1)}'::TIMESTAMP`),
};
const names = fc.uniqueArray(
  fc.string({ unit: 'binary', minLength: 1, maxLength: 8 }).map((x) => x.replaceAll('\0', '_')),
  {
    minLength: 1,
    maxLength: 4,
    selector: (x) => x.toLowerCase(),
  },
);
const tables = names.chain((columns) =>
  fc
    .tuple(
      fc.constant(columns),
      fc.array(fc.constantFrom(...Object.keys(hostile)), { minLength: columns.length, maxLength: columns.length }),
    )
    .chain(([all, types]) =>
      fc.record({
        columns: fc.constant(all),
        types: fc.constant(types),
        rows: fc.array(fc.tuple(...types.map((type) => fc.option(hostile[type]!, { nil: `NULL::${type}`, freq: 4 }))), {
          minLength: 1,
          maxLength: 12,
        }),
        fault: fc.tuple(fc.nat(), fc.nat()),
        keyed: fc.boolean(),
      }),
    ),
);

test('every seeded fault in a hostile table is found, and no other', async () => {
  await fc.assert(
    fc.asyncProperty(tables, async ({ columns, types, rows, fault, keyed }) => {
      const idName = 'the key';
      const query = (all: readonly (readonly string[])[]): string =>
        `SELECT ${types.map((type, i) => `c${i}::${type} AS ${quote(columns[i]!)}`).join(', ')}, k AS ${quote(idName)} FROM (VALUES ${all
          .map((row, r) => `(${[...row, String(r)].join(', ')})`)
          .join(', ')}) t(${[...types.map((_, i) => `c${i}`), 'k'].join(', ')})`;
      const at = [fault[0] % columns.length, fault[1] % rows.length] as const;
      const old = rows[at[1]]![at[0]]!;
      const type = types[at[0]]!;
      const other = { DOUBLE: '1e0', BIGINT: '7::BIGINT', VARCHAR: `'other'`, BOOLEAN: 'true', TIMESTAMP: `'2000-01-01'::TIMESTAMP` }[
        type
      ]!;
      const next = old.startsWith('NULL') ? other : `NULL::${type}`;
      const wrong = rows.map((row, r) => (r === at[1] ? row.map((value, c) => (c === at[0] ? next : value)) : row));
      const options = { ...threads, ...(keyed ? { key: [idName] } : {}) };
      const [a, b] = [await parquet(query(rows)), await parquet(query(wrong))];
      expect((await compareTables(a, await parquet(query(rows)), options)).reasons).toEqual([]);
      const reproduce = join(folder, `found-${count}`);
      const found = await compareTables(a, b, { ...options, reproduce });
      expect(
        found.features
          .filter(({ equal, compared }) => equal < compared)
          .map(({ name, equal, first }) => [name, equal, first.map(({ row }) => row)]),
      ).toEqual([[columns[at[0]], rows.length - 1, [at[1]]]]);
      expect(found.reasons).toHaveLength(1);
      const again = await compareTables(join(reproduce, 'a.parquet'), join(reproduce, 'b.parquet'), options);
      expect(again.reasons).toEqual(found.reasons);
      for (const report of [markdown(found), html(found)]) expect(report).not.toContain('<script');
    }),
    { numRuns: 40, seed: 5 },
  );
});

test('one value in a long table is found, by key and by place; a reproducer has at most ten rows', async () => {
  const long = (x: string, where = ''): string => `SELECT i AS id, ${x} AS x, sin(i) AS y FROM range(100000) t(i) ${where}`;
  const a = await parquet(long('i::DOUBLE'));
  const b = await parquet(long(`CASE WHEN i = 70001 THEN nextafter(i::DOUBLE, 1e9) ELSE i END`, 'ORDER BY hash(i)'));
  const one = await compareTables(a, b, { ...threads, key: ['id'] });
  expect(one.features.map(({ name, compared, equal, largest }) => [name, compared, equal, largest?.ulp])).toEqual([
    ['x', 100_000, 99_999, 1],
    ['y', 100_000, 100_000, undefined],
  ]);
  expect(one.features[0]!.first).toEqual([{ row: 70_001, key: ['70001'], a: '70001.0', b: '70001.00000000001' }]);
  const reproduce = join(folder, 'long');
  await compareTables(a, b, { ...threads, reproduce });
  const [rows] = await db.rows(
    `SELECT (SELECT count(*) FROM '${reproduce}/a.parquet')::INTEGER, (SELECT count(*) FROM '${reproduce}/b.parquet')::INTEGER`,
  );
  expect(Math.max(...rows!.map(Number))).toBeLessThanOrEqual(10);
});

test('a reproducer writes over no file but those of another reproducer', async () => {
  const own = join(folder, 'own');
  await mkdir(own);
  const [a, b] = [join(own, 'a.csv'), join(own, 'b.csv')];
  await writeFile(a, 'x\n1\n');
  await writeFile(b, 'x\n2\n');
  const over = { code: 'exists', message: `The reproducer would write over ${a}.` };
  await expect(compareTables(a, b, { ...threads, reproduce: own })).rejects.toMatchObject(over);
  expect(await readFile(a, 'utf8')).toBe('x\n1\n');
  const reproduce = join(folder, 'again');
  for (let n = 0; n < 2; n++) expect((await compareTables(a, b, { ...threads, reproduce })).equal).toBe(false);
  const small = [join(reproduce, 'a.csv'), join(reproduce, 'b.csv')] as const;
  await expect(compareTables(...small, { ...threads, reproduce })).rejects.toMatchObject({ code: 'exists' });
});

test('a long table that differs everywhere, in files with other row groups', async () => {
  const long = (x: string): string => `SELECT i AS id, i::DOUBLE AS x, ${x} AS y FROM range(200000) t(i)`;
  const a = await parquet(long('i::DOUBLE'));
  const b = join(folder, `${count++}.parquet`);
  const wrong = 'CASE WHEN i % 50000 = 49999 THEN i + 7 ELSE nextafter(i::DOUBLE, 1e9) END';
  await db.inOrder(() => db.run(`COPY (${long(wrong)}) TO ${literal(b)} (FORMAT parquet, ROW_GROUP_SIZE 3000)`));
  const found = await compareTables(a, b, { ...threads, tolerance: { '*': { ulp: 1 } } });
  const y = found.features.find(({ name }) => name === 'y')!;
  expect([y.compared, y.equal, y.largest!.absolute]).toEqual([200_000, 199_996, 7]);
  expect(y.first.map(({ row, a: one, b: other }) => [row, Number(one), Number(other)])).toEqual(
    [49_999, 99_999, 149_999, 199_999].map((row) => [row, row, row + 7]),
  );
  expect(found.features.find(({ name }) => name === 'x')!.equal).toBe(200_000);
});

test('the command: exit code, formats, and a reproducer that replays', async () => {
  const [a, b] = [await parquet(values('1', '2')), await parquet(values('1', '3'))];
  const mdm = async (...args: string[]): Promise<{ code: number; out: string }> =>
    promisify(execFile)(process.execPath, [join(import.meta.dirname, '../../bin/run.js'), 'compare', ...args]).then(
      ({ stdout }) => ({ code: 0, out: stdout }),
      (error: { code: number; stdout: string }) => ({ code: error.code, out: error.stdout }),
    );
  expect(await mdm(a, a)).toMatchObject({ code: 0, out: expect.stringMatching(/^Equal: 2 of 2 columns in 2 rows/) });
  const folderOf = join(folder, 'replayed');
  expect(await mdm(a, b, '--key', 'id', '--reproduce', folderOf)).toMatchObject({
    code: 1,
    out: expect.stringContaining('Values differ: "x".'),
  });
  expect((await readdir(folderOf)).sort()).toEqual(['a.parquet', 'b.parquet', 'replay.sh']);
  expect(await readFile(join(folderOf, 'replay.sh'), 'utf8')).toContain('mdm compare a.parquet b.parquet --key id');
  const json = await mdm(a, b, '--format', 'json');
  expect(json.code).toBe(1);
  expect(JSON.parse(json.out)).toMatchObject({ equal: false, rows: { a: 2, b: 2 } });
  expect((await mdm(a, b, '--format', 'md')).out).toMatch(/^# /);
  expect((await mdm(a, b, '--format', 'html')).out).toMatch(/^<!doctype html>/);
});

import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { applyRecipe, type ErrorCode } from '@mdm/cli';
import { arrowFile, parquetFile } from './hostile-files.js';
import { good, refusals, rows, type Given } from './refusals.js';

const { at, mdm, put, refused, run, temp, files } = refusals();

const json = JSON.stringify(rows.map((line, i) => ({ a: i, b: line.length, c: line[0] })));
const damaged = (bytes: Buffer, from: number, length: number): Buffer => {
  const copy = Buffer.from(bytes);
  for (let i = from; i < from + length; i++) copy[i] = (i * 89 + 13) % 256;
  return copy;
};
const half = (bytes: Buffer): Buffer => bytes.subarray(0, bytes.length >> 1);

describe('a source that cannot be used', () => {
  test.each<[string, string, () => string | Uint8Array | Promise<Uint8Array>, ErrorCode, RegExp]>([
    ['an empty file', 'x.csv', () => '', 'empty', /x\.csv is empty/],
    ['empty lines', 'x.csv', () => '\n\n\n', 'empty', /x\.csv holds no text/],
    ['a header alone', 'x.csv', () => 'a,b,c\n', 'empty', /header and no rows/],
    ['a row that is too short', 'x.csv', () => `${good}5,3\n`, 'bad-data', /line 202: 2 columns where the header has 4/],
    ['a row that is too long', 'x.csv', () => `${good}5,3,x,2024-01-01,9\n`, 'bad-data', /line 202: 5 columns/],
    ['a quote that is never closed', 'x.csv', () => `${good}5,3,"x`, 'bad-data', /line 202: a quote is never closed/],
    ['a first quote that is never closed', 'x.csv', () => `a,b\n"1,2\n3,4\n`, 'bad-data', /line 2: a quote is never closed/],
    ['bytes of no text', 'x.csv', () => damaged(Buffer.alloc(5000), 0, 5000), 'bad-data', /x\.csv is not text/],
    ['a gzip that is cut off', 'x.csv.gz', () => half(gzipSync(good.repeat(5))), 'bad-data', /x\.csv\.gz is compressed and cut off/],
    ['JSON that is cut off between rows', 'x.json', () => json.slice(0, json.indexOf('},', 3000) + 1), 'bad-data', /x\.json is cut off/],
    ['JSON that is cut off within a row', 'x.json', () => json.slice(0, 3001), 'bad-data', /x\.json is cut off/],
    ['NDJSON that is cut off', 'x.ndjson', () => '{"a": 1}\n{"a": 2}\n{"a"', 'bad-data', /x\.ndjson, row 3, is not JSON/],
    ['JSON of no rows', 'x.json', () => '[]', 'empty', /no rows/],
    ['JSON of no objects', 'x.json', () => '[1, 2, 3]', 'bad-data', /not a list of objects/],
    ['text called Parquet', 'x.parquet', () => good, 'bad-data', /not a Parquet file/],
    ['Parquet that is cut off', 'x.parquet', async () => half(await parquetFile()), 'bad-data', /x\.parquet.*cut off or damaged/],
    ['Parquet with a damaged page', 'x.parquet', async () => damaged(await parquetFile(), 6000, 300), 'bad-data', /damaged/],
    ['Arrow that is cut off', 'x.arrow', async () => half(await arrowFile()), 'bad-data', /x\.arrow.*cut off or damaged/],
    ['a kind that is not known', 'x.xlsx', () => 'PK', 'bad-data', /does not know the kind of/],
    ['all values missing', 'x.csv', () => `a,b,c\n${',,\n'.repeat(50)}`, 'nothing-to-do', /x\.csv.*every column holds one value or none/],
    ['a single row', 'x.csv', () => good.split('\n', 2).join('\n'), 'nothing-to-do', /it has a single row/],
  ])('%s', async (_, name, content, code, words) => {
    await refused(run(put(name, await content())), code, words);
  });

  test('a file or folder that is not there, or an empty folder', async () => {
    put('train.csv', good);
    mkdirSync(at('none'));
    await refused(run(at('trian.csv')), 'not-found', /Did you mean .*train\.csv/);
    await refused(run(at('no/such/')), 'not-found', /There is no file or folder/);
    await refused(run(at('none')), 'not-found', /holds no data files/);
  });
});

describe('a source that can be read', () => {
  const line = '5,3,x,2024-01-01\n';
  test.each<[string, string, () => string | Uint8Array, number]>([
    ['a byte of number 0', 'x.csv', () => `${good.repeat(6).replaceAll('\na,b,c,d', '')}1,2,x\0y,2024-01-01\n`, 1201],
    ['a mark at the start', 'x.csv', () => `\ufeff${good}`, 200],
    ['CR LF', 'x.csv', () => good.replaceAll('\n', '\r\n'), 200],
    ['CR alone', 'x.csv', () => good.replaceAll('\n', '\r'), 200],
    ['a single column', 'x.csv', () => `a\n${rows.map((_, i) => `${(i * 7) % 13}.5\n`).join('')}`, 200],
    ['numbers too large', 'x.csv', () => `${good}5,1e400,x,2024-01-01\n9223372036854775808,3,x,2024-01-01\n`, 202],
    ['a date of zeros', 'x.csv', () => `${good}5,3,x,0000-00-00\n`, 201],
    ['the last of dates', 'x.csv', () => `${good}5,3,x,9999-12-31\n`, 201],
    [
      'a long value in the midst',
      'x.csv',
      () => Buffer.concat([Buffer.from(`${good}5,3,"`), Buffer.alloc(34e6, 'ab '), Buffer.from(`",2024-01-01\n${line}`)]),
      202,
    ],
    [
      'a long value at the end',
      'x.csv',
      () => Buffer.concat([Buffer.from(`${good}5,3,`), Buffer.alloc(34e6, 'ab'), Buffer.from(',2024-01-01\n')]),
      201,
    ],
  ])('%s', async (_, name, content, count) => {
    const { tables } = await run(put(name, content()), { skip: ['text'] });
    expect(tables).toEqual([{ name: 'data', rows: count, file: at('o.parquet') }]);
    expect(readdirSync(temp())).toEqual([]);
  });

  test('dates in two formats stay text, with a note', async () => {
    const mixed = rows.map((_, i) => `${i % 9},${i % 2 ? `2024-01-${10 + (i % 18)}` : `${10 + (i % 18)}/01/2024`}\n`);
    const { notes, columns } = await run(put('x.csv', `a,d\n${mixed.join('')}`));
    expect(columns.find((c) => c.name === 'd')?.type).toBe('text');
    expect(notes.join()).toMatch(/"d" is text: 100 of 200 values are dates/);
  });

  const hostile = [
    'say "so"',
    'two\nlines',
    '__proto__',
    'constructor',
    'toString',
    'x'.repeat(10_000),
    '😀',
    'Case',
    'case',
    'CASE',
    'mdm_row',
    'm_s1',
    'm_j1',
    'k0',
    'k',
    'r',
    't',
    'q',
    'v',
    'select',
    'from',
    'order',
    'x',
    'x__log1p',
    'x__zscore',
    'x__is_red',
    'a,b',
    "it's",
    '$1',
    '%s',
    '\\',
    '--',
    '/*',
    '?',
    '',
    'rowid',
    'file_row_number',
    'id',
    'g1',
    'b1',
  ];
  test.each<[string, (i: number, j: number) => string]>([
    ['numbers', (i, j) => String(((i * (j + 3) * 7919) % 1009) / 8)],
    ['categories', (i, j) => ['red', "bl'ue", 'a "b"', '', '__proto__'][(i * (j + 3)) % 5]!],
  ])('hostile names over %s, and the recipe applied', async (_, value) => {
    const csv = (cells: readonly string[]): string => cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',');
    const source = put(
      'x.csv',
      [hostile, ...Array.from({ length: 120 }, (_, i) => hostile.map((_, j) => value(i, j)))].map(csv).join('\n'),
    );
    const { features, columns } = await run(source);
    const names = [...columns, ...features].map((f) => f.name.toLowerCase());
    expect(new Set(names).size).toBe(names.length);
    await applyRecipe({ recipe: at('o.json'), source, output: at('again.parquet'), temp: temp() });
    expect(readFileSync(at('again.parquet')).equals(readFileSync(at('o.parquet')))).toBe(true);
  });

  test('hundreds of columns of all kinds', async () => {
    const kinds = [
      (i: number, j: number) => String((i * j * 31) % 997),
      (i: number, j: number) => 'abcd'[(i + j) % 4]!,
      (i: number) => `2024-02-${10 + (i % 19)}`,
    ];
    const cells = Array.from({ length: 60 }, (_, i) => Array.from({ length: 300 }, (_, j) => kinds[j % 3]!(i, j)).join(','));
    const { columns } = await run(put('x.csv', `${Array.from({ length: 300 }, (_, j) => `c${j}`).join(',')}\n${cells.join('\n')}\n`), {
      only: ['temporal.parts', 'statistical.log', 'statistical.bins', 'categorical.onehot'],
    });
    expect(columns.length).toBe(300);
  });
});

describe('what is asked for cannot be done', () => {
  const table = `a,b,y,some,one,none,many\n${rows.map((_, i) => `${(i * 7) % 13},${'xyz'[i % 3]},${i % 2},${i % 4 ? i % 3 : ''},1,,class ${i}\n`).join('')}`;
  test.each<[string, Given, ErrorCode, RegExp]>([
    ['an unknown target', { target: 'yy' }, 'unknown-column', /"yy".*\n.*"y"/],
    ['a target of one value', { target: 'one' }, 'target', /"one" has only one value/],
    ['a target without values', { target: 'none' }, 'target', /"none" is missing/],
    ['two roles for one column', { target: 'y', id: ['y'] }, 'usage', /both --target and --id/],
    ['a time that is text', { time: 'b' }, 'usage', /"b" holds text/],
    ['a type that does not fit', { types: { b: 'numeric' } }, 'bad-data', /"b".*row 1 has "x"/],
    ['an unknown transformer', { only: ['temporl'] }, 'unknown-transformer', /"temporl"; did you mean temporal\?/],
    ['a parameter of an unknown transformer', { set: { 'foo.bar.baz': 1 } }, 'unknown-transformer', /foo\.bar\.baz/],
    ['an unknown parameter', { set: { 'statistical.bins.equl': 3 } }, 'unknown-parameter', /"equl".*\nDid you mean equal/],
    ['a parameter out of range', { set: { 'statistical.bins.equal': -3 } }, 'unknown-parameter', /statistical\.bins\.equal/],
    ['a parameter of another type', { set: { 'statistical.bins.equal': 'x' } }, 'unknown-parameter', /statistical\.bins\.equal/],
    ['every column ignored', { ignore: ['a', 'b', 'y', 'some', 'one', 'none', 'many'] }, 'nothing-to-do', /no column to make features of/],
    ['nothing that applies', { only: ['temporal'] }, 'nothing-to-do', /No transformer that may run.*\n.*"a" \(numeric\)/],
    ['nothing left', { skip: ['temporal', 'statistical', 'categorical', 'text'] }, 'nothing-to-do', /No transformer is left/],
    ['too little memory', { memoryLimit: '1MB' }, 'memory', /1MB.*\nRaise --memory-limit/],
    ['no folder for temporary files', { temp: '/no/such' }, 'not-found', /no folder \/no\/such for temporary files/],
  ])('%s', async (_, given, code, words) => {
    await refused(run(put('x.csv', table), given), code, words);
  });

  test.each(['some', 'many', 'y'])('a target with missing values, or of many classes: %s', async (target) => {
    expect((await run(put('x.csv', table), { target })).columns.find((c) => c.name === target)?.role).toBe('target');
  });

  test('a test table without a column, or with another type', async () => {
    const source = put('x.csv', table);
    await refused(
      run(source, { target: 'y', test: put('lack.csv', 'a,b,one,none\n1,x,1,\n') }),
      'schema-mismatch',
      /lack\.csv lacks 2 columns "some", "many"/,
    );
    const odd = put('odd.csv', 'a,b,some,one,none,many\nhello,x,1,1,,c\n');
    await refused(run(source, { target: 'y', test: odd }), 'schema-mismatch', /"a" of .*odd\.csv.*row 1 has "hello"/);
    mkdirSync(at('both'));
    put('both/train.csv', good);
    put('both/test.csv', 'a,b\n1,x\n');
    await refused(run(source, { test: at('both') }), 'schema-mismatch', /test\.csv lacks/);
  });
});

test.each([
  [['--threads', '0'], '--threads'],
  [['--threads', '5000'], '--threads'],
  [['--seed', 'abc'], '--seed'],
  [['--folds', '1'], '--folds'],
  [['--memory-limit', 'lots'], '--memory-limit'],
  [['-o', ''], '-o is empty'],
])('%j is refused', async (argv, words) => {
  const ended = await mdm('features', 'generate', put('x.csv', good), ...argv);
  expect(ended).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining(words) });
  expect(files()).toEqual(['x.csv']);
});

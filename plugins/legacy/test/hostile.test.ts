import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { cells, folder, run } from './folder.js';

const files = folder();
const { make } = files;

describe('files as they come', () => {
  test.each([
    ['one row', 'a,b\n1,x\n', { a: [1], b: ['x'] }],
    ['one column', 'a\n1\n2\n3\n', { a: [1, 2, 3] }],
    ['one column of text, a blank line', 'name\nfoo\nbar\n\nbaz\n', { name: ['foo', 'bar', 'baz'] }],
    ['no line end at the end', 'a,b\n1,x', { a: [1], b: ['x'] }],
    ['a byte order mark', '\ufeffa,b\n1,é\n2,ü\n', { a: [1, 2], b: ['é', 'ü'] }],
    ['CRLF', 'a,b\r\n1,x\r\n2,y\r\n', { a: [1, 2], b: ['x', 'y'] }],
    ['CR', 'a,b\r1,x\r2,y\r', { a: [1, 2], b: ['x', 'y'] }],
    ['short rows', 'a,b,c\n1,2\n3,4,5\n', { a: [1, 3], b: [2, 4], c: [null, 5] }],
    ['names that stand twice', 'x,x,x,y,y\n1,2,3,4,5\n2,3,4,5,6\n', { x: [1, 2], 'x.1': [2, 3], 'x.2': [3, 4], y: [4, 5], 'y.1': [5, 6] }],
    ['a column without a name', ',b\n1,2\n3,4\n', { 'Unnamed: 0': [1, 3], b: [2, 4] }],
    ['names of objects', '__proto__,constructor\n1,2\n3,4\n', { constructor: [2, 4] }],
    ['quotes, delimiters and line ends in text', 'a,b\n"x ""y"",\nz",1\n"w",2\n', { a: ['x "y",\nz', 'w'], b: [1, 2] }],
    ['semicolons', 'a;b\n1,5;x\n2,5;y\n', { a: ['1,5', '2,5'], b: ['x', 'y'] }],
    ['all null', 'a,b\n,\nNA,null\n', { a: [null, null], b: [null, null] }],
    ['true and false in any case', 'a,b\ntRue,TRUE\nfalse,\n', { a: [1, 0], b: [1, null] }],
    ['Windows-1252', Buffer.from('a,b\ncaf\xe9,1\nna\xefve,2\n', 'latin1'), { a: ['café', 'naïve'], b: [1, 2] }],
    ['UTF-16', Buffer.from('\ufeffa,b\n1,x\n2,y\n', 'utf16le'), { a: [1, 2], b: ['x', 'y'] }],
    ['a NUL', 'a,b\n\0,1\nx,2\n', { a: ['\0', 'x'], b: [1, 2] }],
  ] as const)('%s', async (name, bytes, expected) => {
    const { columns } = await make(`${name.replaceAll(' ', '-')}.csv`, bytes);
    for (const [column, values] of Object.entries(expected)) expect([column, cells(columns.get(column))]).toEqual([column, values]);
  });

  test('tabs and gzip', async () => {
    const { columns } = await make('t.tsv.gz', gzipSync('a\tb\n1\tx,y\n2\tz\n'));
    expect([cells(columns.get('a')), cells(columns.get('b'))]).toEqual([
      [1, 2],
      ['x,y', 'z'],
    ]);
  });

  test('text beyond ASCII after 64 KiB of ASCII is lost, as in the original', async () => {
    const { columns, rows } = await make('late.csv', `a,b\n${'x,1\n'.repeat(20_000)}é,2\nü,3\n`, { batchSize: 50_000 });
    expect(rows).toBe(20_002);
    expect(cells(columns.get('a')).slice(-2)).toEqual(['\ufffd\ufffd', '\ufffd\ufffd']);
  });

  test.each([
    ['nothing', '', 'empty', 'has no columns'],
    ['a header alone', 'a,b\n', 'empty', 'has no rows'],
    ['a row that is too long', 'a,b\n1,2\n3,4,5\n', 'bad-data', 'row 2 has more than the 2 fields'],
    ['a quote that is never closed', 'a,b\n"x,1\ny,2\n', 'bad-data', 'never closed'],
  ])('%s is refused', async (name, text, code, words) => {
    const source = files.put(`${name.replaceAll(' ', '-')}.csv`, text);
    await expect(run({ source })).rejects.toMatchObject({ code, message: expect.stringContaining(words) });
  });

  test('a file that is no gzip', async () => {
    await expect(run({ source: files.put('no.csv.gz', 'nope') })).rejects.toMatchObject({ code: 'bad-data' });
  });
});

// As pandas reads a single value: 'Nov-12' is no date, for its year would be 1.
test.each([
  ['1992-Dec-24', '1992-12-24'],
  ['24 Dec, 1992', '1992-12-24'],
  ['92-12-24', '1992-12-24'],
  ['24/12/92', '1992-12-24'],
  ['Nov-92', '1992-11-01'],
  ['Dec1992', '1992-12-01'],
  ['01/2024', '2024-01-01'],
  ['2024-1', '2024-01-01'],
  ['20240101T101010', '2024-01-01T10:10:10'],
  ['Nov-12', null],
  ['2024-13-01', null],
])('the date %s', async (text, date) => {
  const { columns } = await make('date.csv', `t,n\n"${text}",1\n"${text}",2\n`);
  const column = columns.get('t')!;
  expect(column.dtype === 'datetime' ? cells(column)[0] : null).toBe(
    date === null ? null : Date.parse(date.includes('T') ? `${date}Z` : date) * 1000,
  );
});

describe('extreme numbers', () => {
  const around = 'a,b\n1,2\ninf,3\n-inf,4\n5,7\n2,8\n3,9\n4,1\n9,11\n8,2\n7,3\n6,4\n12,5\n13,6\n';
  test('infinities: no equal bins and no Box-Cox, the ranks stay', async () => {
    const { columns, features, rows } = await make('inf.csv', around);
    expect(rows).toBe(13);
    expect(cells(columns.get('a')).slice(0, 3)).toEqual([1, Infinity, -Infinity]);
    expect(features.filter((name) => name.startsWith('a_'))).not.toContain('a_bin_equal');
    expect(features).toContain('a_percentile');
  });
  test('the ends of 64-bit integers, exactly, and sums that wrap', async () => {
    const source = 'a,b\n9223372036854775807,1\n-9223372036854775808,-2\n5,3\n6,4\n';
    const { columns, types } = await make('i64.csv', source);
    expect(cells(columns.get('a'))).toEqual([9223372036854775807n, -9223372036854775808n, 5n, 6n]);
    expect(types.get('a')).toBe('numeric');
    expect(cells(columns.get('a_plus_b')).slice(0, 2)).toEqual([-9223372036854775808n, 9223372036854775806n]);
  });
  test.each([
    ['1e308', 1e308],
    ['-1e308', -1e308],
    ['1.7976931348623157e308', Number.MAX_VALUE],
    ['5e-324', 5e-324],
    ['1e-400', 0],
    ['.5', 0.5],
    ['+1.', 1],
    ['519340068.498552', 519340068.498552],
    // Leading zeros count among the seventeen digits that pandas reads.
    ['0.0000000000007302157368193036', 7.302e-13],
  ])('%s', async (text, value) => {
    const { columns } = await make('number.csv', `a\n${text}\n2.5\n`);
    expect(cells(columns.get('a'))[0]).toBe(value);
  });
  test.each(['1e309', '-1e400', '1e', '0x10', '1_0', '1d5', '- 5'])('%s is no number: the column is text', async (text) => {
    const { columns } = await make('text.csv', `a\n${text}\n2.5\n`);
    expect(cells(columns.get('a'))).toEqual([text, '2.5']);
  });
});

describe('folders', () => {
  test('without a standard stem every file is a table of its name', async () => {
    files.put('stems/b.csv', 'x\n1\n2\n');
    files.put('stems/a.tsv', 'y\tz\n1\t2\n3\t4\n');
    files.put('stems/readme.txt', 'not data');
    const { tables } = await run({ source: join(files.at, 'stems') });
    expect([...tables.keys()]).toEqual(['a', 'b']);
  });
  test('with one, the others are left alone; of several extensions the last wins', async () => {
    files.put('kaggle/train.csv', 'x\n1\n2\n');
    files.put('kaggle/train.tsv', 'y\n1\n2\n');
    files.put('kaggle/other.csv', 'z\n1\n2\n');
    const { tables } = await run({ source: join(files.at, 'kaggle') });
    expect([...tables].map(([name, columns]) => [name, columns[0]!.name])).toEqual([['train', 'y']]);
  });
  test('one without data', async () => {
    files.put('none/readme.txt', 'not data');
    await expect(run({ source: join(files.at, 'none') })).rejects.toMatchObject({ code: 'not-found' });
  });
});

import { join } from 'node:path';
import { generateDataFrame, isIdName } from '../src/index.js';
import { deviations, page, pageOf } from './deviations.js';
import { cells, folder, run } from './folder.js';
import { data, readGolden } from './golden.js';

const files = folder();
const { make } = files;

/** Rows of a number and a letter. */
const rows = (count: number, row: (i: number) => string): string => Array.from({ length: count }, (_, i) => row(i)).join('\n');

/** First value of scipy 1.16.3 on a processor with AVX-512. */
const YEARS_BOXCOX = 371.78098031770344;

const TESTS: Readonly<Record<string, () => Promise<void>>> = {
  async empty() {
    await expect(run({ source: files.put('empty.csv', '') })).rejects.toMatchObject({ code: 'empty' });
    await expect(run({ source: files.put('header.csv', 'a,b\n') })).rejects.toMatchObject({ code: 'empty' });
  },
  async 'unknown-column'() {
    const source = files.put('known.csv', 'price,size\n1,2\n2,5\n');
    const expected = { code: 'unknown-column', known: ['price', 'size'] };
    await expect(run({ source, target: 'pric' })).rejects.toMatchObject(expected);
    await expect(run({ source, types: { pric: 'text' } })).rejects.toMatchObject(expected);
  },
  async stopped() {
    const source = files.put('stopped.csv', `c\n${rows(10, (i) => (i < 6 ? 'ab'[i % 2]! : 'cd'[i % 2]!))}\n`);
    const { report, written } = await run({ source, batchSize: 6 });
    expect(written[0]!.rows).toBe(6);
    expect(report.stopped).toEqual([{ table: 'data', written: 6, rows: 10, reason: expect.stringContaining('c_c') }]);
  },
  async boxcox() {
    const { lambdas } = readGolden('flights').tables[0]!;
    const { tables } = await run({ source: join(data, 'flights'), target: 'arr_delay' });
    const train = new Map(tables.get('train')!.map((column) => [column.name, column]));
    let same = 0;
    for (const [name, lambda] of Object.entries(lambdas)) {
      const values = cells(train.get(`${name}_boxcox`)) as (number | null)[];
      const x = cells(train.get(name)) as (number | null)[];
      const original = x.map((value) => (value === null ? null : Math.expm1(lambda * Math.log(value)) / lambda));
      const off = original.map((value, i) => (value === null || value === 0 ? 0 : Math.abs(values[i]! / value - 1)));
      expect(Math.max(...off)).toBeLessThan(1e-6);
      if (Math.max(...off) < 1e-12) same++;
    }
    expect(same).toBeLessThan(Object.keys(lambdas).length);
    const { columns } = await make('years.csv', `year,n\n${rows(682, (i) => `${1955 + 5 * (i % 11)},${i}`)}\n`);
    const narrow = Math.abs((cells(columns.get('year_boxcox'))[0] as number) / YEARS_BOXCOX - 1);
    expect(narrow).toBeLessThan(1e-4);
  },
  async zone() {
    const text = `t\n${rows(4, (i) => `2024-01-0${i + 1}T05:00:00+02:00`)}\n`;
    const { tables } = await run({ source: files.put('zone.csv', text), storage: 'duckdb' });
    expect(tables.get('data')![0]).toMatchObject({ dtype: 'datetime', zoned: false });
    expect(cells(tables.get('data')![0])[0]).toBe(Date.UTC(2024, 0, 1, 3) * 1000);
  },
  async 'clock-times'() {
    const { columns, features } = await make('clock.csv', `t\n10:30\n5:05 PM\n10:30\n5:05 PM\n`);
    expect(columns.get('t')).toMatchObject({ dtype: 'datetime' });
    expect(features).toEqual(['t_1970-01-01 10:30:00', 't_1970-01-01 17:05:00']);
  },
  async 'date-words'() {
    for (const text of ['2020Q1', 'December 24th, 1992'])
      expect((await make('words.csv', `t,n\n"${text}",1\n"${text}",2\n`)).columns.get('t')).toMatchObject({ dtype: 'object' });
  },
  async excel() {
    // The host reads what is not delimited text, and it refuses a kind that it does not know.
    await expect(run({ source: files.put('book.xlsx', 'PK') })).rejects.toThrow('no such input here');
  },
  async encoding() {
    const { columns } = await make('koi8.csv', Buffer.from([0x61, 0x0a, 0xf0, 0xd2, 0xc9, 0x0a, 0xd7, 0x0a]));
    expect(cells(columns.get('a'))).toEqual(['ðÒÉ', '×']);
  },
  async index() {
    await expect(run({ source: files.put('index.csv', 'a,b\n1,2,3\n4,5,6\n') })).rejects.toMatchObject({
      code: 'bad-data',
      message: expect.stringContaining('row 1 has more than the 2 fields'),
    });
  },
  async 'beyond-64-bits'() {
    const { columns, types } = await make('u64.csv', 'a\n9223372036854775808\n5\n');
    expect([cells(columns.get('a')), types.get('a')]).toEqual([['9223372036854775808', '5'], 'categorical']);
  },
  async widened() {
    const text = `n,m\n${rows(400, (i) => `${i === 300 ? '' : (i * 7) % 97},${(i * 11) % 89}`)}\n`;
    const { columns, stopped } = await make('widened.csv', text, { batchSize: 200 });
    expect(stopped).toBeNull();
    expect(columns.get('n_bin_equal')).toMatchObject({ dtype: 'float64' });
    expect(columns.get('m_bin_equal')).toMatchObject({ dtype: 'int64' });
    expect(cells(columns.get('n_bin_equal'))[300]).toBeNull();
  },
  async whole() {
    const { written } = await run({ source: files.put('whole.csv', `n\n${rows(400, (i) => `${i % 7}`)}\n`), batchSize: 100 });
    expect(written.map((table) => table.rows)).toEqual([400]);
  },
  async profiler() {
    // Long texts: the cruder rule would say text.
    const { types } = await make('profiler.csv', `a\n${rows(20, (i) => `${'a long text '.repeat(6)}${i % 5}`)}\n`);
    expect(types.get('a')).toBe('categorical');
  },
  async custom() {
    const plain = await make('custom/plain.csv', 'a\n1\n2\n4\n');
    files.put('custom/config/custom_features/plain.py', 'raise SystemExit');
    expect((await make('custom/plain.csv', 'a\n1\n2\n4\n')).features).toEqual(plain.features);
  },
  async 'danfojs-times'() {
    const columns = ['at', 'n'];
    const values: Readonly<Record<string, unknown[]>> = { at: [new Date(0), new Date(864e5), null], n: [1, 2, 3] };
    const given = { columns, shape: [3, 2], column: (name: string) => ({ values: values[name] }) };
    const made = await generateDataFrame(given, { storage: 'duckdb' });
    expect(made.column('at').values).toEqual([new Date(0), new Date(864e5), null]);
    expect(made.column('at_day').values).toEqual([1, 2, NaN]);
  },
};

test('every deviation has a test, and every test a deviation', () => {
  expect(Object.keys(TESTS)).toEqual(deviations.map(({ name }) => name));
  for (const { original, here, reason } of deviations) for (const text of [original, here, reason]) expect(text).toMatch(/\.$/);
});
test('DEVIATIONS.md says what deviations.json says', () => expect(page()).toBe(pageOf(deviations)));

describe('deviation', () => {
  test.each(Object.entries(TESTS))('%s', (_, check) => check());
});

test('an id by its end, without a separator: no deviation', () => expect(isIdName('malic_acid')).toBe(true));

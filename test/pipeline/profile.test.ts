import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase, type Database } from '../../src/engine/duckdb/driver.js';
import { MdmError } from '../../src/errors.js';
import { openInput } from '../../src/pipeline/input.js';
import { profileTable } from '../../src/pipeline/profile.js';
import type { ProfiledColumn, RoleOptions } from '../../src/pipeline/table.js';

const data = join(import.meta.dirname, '../data');
let db: Database;
let folder: string;
let count = 0;
beforeAll(async () => {
  db = await openDatabase({ threads: 2 });
  folder = await mkdtemp(join(tmpdir(), 'mdm-profile-'));
});
afterAll(async () => {
  await db.close();
  await rm(folder, { recursive: true });
});

async function profile(path: string, options: RoleOptions = {}): Promise<ProfiledColumn[]> {
  const [table] = await openInput(db, path, options.types ? { types: options.types } : {});
  return profileTable(db, table!, options);
}
async function csv(text: string): Promise<string> {
  const path = join(folder, `${count++}.csv`);
  await writeFile(path, text);
  return path;
}
/** A table of one column, row by row. */
const column = (name: string, rows: number, value: (i: number) => string): Promise<string> =>
  csv(`"${name}",other\n${Array.from({ length: rows }, (_, i) => `${value(i)},${i % 7}`).join('\n')}\n`);
const word = (i: number): string => `w${(i * 7919) % 100_003}`;

describe('meaning', () => {
  test.each<[string, string, number, (i: number) => string, string, RegExp]>([
    ['one value', 'c', 9, () => 'x', 'constant', /^one value in all rows$/],
    ['one value and missing ones', 'c', 9, (i) => (i < 4 ? '5' : ''), 'constant', /one value in 4 rows, missing in 5/],
    ['nothing', 'c', 9, () => '', 'constant', /all 9 values are missing/],
    ['a single row', 'id', 1, () => '1', 'constant', /one value/],
    ['0 and 1', 'c', 9, (i) => String(i % 2), 'boolean', /0 and 1 only/],
    ['0.0 and 1.0', 'c', 9, (i) => ['0.0', '1.0', ''][i % 3]!, 'boolean', /0 and 1 only/],
    ['1 and 2', 'c', 9, (i) => String(1 + (i % 2)), 'numeric', /whole numbers, 2 distinct/],
    ['true and false', 'c', 9, (i) => String(i % 2 === 0), 'boolean', /true and false/],
    ['yes and no', 'c', 9, (i) => (i % 2 ? 'yes' : 'no'), 'categorical', /2 distinct of 9/],
    ['dates', 'c', 9, (i) => `2020-01-0${i + 1}`, 'datetime', /every value is a date \(iso\)/],
    ['numbers', 'c', 9, (i) => `${i}.5`, 'numeric', /^numbers, 9 distinct/],
    ['numbers that happen to differ', 'price', 60, (i) => String(i * 3), 'numeric', /60 distinct/],
    ['rows counted under another name', 'age', 60, String, 'numeric', /60 distinct/],
    ['rows counted', 'row', 60, (i) => String(i + 1), 'id', /counts the rows from 1/],
    ['rows counted by pandas', '', 60, String, 'id', /counts the rows from 0/],
    ['rows counted by an older pandas', 'Unnamed: 0', 60, String, 'id', /named like a key/],
    ['an id', 'customer_id', 60, (i) => String((i * 37) % 101), 'id', /named like a key, and all 60 values differ/],
    ['PassengerId', 'PassengerId', 60, (i) => String(i + 1), 'id', /named like a key/],
    ['an id that repeats', 'customer_id', 60, (i) => String(i % 50), 'numeric', /50 distinct/],
    ['an id that is missing once', 'customer_id', 60, (i) => (i === 3 ? '' : String(i * 2)), 'numeric', /59 distinct/],
    ['a word that ends like an id', 'paid', 60, (i) => String(i * 2), 'numeric', /60 distinct/],
    ['codes that differ', 'code', 60, word, 'id', /text without spaces, and all 60 values differ/],
    ['few codes that differ', 'code', 40, word, 'categorical', /40 distinct of 40/],
    ['codes, most of them different', 'code', 90, (i) => word(i % 80), 'categorical', /80 distinct of 90/],
    ['codes that repeat', 'code', 300, (i) => word(i % 80), 'categorical', /80 distinct of 300/],
    ['sentences', 'c', 60, (i) => `this is sentence ${i % 30}`, 'text', /4\.0 words a value, 30 distinct/],
    ['few sentences', 'c', 60, (i) => `this is sentence ${i % 5}`, 'categorical', /5 distinct of 60/],
  ])('%s', async (_, name, rows, value, semantic, why) => {
    const [found] = await profile(await column(name, rows, value));
    expect([found!.semantic, found!.why]).toEqual([semantic, expect.stringMatching(why)]);
    expect(found!.role).toBe(semantic === 'id' ? 'id' : undefined);
  });

  test('a large table: few values are counted, keys are checked, the rest is estimated', async () => {
    const path = join(folder, 'large.parquet');
    const few = Array.from({ length: 60 }, (_, i) => `i % ${i + 1} AS f${i}`).join(', ');
    await db.run(`COPY (SELECT i AS id, ${few}, i * 2 AS n, CASE WHEN i % 4 = 0 THEN i END AS many FROM range(200000) t(i)) TO '${path}'`);
    const columns = await profile(path);
    expect(columns[0]).toMatchObject({ semantic: 'id', stats: { rows: 200_000, missing: 0, distinct: 200_000 } });
    expect(columns.slice(1, 4).map(({ semantic }) => semantic)).toEqual(['constant', 'boolean', 'numeric']);
    columns.slice(1, 61).forEach(({ stats }, i) => expect(Math.abs(stats.distinct / (i + 1) - 1)).toBeLessThan(i < 4 ? 1e-9 : 0.25));
    const many = columns.at(-1)!;
    expect(many.why).toMatch(/about/);
    expect(many.stats.missing).toBe(150_000);
    expect(Math.abs(many.stats.distinct / 50_000 - 1)).toBeLessThan(0.15);
  });

  test('a wide table is profiled as a narrow one', async () => {
    const row = (i: number): string =>
      Array.from({ length: 300 }, (_, n) => ['x', String(n * i), `w${(n + i) % 5}`, '', `2020-01-${10 + (i % 9)}`][n % 5]).join(',');
    const columns = await profile(
      await csv(
        `${Array.from({ length: 300 }, (_, n) => `v${n}`).join(',')}\n${Array.from({ length: 20 }, (_, i) => row(i)).join('\n')}\n`,
      ),
    );
    expect(columns.slice(5, 10).map(({ semantic, stats }) => [semantic, stats.distinct, stats.missing])).toEqual([
      ['constant', 1, 0],
      ['numeric', 20, 0],
      ['categorical', 5, 0],
      ['constant', 0, 20],
      ['datetime', 9, 0],
    ]);
  });
});

describe('roles', () => {
  const text = 'id,day,shop,x,y,__proto__,constructor\n1,2020-01-01,a,5,0,1,2\n2,2020-01-02,b,6,1,2,3\n3,2020-01-03,a,8,,3,4\n';
  const roles = async (options: RoleOptions): Promise<Record<string, string>> =>
    Object.fromEntries(
      (await profile(await csv(text), options)).filter(({ role }) => role).map(({ name, semantic, role }) => [name, `${role} ${semantic}`]),
    );

  test('given and found', async () => {
    expect(await roles({})).toEqual({ id: 'id id' });
    expect(await roles({ target: 'y', time: 'day', group: 'shop', ignore: ['x', '__proto__'], id: ['constructor'] })).toEqual({
      id: 'id id',
      day: 'time datetime',
      shop: 'group categorical',
      x: 'ignored numeric',
      y: 'target boolean',
      ['__proto__']: 'ignored numeric',
      constructor: 'id id',
    });
  });
  test('a target is no id, and may be missing in some rows', async () => {
    const columns = await profile(await csv(text), { target: 'id' });
    expect(columns[0]).toMatchObject({ role: 'target', semantic: 'numeric' });
    const target = (await profile(await csv(text), { target: 'y' })).find(({ name }) => name === 'y')!;
    expect(target.why).toMatch(/1 of 3 rows of data have none/);
  });
  test('what a person says counts', async () => {
    const columns = await profile(await csv(text), { types: { x: 'categorical', y: 'numeric', id: 'numeric' } });
    expect(columns.map(({ name, semantic, type }) => `${name} ${semantic} ${type}`)).toEqual([
      'id numeric int64',
      'day datetime timestamp',
      'shop categorical text',
      'x categorical text',
      'y numeric int64',
      '__proto__ numeric int64',
      'constructor numeric int64',
    ]);
  });
  test.each<[string, RoleOptions, string, RegExp]>([
    ['an unknown target', { target: 'Y' }, 'unknown-column', /no column "Y"/],
    ['an unknown id', { id: ['idd'] }, 'unknown-column', /"idd"/],
    ['an unknown type', { types: Object.fromEntries([['toString', 'text']]) }, 'unknown-column', /"toString"/],
    ['a time without dates', { time: 'x' }, 'usage', /"x" holds numbers, not dates/],
    ['two roles', { target: 'x', group: 'x' }, 'usage', /both --target and --group/],
  ])('%s', async (_, options, code, message) => {
    const error: unknown = await profile(await csv(text), options).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(MdmError);
    expect([(error as MdmError).code, (error as MdmError).message]).toEqual([code, expect.stringMatching(message)]);
  });
  test.each([
    ['y\n\n\n', /every value of the target "y" is missing/i],
    ['y\n3\n3\n', /only one value/],
  ])('a target of no use: %j', async (rows, message) => {
    const lines = rows
      .split('\n')
      .slice(0, 3)
      .map((line, i) => `${i === 0 ? 'x' : i},${line}`);
    const error: unknown = await profile(await csv(`${lines.join('\n')}\n`), { target: 'y' }).catch((reason: unknown) => reason);
    expect([(error as MdmError).code, (error as MdmError).message]).toEqual(['target', expect.stringMatching(message)]);
  });
});

describe('real files', () => {
  test.each([
    ['../../examples/penguins.csv', ['categorical', 'categorical', 'numeric', 'numeric', 'numeric', 'numeric', 'categorical', 'numeric']],
    ['seattle_weather.csv', ['datetime', 'numeric', 'numeric', 'numeric', 'numeric', 'categorical']],
    ['mdm_sample/train.csv', ['id', 'numeric', 'numeric', 'datetime', 'categorical', 'numeric']],
  ])('%s', async (name, semantics) => {
    expect((await profile(join(data, name))).map(({ semantic }) => semantic)).toEqual(semantics);
  });
  test('movies: distinct values are counted', async () => {
    const columns = new Map((await profile(join(data, 'movies.csv'))).map((one) => [one.name, one]));
    expect(columns.get('Title')).toMatchObject({ semantic: 'text' });
    expect(columns.get('Release Date')).toMatchObject({ semantic: 'datetime', format: '%b %d %Y' });
    expect(columns.get('MPAA Rating')).toMatchObject({ semantic: 'categorical', stats: { distinct: 7 } });
  });
});

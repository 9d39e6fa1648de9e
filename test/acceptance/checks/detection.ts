import { gzipSync } from 'node:zlib';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeExcel, writeParquet } from '../files.js';
import { columnsIn, countOf, registered, rowsOf, typesIn } from '../tables.js';
import type { Check, World } from '../world.js';

const two = (n: number): string => String(n).padStart(2, '0');
const plain = ['--no-features', '--skip-analysis'] as const;
const sentence = (i: number): string => `Sentence number ${i} of a long text, which says something else than all the others do.`;

/** A table's rows as the database has them, every value as text. */
async function content(world: World, name: string, table = 'train'): Promise<readonly string[][]> {
  const rows = await world.sql(name, `SELECT * FROM "${table}"`);
  return rows.map((row) =>
    Object.values(row).map((value) =>
      typeof value === 'number' || /^-?\d+(\.\d+)?$/.test(String(value)) ? String(Number(value)) : String(value),
    ),
  );
}

const kaggle: Readonly<Record<string, Check>> = {
  'A3.1-01': async (world) => {
    const { stdout } = await world.ok('dataset', 'register', 'k', world.titanic('kaggle'), '--dry-run');
    expect(stdout).toMatch(/Kaggle structure (was )?found/);
  },
  'A3.1-02': async (world) => {
    const { stdout } = await world.ok('dataset', 'register', 'k', world.titanic('kaggle'), ...plain);
    expect(stdout).toMatch(/target\s+Survived \(auto-detected\)/);
    expect(await world.json('dataset', 'info', 'k')).toMatchObject({
      target_column: 'Survived',
      source: 'kaggle',
      id_columns: ['PassengerId'],
    });
  },
  'A3.1-04': async (world) => {
    const train = rowsOf(20, (i) => [i, i % 7, i % 2]);
    const test = rowsOf(12, (i) => [100 + i, i % 5]);
    world.csv('a/training.csv', 'id,x,y', train);
    world.csv('a/testing.csv', 'id,x', test);
    world.csv(
      'a/submission.csv',
      'id,y',
      rowsOf(12, (i) => [100 + i, 0]),
    );
    expect((await registered(world, 'a', join(world.folder, 'a'), ...plain)).record.tables).toMatchObject({ train: 'train', test: 'test' });
    world.csv('b/X_train.csv', 'id,x,y', train);
    world.csv('b/X_test.csv', 'id,x', test);
    expect((await registered(world, 'b', join(world.folder, 'b'), ...plain)).record.tables).toEqual({ train: 'train', test: 'test' });
    expect([await countOf(world, 'b', 'train'), await countOf(world, 'b', 'test')]).toEqual([20, 12]);
    world.csv(
      'c/customers.csv',
      'id,x',
      train.map((row) => row.slice(0, 2)),
    );
    world.csv('c/orders.csv', 'id,z', test);
    expect((await registered(world, 'c', join(world.folder, 'c'), ...plain)).record.tables).toEqual({
      customers: 'customers',
      orders: 'orders',
    });
    expect([await countOf(world, 'c', 'customers'), await countOf(world, 'c', 'orders')]).toEqual([20, 12]);
  },
  'A3.1-05': async (world) => {
    world.csv(
      'd/train.csv',
      'id,x,y',
      rowsOf(20, (i) => [i, i % 7, i % 2]),
    );
    world.csv(
      'd/test.csv',
      'id,x',
      rowsOf(12, (i) => [100 + i, i % 5]),
    );
    const { stderr } = await world.ok('dataset', 'register', 'a', join(world.folder, 'd'), ...plain);
    expect(stderr).toMatch(/No target.*--target/);
    expect(await world.json('dataset', 'info', 'a')).toMatchObject({ target_column: null });
    await world.ok('dataset', 'register', 'b', join(world.folder, 'd'), '--target', 'y', ...plain);
    expect(await world.json('dataset', 'info', 'b')).toMatchObject({ target_column: 'y', problem_type: 'binary_classification' });
  },
};

const types: Readonly<Record<string, Check>> = {
  'A3.2-01': async (world) => {
    const path = world.csv(
      'd.csv',
      'day,at,slashed,year',
      rowsOf(24, (i) => [`2024-01-${two(i + 1)}`, `2024-01-05 ${two(i)}:00:00`, `${two(1 + (i % 12))}/01/2024`, 2000 + i]),
    );
    const found = await registered(world, 'd', path, ...plain);
    expect(typesIn(found)).toEqual({ day: 'datetime', at: 'datetime', slashed: 'datetime', year: 'numeric' });
    expect(found.warnings.filter((text) => text.includes('"slashed"') && /%d\/%m.*%m\/%d/.test(text))).toHaveLength(1);
  },
  'A3.2-04': async (world) => {
    const path = world.csv(
      'd.csv',
      'n,review',
      rowsOf(40, (i) => [i, sentence(i)]),
    );
    expect(typesIn(await registered(world, 'd', path, ...plain))).toMatchObject({ review: 'text' });
  },
  'A3.2-05': async (world) => {
    const path = world.csv(
      'd.csv',
      'id,user_id,idx,pk,order_key,paid,code,x',
      rowsOf(20, (i) => [i, i + 1, i + 2, i + 3, `k${i}`, i % 2, `c${i}`, i * 5]),
    );
    expect((await registered(world, 'd', path, ...plain)).record.id_columns).toEqual(['id', 'user_id', 'idx', 'pk', 'order_key']);
  },
  'A3.2-06': async (world) => {
    const mixed = (i: number): string => (i % 3 === 0 ? 'many' : String(i));
    const path = world.csv(
      'd.csv',
      'n,v',
      rowsOf(30, (i) => [i, mixed(i)]),
    );
    const { stderr } = await world.ok('dataset', 'register', 'd', path, ...plain);
    expect(stderr).toMatch(/WARNING:.*v\\?" mixes numbers .*words/);
    expect((await world.sql('d', 'SELECT "v" FROM "train"')).map(({ v }) => v)).toEqual(rowsOf(30, (i) => [mixed(i)]).flat());
  },
};

const problemOf = async (world: World, name: string, y: (i: number) => unknown, ...argv: readonly string[]): Promise<string | null> => {
  const path = world.csv(
    `${name}.csv`,
    'n,y',
    rowsOf(60, (i) => [(i * 31) % 61, y(i)]),
  );
  return (await registered(world, name, path, '--target', 'y', ...plain, ...argv)).record.problem_type;
};

const problem: Readonly<Record<string, Check>> = {
  'A3.3-01': async (world) => {
    expect(await problemOf(world, 'a', (i) => i % 2)).toBe('binary_classification');
    expect(await problemOf(world, 'b', (i) => (i % 3 ? 'yes' : 'no'))).toBe('binary_classification');
  },
  'A3.3-03': async (world) => {
    expect(await problemOf(world, 'a', (i) => i * 1.37)).toBe('regression');
    expect(await problemOf(world, 'b', (i) => i % 25)).toBe('regression');
  },
  'A3.3-04': async (world) => {
    const day = (i: number): string => new Date(Date.UTC(2024, 0, 1 + i)).toISOString().slice(0, 10);
    const path = world.csv(
      'd.csv',
      'date,sales',
      rowsOf(60, (i) => [day(i), 100 + ((i * 17) % 41)]),
    );
    const given = await registered(world, 'a', path, '--target', 'sales', '--time-column', 'date', ...plain);
    expect(given.record).toMatchObject({ problem_type: 'time_series', time_column: 'date' });
    const found = await registered(world, 'b', path, '--target', 'sales', ...plain);
    expect(found.record.problem_type).toBe('time_series');
    const said = await registered(world, 'c', path, '--target', 'sales', '--time-column', 'date', '--problem-type', 'regression', ...plain);
    expect(said.record.problem_type).toBe('regression');
    const { readFileSync } = await import('node:fs');
    const guide = readFileSync(join(import.meta.dirname, '../../../docs/guide/datasets.md'), 'utf8');
    expect(guide).toMatch(/`time_series` when `--time-column` is given or a column of dates has exactly one row for each step/);
    const classes = world.csv(
      'e.csv',
      'date,up',
      rowsOf(60, (i) => [day(i), (i * 17) % 2]),
    );
    const suggested = await registered(world, 'e', classes, '--target', 'up', '--time-column', 'date', ...plain);
    expect(suggested.record.problem_type).toBe('binary_classification');
    expect(suggested.notes.join(' ')).toMatch(/--problem-type time_series/);
  },
};

const table = rowsOf(15, (i) => [i, i * 1.5, `name ${i}`, i % 2 === 0]);
const lines = (delimiter: string): string =>
  `${['n', 'x', 's', 'b'].join(delimiter)}\n${table.map((row) => row.join(delimiter)).join('\n')}\n`;
const objects = table.map(([n, x, s, b]) => ({ n, x, s, b }));

async function sameRows(world: World, files: readonly (readonly [string, string])[]): Promise<void> {
  const seen: (readonly string[][])[] = [];
  for (const [name, path] of files) {
    await world.ok('dataset', 'register', name, path, ...plain);
    expect(await columnsIn(world, name, 'train')).toEqual(['n', 'x', 's', 'b']);
    seen.push(await content(world, name));
  }
  expect(seen[0]).toHaveLength(15);
  for (const rows of seen) expect(rows).toEqual(seen[0]);
}

const formats: Readonly<Record<string, Check>> = {
  'A3.4-01': (world) =>
    sameRows(
      world,
      [',', ';', '\t', '|'].map((delimiter, i) => [`d${i}`, world.file(`d${i}.csv`, lines(delimiter))] as const),
    ),
  'A3.4-03': (world) =>
    sameRows(world, [
      ['array', world.file('array.json', JSON.stringify(objects))],
      ['lines', world.file('lines.json', objects.map((one) => JSON.stringify(one)).join('\n'))],
    ]),
  'A3.4-04': async (world) => {
    const day = (i: number): Date => new Date(Date.UTC(2024, 4, 1 + i));
    const path = await writeExcel(join(world.folder, 'book.xlsx'), {
      First: rowsOf(12, (i) => [i]).map(([i]) => ({ n: i, day: day(i!) })),
      Second: rowsOf(14, (i) => [i]).map(([i]) => ({ m: i })),
    });
    const first = await world.ok('dataset', 'register', 'a', path, ...plain);
    expect(first.stderr).toMatch(/not read: "Second"/);
    expect(first.stdout).toMatch(/day\s+datetime/);
    expect(await countOf(world, 'a', 'train')).toBe(12);
    const [earliest] = await world.sql('a', 'SELECT min("day") AS day FROM "train"');
    const seen = earliest!['day'];
    expect(seen instanceof Date ? seen.toISOString() : String(seen)).toMatch(/^2024-05-01/);
    await world.ok('dataset', 'register', 'b', path, '--sheet', 'Second', ...plain);
    expect(await columnsIn(world, 'b', 'train')).toEqual(['m']);
    expect(await countOf(world, 'b', 'train')).toBe(14);
  },
  'A3.4-05': async (world) => {
    const csv = world.file('data.csv', lines(','));
    const packed = (name: string, text: string): string => {
      const path = join(world.folder, name);
      writeFileSync(path, gzipSync(text));
      return path;
    };
    const parquet = await writeParquet(join(world.folder, 'data.parquet'), `SELECT * FROM read_csv('${csv}')`, 'snappy');
    await sameRows(world, [
      ['a', csv],
      ['b', packed('data.csv.gz', lines(','))],
      ['c', packed('data.json.gz', JSON.stringify(objects))],
      ['d', parquet],
    ]);
  },
  'A3.4-06': async (world) => {
    world.csv(
      'all/train.csv',
      'id,x,y',
      rowsOf(20, (i) => [i, i % 7, i % 2]),
    );
    await writeParquet(join(world.folder, 'all/test.parquet'), 'SELECT i AS id, i % 5 AS x FROM range(12) AS t(i)');
    world.file('all/extra.json', JSON.stringify(objects));
    const { record, ignored } = await registered(world, 'd', join(world.folder, 'all'), ...plain);
    expect(record.tables).toEqual({ train: 'train', test: 'test', extra: 'extra' });
    expect(ignored).toEqual([]);
    expect([await countOf(world, 'd', 'train'), await countOf(world, 'd', 'test'), await countOf(world, 'd', 'extra')]).toEqual([
      20, 12, 15,
    ]);
  },
};

export const checks: Readonly<Record<string, Check>> = { ...kaggle, ...types, ...problem, ...formats };

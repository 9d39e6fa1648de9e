import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { columnsIn, countOf, databasesOf, everythingIn, failsWhole, featuresIn, homeOf, registered, rowsOf, typesIn } from '../tables.js';
import type { Check, World } from '../world.js';

const d = (world: World, header: string, row: (i: number) => readonly unknown[], count = 40): string =>
  world.csv('d.csv', header, rowsOf(count, row));
interface Info {
  readonly registered_at: string;
  readonly tags: readonly string[];
  readonly feature_tables: Readonly<Record<string, string>>;
  readonly metadata: Readonly<Record<string, unknown>>;
}
const info = (world: World, name: string): Promise<Info> => world.json('dataset', 'info', name);
const pair = (world: World): { train: string; test: string; submission: string } => ({
  train: world.csv(
    'tr.csv',
    'id,x,y',
    rowsOf(30, (i) => [i, (i * 7) % 13, i % 2]),
  ),
  test: world.csv(
    'te.csv',
    'id,x',
    rowsOf(12, (i) => [100 + i, i % 5]),
  ),
  submission: world.csv(
    'sub.csv',
    'id,guess',
    rowsOf(12, (i) => [100 + i, i % 2]),
  ),
});

export const basic: Readonly<Record<string, Check>> = {
  'A2.1.1-01': async (world) => {
    const iris = await world.ok('dataset', 'register', 'iris', world.data('iris.csv'));
    // One of its 150 rows is there twice.
    for (const shown of [/target\s+none/, /id columns\s+none/, /problem type\s+none/, /train\s+train\s+149\s/])
      expect(iris.stdout).toMatch(shown);
    expect(iris.stderr).toMatch(/1 duplicate row of 150: 1 dropped/);
    await world.ok('dataset', 'register', 'aimed', world.data('iris.csv'), '--target', 'species');
    expect(await info(world, 'aimed')).toMatchObject({ target_column: 'species', problem_type: 'multiclass_classification' });
    const titanic = await world.ok('dataset', 'register', 'titanic', world.titanic());
    for (const shown of [
      /target\s+Survived/,
      /id columns\s+PassengerId/,
      /problem type\s+binary_classification/,
      /train\s+train\s+120\s/,
      /test\s+test\s+40\s/,
      /sample_submission\s+sample_submission\s+40\s/,
    ])
      expect(titanic.stdout).toMatch(shown);
    expect([await countOf(world, 'titanic', 'train'), await countOf(world, 'titanic', 'test')]).toEqual([120, 40]);
  },
  'A2.1.1-02': async (world) => {
    await world.register('test');
    for (const name of ['Test', 'TEST']) await failsWhole(world, 4, 'dataset', 'register', name, world.data('iris.csv'));
    expect(await info(world, 'TEST')).toMatchObject({ name: 'test', display_name: 'test' });
    expect((await world.ok('dataset', 'info', 'TEST')).stdout).toContain('test');
  },
  'A2.1.1-04': async (world) => {
    const { stderr } = await failsWhole(world, 2, 'dataset', 'register', 'my data', world.data('iris.csv'));
    for (const allowed of ['letters', 'digits', '_', '-']) expect(stderr).toContain(allowed);
    expect(Object.keys(everythingIn(world.home)).filter((path) => !/^(logs(\/|$)|metrics\.db)/.test(path))).toEqual([]);
  },
  'A2.1.1-05': async (world) => {
    for (const name of ['a/b', '../x', 'a;b', 'a"b']) await failsWhole(world, 2, 'dataset', 'register', name, world.data('iris.csv'));
    expect(homeOf(join(world.home, '..'))).not.toHaveProperty('x');
    expect(Object.keys(homeOf(join(world.home, '..')))).toEqual([]);
  },
  'A2.1.1-06': async (world) => {
    const name = 'données_测试';
    await world.register(name);
    expect((await world.ok('dataset', 'list')).stdout).toContain(name);
    expect(await info(world, name)).toMatchObject({ name });
    await world.ok('dataset', 'export', name, '--output-dir', 'out');
    expect(Object.keys(homeOf(join(world.folder, 'out'))).some((file) => file.startsWith(name))).toBe(true);
    await world.ok('dataset', 'remove', name, '--force');
    expect((await world.mdm('dataset', 'info', name)).code).toBe(3);
  },
};

export const columns: Readonly<Record<string, Check>> = {
  'A2.1.2-01': async (world) => {
    const path = join(world.titanic(), 'train.csv');
    const { stderr } = await failsWhole(world, 2, 'dataset', 'register', 'd', path, '--target', 'Survivd');
    expect(stderr).toContain('"Survived"');
    await world.ok('dataset', 'register', 'd', path, '--target', 'Survived');
    expect(await info(world, 'd')).toMatchObject({ target_column: 'Survived' });
  },
  'A2.1.2-02': async (world) => {
    const path = join(world.titanic(), 'train.csv');
    await world.ok('dataset', 'register', 'd', path, '--id-columns', 'PassengerId,Ticket');
    expect(await info(world, 'd')).toMatchObject({ id_columns: ['PassengerId', 'Ticket'] });
    const features = await featuresIn(world, 'd');
    expect(features.length).toBeGreaterThan(5);
    expect(features.filter((name) => /^(passengerid|ticket)/i.test(name))).toEqual([]);
  },
  'A2.1.2-03': async (world) => {
    const two = (n: number): string => String(n).padStart(2, '0');
    const path = d(world, 'd1,d2,x', (i) => [`2024-${two(1 + (i % 12))}-${two(1 + (i % 28))}`, `${two(1 + (i % 31))}/12/2024`, i]);
    const { columns: found, record } = await registered(world, 'd', path, '--datetime-columns', 'd1,d2');
    expect(found.filter(({ stored }) => stored === 'timestamp').map(({ name, type }) => [name, type])).toEqual([
      ['d1', 'datetime'],
      ['d2', 'datetime'],
    ]);
    expect(record.metadata['datetime_columns']).toEqual(['d1', 'd2']);
    const features = await featuresIn(world, 'd');
    for (const name of ['d1_month', 'd2_day']) expect(features).toContain(name);
  },
  'A2.1.2-05': async (world) => {
    const path = d(world, 'id,amount', (i) => [i, i === 3 || i === 7 ? 'n/k' : String(i * 3)]);
    const ended = await world.ok('dataset', 'register', 'd', path, '--numeric-columns', 'amount');
    expect(ended.stderr).toMatch(/"amount": 2 of 40 values are no numbers/);
    const [all] = await world.sql('d', 'SELECT count(*) AS n, count("amount") AS known, sum("amount") AS s FROM "train"');
    expect([Number(all!['n']), Number(all!['known']), Number(all!['s'])]).toEqual([40, 38, 3 * (780 - 3 - 7)]);
    const said = (await info(world, 'd')).metadata['column_types'];
    expect(said).toEqual({ amount: 'numeric' });
    expect(await featuresIn(world, 'd')).toContain('amount_zscore');
  },
  'A2.1.2-06': async (world) => {
    const titles = ['red fox', 'a dog', 'one two three', 'cat', 'deep blue sea'];
    const path = d(world, 'id,title', (i) => [i, `${titles[i % 5]} ${'x'.repeat(i % 7)}`.trim()]);
    expect(typesIn(await registered(world, 'd', path, '--text-columns', 'title'))).toMatchObject({ title: 'text' });
    const features = await featuresIn(world, 'd');
    for (const name of ['title_length', 'title_word_count']) expect(features).toContain(name);
  },
  'A2.1.2-07': async (world) => {
    const path = d(world, 'id,notes,x', (i) => [i, i * i, i % 11]);
    await world.ok('dataset', 'register', 'd', path, '--ignore-columns', 'notes');
    expect(await columnsIn(world, 'd', 'train')).toContain('notes');
    const features = await featuresIn(world, 'd');
    expect(features.length).toBeGreaterThan(0);
    expect(features.filter((name) => name.startsWith('notes'))).toEqual([]);
  },
};

export const ml: Readonly<Record<string, Check>> = {
  'A2.1.3-01': async (world) => {
    const path = d(world, 'id,x,y', (i) => [i, i % 7, i % 2]);
    expect((await registered(world, 'found', path, '--target', 'y', '--dry-run')).record.problem_type).toBe('binary_classification');
    await world.ok('dataset', 'register', 'd', path, '--target', 'y', '--problem-type', 'regression');
    expect(await info(world, 'd')).toMatchObject({ problem_type: 'regression' });
    const { stderr } = await failsWhole(world, 2, 'dataset', 'register', 'e', path, '--problem-type', 'guessing');
    for (const type of ['binary_classification', 'multiclass_classification', 'regression', 'time_series', 'clustering'])
      expect(stderr).toContain(type);
  },
  'A2.1.3-02': async (world) => {
    const path = d(world, 'id,region,x', (i) => [i, i % 4 === 0 ? 'north' : 'south', i * 2], 60);
    await world.ok('dataset', 'register', 'd', path, '--stratify-column', 'region');
    expect((await info(world, 'd')).metadata['stratify_column']).toBe('region');
    expect((await world.ok('dataset', 'info', 'd', '--details')).stdout).toMatch(/stratify column\s+region/);
    const client = await world.client();
    const { train, test } = await client.ml.split('d', { testSize: 0.2 });
    const share = (rows: ArrayLike<number>): number => Array.from(rows).filter((row) => Number(row) % 4 === 0).length / rows.length;
    expect(test.length).toBeGreaterThan(0);
    for (const rows of [train, test]) expect(Math.abs(share(rows) - 0.25) * rows.length).toBeLessThanOrEqual(1);
  },
  'A2.1.3-03': async (world) => {
    const path = d(world, 'n,user_id,x', (i) => [i, `u${i % 9}`, i * 2], 60);
    await world.ok('dataset', 'register', 'd', path, '--group-column', 'user_id');
    expect(await info(world, 'd')).toMatchObject({ group_column: 'user_id' });
    const client = await world.client();
    const { train, test } = await client.ml.split('d', { testSize: 0.3 });
    const groups = (rows: ArrayLike<number>): Set<number> => new Set(Array.from(rows, (row) => Number(row) % 9));
    expect(train.length + test.length).toBe(60);
    expect(test.length).toBeGreaterThan(0);
    expect([...groups(train)].filter((group) => groups(test).has(group))).toEqual([]);
  },
  'A2.1.3-04': async (world) => {
    const day = (i: number): string => new Date(Date.UTC(2024, 0, 1 + i)).toISOString().slice(0, 10);
    const path = d(world, 'date,x', (i) => [day(i), (i * 17) % 23], 60);
    await world.ok('dataset', 'register', 'd', path, '--time-column', 'date');
    expect(await info(world, 'd')).toMatchObject({ time_column: 'date' });
    const { time_column: time, splits } = await world.json<{
      time_column: string;
      splits: { train: { end: string; rows: number }; test: { start: string; rows: number } }[];
    }>('timeseries', 'split', 'd');
    expect([time, splits.length > 0]).toEqual(['date', true]);
    for (const { train, test } of splits) {
      expect(train.end < test.start).toBe(true);
      expect(train.rows * test.rows).toBeGreaterThan(0);
    }
  },
};

export const about: Readonly<Record<string, Check>> = {
  'A2.1.4-02': async (world) => {
    await world.register('d', world.data('iris.csv'), '--source', 'kaggle');
    await world.register('e', world.data('iris.csv'), '--source', 'elsewhere');
    expect((await world.ok('dataset', 'info', 'd')).stdout).toMatch(/source\s+kaggle/);
    const listed = await world.json<{ name: string }[]>('dataset', 'list', '--filter', 'source=kaggle');
    expect(listed.map(({ name }) => name)).toEqual(['d']);
  },
  'A2.1.4-03': async (world) => {
    await world.register('d', world.data('iris.csv'), '--tags', 'a,b , c');
    await world.register('e', world.data('iris.csv'), '--tags', 'x');
    expect((await info(world, 'd')).tags).toEqual(['a', 'b', 'c']);
    const { stdout } = await world.ok('dataset', 'search', '--tag', 'b');
    expect(stdout).toMatch(/^\W*d\b/m);
    expect(stdout).not.toMatch(/^\W*e\b/m);
  },
};

export const flags: Readonly<Record<string, Check>> = {
  'A2.1.5-01': async (world) => {
    await world.register('d');
    const { registered_at: before } = await info(world, 'd');
    await failsWhole(world, 4, 'dataset', 'register', 'd', world.data('iris.csv'));
    const path = d(world, 'a,b', (i) => [i, i * 2]);
    await world.ok('dataset', 'register', 'd', path, '--force');
    const now = await info(world, 'd');
    expect(now.registered_at > before).toBe(true);
    expect(await columnsIn(world, 'd', 'train')).toEqual(['a', 'b']);
  },
  'A2.1.5-02': async (world) => {
    const { train } = pair(world);
    const { record, detected } = await registered(world, 'm', '--no-auto', '--train', train, '--target', 'y', '--id-columns', 'id');
    expect(record).toMatchObject({ target_column: 'y', id_columns: ['id'], problem_type: null, time_column: null });
    expect(detected).toEqual({ target: false, idColumns: false, problemType: false });
    expect((await registered(world, 'n', '--no-auto', '--train', train)).record).toMatchObject({ target_column: null, id_columns: [] });
  },
  'A2.1.5-03': async (world) => {
    await world.register('d', world.data('iris.csv'), '--skip-analysis', '--target', 'species');
    expect(Object.keys(homeOf(world.home)).filter((file) => file.endsWith('statistics.json'))).toEqual([]);
    const log = readFileSync(join(world.home, 'logs/mdm.log'), 'utf8');
    expect(log.split('\n').some((line) => line.includes('step skipped') && line.includes('compute statistics'))).toBe(true);
    const { stdout } = await world.ok('dataset', 'stats', 'd');
    expect(stdout).toContain('sepal_length');
  },
  'A2.1.5-04': async (world) => {
    await world.register('other');
    const before = [everythingIn(world.home), await databasesOf(world)];
    const { stdout } = await world.ok('dataset', 'register', 'd', world.titanic(), '--dry-run');
    for (const shown of [
      /target\s+Survived/,
      /id columns\s+PassengerId/,
      /Fare\s+numeric/,
      /train\s+train\s+120/,
      /Planned features/,
      /zscore/,
    ])
      expect(stdout).toMatch(shown);
    expect([everythingIn(world.home), await databasesOf(world)]).toEqual(before);
    expect((await world.mdm('dataset', 'info', 'd')).code).toBe(3);
  },
};

export const files: Readonly<Record<string, Check>> = {
  'A2.1.6-01': async (world) => {
    const { train, test } = pair(world);
    const { record } = await registered(world, 'm', '--no-auto', '--train', train, '--test', test, '--target', 'y');
    expect(record.tables).toEqual({ train: 'train', test: 'test' });
    expect([await countOf(world, 'm', 'train'), await countOf(world, 'm', 'test')]).toEqual([30, 12]);
  },
  'A2.1.6-03': async (world) => {
    const { train, test, submission } = pair(world);
    await world.ok('dataset', 'register', 'm', '--no-auto', '--train', train, '--test', test, '--submission', submission, '--target', 'y');
    expect(await countOf(world, 'm', 'submission')).toBe(12);
    expect(await columnsIn(world, 'm', 'submission')).toEqual(['id', 'guess']);
    expect((await featuresIn(world, 'm')).filter((name) => name.includes('guess'))).toEqual([]);
    expect((await info(world, 'm')).feature_tables).not.toHaveProperty('submission');
  },
  'A2.1.6-04': async (world) => {
    const { writeParquet } = await import('../files.js');
    world.csv(
      'both/train.csv',
      'id,x,y',
      rowsOf(30, (i) => [i, i % 7, i % 2]),
    );
    await writeParquet(join(world.folder, 'both/test.parquet'), 'SELECT i AS id, i % 5 AS x FROM range(12) AS t(i)');
    world.file('both/notes.md', '# Notes\n');
    const { stdout, stderr } = await world.ok('dataset', 'register', 'd', join(world.folder, 'both'), '--target', 'y');
    expect([await countOf(world, 'd', 'train'), await countOf(world, 'd', 'test')]).toEqual([30, 12]);
    expect(stdout + stderr).toMatch(/ignored.*notes\.md/i);
  },
  'A2.1.6-05': async (world) => {
    const { stderr } = await failsWhole(world, 2, 'dataset', 'register', 'd', '/no/such/file.csv');
    expect(stderr).toContain('/no/such/file.csv');
    expect(homeOf(world.home)).toEqual({});
  },
};

export const checks: Readonly<Record<string, Check>> = { ...basic, ...columns, ...ml, ...about, ...flags, ...files };

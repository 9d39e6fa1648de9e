import type { Values } from '../../src/config/keys.js';
import { checkColumns } from '../../src/datasets/features/validate.js';
import { openDatabase } from '../../src/engine/duckdb/driver.js';
import { featureWorld, values, type FeatureWorld } from './features-world.js';

const worlds: FeatureWorld[] = [];
afterEach(async () => {
  for (const world of worlds.splice(0)) await world.close();
});
async function world(settings: Partial<Values> = {}, backend: 'duckdb' | 'sqlite' = 'duckdb'): Promise<FeatureWorld> {
  const made = await featureWorld(settings, backend);
  worlds.push(made);
  return made;
}

describe.each(['duckdb', 'sqlite'] as const)('tables of features: %s', (backend) => {
  test('ids and target first, every row in its order, fitted on train alone', async () => {
    const one = await world({}, backend);
    await one.load('train', 'SELECT (i * 7919) % 20000 AS k, (i % 100)::DOUBLE AS x, i % 2 AS y FROM range(20000) t(i)');
    await one.load('test', 'SELECT i AS k, 1000.0::DOUBLE AS x FROM range(5000) t(i)');
    await one.load('sample_submission', 'SELECT i AS k, 0 AS y FROM range(5) t(i)');
    const made = await one.make({ target: 'y', idColumns: ['k'] });
    expect(made.tables).toEqual({ train: 'train_features', test: 'test_features' });
    expect(made.rows).toEqual({ train: 20000, test: 5000 });
    expect((await one.columns('train_features')).slice(0, 2)).toEqual(['k', 'y']);
    expect((await one.columns('test_features'))[0]).toBe('k');
    expect(await one.columns('test_features')).not.toContain('y');
    const train = await one.rows('train_features');
    expect(train.map((row) => row['k'])).toEqual(Array.from({ length: 20000 }, (_, i) => (i * 7919) % 20000));
    const mean = 49.5;
    const std = Math.sqrt((Array.from({ length: 100 }, (_, i) => (i - mean) ** 2).reduce((a, b) => a + b) * 200) / 19999);
    expect(train[3]!['x_zscore']).toBeCloseTo((3 - mean) / std, 9);
    // By the mean of train, not of test itself.
    expect((await one.rows('test_features'))[0]!['x_zscore']).toBeCloseTo((1000 - mean) / std, 9);
  });

  test('made again, they take the place of those before', async () => {
    const one = await world({}, backend);
    await one.load('train', "SELECT i AS x, CASE i % 3 WHEN 0 THEN 'a' WHEN 1 THEN 'b' ELSE 'c' END AS c FROM range(30) t(i)");
    await one.make();
    expect(await one.columns('train_features')).toContain('c_a');
    await one.make({ ignore: ['c'] });
    expect((await one.columns('train_features')).filter((name) => name.startsWith('c_'))).toEqual([]);
    expect(await one.tables()).toEqual(['train', 'train_features']);
  });
});

test('a table of the data that is called like one of features stays', async () => {
  const one = await world();
  await one.load('train', 'SELECT i AS x, i % 2 AS y FROM range(30) t(i)');
  await one.load('train_custom', 'SELECT i AS z FROM range(5) t(i)');
  await one.make({ target: 'y' });
  expect(await one.tables()).toEqual(['train', 'train_custom', 'train_features']);
  expect(await one.rows('train_custom')).toHaveLength(5);
});

test('a column may be called like what every object has', async () => {
  const one = await world();
  await one.load('train', 'SELECT i AS "constructor", (i * 7) % 13 AS "toString" FROM range(30) t(i)');
  await one.make({ types: {} });
  expect(await one.columns('train_features')).toEqual(expect.arrayContaining(['constructor_zscore', 'tostring_zscore']));
});

test('names are in lower case; those that differ by case alone are told apart, with a sentence', async () => {
  const one = await world();
  await one.load(
    'train',
    values(
      ['"Id"', '"Colour"'],
      Array.from({ length: 12 }, (_, i) => [String(i), `'${['Red', 'red', 'BLUE'][i % 3]}'`]),
    ),
  );
  const made = await one.make({ idColumns: ['Id'] });
  const names = await one.columns('train_features');
  expect(names.filter((name) => name !== name.toLowerCase())).toEqual([]);
  expect(new Set(names).size).toBe(names.length);
  expect(names).toEqual(expect.arrayContaining(['id', 'colour_red', 'colour_red_2', 'colour_blue']));
  expect(made.notes.join()).toMatch(/case aside: it is called colour_red_2/);
});

test('what says nothing is not in the table; the log has its name and number', async () => {
  const one = await world();
  await one.load('train', "SELECT i AS x, CASE WHEN i < 5 THEN 'rare' ELSE 'often' END AS c FROM range(1000) t(i)");
  const made = await one.make();
  const names = await one.columns('train_features');
  expect(names.filter((name) => /^c_(rare|often)$/.test(name))).toEqual([]);
  expect(made.droppedFeatures).toEqual(expect.arrayContaining([{ name: 'c_rare', reason: 'two values, one in 99.5 % of the rows' }]));
  const said = one.said.find(({ message }) => message.startsWith(`${made.dropped} features dropped`));
  expect(said?.message).toContain('c_rare (two values');
  for (const { name, features, dropped } of made.log)
    expect(one.said.some(({ message }) => message.startsWith(`features of ${name}: ${features} kept, ${dropped} dropped, `))).toBe(true);
  expect(one.said.some(({ message }) => /^features of sales: \d+ kept, \d+ dropped, [\d.]+ s in total$/.test(message))).toBe(true);
  expect(made.log.reduce((sum, { features }) => sum + features, 0)).toBe(made.features);
});

test('without the filter constants stay', async () => {
  const one = await world({ 'validation.after_features.signal_detection': false, 'validation.after_features.max_missing_ratio': 1 });
  await one.load('train', "SELECT i AS x, CASE WHEN i < 5 THEN 'rare' ELSE 'often' END AS c FROM range(1000) t(i)");
  expect(await one.columns('train_features').catch(() => [])).toEqual([]);
  expect((await one.make()).dropped).toBe(0);
  expect(await one.columns('train_features')).toEqual(expect.arrayContaining(['c_rare', 'c_often']));
});

test('a feature that is missing too often is dropped with a warning', async () => {
  const one = await world({ 'validation.after_features.max_missing_ratio': 0.5 });
  await one.load('train', 'SELECT i AS x, CASE WHEN i % 10 < 3 THEN i END AS m FROM range(100) t(i)');
  const made = await one.make();
  expect(await one.columns('train_features')).not.toContain('m_zscore');
  expect(made.warnings.filter((one) => /missing/.test(one))).toEqual([
    expect.stringMatching(/^The features m_zscore, .+ and \d+ more are dropped: missing in 70 % of the rows, more than 50 %\.$/),
  ]);
});

test('when every feature goes there is no table of features', async () => {
  const one = await world();
  await one.load('train', 'SELECT CASE WHEN i < 3 THEN i END AS m FROM range(1000) t(i)');
  const made = await one.make();
  expect([made.features, made.tables, made.dropped > 0]).toEqual([0, {}, true]);
  expect(await one.tables()).toEqual(['train']);
});

describe('rows that become equal', () => {
  const sql = 'SELECT i AS k, (i % 40) % 8 AS x, (i % 40) AS z FROM range(60) t(i)';
  test('are counted', async () => {
    const one = await world({ 'validation.after_features.check_duplicates': true });
    await one.load('train', sql);
    const made = await one.make({ idColumns: ['k'] });
    expect(made.warnings).toEqual(['train_features: 20 duplicate rows found, 0 dropped.']);
    expect(made.rows['train']).toBe(60);
  });
  test('are dropped where asked for; too few that are left are an error, and nothing is left behind', async () => {
    const on = { 'validation.after_features.check_duplicates': true, 'validation.after_features.drop_duplicates': true };
    const one = await world(on);
    await one.load('train', sql);
    expect((await one.make({ idColumns: ['k'] })).rows['train']).toBe(40);
    expect((await one.rows('train_features')).map((row) => row['k'])).toEqual(Array.from({ length: 40 }, (_, i) => i));
    const few = await world({ ...on, 'validation.after_features.min_rows': 50 });
    await few.load('train', sql);
    await expect(few.make({ idColumns: ['k'] })).rejects.toThrow(/has 40 rows .*min_rows \(50\)/);
    expect(await few.tables()).toEqual(['train']);
  });
});

test.each([
  [{}, []],
  [{ 'validation.before_features.max_missing_ratio': 0.3 }, ['t: the column b is missing in 40 % of the rows, more than 30 %.']],
  [
    { 'validation.before_features.signal_detection': true },
    [
      't: the column one has no signal: it has one value.',
      't: the column two has no signal: one of its two values has 99.5 % of the rows.',
    ],
  ],
] as const)('columns before features: %j', async (settings, warnings) => {
  const { workspace } = await world(settings);
  const db = await openDatabase();
  try {
    const columns = ['a', 'b', 'one', 'two'].map((name) => ({ name, type: 'int64' as const }));
    await db.run(
      'CREATE TABLE t AS SELECT CASE WHEN i % 5 > 0 THEN i END AS a, CASE WHEN i % 5 > 1 THEN i END AS b, 1 AS one, (i < 1)::INT AS two FROM range(200) t(i)',
    );
    expect((await checkColumns(workspace.config, { db, relation: 't', columns, table: 't' })).warnings).toEqual(warnings);
  } finally {
    await db.close();
  }
});

test('a test table that lacks a column has no values of its features, and a warning', async () => {
  const one = await world();
  await one.load('train', 'SELECT i AS x, (i * 7) % 13 AS z FROM range(40) t(i)');
  await one.load('test', 'SELECT i AS x FROM range(10) t(i)');
  const made = await one.make();
  expect(made.warnings).toEqual(['The table test lacks the column z of train: features of it have no value there.']);
  const rows = await one.rows('test_features');
  expect(rows).toHaveLength(10);
  expect(rows.every((row) => row['z_zscore'] === null && row['x_zscore'] !== null)).toBe(true);
});

test('more features than a table of SQLite holds: the first are kept, with a warning', async () => {
  const one = await world({ 'validation.after_features.signal_detection': false }, 'sqlite');
  const columns = Array.from({ length: 260 }, (_, i) => `(i * ${i + 3}) % 97 + 1 AS c${i}`);
  await one.load('train', `SELECT ${columns.join(', ')} FROM range(100) t(i)`);
  const made = await one.make();
  expect(made.features).toBe(1990);
  expect(made.warnings.join()).toMatch(/features were made, and a table of sqlite has room for 1990/);
  expect(await one.columns('train_features')).toHaveLength(1990);
}, 240_000);

test('in strict mode what is warned of is an error, and nothing is put in place', async () => {
  const one = await world({ 'validation.strict_mode': true, 'validation.after_features.max_missing_ratio': 0.5 });
  await one.load('train', 'SELECT i AS x, CASE WHEN i % 10 < 3 THEN i END AS m FROM range(100) t(i)');
  await expect(one.make()).rejects.toThrow(/The features m_\w+, .+ are dropped: missing in 70 % of the rows/);
  expect(await one.tables()).toEqual(['train']);
});

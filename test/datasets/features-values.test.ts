import { featureWorld, values, type FeatureWorld, type Row } from './features-world.js';
import type { Values } from '../../src/config/keys.js';

const worlds: FeatureWorld[] = [];
afterEach(async () => {
  for (const world of worlds.splice(0)) await world.close();
});

async function world(settings: Partial<Values> = {}, backend: 'duckdb' | 'sqlite' = 'duckdb'): Promise<FeatureWorld> {
  const made = await featureWorld({ 'validation.after_features.min_rows': 1, ...settings }, backend);
  worlds.push(made);
  return made;
}

/** The features of one table of numbers. */
async function featuresOf(
  sql: string,
  settings: Partial<Values> = {},
  input: Parameters<FeatureWorld['make']>[0] = {},
): Promise<{
  readonly rows: readonly Row[];
  readonly names: readonly string[];
  readonly made: Awaited<ReturnType<FeatureWorld['make']>>;
  readonly world: FeatureWorld;
}> {
  const one = await world(settings);
  await one.load('train', sql);
  const made = await one.make(input);
  return { rows: await one.rows('train_features'), names: await one.columns('train_features'), made, world: one };
}

const column = (rows: readonly Row[], name: string): unknown[] => rows.map((row) => row[name]);

describe('times', () => {
  const at = ['2024-01-01 00:00:00', '2024-02-29 06:15:00', null, '2024-06-15 12:30:59', '2024-12-25 23:59:00', '2023-07-02 18:05:00'];
  const sql = values(
    ['k', 'd'],
    at.map((t, i) => [String(i), t === null ? 'NULL' : `TIMESTAMP '${t}'`]),
  );

  test.each(['duckdb', 'sqlite'] as const)('parts of known times, nulls stay null: %s', async (backend) => {
    const one = await world({}, backend);
    await one.load('train', sql);
    await one.make();
    const rows = await one.rows('train_features');
    expect(column(rows, 'd_dayofweek')).toEqual([0, 3, null, 5, 2, 6]);
    expect(column(rows, 'd_hour')).toEqual([0, 6, null, 12, 23, 18]);
    expect(column(rows, 'd_minute')).toEqual([0, 15, null, 30, 59, 5]);
    expect(column(rows, 'd_is_weekend')).toEqual([0, 0, null, 1, 0, 1]);
  });

  test('cycles lie on the unit circle, and may be switched off', async () => {
    const { rows } = await featuresOf(sql);
    for (const part of ['month', 'hour'])
      for (const row of rows) {
        const [sin, cos] = [row[`d_${part}_sin`], row[`d_${part}_cos`]] as [number | null, number | null];
        if (sin === null || cos === null) expect(row['d_hour']).toBeNull();
        else expect(sin * sin + cos * cos).toBeCloseTo(1, 12);
      }
    const off = await featuresOf(sql, { 'feature_engineering.generic.temporal.include_cyclical': false });
    expect(off.names.filter((name) => /_(sin|cos)$/.test(name))).toEqual([]);
  });

  test('holidays by a calendar; without one there are none, and a note', async () => {
    const { rows } = await featuresOf(sql, { 'features.temporal.holiday_country': 'DE' });
    expect(column(rows, 'd_is_holiday')).toEqual([1, 0, null, 0, 1, 0]);
    const without = await featuresOf(sql);
    expect(without.names).not.toContain('d_is_holiday');
    expect(without.made.notes.join()).toContain('features.temporal.holiday_country');
  });

  test('earlier values by time and group, never of later rows', async () => {
    const table = values(
      ['g', 't', 'x'],
      [
        ["'a'", "TIMESTAMP '2024-01-03'", '30'],
        ["'b'", "TIMESTAMP '2024-01-01'", '5'],
        ["'a'", "TIMESTAMP '2024-01-01'", '10'],
        ["'a'", "TIMESTAMP '2024-01-02'", '20'],
        ["'b'", "TIMESTAMP '2024-01-02'", '7'],
      ],
    );
    const on = { 'feature_engineering.generic.temporal.include_lag': true };
    const roles = { timeColumn: 't', groupColumn: 'g' };
    const { rows } = await featuresOf(table, on, roles);
    expect(column(rows, 'x_lag_1')).toEqual([20, null, null, 10, 5]);
    // A later row says nothing of earlier ones.
    const changed = await featuresOf(table.replace('30)', '999)'), on, roles);
    expect(column(changed.rows, 'x_lag_1')).toEqual([20, null, null, 10, 5]);
    const off = await featuresOf(table, {}, roles);
    expect(off.names.filter((name) => name.includes('lag'))).toEqual([]);
  });
});

describe('categories', () => {
  const colours = ['red', 'green', 'blue', 'red', null, 'black', 'red', 'green', 'blue', 'red', 'red', 'red'];
  const sql = values(
    ['k', 'c'],
    colours.map((c, i) => [String(i), c === null ? 'NULL' : `'${c}'`]),
  );

  test('one column per value, one of them set where the value is known', async () => {
    const { rows, names } = await featuresOf(sql);
    const flags = ['c_red', 'c_green', 'c_blue', 'c_black'];
    expect(names).toEqual(expect.arrayContaining(flags));
    rows.forEach((row, i) => expect(flags.reduce((sum, name) => sum + Number(row[name]), 0)).toBe(colours[i] === null ? 0 : 1));
  });

  test('above max_cardinality there is the frequency alone, and a sentence', async () => {
    const { names, made, world: one } = await featuresOf(sql, { 'feature_engineering.generic.categorical.max_cardinality': 3 });
    expect(names.filter((name) => /^c_(red|green|blue|black)$/.test(name))).toEqual([]);
    expect(names).toContain('c_frequency');
    expect(made.notes.join()).toMatch(/c has 4 values, more than max_cardinality \(3\)/);
    expect(one.said.some(({ message }) => message.includes('max_cardinality (3)'))).toBe(true);
  });

  test('values below min_frequency are rare', async () => {
    const { rows } = await featuresOf(sql, { 'feature_engineering.generic.categorical.min_frequency': 0.1 });
    expect(column(rows, 'c_is_rare')).toEqual(colours.map((c) => (c === 'black' ? 1 : 0)));
    expect(column(rows, 'c_frequency')).toEqual(colours.map((c) => (c === null ? null : colours.filter((d) => d === c).length)));
  });

  test('a row’s own target does not change its code; the codes are the same every time', async () => {
    const rows = Array.from({ length: 60 }, (_, i) => [String(i), `'${'abc'[i % 3]}'`, String((i * 7) % 5 < 2 ? 1 : 0)]);
    const on = { 'features.categorical.enable_target_encoding': true };
    const input = { target: 'y', idColumns: ['k'] };
    const before = await featuresOf(values(['k', 'c', 'y'], rows), on, input);
    const again = await featuresOf(values(['k', 'c', 'y'], rows), on, input);
    expect(before.names).toContain('c_target_mean');
    expect(column(again.rows, 'c_target_mean')).toEqual(column(before.rows, 'c_target_mean'));
    for (const i of [0, 17, 59]) {
      const changed = rows.map((row, j) => (i === j ? [row[0]!, row[1]!, row[2] === '1' ? '0' : '1'] : row));
      const after = await featuresOf(values(['k', 'c', 'y'], changed), on, input);
      expect(after.rows[i]!['c_target_mean']).toBe(before.rows[i]!['c_target_mean']);
    }
    expect((await featuresOf(values(['k', 'c', 'y'], rows), {}, input)).names).not.toContain('c_target_mean');
  });
});

describe('numbers', () => {
  test('logarithm of positive columns alone', async () => {
    const { rows, names } = await featuresOf('SELECT i + 1 AS p, i - 5 AS s FROM range(20) t(i)');
    column(rows, 'p_log').forEach((value, i) => expect(value).toBeCloseTo(Math.log(2 + i), 12));
    expect(names).not.toContain('s_log');
  });

  test('standard score: mean 0, sample standard deviation 1; none of a constant', async () => {
    const { rows, names } = await featuresOf('SELECT (i * 37) % 101 / 3.0 AS x, 7 AS c FROM range(101) t(i)');
    const z = column(rows, 'x_zscore') as number[];
    const mean = z.reduce((sum, value) => sum + value, 0) / z.length;
    const std = Math.sqrt(z.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (z.length - 1));
    expect(Math.abs(mean)).toBeLessThan(1e-9);
    expect(Math.abs(std - 1)).toBeLessThan(1e-9);
    expect(names.filter((name) => name.startsWith('c_'))).toEqual([]);
  });

  test('percentile by average ranks', async () => {
    const x = [10, 20, 20, 30, 40, 40, 40, 50, 60, 70];
    const { rows } = await featuresOf(`SELECT unnest([${x.join(', ')}]) AS x`);
    const rank = (v: number): number => (x.filter((w) => w < v).length + 1 + x.filter((w) => w <= v).length) / 2 / x.length;
    expect(column(rows, 'x_percentile')).toEqual(x.map(rank));
  });

  test('one extreme value is the outlier', async () => {
    const { rows } = await featuresOf('SELECT CASE WHEN i = 13 THEN 1000 ELSE i % 7 END AS x FROM range(50) t(i)');
    expect(column(rows, 'x_is_outlier')).toEqual(Array.from({ length: 50 }, (_, i) => (i === 13 ? 1 : 0)));
  });

  test('bins of equal width and of equal share, for each number of bins', async () => {
    const { rows, names } = await featuresOf('SELECT i AS x, pow(1.1, i) AS s FROM range(100) t(i)', {
      'feature_engineering.generic.binning.n_bins': [4, 10],
    });
    expect(names).toEqual(expect.arrayContaining(['x_bin_equal_4', 'x_bin_equal_10', 'x_bin_quantile_4', 'x_bin_quantile_10']));
    const equal = column(rows, 'x_bin_equal_10') as number[];
    equal.forEach((bin, i) => expect(bin).toBe(Math.min(9, Math.floor((i * 10) / 99))));
    const quantile = column(rows, 's_bin_quantile_10') as number[];
    for (let bin = 0; bin < 10; bin++) expect(quantile.filter((b) => b === bin).length).toBe(10);
  });
});

describe('texts', () => {
  test('lengths in characters; an empty text has words of length 0, a missing one nothing', async () => {
    const texts = [
      "'The quick brown fox jumps'",
      "''",
      'NULL',
      "'smile 😀 now, please!'",
      "'héllo wörld, plain letters'",
      "'one two three four five 6'",
    ];
    const { rows } = await featuresOf(
      values(
        ['k', 't'],
        texts.map((t, i) => [String(i), t]),
      ),
      {
        'feature_engineering.generic.text.min_text_length': 5,
      },
    );
    expect(column(rows, 't_length')).toEqual([25, 0, null, 20, 26, 25]);
    expect(column(rows, 't_word_count')).toEqual([5, 0, null, 4, 4, 6]);
    expect(column(rows, 't_n_special')).toEqual([0, 0, null, 3, 1, 0]);
    expect(column(rows, 't_has_special')).toEqual([0, 0, null, 1, 1, 0]);
    expect(column(rows, 't_avg_word_length')[1]).toBe(0);
    expect(column(rows, 't_avg_word_length')[2]).toBeNull();
    expect(column(rows, 't_avg_word_length')[0]).toBeCloseTo(21 / 5, 12);
  });
});

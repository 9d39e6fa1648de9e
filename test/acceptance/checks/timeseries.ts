import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Check, World } from '../world.js';

const DAY = 86_400_000;
const day = (i: number): string => new Date(Date.UTC(2024, 0, 1) + i * DAY).toISOString().slice(0, 10);

const PAST = 80;

/** Two stores over 120 days; `future` is the day whose values stand at a day from the 80th on. */
function sales(world: World, name: string, future = (i: number): number => i): string {
  const rows = Array.from({ length: 120 }, (_, i) =>
    ['north', 'south'].map((store, s) => {
      const of = i < PAST ? i : future(i);
      return [day(i), store, 100 + 40 * s + ((of * 37 + s * 11) % 29) + of / 10, (of * 7 + s) % 13];
    }),
  );
  return world.csv(`${name}.csv`, 'date,store,sold,visits', rows.flat());
}

const register = (world: World, ...flags: readonly string[]) =>
  world.ok('dataset', 'register', 'sales', sales(world, 'sales'), '--time-column', 'date', '--no-features', ...flags);

const timeColumn: Check = async (world) => {
  await register(world);
  const text = (await world.ok('dataset', 'info', 'sales')).stdout;
  expect(text).toMatch(/time column\s+date\n/);
  expect(text).toMatch(/problem type\s+time_series\n/);
  await world.ok(
    'dataset',
    'register',
    'given',
    sales(world, 'given'),
    '--time-column',
    'date',
    '--target',
    'sold',
    '--problem-type',
    'regression',
    '--no-features',
  );
  expect((await world.ok('dataset', 'info', 'given')).stdout).toMatch(/problem type\s+regression\n/);
};

const groupColumn: Check = async (world) => {
  await register(world, '--group-column', 'store', '--target', 'sold');
  expect((await world.ok('dataset', 'info', 'sales')).stdout).toMatch(/group column\s+store\n/);
  const text = (await world.ok('timeseries', 'analyze', 'sales')).stdout;
  expect(text).toMatch(/2 groups by store/);
  for (const store of ['north', 'south']) expect(text).toMatch(new RegExp(`${store}\\s+120\\s+2024-01-01\\s+2024-04-29\\s+daily`));
  const { groups } = await world.json<{ groups: unknown }>('timeseries', 'analyze', 'sales');
  const means = ['north', 'south'].map((store, s) => {
    const sold = Array.from({ length: 120 }, (_, i) => 100 + 40 * s + ((i * 37 + s * 11) % 29) + i / 10);
    return [store, 120, expect.closeTo(sold.reduce((a, b) => a + b) / 120, 9)];
  });
  expect(
    (groups as { group: string; rows: number; target: { mean: number } }[]).map(({ group, rows, target }) => [group, rows, target.mean]),
  ).toEqual(means);
};

const split: Check = async (world) => {
  await register(world);
  const starts: Record<string, string[]> = {};
  for (const strategy of ['expanding', 'sliding']) {
    const output = strategy === 'expanding' ? 'o' : 'o-sliding';
    await world.ok(
      'timeseries',
      'split',
      'sales',
      '--test-size',
      '0.2',
      '--n-splits',
      '3',
      '--gap',
      '1',
      '--strategy',
      strategy,
      '--output',
      output,
    );
    const folder = join(world.folder, output);
    expect(readdirSync(folder).sort()).toEqual([1, 2, 3].flatMap((i) => [`sales_split${i}_test.csv`, `sales_split${i}_train.csv`]));
    const times = (i: number, part: string): number[] =>
      readFileSync(join(folder, `sales_split${i}_${part}.csv`), 'utf8')
        .trim()
        .split('\n')
        .slice(1)
        .map((line) => Date.parse(line.split(',')[0]!));
    for (const i of [1, 2, 3]) {
      const [train, test] = [times(i, 'train'), times(i, 'test')];
      expect(train.length).toBeGreaterThan(0);
      expect(test.length).toBeGreaterThan(0);
      expect(Math.max(...train)).toBeLessThan(Math.min(...test) - DAY);
      (starts[strategy] ??= []).push(new Date(Math.min(...train)).toISOString().slice(0, 10));
    }
    expect(Math.max(...times(3, 'test'))).toBe(Date.parse(day(119)));
  }
  expect(starts['expanding']).toEqual([day(0), day(0), day(0)]);
  expect(starts['sliding']!.slice(1).every((start, i) => start > starts['expanding']![i + 1]!)).toBe(true);
};

const lags: Check = async (world) => {
  const env = { MDM_FEATURE_ENGINEERING_GENERIC_TEMPORAL_INCLUDE_LAG: 'true' };
  const flags = ['--time-column', 'date', '--group-column', 'store', '--target', 'sold'];
  const before = async (name: string, path: string): Promise<{ lagged: string[]; rows: Record<string, unknown>[] }> => {
    const made = await world.mdmWith({ env }, 'dataset', 'register', name, path, ...flags);
    expect([made.code, made.stderr]).toEqual([0, expect.any(String)]);
    const features = await world.sql(name, 'SELECT * FROM train_features');
    const rows = await world.sql(name, 'SELECT * FROM train');
    expect(features).toHaveLength(rows.length);
    const lagged = Object.keys(features[0]!).filter((column) => /_lag|_rolling|_diff|_previous/.test(column));
    // Tables are read in the order they were loaded: two rows for each day.
    return { lagged, rows: features.slice(0, 2 * PAST) };
  };
  const plain = await before('sales', sales(world, 'sales'));
  const changed = await before(
    'shuffled',
    sales(world, 'shuffled', (i) => PAST + ((i * 17 + 5) % 40)),
  );
  expect(plain.lagged).toContain('visits_lag_1');
  expect(changed.lagged).toEqual(plain.lagged);
  const values = ({ rows }: typeof plain): unknown[] => rows.map((row) => plain.lagged.map((column) => row[column]));
  expect(values(changed)).toEqual(values(plain));
  // The value of the store's day before.
  const lag = plain.lagged.indexOf('visits_lag_1');
  expect((values(plain) as unknown[][]).slice(2).map((row) => Number(row[lag]))).toEqual(
    Array.from({ length: 2 * PAST - 2 }, (_, k) => (Math.floor(k / 2) * 7 + (k % 2)) % 13),
  );
};

export const checks: Readonly<Record<string, Check>> = {
  'A5.4-01': timeColumn,
  'A5.4-02': groupColumn,
  'A5.4-03': split,
  'A5.4-04': lags,
};

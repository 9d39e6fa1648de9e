import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { workspace } from './workspace.js';

const space = workspace();
const sales = join(import.meta.dirname, '../data/timeseries/sales.csv');

beforeEach(() => {
  space.env = { ...space.env, MDM_HOME_DIR: join(space.folder, 'home') };
  cpSync(sales, join(space.folder, 'sales.csv'));
});

const register = async (...flags: readonly string[]): Promise<void> => {
  const { code, stderr } = await space.mdm('dataset', 'register', 'sales', 'sales.csv', '--target', 'sold', '--no-features', ...flags);
  if (code !== 0) throw new Error(stderr);
};
const json = async <T extends object>(...argv: readonly string[]): Promise<T> =>
  JSON.parse((await space.mdm(...argv, '--json')).stdout) as T;

test('a series is looked at, divided and resampled', async () => {
  await register('--time-column', 'date', '--group-column', 'store');
  const analyzed = await space.mdm('timeseries', 'analyze', 'sales');
  expect([analyzed.code, analyzed.stderr]).toEqual([0, '']);
  expect(analyzed.stdout).toMatch(/frequency\s+daily/);
  expect(analyzed.stdout).toMatch(/2 groups by store/);
  expect(await json('timeseries', 'analyze', 'sales')).toMatchObject({
    frequency: { code: '1D' },
    groups: [{ group: 'a' }, { group: 'b' }],
  });

  const validated = await space.mdm('timeseries', 'validate', 'sales', '--folds', '4', '--gap', '12h');
  expect(validated.stdout).toMatch(/4 folds forward in time/);
  const { folds } = await json<{ folds: { train: { end: string }; test: { start: string; end: string } }[] }>(
    'timeseries',
    'validate',
    'sales',
    '--folds',
    '4',
    '--gap',
    '7',
  );
  expect(folds).toHaveLength(4);
  for (const { train, test: tested } of folds) expect(Date.parse(train.end)).toBeLessThan(Date.parse(tested.start) - 7 * 86_400_000);
  expect(folds.at(-1)!.test.end).toBe('2024-02-04');

  const resampled = await space.mdm('timeseries', 'resample', 'sales', '--freq', '1M', '--agg', 'sum', '--output', 'monthly.csv');
  expect([resampled.code, resampled.stdout]).toEqual([0, expect.stringContaining('Wrote monthly.csv')]);
  const lines = readFileSync(join(space.folder, 'monthly.csv'), 'utf8').trim().split('\n');
  expect([lines[0], lines.length]).toEqual(['date,store,sold,visits', 1 + 2 * 14]);
  expect((await space.mdm('timeseries', 'resample', 'sales', '--freq', '1W', '--into', 'weekly')).code).toBe(0);
  expect((await json<{ tables: unknown }>('dataset', 'info', 'sales')).tables).toEqual({ train: 'train', weekly: 'weekly' });
  expect((await json<{ frequency: unknown }>('timeseries', 'analyze', 'sales', '--table', 'weekly')).frequency).toMatchObject({
    name: 'weekly',
  });
});

test('what is wrong is said', async () => {
  await register();
  const cases: readonly [number, RegExp, readonly string[]][] = [
    [2, /--time-column date/, ['analyze', 'sales']],
    [2, /Did you mean --time-column date/, ['analyze', 'sales', '--time-column', 'dat']],
    [2, /holds no times/, ['analyze', 'sales', '--time-column', 'store']],
    [2, /is no frequency/, ['resample', 'sales', '--time-column', 'date', '--freq', '1X']],
    [2, /no length of time for --gap/, ['validate', 'sales', '--time-column', 'date', '--gap', 'soon']],
    [2, /between 0 and 1/, ['split', 'sales', '--time-column', 'date', '--test-size', '0']],
    [2, /too few for 1000 splits/, ['split', 'sales', '--time-column', 'date', '--n-splits', '1000']],
    [3, /sale/, ['analyze', 'sale']],
  ];
  for (const [exit, says, argv] of cases) {
    const { code, stderr, stdout } = await space.mdm('timeseries', ...argv);
    expect([argv.join(' '), code, stdout, stderr]).toEqual([argv.join(' '), exit, '', expect.stringMatching(says)]);
  }
});

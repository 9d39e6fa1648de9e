import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { foldSeries, splitSeries, type SplitOptions } from '../../../src/datasets/timeseries/split.js';
import { openDatabase } from '../../../src/engine/duckdb/driver.js';
import { foldWindows, splitWindows } from '../../../src/timeseries/windows.js';
import { columnsOf, days, seriesWorld } from './world.js';

const world = seriesWorld();

const read = (file: string): string[][] =>
  readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.split(','));
const DAY = 86_400_000;
const at = (day: string): number => Date.parse(day);

describe('files', () => {
  const cases: readonly [string, SplitOptions, number][] = [
    ['expanding', { gap: { amount: 1 } }, DAY],
    ['sliding', { strategy: 'sliding', gap: { amount: 12, unit: 'h' }, splits: 4, testSize: 0.4 }, DAY / 2],
    ['tests of 30 days', { testSize: { amount: 30, unit: 'd' }, splits: 2 }, 0],
  ];
  test.each(cases)('%s: every time of training is before every time of the test minus the gap', async (name, options, gap) => {
    const output = join(world.folder, name);
    const { splits, files } = await splitSeries(world.ws, 'sales', { ...options, output });
    expect(splits).toHaveLength(options.splits ?? 3);
    expect(readdirSync(output).sort()).toEqual(
      splits.flatMap(({ number }) => [`sales_split${number}_test.csv`, `sales_split${number}_train.csv`]),
    );
    expect(files).toHaveLength(2 * splits.length);
    let last = '';
    for (const { number, train, test } of splits) {
      const [trained, tested] = ['train', 'test'].map((part) => read(join(output, `sales_split${number}_${part}.csv`)));
      expect(trained![0]).toEqual(['date', 'store', 'sold', 'visits']);
      const [before, after] = [trained!, tested!].map((rows) => rows.slice(1).map(([day]) => day!));
      expect([before!.length, after!.length]).toEqual([train.rows, test.rows]);
      expect(before).toEqual([...before!].sort());
      expect(at(before!.at(-1)!)).toBeLessThan(at(after![0]!) - gap);
      expect([train.start, train.end, test.start, test.end]).toEqual([before![0], before!.at(-1), after![0], after!.at(-1)]);
      last = after!.at(-1)!;
    }
    expect(last).toBe('2024-02-04');
  });

  test('sliding and expanding differ in where training begins', async () => {
    const [expanding, sliding] = [await splitSeries(world.ws, 'sales'), await splitSeries(world.ws, 'sales', { strategy: 'sliding' })];
    expect(expanding.splits.map(({ train }) => train.start)).toEqual(['2023-01-01', '2023-01-01', '2023-01-01']);
    expect(new Set(sliding.splits.map(({ train }) => train.start)).size).toBe(3);
    expect(new Set(sliding.splits.map(({ train }) => train.to - train.from)).size).toBe(1);
    expect(sliding.splits.map(({ test }) => test)).toEqual(expanding.splits.map(({ test }) => test));
  });

  test('Parquet, and a folder that has them already', async () => {
    const output = join(world.folder, 'parquet/deep');
    const { files } = await splitSeries(world.ws, 'hourly', { output, format: 'parquet', splits: 1 });
    const db = await openDatabase();
    const [[type, count] = []] = await db.rows(`SELECT typeof(any_value("at")), count(*) FROM '${files[0]!}'`);
    expect([type, Number(count)]).toEqual(['TIMESTAMP', expect.any(Number)]);
    await db.close();
    await expect(splitSeries(world.ws, 'hourly', { output, format: 'parquet', splits: 1 })).rejects.toMatchObject({ code: 'exists' });
    await splitSeries(world.ws, 'hourly', { output, format: 'parquet', splits: 1, force: true });
  });

  test('nothing is written when a file is in the way', async () => {
    const output = join(world.folder, 'parquet/deep');
    await expect(splitSeries(world.ws, 'hourly', { output, format: 'parquet', splits: 2 })).rejects.toMatchObject({ code: 'exists' });
    expect(readdirSync(output).sort()).toEqual(['hourly_split1_test.parquet', 'hourly_split1_train.parquet']);
  });
});

describe('edges', () => {
  test('a column of numbers takes a gap of numbers', async () => {
    await world.add(
      'numbered',
      columnsOf('n:int64'),
      Array.from({ length: 20 }, (_, i) => [i]),
      { time_column: 'n' },
    );
    const { splits } = await splitSeries(world.ws, 'numbered', { splits: 1, gap: { amount: 3 } });
    expect(splits[0]).toMatchObject({ train: { end: '12' }, test: { start: '16', end: '19' } });
    await expect(splitSeries(world.ws, 'numbered', { gap: { amount: 3, unit: 'h' } })).rejects.toMatchObject({ code: 'usage' });
  });

  test('a split with nothing before it is left out and told', async () => {
    await world.add(
      'short',
      columnsOf('d:date'),
      days('2024-01-01', 12).map((day) => [day]),
      { time_column: 'd' },
    );
    const { splits, notes } = await splitSeries(world.ws, 'short', { gap: { amount: 4 } });
    expect(splits.map(({ number }) => number)).toEqual([2, 3]);
    expect(notes).toEqual([expect.stringContaining('Split 1 is left out')]);
    await expect(splitSeries(world.ws, 'short', { gap: { amount: 40 } })).rejects.toMatchObject({ code: 'usage' });
    await expect(splitSeries(world.ws, 'short', { splits: 12 })).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringContaining('12 different times'),
    });
  });

  test('without an output nothing is written', async () => {
    const { files } = await splitSeries(world.ws, 'short', {});
    expect(files).toEqual([]);
    expect(existsSync(join(world.folder, 'short_split1_train.csv'))).toBe(false);
  });
});

describe('folds', () => {
  test('each is tested on what follows its training, to the end of the series', async () => {
    const { folds } = await foldSeries(world.ws, 'short');
    expect(folds.map(({ train, test }) => [train.rows, train.end, test.start, test.end, test.rows])).toEqual([
      [2, '2024-01-02', '2024-01-03', '2024-01-04', 2],
      [4, '2024-01-04', '2024-01-05', '2024-01-06', 2],
      [6, '2024-01-06', '2024-01-07', '2024-01-08', 2],
      [8, '2024-01-08', '2024-01-09', '2024-01-10', 2],
      [10, '2024-01-10', '2024-01-11', '2024-01-12', 2],
    ]);
  });

  test('a gap', async () => {
    const { folds } = await foldSeries(world.ws, 'short', { folds: 2, gap: { amount: 2 } });
    expect(folds.map(({ train, test }) => [train.end, test.start])).toEqual([
      ['2024-01-02', '2024-01-05'],
      ['2024-01-06', '2024-01-09'],
    ]);
  });
});

test('windows are in order, do not overlap, and end with the series', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 2, max: 500 }),
      fc.integer({ min: 1, max: 20 }),
      fc.double({ min: 0.01, max: 0.99, noNaN: true }),
      (times, parts, share) => {
        fc.pre(times > parts);
        for (const windows of [splitWindows(times, parts, share), foldWindows(times, parts)]) {
          expect(windows).toHaveLength(parts);
          expect(windows.at(-1)!.to).toBe(times);
          windows.forEach(({ from, to }, i) => {
            expect(from).toBeGreaterThanOrEqual(windows[i - 1]?.to ?? 0);
            expect(to).toBeGreaterThan(from);
          });
        }
      },
    ),
  );
});

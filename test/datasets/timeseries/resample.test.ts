import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { resampleSeries, type ResampleOptions } from '../../../src/datasets/timeseries/resample.js';
import { openRepository } from '../../../src/datasets/repository.js';
import { rowsOf } from '../../../src/storage/arrow-rows.js';
import { parseFrequency } from '../../../src/timeseries/duration.js';
import { columnsOf, days, figures, seriesWorld } from './world.js';

const world = seriesWorld();
let made = 0;

/** All rows of a result, through a JSON file. */
async function rows(name: string, options: Omit<ResampleOptions, 'frequency'> & { freq: string }): Promise<unknown[][]> {
  const output = join(world.folder, `${made++}.json`);
  const { columns } = await resampleSeries(world.ws, name, { ...options, frequency: parseFrequency(options.freq), output });
  const read = JSON.parse(readFileSync(output, 'utf8')) as Record<string, unknown>[];
  return read.map((row) => columns.map((column) => row[column] ?? null));
}

const close = (value: unknown): unknown => (typeof value === 'number' ? expect.closeTo(value, 9) : value);

describe('as pandas has it', () => {
  const cases = figures.resampled.map((one) => [`${one.freq} ${one.agg} ${one.fill}`, one] as const);
  test.each(cases)('%s', async (_, { freq, agg, fill, rows: expected }) => {
    const got = await rows('hourly', { freq, aggregate: agg, fill });
    expect(got.map(([at, ...values]) => [at, ...values])).toEqual(expected.map((row) => row.map(close)));
  });

  test('groups by the week', async () => {
    const got = await rows('sales', { freq: '1W', aggregate: 'mean' });
    expect(got).toEqual(figures.grouped.map(([store, at, ...values]) => [at.slice(0, 10), store, ...values.map(close)]));
  });
});

describe('results', () => {
  test('CSV, Parquet and a table of the dataset', async () => {
    const csv = join(world.folder, 'daily.csv');
    const result = await resampleSeries(world.ws, 'hourly', { frequency: parseFrequency('1D'), output: csv, into: 'daily' });
    expect(result).toMatchObject({
      columns: ['at', 'heat'],
      rows: 30,
      file: csv,
      into: 'daily',
      notes: ['mean says nothing of "state"; left out.'],
    });
    const lines = readFileSync(csv, 'utf8').trim().split('\n');
    expect(lines).toHaveLength(31);
    expect(lines[1]).toMatch(/^2024-02-26 00:00:00,\d/);
    const backend = await world.ws.backends.of('sqlite');
    expect(await backend.table('hourly', 'daily')).toMatchObject({
      rows: 30,
      columns: [
        { name: 'at', type: 'timestamp' },
        { name: 'heat', type: 'double' },
      ],
    });
    expect((await openRepository(world.ws.config).get('hourly')).tables).toEqual({ train: 'train', daily: 'daily' });
  });

  test('what is there already stays, unless it was made so and --force is given', async () => {
    const again = { frequency: parseFrequency('1W'), aggregate: 'count' as const };
    await expect(resampleSeries(world.ws, 'hourly', { ...again, into: 'daily' })).rejects.toMatchObject({ code: 'exists' });
    await expect(resampleSeries(world.ws, 'hourly', { ...again, into: 'train', force: true })).rejects.toMatchObject({ code: 'exists' });
    await expect(resampleSeries(world.ws, 'hourly', { ...again, output: join(world.folder, 'daily.csv') })).rejects.toMatchObject({
      code: 'exists',
    });
    await expect(resampleSeries(world.ws, 'hourly', { ...again, into: 'a b' })).rejects.toMatchObject({ code: 'usage' });
    await resampleSeries(world.ws, 'hourly', { ...again, into: 'daily', force: true });
    const backend = await world.ws.backends.of('sqlite');
    const read: unknown[][] = [];
    for await (const batch of backend.readTable('hourly', 'daily')) read.push(...rowsOf(batch));
    expect(read[0]).toEqual(['2024-02-26 00:00:00', expect.any(BigInt), expect.any(BigInt)]);
    expect(read).toHaveLength(5);
  });

  test('buckets without rows: missing, and a count of 0', async () => {
    await world.add(
      'holes',
      columnsOf('d:date n:int64 t:text'),
      [
        ['2024-01-01', 1, 'a'],
        ['2024-01-04', 4, null],
        ['2024-01-05', null, 'b'],
      ],
      { time_column: 'd' },
    );
    expect(await rows('holes', { freq: '1D', aggregate: 'sum' })).toEqual([
      ['2024-01-01', 1],
      ['2024-01-02', null],
      ['2024-01-03', null],
      ['2024-01-04', 4],
      ['2024-01-05', null],
    ]);
    expect(await rows('holes', { freq: '1D', aggregate: 'count', fill: 'ffill' })).toEqual([
      ['2024-01-01', 1, 1],
      ['2024-01-02', 0, 0],
      ['2024-01-03', 0, 0],
      ['2024-01-04', 1, 0],
      ['2024-01-05', 0, 1],
    ]);
    expect(await rows('holes', { freq: '1D', aggregate: 'last', fill: 'ffill' })).toEqual([
      ['2024-01-01', 1, 'a'],
      ['2024-01-02', 1, 'a'],
      ['2024-01-03', 1, 'a'],
      ['2024-01-04', 4, 'a'],
      ['2024-01-05', 4, 'b'],
    ]);
    expect(await rows('holes', { freq: '1D', aggregate: 'first', fill: 'interpolate' })).toEqual([
      ['2024-01-01', 1, 'a'],
      ['2024-01-02', 2, null],
      ['2024-01-03', 3, null],
      ['2024-01-04', 4, null],
      ['2024-01-05', null, 'b'],
    ]);
    expect(await resampleSeries(world.ws, 'holes', { frequency: parseFrequency('1D') })).toMatchObject({ rows: 5, empty: 2 });
  });

  test('months, quarters and years begin with their first day', async () => {
    await world.add(
      'long',
      columnsOf('d:date n:int64'),
      days('2023-11-30', 500).map((day) => [day, 1]),
      { time_column: 'd' },
    );
    expect((await rows('long', { freq: '1M', aggregate: 'sum' })).slice(0, 3)).toEqual([
      ['2023-11-01', 1],
      ['2023-12-01', 31],
      ['2024-01-01', 31],
    ]);
    expect((await rows('long', { freq: '1Q', aggregate: 'sum' })).slice(0, 2)).toEqual([
      ['2023-10-01', 32],
      ['2024-01-01', 91],
    ]);
    expect((await rows('long', { freq: '1Y', aggregate: 'sum' })).slice(0, 2)).toEqual([
      ['2023-01-01', 32],
      ['2024-01-01', 366],
    ]);
    expect((await rows('long', { freq: '12h', aggregate: 'sum' })).slice(0, 3)).toEqual([
      ['2023-11-30 00:00:00', 1],
      ['2023-11-30 12:00:00', null],
      ['2023-12-01 00:00:00', 1],
    ]);
  });

  test('numbers are no times, and a step may not be too short', async () => {
    await world.add('counted', columnsOf('n:int64'), [[1], [2]], { time_column: 'n' });
    await expect(resampleSeries(world.ws, 'counted', { frequency: parseFrequency('1D') })).rejects.toMatchObject({
      code: 'usage',
      exit: 2,
    });
    await world.add('ages', columnsOf('d:date'), [['1000-01-01'], ['2024-01-01']], { time_column: 'd' });
    await expect(resampleSeries(world.ws, 'ages', { frequency: parseFrequency('1s') })).rejects.toMatchObject({ code: 'usage' });
  });
});

import { analyzeSeries } from '../../../src/datasets/timeseries/analyze.js';
import { columnsOf, days, type Figure, figures, seriesWorld } from './world.js';

const world = seriesWorld();

const near = (value: number): unknown => expect.closeTo(value, Math.max(0, 8 - Math.ceil(Math.log10(Math.abs(value) + 1e-12))));

/** What pandas says of a series, in our words. */
function expected(figure: Figure, daily: boolean) {
  const word = (time: string): string => (daily ? time.slice(0, 10) : time);
  return {
    rows: figure.rows,
    start: word(figure.start),
    end: word(figure.end),
    missing: { count: figure.missing, percent: near(figure.percent), first: figure.first.map(word) },
    duplicates: { rows: figure.duplicates },
    target: { mean: near(figure.mean), std: near(figure.std), trend: { slope: near(figure.slope), p_value: near(figure.p) } },
  };
}

describe('as pandas and scipy have it', () => {
  test('rows that are in no order, of two stores', async () => {
    const analysis = await analyzeSeries(world.ws, 'sales');
    expect(analysis).toMatchObject({
      dataset: 'sales',
      table: 'train',
      time_column: 'date',
      target_column: 'sold',
      group_column: 'store',
      frequency: { name: 'daily', code: '1D' },
      ...expected(figures.sales, true),
    });
    expect(analysis.groups.map(({ group }) => group)).toEqual(['a', 'b']);
    for (const group of analysis.groups) expect(group).toMatchObject(expected(figures.groups[group.group!]!, true));
    expect(analysis.groups[0]!.target!.trend!.direction).toBe('rising');
  });

  test('hours, with a gap', async () => {
    const analysis = await analyzeSeries(world.ws, 'hourly');
    expect(analysis).toMatchObject({ frequency: { name: 'hourly', code: '1h' }, ...expected(figures.hourly, false), groups: [] });
    expect(analysis.gaps.longest[0]).toMatchObject({ missing: expect.any(Number), after: expect.stringMatching(/^2024-03-01 0/) });
    expect(analysis.gaps.longest[0]!.missing).toBeGreaterThanOrEqual(30);
  });

  test('seasons', async () => {
    const [hourly, sales] = [await analyzeSeries(world.ws, 'hourly'), await analyzeSeries(world.ws, 'sales')];
    const { seasons } = figures;
    const [ofDay, ofWeek, weekly] = ['hourly hour of day', 'hourly day of week', 'sales day of week'].map((name) => seasons[name]!);
    expect(hourly.seasonality).toEqual([
      { cycle: 'hour of day', strength: near(ofDay!.strength), p_value: near(ofDay!.p), detected: true },
      { cycle: 'day of week', strength: near(ofWeek!.strength), p_value: near(ofWeek!.p), detected: false },
    ]);
    expect(sales.groups[0]!.seasonality).toEqual([
      { cycle: 'day of week', strength: near(weekly!.strength), p_value: near(weekly!.p), detected: true },
    ]);
  });
});

const times = (from: string, count: number, minutes: number): string[] =>
  Array.from({ length: count }, (_, i) => new Date(Date.parse(from) + i * minutes * 60_000).toISOString().slice(0, 19).replace('T', ' '));
const months = (from: number, count: number, step: number, day: number): string[] =>
  Array.from({ length: count }, (_, i) => {
    const last = new Date(Date.UTC(2020, from + i * step + 1, 0)).getUTCDate();
    return new Date(Date.UTC(2020, from + i * step, Math.min(day, last))).toISOString().slice(0, 10);
  });
const weekdays = days('2024-01-01', 60).filter((day) => ![0, 6].includes(new Date(day).getUTCDay()));

describe('frequencies', () => {
  const cases: readonly [string, string | null, readonly string[]][] = [
    ['minutely', '1min', times('2024-01-01', 100, 1)],
    ['every 15 minutes', '15min', times('2024-01-01', 100, 15)],
    ['every 4 hours', '4h', times('2024-01-01', 40, 240)],
    ['daily', '1D', days('2024-01-01', 30)],
    ['every 2 days', '2D', days('2024-01-01', 30, 2)],
    ['weekly', '1W', days('2024-01-01', 30, 7)],
    ['business daily', null, weekdays],
    ['monthly', '1M', months(0, 24, 1, 15)],
    ['monthly', '1M', months(0, 24, 1, 31)],
    ['quarterly', '1Q', months(2, 12, 3, 31)],
    ['yearly', '1Y', months(1, 8, 12, 29)],
    ['every 2 months', '2M', months(0, 9, 2, 1)],
  ];
  test.each(cases)('%s (%s)', async (name, code, given) => {
    const key = `${name} ${given[1]}`.replace(/[^a-z0-9]/g, '_');
    await world.add(
      key,
      columnsOf('at:timestamp'),
      given.map((at) => [at]),
      { time_column: 'at' },
    );
    expect(await analyzeSeries(world.ws, key)).toMatchObject({
      frequency: { name, code, regularity: 1 },
      missing: { count: 0, percent: 0, first: [] },
      gaps: { count: 0 },
    });
    // Every step is one when nothing is missing; without some in the middle it stays the same frequency.
    const without = given.filter((_, i) => i !== 3 && i !== 5);
    await world.add(
      `${key}_gaps`,
      columnsOf('at:timestamp'),
      without.map((at) => [at]),
      { time_column: 'at' },
    );
    const gaps = await analyzeSeries(world.ws, `${key}_gaps`);
    expect(gaps).toMatchObject({ frequency: { name }, missing: { count: 2 }, gaps: { count: 2 } });
    const first = gaps.missing.first.map((time) => time.padEnd(19, ' 00:00:00'));
    expect(first).toEqual([given[3]!, given[5]!].map((time) => time.padEnd(19, ' 00:00:00')));
  });

  test('a column of numbers', async () => {
    await world.add(
      'steps',
      columnsOf('step:int64 y:double'),
      [9, 1, 3, 5, 13, 11, 3].map((n) => [n, n * 2]),
      { time_column: 'step', target_column: 'y' },
    );
    expect(await analyzeSeries(world.ws, 'steps')).toMatchObject({
      start: '1',
      end: '13',
      frequency: { name: 'every 2', code: null },
      missing: { count: 1, first: ['7'] },
      duplicates: { rows: 1, times: 1 },
      target: { trend: { slope: 2, p_value: 0, direction: 'rising' } },
    });
  });

  test('one time has none', async () => {
    await world.add(
      'once',
      columnsOf('at:date y:int64'),
      [
        ['2024-01-01', 1],
        ['2024-01-01', 2],
      ],
      { time_column: 'at', target_column: 'y' },
    );
    expect(await analyzeSeries(world.ws, 'once')).toMatchObject({
      frequency: null,
      missing: { count: 0 },
      target: { trend: null, mean: 1.5 },
      duplicates: { rows: 1 },
    });
  });
});

describe('what is given', () => {
  test('texts are read as times; those that are none are counted', async () => {
    await world.add('texts', columnsOf('at:text'), [['2024-01-02'], ['?'], [null], ['2024-01-01'], ['2024-01-03']], {});
    const analysis = await analyzeSeries(world.ws, 'texts', { timeColumn: 'at' });
    expect(analysis).toMatchObject({ rows: 3, start: '2024-01-01', end: '2024-01-03', notes: [expect.stringContaining('2 of 5 rows')] });
  });

  test('without a time column it says how to give one', async () => {
    await expect(analyzeSeries(world.ws, 'texts')).rejects.toMatchObject({
      code: 'usage',
      exit: 2,
      next: expect.stringContaining('--time-column'),
    });
  });

  const wrong: readonly [string, { timeColumn?: string; groupColumn?: string; table?: string }, string][] = [
    ['a column that is not there', { timeColumn: 'dat' }, 'unknown-column'],
    ['a group that is not there', { groupColumn: 'shop' }, 'unknown-column'],
    ['a column of words', { timeColumn: 'store' }, 'usage'],
    ['a table that is not there', { table: 'tset' }, 'usage'],
  ];
  test.each(wrong)('%s', async (_, options, code) => {
    await expect(analyzeSeries(world.ws, 'sales', options)).rejects.toMatchObject({ code, exit: 2 });
  });

  test('columns of any name', async () => {
    const columns = [
      { name: 'mdm "t"', type: 'date' as const },
      { name: 't', type: 'int64' as const },
      { name: 'g', type: 'text' as const },
    ];
    await world.add(
      'odd',
      columns,
      days('2024-01-01', 9).map((day, i) => [day, i, i % 2 ? "it's" : null]),
      { time_column: 'mdm "t"', group_column: 'g', target_column: 't' },
    );
    const analysis = await analyzeSeries(world.ws, 'odd');
    expect(analysis).toMatchObject({ frequency: { name: 'daily' }, target: { trend: { slope: expect.closeTo(1) } } });
    expect(analysis.groups.map(({ group, frequency }) => [group, frequency?.name])).toEqual(
      expect.arrayContaining([
        ["it's", 'every 2 days'],
        [null, 'every 2 days'],
      ]),
    );
  });
});

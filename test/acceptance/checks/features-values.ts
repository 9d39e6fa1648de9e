import { featuresOf, generic, logged, namesOf, numbers, registered } from './features-help.js';
import type { Check } from '../world.js';

/** 20 timestamps with weekday (Monday 0), hour and minute, two of them missing. */
const TIMES: readonly (readonly [string, number, number, number] | null)[] = [
  ['2024-01-01 00:00:00', 0, 0, 0],
  ['2024-01-02 01:05:00', 1, 1, 5],
  ['2024-02-29 23:59:59', 3, 23, 59],
  ['2023-12-31 12:30:00', 6, 12, 30],
  null,
  ['2000-02-29 06:15:00', 1, 6, 15],
  ['1999-12-31 23:00:00', 4, 23, 0],
  ['2024-07-06 18:45:30', 5, 18, 45],
  ['2024-07-07 07:07:07', 6, 7, 7],
  ['2024-10-03 09:00:00', 3, 9, 0],
  ['2024-12-25 10:10:10', 2, 10, 10],
  ['2025-03-30 02:30:00', 6, 2, 30],
  ['1970-01-01 00:00:01', 3, 0, 0],
  null,
  ['2010-05-05 05:55:00', 2, 5, 55],
  ['2016-11-08 20:20:00', 1, 20, 20],
  ['2021-06-21 13:37:00', 0, 13, 37],
  ['2022-08-26 16:01:00', 4, 16, 1],
  ['2026-04-18 22:22:00', 5, 22, 22],
  ['2030-09-09 03:33:00', 0, 3, 33],
];
const timeRows = TIMES.map((at) => [at === null ? '' : at[0]]);
const target = (n: number): number => (n * 7) % 3;

export const transformers: Readonly<Record<string, Check>> = {
  'A4.2.1-02': async (world) => {
    const { rows } = await registered(world, 'd', timeRows);
    expect(numbers(rows, 'd_dayofweek')).toEqual(TIMES.map((at) => at?.[1] ?? null));
    expect(numbers(rows, 'd_hour')).toEqual(TIMES.map((at) => at?.[2] ?? null));
    expect(numbers(rows, 'd_minute')).toEqual(TIMES.map((at) => at?.[3] ?? null));
  },
  'A4.2.1-03': async (world) => {
    const { rows } = await registered(world, 'd', timeRows, generic({ temporal: { include_cyclical: true } }));
    for (const part of ['month', 'hour']) {
      const [sin, cos] = [numbers(rows, `d_${part}_sin`), numbers(rows, `d_${part}_cos`)];
      TIMES.forEach((at, i) => {
        if (at === null) expect([sin[i], cos[i]]).toEqual([null, null]);
        else expect(sin[i]! ** 2 + cos[i]! ** 2).toBeCloseTo(1, 12);
      });
    }
    await world.ok('dataset', 'remove', 'd', '--force');
    const off = await registered(world, 'd', timeRows, generic({ temporal: { include_cyclical: false } }));
    expect(off.names.filter((name) => /_(sin|cos)$/.test(name))).toEqual([]);
  },
  'A4.2.1-04': async (world) => {
    // Rows in no order: the order is by time, in groups.
    const rows = Array.from({ length: 24 }, (_, i) => {
      const step = (Math.floor(i / 2) * 7) % 12;
      return [i % 2 === 0 ? 'a' : 'b', `2024-01-${String(step + 1).padStart(2, '0')}`, step * 10 + (i % 2)];
    });
    const flags = ['--time-column', 't', '--group-column', 'g'];
    const on = await registered(world, 'g,t,x', rows, generic({ temporal: { include_lag: true } }), ...flags);
    const lag = on.names.find((name) => /^x_lag/.test(name))!;
    expect(numbers(on.rows, lag)).toEqual(
      rows.map(([g, t]) => {
        const before = rows
          .filter((other) => other[0] === g && String(other[1]) < String(t))
          .sort((a, b) => (String(a[1]) < String(b[1]) ? 1 : -1))[0];
        return before === undefined ? null : (before[2] as number);
      }),
    );
    await world.ok('dataset', 'remove', 'd', '--force');
    const off = await registered(world, 'g,t,x', rows, generic({ temporal: { include_lag: false } }), ...flags);
    expect(off.names.filter((name) => name.includes('lag'))).toEqual([]);
  },
  'A4.2.1-05': async (world) => {
    const without = await registered(world, 'd', timeRows);
    expect(numbers(without.rows, 'd_is_weekend')).toEqual(TIMES.map((at) => (at === null ? null : at[1] >= 5 ? 1 : 0)));
    expect(without.names.filter((name) => name.includes('holiday'))).toEqual([]);
    expect(without.stderr).toMatch(/holiday/i);
    await world.ok('dataset', 'remove', 'd', '--force');
    const holidays = new Set(['2024-01-01', '2024-10-03', '2024-12-25', '1970-01-01']);
    const { rows } = await registered(world, 'd', timeRows, { features: { temporal: { holiday_country: 'DE' } } });
    expect(numbers(rows, 'd_is_holiday')).toEqual(TIMES.map((at) => (at === null ? null : Number(holidays.has(at[0].slice(0, 10))))));
  },
  'A4.2.2-01': async (world) => {
    const values = Array.from({ length: 40 }, (_, i) =>
      i === 7 ? '' : ['red', 'green', 'blue', 'black'][(i * i) % 4 === 0 ? i % 3 : i % 4]!,
    );
    const { rows, names } = await registered(
      world,
      'c',
      values.map((value) => [value]),
    );
    const flags = ['c_red', 'c_green', 'c_blue', 'c_black'];
    for (const flag of flags) expect(names).toContain(flag);
    values.forEach((value, i) => {
      const set = flags.filter((flag) => Number(rows[i]![flag]) === 1);
      for (const flag of flags) expect([0, 1]).toContain(Number(rows[i]![flag]));
      expect(set).toEqual(value === '' ? [] : [`c_${value}`]);
    });
  },
  'A4.2.2-02': async (world) => {
    const values = Array.from({ length: 40 }, (_, i) => ['a', 'b', 'c', 'd'][i < 5 ? 3 : i % 3]);
    const { names } = await registered(
      world,
      'c',
      values.map((value) => [value]),
      generic({ categorical: { max_cardinality: 3 } }),
    );
    expect(names.filter((name) => /^c_[abcd]$/.test(name))).toEqual([]);
    expect(names).toContain('c_frequency');
    expect(logged(world).some(({ message }) => /c has 4 values, more than max_cardinality \(3\)/.test(message))).toBe(true);
  },
  'A4.2.2-03': async (world) => {
    const values = Array.from({ length: 50 }, (_, i) => (i < 4 ? 'rare' : i < 9 ? 'enough' : 'often'));
    const { rows } = await registered(
      world,
      'c',
      values.map((value) => [value]),
      generic({ categorical: { min_frequency: 0.1 } }),
    );
    expect(numbers(rows, 'c_is_rare')).toEqual(values.map((value) => (value === 'rare' ? 1 : 0)));
  },
  'A4.2.2-05': async (world) => {
    const on = { features: { categorical: { enable_target_encoding: true } } };
    const rows = Array.from({ length: 60 }, (_, i) => ['abc'[target(i)], (i * 11) % 4 === 0 ? 1 : 0]);
    const first = numbers((await registered(world, 'c,y', rows, on, '--target', 'y')).rows, 'c_target_mean');
    await world.ok('dataset', 'remove', 'd', '--force');
    expect(numbers((await registered(world, 'c,y', rows, on, '--target', 'y')).rows, 'c_target_mean')).toEqual(first);
    for (const changed of [3, 40]) {
      await world.ok('dataset', 'remove', 'd', '--force');
      const other = rows.map(([c, y], i) => [c, i === changed ? 1 - Number(y) : y]);
      const codes = numbers((await registered(world, 'c,y', other, on, '--target', 'y')).rows, 'c_target_mean');
      expect(codes[changed]).toBe(first[changed]);
      expect(codes).not.toEqual(first);
    }
  },
  'A4.2.3-01': async (world) => {
    const { rows, names } = await registered(
      world,
      'p,s',
      Array.from({ length: 30 }, (_, i) => [i * i + 0.5, i - 10]),
    );
    numbers(rows, 'p_log').forEach((value, i) => expect(value).toBeCloseTo(Math.log(1 + i * i + 0.5), 9));
    expect(names).not.toContain('s_log');
  },
  'A4.2.3-02': async (world) => {
    const { rows, names } = await registered(
      world,
      'x,flat',
      Array.from({ length: 200 }, (_, i) => [((i * 37) % 101) / 7, 5]),
    );
    const z = numbers(rows, 'x_zscore') as number[];
    const mean = z.reduce((sum, value) => sum + value, 0) / z.length;
    expect(Math.abs(mean)).toBeLessThan(1e-9);
    expect(Math.abs(Math.sqrt(z.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (z.length - 1)) - 1)).toBeLessThan(1e-9);
    expect(names).not.toContain('flat_zscore');
  },
  'A4.2.3-04': async (world) => {
    const x = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8, 9, 7, 9];
    const { rows } = await registered(
      world,
      'x',
      x.map((value) => [value]),
    );
    const rank = (v: number): number => (x.filter((w) => w < v).length + 1 + x.filter((w) => w <= v).length) / 2 / x.length;
    numbers(rows, 'x_percentile').forEach((value, i) => {
      expect(value).toBeCloseTo(rank(x[i]!), 12);
      expect(value).toBeGreaterThan(0);
      expect(value).toBeLessThanOrEqual(1);
    });
  },
  'A4.2.3-05': async (world) => {
    const x = Array.from({ length: 40 }, (_, i) => (i === 21 ? 5000 : 10 + ((i * 13) % 7)));
    const { rows } = await registered(
      world,
      'x',
      x.map((value) => [value]),
    );
    expect(numbers(rows, 'x_is_outlier')).toEqual(x.map((value) => (value === 5000 ? 1 : 0)));
  },
  ...texts(),
  'A4.2.5-01': async (world) => {
    const { rows } = await registered(
      world,
      'x',
      Array.from({ length: 101 }, (_, i) => [i / 10]),
      generic({ binning: { n_bins: [5, 10] } }),
    );
    for (const n of [5, 10]) {
      const bins = numbers(rows, `x_bin_equal_${n}`);
      expect([...new Set(bins)].sort((a, b) => a! - b!)).toEqual(Array.from({ length: n }, (_, i) => i));
      // Edges at equal distances: the width of a bin is a tenth, or a fifth, of the range.
      bins.forEach((bin, i) => expect(bin).toBe(Math.min(n - 1, Math.floor((i * n) / 100))));
    }
  },
  'A4.2.5-02': async (world) => {
    const { rows } = await registered(
      world,
      'x',
      Array.from({ length: 200 }, (_, i) => [Math.exp(((i * 77) % 200) / 20)]),
    );
    for (const n of [5, 10]) {
      const bins = numbers(rows, `x_bin_quantile_${n}`);
      for (let bin = 0; bin < n; bin++) expect(bins.filter((one) => one === bin)).toHaveLength(200 / n);
    }
  },
  'A4.2.5-03': async (world) => {
    const rows = Array.from({ length: 60 }, (_, i) => [(i * 17) % 61]);
    const { names } = await registered(world, 'x', rows, generic({ binning: { n_bins: [3, 7] } }));
    for (const n of [3, 7]) expect(names.filter((name) => new RegExp(`^x_bin_.*_${n}$`).test(name)).length).toBeGreaterThan(0);
    expect(names.filter((name) => /^x_bin_.*_(5|10)$/.test(name))).toEqual([]);
    const path = world.csv(
      'e.csv',
      'k,x',
      rows.map((row, i) => [i, ...row]),
    );
    for (const wrong of [[1], []]) {
      world.config(generic({ binning: { n_bins: wrong } }));
      const ended = await world.mdm('dataset', 'register', 'e', path);
      expect(ended.code).toBe(7);
      expect(ended.stderr).toContain('n_bins');
    }
  },
};

function texts(): Readonly<Record<string, Check>> {
  const given = [
    'two words',
    '',
    null,
    'emoji 😀👍 here',
    'ünïcödé is letters, too',
    'a-b c_d!',
    'x',
    ...Array.from({ length: 13 }, (_, i) => `text number ${i} of some`),
  ];
  const register = async (world: Parameters<Check>[0]): ReturnType<typeof registered> => {
    // CSV has one empty value; Parquet tells an empty text from none.
    const { openDatabase } = await import('../../../src/engine/duckdb/driver.js');
    const path = `${world.folder}/d.parquet`;
    const db = await openDatabase();
    try {
      const values = given.map((text, i) => `(${i}, ${text === null ? 'NULL' : `'${text}'`})`);
      await db.run(`COPY (SELECT * FROM (VALUES ${values.join(', ')}) AS v(k, t)) TO '${path}' (FORMAT parquet)`);
    } finally {
      await db.close();
    }
    const ended = await world.ok('dataset', 'register', 'd', path, '--id-columns', 'k', '--text-columns', 't');
    const features = await featuresOf(world);
    return { rows: features, names: namesOf(features), stdout: ended.stdout, stderr: ended.stderr };
  };
  const words = (text: string): string[] => text.split(/\s+/).filter((word) => word !== '');
  return {
    'A4.2.4-01': async (world) => {
      const { rows: features } = await register(world);
      expect(numbers(features, 't_length')).toEqual(given.map((text) => (text === null ? null : [...text].length)));
      expect(numbers(features, 't_word_count')).toEqual(given.map((text) => (text === null ? null : words(text).length)));
    },
    'A4.2.4-03': async (world) => {
      const { rows: features } = await register(world);
      const special = given.map((text) => (text === null ? null : [...text].filter((c) => !/[\p{L}\p{N}\s]/u.test(c)).length));
      expect(numbers(features, 't_n_special')).toEqual(special);
      expect(numbers(features, 't_has_special')).toEqual(special.map((n) => (n === null ? null : n > 0 ? 1 : 0)));
    },
    'A4.2.4-04': async (world) => {
      const { rows: features } = await register(world);
      numbers(features, 't_avg_word_length').forEach((value, i) => {
        const text = given[i]!;
        if (given[i] === null) return expect(value).toBeNull();
        const all = words(text);
        expect(value).toBeCloseTo(all.length === 0 ? 0 : all.reduce((sum, word) => sum + [...word].length, 0) / all.length, 12);
      });
    },
  };
}

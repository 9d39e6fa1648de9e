import fc from 'fast-check';
import { readFileSync, rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exactQuantiles } from '../../src/datasets/statistics/quantiles.js';
import { measureFile, type MeasureOptions } from '../../src/datasets/statistics/measure.js';
import type { ColumnStatistics, TableStatistics } from '../../src/datasets/statistics/result.js';
import { correlationRatio, cramersV } from '../../src/datasets/statistics/target.js';
import { literal, quote } from '../../src/engine/duckdb/dialect.js';
import { openDatabase, type Database } from '../../src/engine/duckdb/driver.js';

const root = join(import.meta.dirname, '../..');
let db: Database;
let folder: string;
let files = 0;

beforeAll(async () => {
  db = await openDatabase({ threads: 2 });
  folder = await mkdtemp(join(tmpdir(), 'mdm-statistics-'));
});
afterAll(async () => {
  await db.close();
  rmSync(folder, { recursive: true });
});

async function written(select: string): Promise<string> {
  const file = join(folder, `${files++}.parquet`);
  await db.inOrder(() => db.run(`COPY (${select}) TO ${literal(file)} (FORMAT parquet)`));
  return file;
}
const measure = async (select: string, options: MeasureOptions = {}): Promise<TableStatistics> =>
  measureFile(db, await written(select), 'data', options);
const column = ({ columns }: TableStatistics, name: string): ColumnStatistics => {
  const found = columns.find((one) => one.name === name);
  if (!found) throw new Error(`no column ${name}`);
  return found;
};
const near = (actual: unknown, expected: number | null): void => {
  if (expected === null) return expect(actual ?? null).toBeNull();
  const size = Math.max(Math.abs(expected), 1e-12);
  expect(typeof actual).toBe('number');
  expect(Math.abs((actual as number) - expected) / size).toBeLessThanOrEqual(1e-9);
};

const TABLES = {
  penguins: "FROM read_csv('examples/penguins.csv', nullstr = ['', 'NA'])",
  seattle_weather: "FROM read_csv('test/data/seattle_weather.csv')",
  edge_cases: "FROM read_csv('test/data/edge_cases.csv')",
} as const;
const from = (name: keyof typeof TABLES): string =>
  `SELECT * ${TABLES[name].replace(/'((?:examples|test)[^']*)'/, (_, path: string) => literal(join(root, path)))}`;

describe('beside SUMMARIZE of DuckDB', () => {
  it.each(Object.keys(TABLES) as (keyof typeof TABLES)[])(
    '%s: counts are equal, floats within 1e-9, quartiles those of quantile_cont',
    async (name) => {
      const file = await written(from(name));
      const { columns, rows } = await measureFile(db, file, 'data', { full: true });
      const summary = await db.rows(
        `SELECT column_name, column_type, min, max, avg, std, count, null_percentage::DOUBLE FROM (SUMMARIZE FROM read_parquet(${literal(file)}))`,
      );
      expect(columns.map((one) => one.name)).toEqual(summary.map(([one]) => one));
      for (const [i, [, type, min, max, mean, std, count, nulls]] of summary.entries()) {
        const one = columns[i]!;
        expect(one.count + one.nulls).toBe(Number(count));
        expect(rows).toBe(Number(count));
        expect((100 * one.nulls) / rows).toBeCloseTo(Number(nulls), 1);
        const ref = quote(one.name);
        const [[unique]] = (await db.rows(`SELECT count(DISTINCT ${ref}) FROM read_parquet(${literal(file)})`)) as [[unknown]];
        expect(one.unique).toBe(Number(unique));
        if (!/BIGINT|DOUBLE/.test(type as string)) continue;
        for (const [ours, theirs] of [
          [one.mean, mean],
          [one.std, std],
          [one.min, min],
          [one.max, max],
        ] as const)
          near(ours === null || ours === undefined ? ours : Number(ours), theirs === null ? null : Number(theirs));
        const [[quartiles]] = (await db.rows(`SELECT quantile_cont(${ref}, [0.25, 0.5, 0.75]) FROM read_parquet(${literal(file)})`)) as [
          [number[] | null],
        ];
        [one.q25, one.median, one.q75].forEach((ours, k) => near(ours, quartiles?.[k] ?? null));
      }
    },
  );
});

describe('beside pandas', () => {
  interface Stored {
    readonly rows: number;
    readonly columns: Readonly<Record<string, Readonly<Record<string, number | null>>>>;
    readonly correlations: { readonly columns: readonly string[]; readonly matrix: readonly (readonly (number | null)[])[] };
  }
  const { tables } = JSON.parse(readFileSync(join(root, 'test/data/statistics/pandas.json'), 'utf8')) as {
    tables: Readonly<Record<string, Stored>>;
  };

  it.each(Object.keys(TABLES) as (keyof typeof TABLES)[])('%s: describe, nunique and corr', async (name) => {
    const ours = await measure(from(name), { full: true });
    const theirs = tables[name]!;
    expect(ours.rows).toBe(theirs.rows);
    for (const [column_, { count, nulls, unique, ...numbers }] of Object.entries(theirs.columns)) {
      const one = column(ours, column_);
      expect({ column_, count: one.count, nulls: one.nulls, unique: one.unique }).toEqual({ column_, count, nulls, unique });
      if (one.mean === undefined) continue;
      for (const [key, value] of Object.entries(numbers)) near(one[key as 'mean'], value);
    }
    const { columns, matrix } = ours.correlations!;
    const at = (label: string): number => theirs.correlations.columns.indexOf(label);
    for (const [i, a] of columns.entries())
      for (const [j, b] of columns.entries())
        if (at(a) >= 0 && at(b) >= 0) {
          const expected = theirs.correlations.matrix[at(a)]![at(b)]!;
          if (expected === null) expect(matrix[i]![j]).toBeNull();
          else expect(Math.abs(matrix[i]![j]! - expected)).toBeLessThan(1e-9);
        }
  });
});

describe('edges', () => {
  it('an empty table has zeros', async () => {
    const { rows, completeness, columns, missing_cells } = await measure(
      "SELECT 1::BIGINT a, 'x' b, true c, DATE '2024-01-01' d WHERE false",
      { full: true, target: 'a' },
    );
    expect([rows, completeness, missing_cells]).toEqual([0, 1, 0]);
    for (const one of columns) expect([one.count, one.nulls, one.unique]).toEqual([0, 0, 0]);
    expect(columns[0]).toMatchObject({ mean: null, std: null, min: null, q25: null, median: null, q75: null, max: null, outliers: null });
    expect(columns[1]!.length).toBeNull();
  });

  it('columns of nulls alone', async () => {
    const { columns, completeness } = await measure('SELECT NULL::DOUBLE a, NULL::VARCHAR b, NULL::TIMESTAMP c FROM range(7)', {
      full: true,
    });
    expect(columns.map(({ count, nulls, unique }) => [count, nulls, unique])).toEqual([
      [0, 7, 0],
      [0, 7, 0],
      [0, 7, 0],
    ]);
    expect(completeness).toBe(0);
  });

  it('NaN and infinities are known, and in no figure', async () => {
    const { columns } = await measure("SELECT unnest([1.5, 2.5, 'NaN'::DOUBLE, 'Infinity'::DOUBLE, NULL]) a");
    expect(columns[0]).toMatchObject({ count: 4, nulls: 1, nonfinite: 2, mean: 2, min: 1.5, max: 2.5, median: 2 });
  });

  it('numbers whose squares are out of range', async () => {
    const { columns, correlations } = await measure('SELECT i * 1e200 AS a, -i * 1e190 AS b, i * 1e-200 AS c FROM range(1, 6) t(i)', {
      full: true,
    });
    near(columns[0]!.std, Math.sqrt(2.5) * 1e200);
    near(columns[0]!.mean, 3e200);
    near(correlations!.matrix[0]![1], -1);
  });

  it('whole numbers beyond 2^53 stay exact', async () => {
    const { columns } = await measure('SELECT 9007199254740993 + i AS a FROM range(3) t(i)');
    expect([columns[0]!.min, columns[0]!.max]).toEqual(['9007199254740993', '9007199254740995']);
  });

  it('names that differ in case, hold quotes or look like SQL', async () => {
    const names = ['a', 'A "quoted"', "'; DROP TABLE x; --", 'é\n', '__proto__'];
    const { columns } = await measure(`SELECT ${names.map((name, i) => `${i} AS ${quote(name)}`).join(', ')}`, { full: true, target: 'a' });
    expect(columns.map((one) => one.name)).toEqual(names);
    expect(columns.map((one) => one.mean)).toEqual([0, 1, 2, 3, 4]);
  });

  it('dates, booleans and text', async () => {
    const { columns } = await measure(
      "SELECT DATE '2024-02-01' + i::INTEGER AS day, TIMESTAMP '2024-01-01 10:00:00' + to_days(i::INTEGER) AS at, i % 4 = 0 AS flag, CASE WHEN i < 6 THEN 'é' ELSE 'long' END AS word FROM range(10) t(i)",
      { full: true },
    );
    expect(columns[0]).toMatchObject({ type: 'date', min: '2024-02-01', max: '2024-02-10', unique: 10 });
    expect(columns[1]).toMatchObject({ type: 'timestamp', min: '2024-01-01 10:00:00', max: '2024-01-10 10:00:00' });
    expect(columns[2]).toMatchObject({
      type: 'boolean',
      trues: 3,
      top: [
        { value: 'false', count: 7 },
        { value: 'true', count: 3 },
      ],
    });
    expect(columns[3]).toMatchObject({
      length: { min: 1, mean: 2.2, max: 4 },
      top: [
        { value: 'é', count: 6 },
        { value: 'long', count: 4 },
      ],
    });
    expect(columns[0]!.histogram!.counts.reduce((a, b) => a + b)).toBe(10);
  });

  it('outliers lie beyond 1.5 interquartile ranges', async () => {
    const { columns } = await measure('SELECT unnest([1, 2, 3, 4, 5, 6, 7, 8, 100, -100]) AS a');
    expect(columns[0]!.outliers).toEqual({ count: 2, low: 2.25 - 1.5 * 4.5, high: 6.75 + 1.5 * 4.5 });
  });

  it('2,000 columns', async () => {
    const { columns } = await measure(
      `SELECT ${Array.from({ length: 2_000 }, (_, k) => `i + ${k} AS "c${k}"`).join(', ')} FROM range(5) t(i)`,
    );
    expect(columns.map((one) => one.mean)).toEqual(Array.from({ length: 2_000 }, (_, k) => k + 2));
  });
});

describe('tables that do not fit', () => {
  it('give the same figures', async () => {
    const select = "SELECT (i * 7919) % 100003 AS a, ((i * 31) % 5000) / 7.0 AS b, 'v' || (i % 977) AS c FROM range(600000) t(i)";
    const file = await written(select);
    const small = await openDatabase({ threads: 1, memoryLimit: '40MB' });
    try {
      const [little, plenty] = [
        await measureFile(small, file, 'data', { full: true }),
        await measureFile(db, file, 'data', { full: true }),
      ];
      for (const [i, one] of little.columns.entries()) {
        const { mean, std, ...exact } = one;
        const { mean: mean2, std: std2, ...exact2 } = plenty.columns[i]!;
        expect(exact).toEqual(exact2);
        near(mean, mean2 ?? null);
        near(std, std2 ?? null);
      }
    } finally {
      await small.close();
    }
  });
});

describe('by property', () => {
  const value = fc.option(fc.oneof(fc.integer({ min: -1000, max: 1000 }), fc.double({ noNaN: true, min: -1e12, max: 1e12 })), {
    nil: null,
  });

  it('figures of a column equal those of its values', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(value, { minLength: 1, maxLength: 60 }), async (values) => {
        const { columns } = await measure(
          `SELECT unnest([${values.map((v) => (v === null ? 'NULL' : `'${v}'::DOUBLE`)).join(', ')}]::DOUBLE[]) AS a`,
          { full: true },
        );
        const known = values.filter((v) => v !== null).sort((a, b) => a - b);
        const one = columns[0]!;
        expect([one.count, one.nulls, one.unique]).toEqual([
          known.length,
          values.length - known.length,
          new Set(known.map((v) => v + 0)).size,
        ]);
        if (known.length === 0) return;
        expect([one.min, one.max]).toEqual([known[0]! + 0, known.at(-1)! + 0]);
        const at = (q: number): number => {
          const place = q * (known.length - 1);
          const low = known[Math.floor(place)]!;
          return low + (known[Math.ceil(place)]! - low) * (place % 1);
        };
        for (const [q, ours] of [
          [0.25, one.q25],
          [0.5, one.median],
          [0.75, one.q75],
        ] as const)
          expect(Math.abs(ours! - at(q))).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(known[0]!), Math.abs(known.at(-1)!)));
        expect(one.histogram?.counts.reduce((a, b) => a + b, 0) ?? known.length).toBe(known.length);
      }),
      { numRuns: 60 },
    );
  });

  it('quantiles by selection equal those of all values', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 1, maxLength: 80 }), async (values) => {
        const file = await written(`SELECT unnest([${values.join(', ')}])::DOUBLE AS a`);
        const item = `read_parquet(${literal(file)}) AS t(c0)`;
        const [[expected]] = (await db.rows(`SELECT quantile_cont(c0, [0.25, 0.5, 0.75]) FROM ${item}`)) as [[number[]]];
        const found = await exactQuantiles(db, item, 'c0', [0.25, 0.5, 0.75]);
        found.forEach((one, k) => expect(one).toBeCloseTo(expected[k]!, 9));
      }),
      { numRuns: 60 },
    );
  });
});

describe('relation to the target', () => {
  const rows =
    "SELECT i AS x, -2 * i AS y, i % 2 AS class, CASE WHEN i % 2 = 0 THEN 'even' ELSE 'odd' END AS word, 'w' || (i % 3) AS other, 5 AS same, 't' || i AS id FROM range(120) t(i)";
  const cases: [string, MeasureOptions, Readonly<Record<string, { measure: string; value: number | null } | undefined>>][] = [
    [
      'a number',
      { target: 'y' },
      { x: { measure: 'pearson', value: -1 }, same: { measure: 'pearson', value: null }, id: undefined, y: undefined },
    ],
    [
      'classes',
      { target: 'class' },
      {
        word: { measure: 'cramers_v', value: 1 },
        other: { measure: 'cramers_v', value: 0 },
        same: { measure: 'correlation_ratio', value: null },
      },
    ],
    ['text', { target: 'word' }, { class: { measure: 'correlation_ratio', value: 1 } }],
    ['classes that are to be numbers', { target: 'class', problem: 'regression' }, { word: { measure: 'correlation_ratio', value: 1 } }],
    ['none', { target: 'gone' }, { x: undefined }],
  ];
  it.each(cases)('%s', async (_, options, expected) => {
    const found = await measure(rows, { full: true, ...options });
    for (const [name, relation] of Object.entries(expected)) {
      const { target } = column(found, name);
      expect(target?.measure).toBe(relation?.measure);
      if (relation?.value == null) expect(target?.value ?? null).toBeNull();
      else expect(target!.value).toBeCloseTo(relation.value, 9);
    }
  });

  it('measures by hand', () => {
    expect(
      correlationRatio([
        [2, 1, 0],
        [2, 3, 0],
      ]),
    ).toBe(1);
    expect(
      correlationRatio([
        [2, 1, 1],
        [2, 3, 1],
      ]),
    ).toBeCloseTo(Math.sqrt(0.5), 12);
    expect(correlationRatio([])).toBeNull();
    expect(
      cramersV([
        [1, 1, 10],
        [2, 2, 10],
      ]),
    ).toBe(1);
    expect(
      cramersV([
        [1, 1, 5],
        [1, 2, 5],
        [2, 1, 5],
        [2, 2, 5],
      ]),
    ).toBe(0);
    expect(cramersV([[1, 1, 5]])).toBeNull();
  });
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import type { Check, World } from '../world.js';

interface Column {
  readonly name: string;
  readonly type: string;
  readonly count: number;
  readonly nulls: number;
  readonly unique: number;
  readonly histogram?: { readonly counts: readonly number[] };
  readonly top?: readonly unknown[];
}
type Figure = 'mean' | 'std' | 'min' | 'q25' | 'median' | 'q75' | 'max';
/** A figure of a column, which one of text does not have. */
const figureOf = (column: Column, figure: Figure): number => (column as Column & Readonly<Record<Figure, number>>)[figure];
interface Statistics {
  readonly tables: readonly {
    readonly table: string;
    readonly rows: number;
    readonly columns: readonly Column[];
    readonly correlations?: { readonly columns: readonly string[]; readonly matrix: readonly (readonly (number | null)[])[] };
  }[];
}

const FIGURES: readonly Figure[] = ['mean', 'std', 'min', 'q25', 'median', 'q75', 'max'];

const titanic = async (world: World): Promise<string> => {
  const folder = world.titanic();
  await world.register('titanic', folder, '--target', 'Survived');
  return join(folder, 'train.csv');
};
const train = (statistics: Statistics) => statistics.tables.find(({ table }) => table === 'train')!;
const near = (a: number | string | null, b: unknown): void => {
  const [x, y] = [Number(a), Number(b)];
  expect(Math.abs(x - y)).toBeLessThanOrEqual(1e-9 * Math.max(Math.abs(x), Math.abs(y)));
};

async function duckdb(sql: string): Promise<Record<string, unknown>[]> {
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  try {
    return (await connection.runAndReadAll(sql)).getRowObjectsJson();
  } finally {
    connection.closeSync();
  }
}

export const checks: Readonly<Record<string, Check>> = {
  'A2.3.2-01': async (world) => {
    const file = await titanic(world);
    const { stdout } = await world.ok('dataset', 'stats', 'titanic');
    for (const head of ['column', 'type', 'count', 'nulls', 'unique', 'mean', 'std', 'min', '25%', '50%', '75%', 'max'])
      expect(stdout).toContain(head);
    const { columns, rows } = train(await world.json<Statistics>('dataset', 'stats', 'titanic'));
    const lines = readFileSync(file, 'utf8').trim().split('\n').slice(1);
    expect(rows).toBe(lines.length);
    expect(columns.map(({ name }) => name)).toEqual(readFileSync(file, 'utf8').split('\n', 1)[0]!.split(','));
    for (const one of columns) {
      expect(stdout).toMatch(new RegExp(String.raw`^\s+${one.name}\s+(int64|double|text)\s+${one.count}\s+${one.nulls}`, 'm'));
      expect(typeof one.unique).toBe('number');
      expect(one.count + one.nulls).toBe(rows);
      if (['int64', 'double'].includes(one.type)) for (const figure of FIGURES) expect(typeof figureOf(one, figure)).toBe('number');
    }
    const fares = lines.map((line) => Number(line.split(',').at(-3))).sort((a, b) => a - b);
    const fare = columns.find(({ name }) => name === 'Fare')!;
    const mean = fares.reduce((a, b) => a + b) / fares.length;
    near(figureOf(fare, 'mean'), mean);
    near(figureOf(fare, 'std'), Math.sqrt(fares.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (fares.length - 1)));
    expect([figureOf(fare, 'min'), figureOf(fare, 'max'), fare.unique]).toEqual([fares[0], fares.at(-1), new Set(fares).size]);
    const at = (q: number): number => {
      const place = q * (fares.length - 1);
      const low = fares[Math.floor(place)]!;
      return low + (fares[Math.ceil(place)]! - low) * (place % 1);
    };
    [0.25, 0.5, 0.75].forEach((q, k) => near(figureOf(fare, (['q25', 'median', 'q75'] as const)[k]!), at(q)));
  },
  'A2.3.2-02': async (world) => {
    await titanic(world);
    const plain = await world.ok('dataset', 'stats', 'titanic');
    expect(plain.stdout).not.toMatch(/Correlation matrix|Distributions/);
    const { stdout } = await world.ok('dataset', 'stats', 'titanic', '--full');
    expect(stdout).toContain('Correlation matrix of train');
    expect(stdout).toContain('Distributions of train');
    const { columns, correlations } = train(await world.json<Statistics>('dataset', 'stats', 'titanic', '--full'));
    expect(correlations!.columns).toEqual(expect.arrayContaining(['Survived', 'Pclass', 'Age', 'Fare']));
    expect(correlations!.matrix.map((row) => row.length)).toEqual(correlations!.columns.map(() => correlations!.columns.length));
    for (const one of columns) {
      if (one.histogram) expect(one.histogram.counts.reduce((a, b) => a + b, 0)).toBe(one.count);
      else if (one.unique < one.count) expect(one.top!.length).toBeGreaterThan(0);
      if (['int64', 'double'].includes(one.type)) expect(one.histogram).toBeDefined();
    }
  },
  'A2.3.2-03': async (world) => {
    await titanic(world);
    const printed = await world.json<Statistics>('dataset', 'stats', 'titanic');
    await world.ok('dataset', 'stats', 'titanic', '--export', 'stats.json');
    const exported = JSON.parse(readFileSync(join(world.folder, 'stats.json'), 'utf8')) as Statistics;
    expect(exported).toEqual(printed);
    const { stdout } = await world.ok('dataset', 'stats', 'titanic');
    for (const { columns } of exported.tables)
      for (const { name, count, nulls } of columns)
        expect(stdout).toMatch(new RegExp(String.raw`^\s+${name}\s+\w+\s+${count}\s+${nulls}(\s|$)`, 'm'));
  },
  'A2.3.2-05': async (world) => {
    const file = await titanic(world);
    const { columns, rows } = train(await world.json<Statistics>('dataset', 'stats', 'titanic', '--full'));
    const from = `read_csv('${file}')`;
    const summary = await duckdb(
      `SELECT column_name, column_type, count, null_percentage::DOUBLE AS nulls, min, max, avg, std FROM (SUMMARIZE FROM ${from})`,
    );
    expect(columns.map(({ name }) => name)).toEqual(summary.map((one) => one['column_name']));
    for (const [i, one] of columns.entries()) {
      const theirs = summary[i]!;
      expect(rows).toBe(Number(theirs['count']));
      expect(one.count + one.nulls).toBe(Number(theirs['count']));
      expect((100 * one.nulls) / rows).toBeCloseTo(Number(theirs['nulls']), 1);
      // Its distinct counts and quartiles are estimates, so these are held against exact ones.
      const exact = await duckdb(`SELECT count(DISTINCT "${one.name}") AS n, count("${one.name}") AS known FROM ${from}`);
      expect([one.unique, one.count]).toEqual([Number(exact[0]!['n']), Number(exact[0]!['known'])]);
      if (!/^(BIGINT|DOUBLE)$/.test(theirs['column_type'] as string)) continue;
      for (const [ours, key] of [
        ['mean', 'avg'],
        ['std', 'std'],
        ['min', 'min'],
        ['max', 'max'],
      ] as const)
        near(figureOf(one, ours), theirs[key]);
      const [quartiles] = await duckdb(`SELECT unnest(quantile_cont("${one.name}", [0.25, 0.5, 0.75])) AS q FROM ${from} LIMIT 3`).then(
        (all) => [all.map((row) => row['q'])],
      );
      [figureOf(one, 'q25'), figureOf(one, 'median'), figureOf(one, 'q75')].forEach((ours, k) => near(ours, quartiles![k]));
    }
  },
};

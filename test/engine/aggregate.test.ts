import fc from 'fast-check';
import type { Aggregate, AggregateFunction } from '@mdm/sdk';
import { aggregateSql, type Range } from '../../src/engine/duckdb/aggregate.js';
import { double } from '../../src/engine/duckdb/dialect.js';
import { openDatabase, type Database } from '../../src/engine/duckdb/driver.js';
import { distance, exactly, ratio, type Exact } from './exact.js';

const FUNCTIONS = ['sum', 'mean', 'std', 'count', 'min', 'max'] as const satisfies readonly AggregateFunction[];
type Found = Readonly<Record<(typeof FUNCTIONS)[number], number | null>>;
const GROUPS = 3;

let dbs: readonly Database[];
beforeAll(async () => {
  dbs = await Promise.all([1, 2, 4].map((threads) => openDatabase({ threads })));
});
afterAll(() => Promise.all(dbs.map((db) => db.close())));

const noise = (n: number, value: (u: number, i: number) => number): (number | null)[] => {
  let state = 1;
  return Array.from({ length: n }, (_, i) => {
    state = (state * 48271) % 2147483647;
    return i % 29 === 7 ? null : value(state / 2147483647, i);
  });
};
const MAX = Number.MAX_VALUE;
const TABLES: Readonly<Record<string, readonly (number | null)[]>> = {
  'nothing known': [null, null],
  'one value': [0.1],
  'one value thrice': [0.1, 0.1, 0.1, null],
  'two values': [1, 2],
  'zero and one': noise(1000, (u) => Number(u < 0.1)),
  'tenths that cancel': [0.1, -0.1, 0.2, -0.2, 0.3, -0.3],
  'ordinary numbers': noise(5000, (u) => 200 * u - 40),
  'numbers below zero': noise(500, (u) => -5 - u),
  'far from zero': noise(5000, (u) => 1e15 + Math.round(u * 16) / 8),
  years: noise(344, (u) => 2007 + Math.floor(u * 3)),
  'seconds since 1970': noise(5000, (u) => 1_700_000_000 + u * 1e6),
  'an outlier of 1e16': noise(1000, (u, i) => (i === 500 ? 1e16 : u)),
  'many sizes': noise(3000, (u, i) => (u - 0.5) * 10 ** ((i % 41) - 20)),
  'heavy tail': noise(3000, (u) => 1 / u ** 2),
  'greatest numbers': [MAX, -MAX, MAX, null, 1, -MAX],
  'greatest numbers of one sign': [MAX, 1e308, 1.5e308],
  'around 1e308': noise(100, (u) => (2 * u - 1) * 1.7e308),
  'least numbers': [5e-324, 1e-323, 0, -5e-324],
  'small numbers': noise(200, (u) => u * 1e-250),
  'numbers so small that digits are lost': noise(200, (u) => u * 1e-295),
};

const argument = { kind: 'column', name: 'x', type: 'double' } as const;
const ask = (fn: AggregateFunction, range: Range, x = 'x') =>
  aggregateSql({ kind: 'aggregate', fn, arg: argument } satisfies Aggregate, x, range);

async function load(db: Database, values: readonly (number | null)[]): Promise<Range> {
  const rows = values.map((v, i) => `(${i}, ${v === null ? 'NULL' : double(v)})`);
  await db.run(`CREATE OR REPLACE TEMP TABLE t AS SELECT i, x::DOUBLE AS x FROM (VALUES ${rows.join(', ')}) v(i, x)`);
  const [min, max] = (await db.rows('SELECT min(x), max(x) FROM t'))[0]!;
  return { min: min as number | null, max: max as number | null, rows: values.length };
}

const plain = (v: unknown): number | null => (v === null || v === undefined ? null : Number(v));
const read = (row: readonly unknown[]): Found => Object.fromEntries(FUNCTIONS.map((fn, i) => [fn, plain(row[i])])) as unknown as Found;

/** All rows, groups, and groups put together from pieces, as fits out of fold are. */
async function measure(db: Database, range: Range): Promise<{ all: Found; groups: Found[]; pieced: Found[] }> {
  const list = FUNCTIONS.map((fn) => ask(fn, range));
  const direct = list.map((a) => `(${a.finish(a.raw)})::DOUBLE`).join(', ');
  const all = read((await db.rows(`SELECT ${direct} FROM t`))[0]!);
  const groups = (await db.rows(`SELECT ${direct} FROM t GROUP BY i % ${GROUPS} ORDER BY i % ${GROUPS}`)).map(read);
  const additive = FUNCTIONS.filter((fn) => fn !== 'min' && fn !== 'max');
  const raw = additive.flatMap((fn, k) => ask(fn, range).raw.map((sql, j) => `${sql} AS p${k}_${j}`));
  const sums = additive.map((fn, k) => ask(fn, range).finish(ask(fn, range).raw.map((_, j) => `sum(p${k}_${j})`)));
  const pieced = await db.rows(
    `SELECT ${sums.map((s) => `(${s})::DOUBLE`).join(', ')} FROM (SELECT i % ${GROUPS} AS g, i % 7 AS piece, ${raw.join(', ')} FROM t GROUP BY 1, 2) GROUP BY g ORDER BY g`,
  );
  return { all, groups, pieced: pieced.map((r, i) => ({ ...read(r), min: groups[i]!.min, max: groups[i]!.max })) };
}

/** The bounds that aggregate.ts states. `range` is that of the whole table, in groups too. */
function check(found: Found, exact: Exact, range: Range): void {
  const n = exact.rows;
  expect(found.count).toBe(n);
  if (n === 0) return expect([found.sum, found.mean, found.std]).toEqual([null, null, null]);
  const [min, max] = [range.min!, range.max!];
  const tiny = 2 ** -1000;
  const [mean, size] = [ratio(exact.sum, BigInt(n)), Math.max(Math.abs(min), Math.abs(max))];
  const slack = 2 ** -51 * Math.abs(mean) + 2 ** -60 * size + tiny;
  expect(distance(found.mean!, exact.sum, BigInt(n))).toBeLessThanOrEqual(slack);
  const sum = ratio(exact.sum);
  if (!Number.isFinite(sum)) expect(found.sum).toBe(sum);
  else expect(distance(found.sum!, exact.sum) / n).toBeLessThanOrEqual(slack);
  if (exact.std === null) return expect(found.std).toBeNull();
  const std = ratio(exact.std);
  const bits = Math.min(53, 63 - Math.ceil(Math.log2(range.rows + 1)));
  if (!Number.isFinite(std)) expect(found.std).toBe(std);
  else expect(distance(found.std!, exact.std)).toBeLessThanOrEqual((max / 2 - min / 2) * 2 ** (1 - bits) + 2 ** -50 * std + tiny);
}

const known = (values: readonly (number | null)[]): number[] => values.filter((v) => v !== null);

async function verify(values: readonly (number | null)[]): Promise<void> {
  const range = await load(dbs[0]!, values);
  const { all, groups, pieced } = await measure(dbs[0]!, range);
  check(all, exactly(known(values)), range);
  groups.forEach((g, k) => check(g, exactly(known(values.filter((_, i) => i % GROUPS === k))), range));
  expect(pieced).toEqual(groups);
}

test.each(Object.keys(TABLES))('sum, mean and deviation of %s', (name) => verify(TABLES[name]!));

test('sum, mean and deviation of any numbers', async () => {
  const x = fc.oneof(
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.double({ min: -1e6, max: 1e6, noNaN: true }),
    fc.integer({ min: -3, max: 3 }),
    fc.constant(null),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(x, { minLength: 1, maxLength: 40 }), (values) => verify(values.map((v) => (v === null ? null : v + 0)))),
    { numRuns: 60 },
  );
});

test('whole numbers add up to whole numbers, and equal values have no deviation', async () => {
  for (const values of [noise(1001, (u) => Number(u < 0.3)), noise(1000, (u) => Math.floor(u * 7)), noise(300, () => 0.1)]) {
    const { all } = await measure(dbs[0]!, await load(dbs[0]!, values));
    const total = known(values).reduce((a, b) => a + b, 0);
    if (Number.isInteger(total)) expect(all.sum).toBe(total);
    else expect([all.mean, all.std]).toEqual([0.1, 0]);
  }
});

test('an infinite value leaves no sum', async () => {
  const range = await load(dbs[0]!, [1, Infinity]);
  const { all } = await measure(dbs[0]!, range);
  expect([all.sum, all.mean, all.std]).toEqual([null, null, null]);
});

describe('300,000 rows', () => {
  const ROWS = 300_000;
  const make = `CREATE OR REPLACE TEMP TABLE t AS SELECT i, CASE WHEN i % 29 <> 7 THEN 1e9 + (hash(i) % 1000003)::DOUBLE / 7e0 * CASE WHEN i % 1000 = 0 THEN 1e3 ELSE 1e0 END END AS x FROM range(${ROWS}) r(i)`;
  test('have the same bytes with 1, 2 and 4 threads, within the bounds', async () => {
    const found = await Promise.all(
      dbs.map(async (db) => {
        await db.run(make);
        const [min, max] = (await db.rows('SELECT min(x), max(x) FROM t'))[0]!;
        const range = { min: Number(min), max: Number(max), rows: ROWS };
        return { range, ...(await measure(db, range)) };
      }),
    );
    expect(found[1]).toEqual(found[0]);
    expect(found[2]).toEqual(found[0]);
    const { range, all, groups, pieced } = found[0]!;
    expect(pieced).toEqual(groups);
    const rows = await dbs[0]!.rows('SELECT x FROM t ORDER BY i');
    const values = rows.map(([v]) => plain(v));
    check(all, exactly(known(values)), range);
    groups.forEach((g, k) => check(g, exactly(known(values.filter((_, i) => i % GROUPS === k))), range));
  });
});

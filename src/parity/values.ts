import type { Database } from '../engine/duckdb/driver.js';
import { chunks } from '../pipeline/sample.js';
import { differ, hashed, largest, mostSteps, type Pair } from './columns.js';
import { columnsAtOnce, within } from './checksums.js';
import { identity, joined, keyed, type Matching } from './keys.js';
import type { Noise } from './noise.js';
import type { ColumnComparison, ValueExample } from './result.js';
import type { Side } from './tables.js';
import { type Tolerance, tolerancesText } from './tolerance.js';

const few = 5;
const blocks = 4_096;
const blockRows = 8_192;

type ToleranceOf = (pair: Pair) => Tolerance | undefined;

/** Compares the values of matched rows, row by row only in the suspect columns and in blocks of rows whose checksums differ. */
export async function compareValues(
  db: Database,
  a: Side,
  b: Side,
  matching: Matching,
  pairs: readonly Pair[],
  suspects: ReadonlySet<Pair>,
  toleranceOf: ToleranceOf,
  noise?: Noise,
): Promise<ColumnComparison[]> {
  const found = new Map<string, ColumnComparison>();
  if (suspects.size > 0 && matching.matched > 0) {
    const columns = pairs.filter((pair) => suspects.has(pair));
    await narrow(db, a, b, matching, columns);
    for (const part of chunks(columns, columnsAtOnce))
      for (const one of await compareRows(db, a, b, matching, part, toleranceOf, noise)) found.set(one.name, one);
    await db.run('DROP TABLE mdm_blocks');
  }
  return pairs.map((pair) => found.get(pair.name) ?? result(pair, matching.matched, 0, toleranceOf(pair)));
}

function result(pair: Pair, matched: number, different: number, tolerance: Tolerance | undefined, noise = 0): ColumnComparison {
  const compared = matched - noise;
  const equal = compared - different;
  return {
    name: pair.name,
    typeA: pair.typeA,
    typeB: pair.typeB,
    compared,
    ...(noise > 0 ? { noise } : {}),
    equal,
    share: compared === 0 ? 0 : equal / compared,
    ...(tolerance ? { tolerance: tolerancesText(tolerance) } : {}),
    first: [],
  };
}

const block = (matching: Matching, side: Side, which: 'a' | 'b'): string =>
  matching.keys.length === 0 ? `${side.row} // ${blockRows}` : `${identity(matching, side, which)} % ${blocks}`;

/** Keeps the blocks of rows in which anything differs. */
async function narrow(db: Database, a: Side, b: Side, matching: Matching, pairs: readonly Pair[]): Promise<void> {
  const sums = (side: Side, which: 'a' | 'b'): string => {
    const values = `hash(${[identity(matching, side, which), ...pairs.map((pair) => hashed(pair, which))].join(', ')})`;
    return `SELECT ${block(matching, side, which)} AS block, sum(hash(${values})) AS s FROM ${side.from}${within(matching.keys, side, matching.matched)} GROUP BY ALL`;
  };
  await db.run(
    `CREATE OR REPLACE TEMP TABLE mdm_blocks AS SELECT a.block FROM (${sums(a, 'a')}) a JOIN (${sums(b, 'b')}) b ON a.block = b.block WHERE a.s <> b.s`,
  );
}

async function compareRows(
  db: Database,
  a: Side,
  b: Side,
  matching: Matching,
  pairs: readonly Pair[],
  toleranceOf: ToleranceOf,
  noise?: Noise,
): Promise<ColumnComparison[]> {
  const side = (one: Side, which: 'a' | 'b', own: Matching, columns: readonly (Pair | undefined)[], name: string): string => {
    const where = ` WHERE ${block(own, one, which)} IN (SELECT block FROM mdm_blocks)`;
    const values = columns.flatMap((pair, i) => (pair ? [[pair[which], `v${i}`] as const] : []));
    return `(${keyed(own, one, which, values, where)}) ${name}`;
  };
  const unsteady = pairs.map((pair) => noise?.pairs.get(pair));
  const again = (): string => {
    const own = { ...matching, keys: matching.keys.map((key) => noise!.pairs.get(key)!) };
    return ` LEFT JOIN ${side(noise!.side, 'b', own, unsteady, 'c')} ON ${joined(own, 'c')}`;
  };
  const two = `FROM ${side(a, 'a', matching, pairs, 'a')} JOIN ${side(b, 'b', matching, pairs, 'b')} ON ${joined(matching)}`;
  const from = unsteady.some(Boolean) ? two + again() : two;
  const facts = pairs.flatMap((pair, i) => {
    const [x, y] = [`a.v${i}`, `b.v${i}`];
    const noisy = unsteady[i] ? `(c.r IS NULL OR ${differ(pair, x, `c.v${i}`, toleranceOf(pair))})` : '';
    const wrong = differ(pair, x, y, toleranceOf(pair)) + (noisy && ` AND NOT ${noisy}`);
    return [
      `(count(*) FILTER (WHERE ${wrong}))::DOUBLE`,
      `min(a.r, ${few}) FILTER (WHERE ${wrong})`,
      noisy ? `(count(*) FILTER (WHERE ${noisy}))::DOUBLE` : '0e0',
      ...largest(pair, x, y),
    ];
  });
  const [row] = await db.rows(`SELECT ${facts.join(', ')} ${from}`);
  const found = pairs.map((_, i) => row!.slice(5 * i, 5 * i + 5));
  const rows = found.map(([, first]) => ((first ?? []) as (string | number)[]).map(Number));
  const examples = await fetch(db, from, matching, pairs, rows);
  const steps = await stepsOf(
    db,
    from,
    pairs.flatMap(({ kind }, i) => (kind === 'double' && Number(found[i]![0]) > 0 ? [i] : [])),
  );
  return pairs.map((pair, i) => {
    const [different, , noisy, absolute, relative] = found[i]!;
    const number = (value: unknown): number | null => (value === null || value === undefined ? null : Number(value));
    const largest = { absolute: Number(absolute), relative: number(relative), ulp: number(steps.get(i)) };
    return {
      ...result(pair, matching.matched, Number(different), toleranceOf(pair), Number(noisy)),
      ...(number(absolute) === null ? {} : { largest }),
      first: examples[i]!,
    };
  });
}

/** The largest difference in steps of the last bit, by the number of the column. */
async function stepsOf(db: Database, from: string, wrong: readonly number[]): Promise<ReadonlyMap<number, unknown>> {
  if (wrong.length === 0) return new Map();
  const [row] = await db.rows(`SELECT ${wrong.map((i) => mostSteps(`a.v${i}`, `b.v${i}`)).join(', ')} ${from}`);
  return new Map(wrong.map((i, at) => [i, row![at]]));
}

/** The values of the first rows that differ. */
async function fetch(
  db: Database,
  from: string,
  matching: Matching,
  pairs: readonly Pair[],
  rows: readonly (readonly number[])[],
): Promise<ValueExample[][]> {
  const wanted = [...new Set(rows.flat())];
  if (wanted.length === 0) return pairs.map(() => []);
  const texts = pairs.flatMap((_, i) => [`a.v${i}::VARCHAR`, `b.v${i}::VARCHAR`]);
  const keys = matching.keys.map((_, i) => `a.k${i}::VARCHAR`);
  const values = await db.rows(`SELECT ${['a.r::DOUBLE', ...keys, ...texts].join(', ')} ${from} WHERE a.r IN (${wanted.join(', ')})`);
  const byRow = new Map(values.map((value) => [Number(value[0]), value]));
  const offset = 1 + keys.length;
  return pairs.map((_, i) =>
    rows[i]!.map((row) => {
      const value = byRow.get(row)! as (string | null)[];
      return { row, key: value.slice(1, offset), a: value[offset + 2 * i]!, b: value[offset + 2 * i + 1]! };
    }),
  );
}

import type { Database } from '../engine/duckdb/driver.js';
import { chunks } from '../pipeline/sample.js';
import { columnsAtOnce, within } from './checksums.js';
import { hashed, type Pair } from './columns.js';
import { identity, type Matching } from './keys.js';
import type { Noise } from './noise.js';
import type { ColumnComparison } from './result.js';
import { compareRows, comparisonOf, type ToleranceOf } from './rows.js';
import type { Side } from './tables.js';

const blocks = 4_096;
const blockRows = 8_192;

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
    const share = await narrow(db, a, b, matching, columns);
    for (const part of chunks(columns, columnsAtOnce))
      for (const one of await compareRows(db, { a, b, matching, pairs: part, toleranceOf, noise, share })) found.set(one.name, one);
    await db.run('DROP TABLE mdm_blocks');
  }
  return pairs.map((pair) => found.get(pair.name) ?? comparisonOf(pair, matching.matched, 0, toleranceOf(pair)));
}

/** SQL of the block that a row is in. */
export const block = (matching: Matching, side: Side, which: 'a' | 'b'): string =>
  matching.keys.length === 0 ? `${side.row} // ${blockRows}` : `${identity(matching, side, which)} % ${blocks}`;

/** Keeps the blocks of rows in which anything differs, in `mdm_blocks`; gives their share of all. */
async function narrow(db: Database, a: Side, b: Side, matching: Matching, pairs: readonly Pair[]): Promise<number> {
  const sums = (side: Side, which: 'a' | 'b'): string => {
    const values = `hash(${[identity(matching, side, which), ...pairs.map((pair) => hashed(pair, which))].join(', ')})`;
    return `SELECT ${block(matching, side, which)} AS block, sum(hash(${values})) AS s FROM ${side.from}${within(matching.keys, side, matching.matched)} GROUP BY ALL`;
  };
  await db.run(
    `CREATE OR REPLACE TEMP TABLE mdm_blocks AS SELECT a.block FROM (${sums(a, 'a')}) a JOIN (${sums(b, 'b')}) b ON a.block = b.block WHERE a.s <> b.s`,
  );
  const [row] = await db.rows('SELECT count(*)::DOUBLE FROM mdm_blocks');
  return Number(row![0]) / (matching.keys.length === 0 ? Math.ceil(matching.matched / blockRows) : blocks);
}

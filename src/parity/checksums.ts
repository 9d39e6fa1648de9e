import type { Database } from '../engine/duckdb/driver.js';
import { chunks } from '../pipeline/sample.js';
import type { Pair } from './columns.js';
import { identity } from './keys.js';
import type { Side } from './tables.js';

/** Columns of one statement: more make it slow to plan. */
export const columnsAtOnce = 200;

/** Rows beyond the shorter table have no partner when rows are matched by place. */
export const within = (keys: readonly Pair[], side: Side, matched: number): string =>
  keys.length === 0 && side.rows > matched ? ` WHERE ${side.row} < ${matched}` : '';

export interface Checksums {
  /** Both tables have the same keys, each for one row (as far as 64 bits can tell); true without keys. */
  readonly sameKeys: boolean;
  /** Columns in which the rows of some key or place do not have equal values; of no meaning where keys are not the same. */
  readonly suspects: ReadonlySet<Pair>;
}

/**
 * One scan of each table: by column, exclusive or over all rows of a hash of the row's identity and its value. Identity and value go into
 * that hash in different ways, so that values which change places do not cancel out; equal rows would, so that keys must be unique.
 */
export async function checksums(db: Database, a: Side, b: Side, keys: readonly Pair[], pairs: readonly Pair[]): Promise<Checksums> {
  const matched = Math.min(a.rows, b.rows);
  const sums = async (side: Side, which: 'a' | 'b', part: readonly Pair[]): Promise<readonly unknown[]> => {
    const values = part.map((pair, i) => `, ${pair[which]} AS v${i}`).join('');
    // The sign tells -0 from 0; of NaN it means nothing, which the comparison of rows finds out.
    const hashes = part.map(({ kind }, i) => `bit_xor(hash(hash(v${i}, ${kind === 'double' ? `signbit(v${i}), ` : ''}h)))::VARCHAR`);
    const from = `(SELECT ${identity({ keys }, side, which)} AS h${values} FROM ${side.from}${within(keys, side, matched)})`;
    return (await db.rows(`SELECT ${['bit_xor(hash(h))::VARCHAR', ...hashes].join(', ')} FROM ${from}`))[0]!;
  };
  const suspects = new Set<Pair>();
  let equalKeys = a.rows === b.rows;
  const parts = pairs.length === 0 ? [[]] : chunks(pairs, columnsAtOnce);
  for (const part of parts) {
    const [[keyA, ...left], [keyB, ...right]] = [await sums(a, 'a', part), await sums(b, 'b', part)];
    equalKeys &&= keyA === keyB;
    part.forEach((pair, i) => left[i] !== right[i] && suspects.add(pair));
    if (keys.length > 0 && !equalKeys) break;
  }
  if (keys.length === 0) return { sameKeys: true, suspects };
  return { sameKeys: equalKeys && (await unique(db, a, keys)), suspects };
}

/** Where A has no key twice and as many rows and the same checksum of keys as B, B has none twice either. */
async function unique(db: Database, side: Side, keys: readonly Pair[]): Promise<boolean> {
  const [row] = await db.rows(`SELECT count(DISTINCT ${identity({ keys }, side, 'a')}) FROM ${side.from}`);
  return Number(row![0]) === side.rows;
}

import type { Database } from '../engine/duckdb/driver.js';
import { differ, largest, mostSteps, type Pair } from './columns.js';
import { joined, keyed, type Matching } from './keys.js';
import type { Noise } from './noise.js';
import type { ColumnComparison, ValueExample } from './result.js';
import type { Side } from './tables.js';
import { tolerancesText, type Tolerance } from './tolerance.js';
import { block } from './values.js';

export type ToleranceOf = (pair: Pair) => Tolerance | undefined;

export interface RowsToCompare {
  readonly a: Side;
  readonly b: Side;
  readonly matching: Matching;
  readonly pairs: readonly Pair[];
  readonly toleranceOf: ToleranceOf;
  readonly noise: Noise | undefined;
  /** Share of the blocks of rows in which anything differs. */
  readonly share: number;
}

const few = 5;
/** From this share on all rows are read, side by side, which takes less than joining those of some blocks. */
const mostBlocks = 0.2;

/** What is said of a column of so many matched rows. */
export function comparisonOf(
  pair: Pair,
  matched: number,
  different: number,
  tolerance: Tolerance | undefined,
  noise = 0,
): ColumnComparison {
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

/** Compares columns row by row, in the blocks of `mdm_blocks` or, where these are many, in all. */
export async function compareRows(db: Database, given: RowsToCompare, inOrder = given.share > mostBlocks): Promise<ColumnComparison[]> {
  const { a, b, matching, pairs, toleranceOf, noise } = given;
  const unsteady = pairs.map((pair) => noise?.pairs.get(pair));
  const aligned = inOrder && matching.keys.length === 0 && a.rows === b.rows && !unsteady.some(Boolean);
  const from = aligned ? sideBySide(given) : joinedRows(given, unsteady);
  const wrong = pairs.map((pair, i) => {
    const apart = differ(pair, `a.v${i}`, `b.v${i}`, toleranceOf(pair));
    return unsteady[i] ? `${apart} AND NOT ${noisy(pair, i, toleranceOf(pair))}` : apart;
  });
  const facts = pairs.flatMap((pair, i) => [
    `(count(*) FILTER (WHERE ${wrong[i]}))::DOUBLE`,
    unsteady[i] ? `(count(*) FILTER (WHERE ${noisy(pair, i, toleranceOf(pair))}))::DOUBLE` : '0e0',
    ...largest(pair, `a.v${i}`, `b.v${i}`),
  ]);
  const [row] = await db.rows(
    `SELECT ${facts.join(', ')}, (count(*) FILTER (WHERE ${aligned ? 'a.r IS DISTINCT FROM b.r' : 'false'}))::DOUBLE ${from}`,
  );
  // The engine is not bound to keep rows in their places.
  if (Number(row!.at(-1)) > 0) return compareRows(db, given, false);
  const found = pairs.map((_, i) => row!.slice(4 * i, 4 * i + 4));
  const differing = pairs.flatMap((_, i) => (Number(found[i]![0]) > 0 ? [i] : []));
  const { first, steps } = await details(db, from, pairs, wrong, differing);
  const examples = await fetch(db, from, matching, pairs, first);
  return pairs.map((pair, i) => {
    const [different, unsteadyRows, absolute, relative] = found[i]!;
    const number = (value: unknown): number | null => (value === null || value === undefined ? null : Number(value));
    const most = { absolute: Number(absolute), relative: number(relative), ulp: number(steps[i]) };
    return {
      ...comparisonOf(pair, matching.matched, Number(different), toleranceOf(pair), Number(unsteadyRows)),
      ...(number(absolute) === null ? {} : { largest: most }),
      first: examples[i]!,
    };
  });
}

/** SQL: two runs of A's side do not agree on a value. */
const noisy = (pair: Pair, i: number, tolerance: Tolerance | undefined): string =>
  `(c.r IS NULL OR ${differ(pair, `a.v${i}`, `c.v${i}`, tolerance)})`;

const valuesOf = (columns: readonly (Pair | undefined)[], which: 'a' | 'b'): (readonly [string, string])[] =>
  columns.flatMap((pair, i) => (pair ? [[pair[which], `v${i}`] as const] : []));

/** SQL of all rows of both, each beside the one in its place. */
const sideBySide = ({ a, b, matching, pairs }: RowsToCompare): string =>
  `FROM (${keyed(matching, a, 'a', valuesOf(pairs, 'a'))}) a POSITIONAL JOIN (${keyed(matching, b, 'b', valuesOf(pairs, 'b'))}) b`;

/** SQL of the rows of both in blocks that differ, joined; with noise those of another run of A's side too. */
function joinedRows({ a, b, matching, pairs, noise }: RowsToCompare, unsteady: readonly (Pair | undefined)[]): string {
  const side = (one: Side, which: 'a' | 'b', own: Matching, columns: readonly (Pair | undefined)[], name: string): string =>
    `(${keyed(own, one, which, valuesOf(columns, which), ` WHERE ${block(own, one, which)} IN (SELECT block FROM mdm_blocks)`)}) ${name}`;
  const two = `FROM ${side(a, 'a', matching, pairs, 'a')} JOIN ${side(b, 'b', matching, pairs, 'b')} ON ${joined(matching)}`;
  if (!noise || !unsteady.some(Boolean)) return two;
  const own = { ...matching, keys: matching.keys.map((key) => noise.pairs.get(key)!) };
  return `${two} LEFT JOIN ${side(noise.side, 'b', own, unsteady, 'c')} ON ${joined(own, 'c')}`;
}

/** Of columns that differ: the first rows, and the largest difference in steps of the last bit. */
async function details(
  db: Database,
  from: string,
  pairs: readonly Pair[],
  wrong: readonly string[],
  differing: readonly number[],
): Promise<{ readonly first: readonly (readonly number[])[]; readonly steps: readonly unknown[] }> {
  const asked = differing.flatMap((i) => [
    `min(a.r, ${few}) FILTER (WHERE ${wrong[i]})`,
    pairs[i]!.kind === 'double' ? mostSteps(`a.v${i}`, `b.v${i}`) : 'NULL',
  ]);
  const [row] = asked.length === 0 ? [[]] : await db.rows(`SELECT ${asked.join(', ')} ${from}`);
  const at = (i: number, part: 0 | 1): unknown => (differing.includes(i) ? row![2 * differing.indexOf(i) + part] : null);
  return {
    first: pairs.map((_, i) => ((at(i, 0) ?? []) as (string | number)[]).map(Number)),
    steps: pairs.map((_, i) => at(i, 1)),
  };
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

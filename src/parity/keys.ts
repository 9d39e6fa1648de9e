import { MdmError } from '../errors.js';
import { unknownColumn } from '../pipeline/input.js';
import type { Database } from '../engine/duckdb/driver.js';
import { hashed, type Pair } from './columns.js';
import type { Comparison, RowExample } from './result.js';
import { select, type Side } from './tables.js';

/** How rows of the two tables find each other. */
export interface Matching {
  /** Columns that name a row; none: its place in the file. */
  readonly keys: readonly Pair[];
  /** Keys come more than once, so that equal keys are matched in the order of their rows. */
  readonly ranked: boolean;
  readonly matched: number;
}

/** The key columns, which both tables must have. */
export function keyPairs(names: readonly string[], pairs: readonly Pair[], a: Side, b: Side): Pair[] {
  return names.map((name) => {
    const pair = pairs.find((one) => one.name === name);
    if (pair) return pair;
    const lacking = [a, b].find((side) => !side.columns.some((column) => column.name === name))!;
    const { message, next } = unknownColumn(
      name,
      lacking.columns.map((column) => column.name),
    );
    throw new MdmError('unknown-column', `${message.slice(0, -1)} in ${lacking.path}, which is to be the key.`, next);
  });
}

/** SQL of a number that stands for the row's identity. */
export const identity = (matching: Pick<Matching, 'keys'>, side: Side, which: 'a' | 'b'): string =>
  matching.keys.length === 0 ? `hash(${side.row})` : `hash(${matching.keys.map((key) => hashed(key, which)).join(', ')})`;

const ref = (i: number): string => `k${i}`;
const equalKeys = (keys: readonly Pair[], other = 'b'): string =>
  keys.map((_, i) => `a.${ref(i)} IS NOT DISTINCT FROM ${other}.${ref(i)}`).join(' AND ');

/** A side's rows with keys, rank and further expressions. */
export function keyed(matching: Matching, side: Side, which: 'a' | 'b', parts: readonly (readonly [string, string])[], where = ''): string {
  const keys = matching.keys.map((key, i) => [key[which], ref(i)] as const);
  const rank = matching.ranked
    ? [[`row_number() OVER (PARTITION BY ${matching.keys.map((key) => key[which]).join(', ')} ORDER BY ${side.row})`, 'n'] as const]
    : [];
  return select(side, [...keys, ...rank, ...parts], where);
}

/** SQL: rows `a` and `b` are of one identity. */
export const joined = ({ keys, ranked }: Matching, other = 'b'): string =>
  keys.length === 0 ? `a.r = ${other}.r` : `${equalKeys(keys, other)}${ranked ? ` AND a.n = ${other}.n` : ''}`;

export type KeyReport = Comparison['keys'];
const few = 10;

/** Rows without a partner, and keys that come more than once. */
export async function matchRows(
  db: Database,
  a: Side,
  b: Side,
  keys: readonly Pair[],
  sameKeys: boolean,
): Promise<{ matching: Matching; report: KeyReport }> {
  const names = keys.map(({ name }) => name);
  const none = { count: 0, first: [] };
  if (keys.length === 0) {
    const matched = Math.min(a.rows, b.rows);
    const tail = (more: number): { count: number; first: RowExample[] } => ({
      count: Math.max(0, more),
      first: Array.from({ length: Math.min(few, Math.max(0, more)) }, (_, i) => ({ row: matched + i, key: [] })),
    });
    const report = { names, matched, missing: tail(a.rows - b.rows), extra: tail(b.rows - a.rows), duplicate: none };
    return { matching: { keys, ranked: false, matched }, report };
  }
  if (sameKeys) {
    const report = { names, matched: a.rows, missing: none, extra: none, duplicate: none };
    return { matching: { keys, ranked: false, matched: a.rows }, report };
  }
  const counted = (side: Side, which: 'a' | 'b'): string =>
    `(SELECT ${keys.map((key, i) => `${key[which]} AS ${ref(i)}`).join(', ')}, count(*) AS n, min(${side.row}) AS r FROM ${side.from} GROUP BY ALL)`;
  const both = keys.map((_, i) => `CASE WHEN a.n IS NULL THEN b.${ref(i)} ELSE a.${ref(i)} END AS ${ref(i)}`).join(', ');
  await db.run(
    `CREATE OR REPLACE TEMP TABLE mdm_keys AS SELECT ${both}, coalesce(a.n, 0) AS an, coalesce(b.n, 0) AS bn, a.r AS ar, b.r AS br ` +
      `FROM ${counted(a, 'a')} a FULL JOIN ${counted(b, 'b')} b ON ${equalKeys(keys)}`,
  );
  const [row] = await db.rows(
    'SELECT sum(greatest(an - bn, 0))::DOUBLE, sum(greatest(bn - an, 0))::DOUBLE, (count(*) FILTER (WHERE an > 1 OR bn > 1))::DOUBLE, sum(least(an, bn))::DOUBLE FROM mdm_keys',
  );
  const [missing, extra, duplicate, matched] = row!.map(Number);
  const first = async (where: string, order: string): Promise<RowExample[]> => {
    const texts = keys.map((_, i) => `${ref(i)}::VARCHAR`).join(', ');
    const rows = await db.rows(`SELECT ${order}::DOUBLE, ${texts} FROM mdm_keys WHERE ${where} ORDER BY ${order} LIMIT ${few}`);
    return rows.map(([place, ...key]) => ({ row: Number(place), key: key as (string | null)[] }));
  };
  const report = {
    names,
    matched: matched!,
    missing: { count: missing!, first: await first('an > bn', 'ar') },
    extra: { count: extra!, first: await first('bn > an', 'br') },
    duplicate: { count: duplicate!, first: await first('an > 1 OR bn > 1', 'coalesce(ar, br)') },
  };
  await db.run('DROP TABLE mdm_keys');
  return { matching: { keys, ranked: duplicate! > 0, matched: matched! }, report };
}

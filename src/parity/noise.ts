import type { Database } from '../engine/duckdb/driver.js';
import { checksums } from './checksums.js';
import { pairColumns, type Pair } from './columns.js';
import { matchRows } from './keys.js';
import { openSide, type Side } from './tables.js';

/** How A differs from another run of what made it. */
export interface Noise {
  readonly side: Side;
  /** Pairs of A and B that are keys, or whose values differ between the runs of A: what stands for B's value is the other run's. */
  readonly pairs: ReadonlyMap<Pair, Pair>;
  /** Columns that only one of the runs has, that are of two types, or in two places. */
  readonly columns: ReadonlySet<string>;
  readonly types: ReadonlySet<string>;
  readonly order: boolean;
  /** Not every row is in both runs. */
  readonly rows: boolean;
}

/** Compares A with another run of what made it; nothing when they are the same. */
export async function findNoise(
  db: Database,
  a: Side,
  path: string,
  pairs: readonly Pair[],
  keys: readonly Pair[],
): Promise<Noise | undefined> {
  const side = await openSide(db, path);
  const own = await pairColumns(db, a, side);
  const byName = new Map(own.pairs.map((pair) => [pair.name, pair]));
  const same = (pair: Pair): Pair | undefined => byName.get(pair.name);
  const ownKeys = keys.flatMap((key) => same(key) ?? []);
  // Where a key is not in both runs no row can be found again.
  const lost = ownKeys.length < keys.length;
  const values = own.pairs.filter((pair) => !ownKeys.includes(pair));
  const { sameKeys, suspects } = await checksums(db, a, side, ownKeys, values);
  const { report } = await matchRows(db, a, side, ownKeys, sameKeys);
  const unsteady = sameKeys && a.rows === side.rows ? suspects : new Set(values);
  const found: Noise = {
    side,
    pairs: new Map(
      pairs.flatMap((pair) => {
        const other = same(pair);
        if (!other || lost || !(keys.includes(pair) || unsteady.has(other))) return [];
        return [[pair, { ...pair, b: `CAST(${other.b} AS ${pair.type})` }] as const];
      }),
    ),
    columns: new Set([...own.missing, ...own.extra]),
    types: new Set(own.pairs.flatMap(({ name, sameType }) => (sameType ? [] : [name]))),
    order: own.moved.length > 0,
    rows: lost || report.missing.count + report.extra.count > 0,
  };
  const any = unsteady.size + found.columns.size + found.types.size > 0 || found.order || found.rows;
  return any ? found : undefined;
}

/** What the noise is, in words. */
export function noiseNotes({ columns, types, order, rows }: Noise): string[] {
  const name = (names: ReadonlySet<string>): string => [...names].map((one) => JSON.stringify(one)).join(', ');
  return [
    ...(columns.size > 0 ? [`Noise: of two runs of A's side only one has ${name(columns)}.`] : []),
    ...(types.size > 0 ? [`Noise: two runs of A's side have other types in ${name(types)}.`] : []),
    ...(order ? ["Noise: the order of columns differs between two runs of A's side."] : []),
    ...(rows ? ["Noise: two runs of A's side have other rows, so that rows without a partner do not count."] : []),
  ];
}

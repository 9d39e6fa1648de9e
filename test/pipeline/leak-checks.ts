import { createHash } from 'node:crypto';
import { trainAll, type Row, type TableCase, type Trained, type Used } from '@mdm/cli/testing';
import type { Json } from '@mdm/sdk';
import type { Folds } from '../../src/pipeline/folds.js';
import { nodes } from '../../src/sql/walk.js';
import { keepsLabel } from './leak-table.js';

const seconds = (at: Json | undefined): number => Date.parse(`${(at as string).replace(' ', 'T')}Z`) / 1000;

/** Where a row stands in its sequence; rows without a time come first. */
export const order = (row: Row): number => (row['at'] === null ? -Infinity : seconds(row['at']));

/** The fold of each row by the recipe's definition, worked out here; null for a row without a key. */
export function foldsOf(folds: Folds, rows: readonly Row[]): readonly (number | null)[] {
  return rows.map((row, i) => {
    const key = folds.key === null ? i : (row[folds.key] ?? null);
    if (key === null) return null;
    if (folds.by === 'time') return folds.starts.filter((start) => start <= seconds(key)).length;
    const digits = createHash('md5')
      .update(`${folds.seed}:${key as string}`)
      .digest('hex')
      .slice(0, 15);
    return Number(BigInt(`0x${digits}`) % BigInt(folds.count));
  });
}

/** The row, other than by its fold, whose target a fold may not see. */
export const hidden = (folds: Folds, fold: number, row: Row, own: number | null): boolean => {
  if (folds.by !== 'time') return own === fold;
  return row['at'] === null || fold === 0 || seconds(row['at']) >= folds.starts[fold - 1]! - folds.gap;
};

/** Names of the features that look back in a sequence. */
export const windowed = (trained: Trained): ReadonlySet<string> =>
  new Set(trained.made.features.filter((f) => [...nodes(f.expr)].some((n) => n.kind === 'window')).map((f) => f.name));

/** Where two tables differ, among the rows of `a` (and their places in `b`) and the features of both: `name, row: before -> after`. */
export function differences(
  a: Trained,
  b: Trained,
  places: readonly (readonly [number, number])[],
  only: (name: string) => boolean = () => true,
): string[] {
  const out: string[] = [];
  for (const [name, before] of a.values) {
    const after = b.values.get(name);
    if (!after || !only(name)) continue;
    for (const [i, j] of places)
      if (!Object.is(before[i], after[j])) out.push(`${name}, row ${i}: ${before[i] as string} -> ${after[j] as string}`);
  }
  return out;
}

/** What two trainings have in common, given a table and another made of it. */
export async function compared<T>(
  uses: readonly Used[],
  before: TableCase,
  change: (a: Trained) => readonly Row[],
  compare: (a: Trained, b: Trained) => T,
): Promise<T> {
  const a = await trainAll(uses, before);
  try {
    const b = await trainAll(uses, { ...before, rows: change(a) });
    try {
      return compare(a, b);
    } finally {
      await b.close();
    }
  } finally {
    await a.close();
  }
}

/** Changes the target of one row, or all targets that a fold may not see, and tells which features of the row, or of the fold, change. */
export function targetSeen(
  uses: readonly Used[],
  before: TableCase,
  changes: readonly Json[],
  n: number,
  single: boolean,
): Promise<string[]> {
  let watched: number[] = [];
  return compared(
    uses,
    before,
    (a) => {
      const folds = a.made.fitted.tables.folds() ?? { by: 'hash', key: null, count: 3, seed: 0 };
      const own = foldsOf(folds, before.rows);
      const fold = n % (Math.max(0, ...own.map((f) => f ?? 0)) + 1);
      const mine = own.flatMap((f, i) => (f === fold ? [i] : []));
      watched = single ? mine.slice(0, 1) : mine;
      const changing = (row: Row, i: number): boolean =>
        !keepsLabel(row) && (single ? i === watched[0] : hidden(folds, fold, row, own[i]!));
      return before.rows.map((row, i) => (changing(row, i) ? { ...row, y: changes[i % changes.length]! } : row));
    },
    (a, b) => {
      expect([...b.values.keys()]).toEqual([...a.values.keys()]);
      return differences(
        a,
        b,
        watched.map((i) => [i, i]),
      );
    },
  );
}

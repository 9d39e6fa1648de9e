/** A fault of a candidate: the same computation done right, which must be equal, and done wrong, which must be found. */
export interface Fault {
  readonly name: string;
  /** The control: a golden table, or one of `tables.ts`. */
  readonly on: string;
  /** Queries over `t`, the control with the place of each row as `r`; `x` is the source column in `s`, which is `t` otherwise. */
  readonly right: string;
  readonly wrong: string;
  /** What the comparison must say, and nothing else. */
  readonly reasons: readonly (string | RegExp)[];
  /** Bounds instead of those of features. */
  readonly tolerance?: string;
}

const name = (column: string): string => `"${column}"`;

/** All rows of the control with the feature computed anew from its source column `x`. */
const recomputed = (feature: string, of: string, expression: string): string =>
  `WITH s AS (SELECT *, ${name(of)} AS x FROM t) SELECT * EXCLUDE (x, r) REPLACE (cast_to_type(${expression}, ${name(feature)}) AS ${name(feature)}) FROM s ORDER BY r`;

export const value = (what: string, on: string, feature: string, of: string, right: string, wrong: string): Fault => ({
  name: `${what} (${feature})`,
  on,
  right: recomputed(feature, of, right),
  wrong: recomputed(feature, of, wrong),
  reasons: [`Values differ: ${name(feature)}.`],
});

const same = 'SELECT * EXCLUDE r FROM t ORDER BY r';

/** A fault of the table as a whole: its rows and columns. */
export const table = (what: string, on: string, wrong: string, reasons: Fault['reasons'], right = same): Fault => ({
  name: what,
  on,
  right,
  wrong,
  reasons,
});

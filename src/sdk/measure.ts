import type { Expr } from './expr.js';
import type { Json, NumberType, ScalarType } from './types.js';

/*
 * What `fit` may ask of the training rows. A measure is data: the planner merges all of them, drops equal ones, and runs
 * them in as few scans as it can. Every result is the same whatever the number of threads.
 */
export type AggregateFunction = 'rows' | 'count' | 'countIf' | 'distinct' | 'sum' | 'mean' | 'std' | 'min' | 'max';

/** One number over the training rows (or over each group of a lookup). Missing values are skipped; `std` has ddof 1. */
export interface Aggregate {
  readonly kind: 'aggregate';
  readonly fn: AggregateFunction;
  readonly arg: Expr | null;
}
/** Exact quantiles with linear interpolation. Measured as an array, one number for each of `at`; nulls when nothing is known. */
export interface Quantiles {
  readonly kind: 'quantiles';
  readonly arg: Expr<NumberType>;
  readonly at: readonly number[];
}
/**
 * The most frequent values, by falling count, ties by rising value. Measured as `[{value, count}, ...]`, at most `limit`.
 * A list (`texts`) counts each of its different items once per row: document frequencies.
 */
export interface Values {
  readonly kind: 'values';
  readonly arg: Expr;
  readonly limit: number;
}
/**
 * The same up to `size` training rows every time: all of them when there are no more, else a spread by row number. Measured as
 * one array per expression, row by row, nulls kept.
 */
export interface Sample {
  readonly kind: 'sample';
  readonly args: readonly Expr[];
  readonly size: number;
}
/** A table that stays in the engine: one row per different keys, one column per aggregate. Read it with `lookup(...)`. */
export interface Lookup {
  readonly kind: 'lookup';
  readonly keys: readonly Expr[];
  readonly columns: Readonly<Record<string, Aggregate>>;
  /**
   * On training rows each row reads a table made without its own fold; on other rows the whole. Required when an aggregate
   * reads the target; the aggregates are then `rows`, `count`, `countIf` and `sum`. A key with no rows outside the fold is missing.
   */
  readonly outOfFold: boolean;
}
/** The distribution of a number, kept in the engine. Read it with `rank(...)`. */
export interface Ranks {
  readonly kind: 'ranks';
  readonly arg: Expr<NumberType>;
}
/** A table the transformer brings along, such as the days of public holidays. Read it with `lookup(...)`. */
export interface Literal {
  readonly kind: 'literal';
  readonly keys: Readonly<Record<string, ScalarType>>;
  readonly columns: Readonly<Record<string, ScalarType>>;
  readonly rows: readonly (readonly Json[])[];
}
/** The distinct labels of the target in rising order, at most `limit`; the one thing of the target that is not out of fold. */
export interface Classes {
  readonly kind: 'classes';
  readonly arg: Expr;
  readonly limit: number;
}

/** Everything that `fit` may ask for. */
export type Measure = Aggregate | Quantiles | Values | Sample | Lookup | Ranks | Literal | Classes;

/** What a measure answers: `agg.mean(x)` a number, or null when nothing is known; `lookupTable(...)` and `ranks(...)` null, for they stay in the engine. */
export type Answer<M> = M extends Aggregate
  ? number | null
  : M extends Quantiles
    ? readonly (number | null)[]
    : M extends Values
      ? readonly { readonly value: string | number | boolean; readonly count: number }[]
      : M extends Sample
        ? readonly (readonly (string | number | boolean | null)[])[]
        : M extends Classes
          ? readonly (string | number | boolean)[]
          : M extends undefined
            ? undefined
            : null;

/** The answers to what `fit` returned, by the same names. */
export type Answers<M> = { readonly [K in keyof M]: Answer<M[K]> };

const aggregate = (fn: AggregateFunction, arg: Expr | null = null): Aggregate => Object.freeze({ kind: 'aggregate', fn, arg });

export const agg = Object.freeze({
  /** Number of rows. */
  rows: () => aggregate('rows'),
  /** Number of known values. */
  count: (x: Expr) => aggregate('count', x),
  /** Number of rows where the condition is true. */
  countIf: (condition: Expr<'boolean'>) => aggregate('countIf', condition),
  /** Number of distinct known values, exact. */
  distinct: (x: Expr) => aggregate('distinct', x),
  sum: (x: Expr<NumberType>) => aggregate('sum', x),
  mean: (x: Expr<NumberType>) => aggregate('mean', x),
  /** Standard deviation, ddof 1; missing below two values. */
  std: (x: Expr<NumberType>) => aggregate('std', x),
  min: (x: Expr<NumberType>) => aggregate('min', x),
  max: (x: Expr<NumberType>) => aggregate('max', x),
});

export const quantiles = (arg: Expr<NumberType>, at: readonly number[]): Quantiles =>
  Object.freeze({ kind: 'quantiles', arg, at: Object.freeze([...at]) });
export const values = (arg: Expr, limit: number): Values => Object.freeze({ kind: 'values', arg, limit });
export const sample = (args: readonly Expr[], size: number): Sample =>
  Object.freeze({ kind: 'sample', args: Object.freeze([...args]), size });
export const classes = (arg: Expr, limit: number): Classes => Object.freeze({ kind: 'classes', arg, limit });
export const ranks = (arg: Expr<NumberType>): Ranks => Object.freeze({ kind: 'ranks', arg });

/** One row per different `keys`, measured on the training rows. Rows with a missing key are left out. */
export const lookupTable = (
  keys: readonly Expr[],
  columns: Readonly<Record<string, Aggregate>>,
  options: { outOfFold?: boolean } = {},
): Lookup =>
  Object.freeze({
    kind: 'lookup',
    keys: Object.freeze([...keys]),
    columns: Object.freeze({ ...columns }),
    outOfFold: options.outOfFold ?? false,
  });

export const literalTable = (
  keys: Readonly<Record<string, ScalarType>>,
  columns: Readonly<Record<string, ScalarType>>,
  rows: readonly (readonly Json[])[],
): Literal =>
  Object.freeze({
    kind: 'literal',
    keys: Object.freeze({ ...keys }),
    columns: Object.freeze({ ...columns }),
    rows: Object.freeze(rows.map((r) => Object.freeze([...r]))),
  });

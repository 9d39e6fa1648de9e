import type { Expr } from './expr.js';
import type { Json, NumberType, ScalarType } from './types.js';

/*
 * What `fit` may ask of the training rows. A measure is data: the planner merges all of them, drops equal ones, and runs
 * them in as few scans as it can. Every result is the same whatever the number of threads.
 */
/** What `agg` has. */
export type AggregateFunction = 'rows' | 'count' | 'countIf' | 'distinct' | 'sum' | 'mean' | 'std' | 'min' | 'max';

/** One number over the training rows (or over each group of a lookup). Missing values are skipped; `std` has ddof 1. */
export interface Aggregate {
  readonly kind: 'aggregate';
  readonly fn: AggregateFunction;
  readonly arg: Expr | null;
}
/** Where a quantile lies when its place falls between two values; `linear` is in proportion, the others name one of the two or their middle. */
export type QuantileMethod = 'linear' | 'lower' | 'higher' | 'nearest' | 'midpoint';
/** Exact quantiles. Measured as an array, one number for each of `at`; nulls when nothing is known. */
export interface Quantiles {
  readonly kind: 'quantiles';
  readonly arg: Expr<NumberType>;
  readonly at: readonly number[];
  /** Default `linear`. */
  readonly method?: QuantileMethod;
}
/**
 * The most frequent values, by falling count, ties by rising value. Measured as `[{value, count}, ...]`, at most `limit`.
 * A list (`texts`) counts each of its different items once per row: document frequencies.
 */
export interface Values<T extends ScalarType = ScalarType> {
  readonly kind: 'values';
  readonly arg: Expr<T>;
  readonly limit: number;
}
/**
 * The same up to `size` training rows every time: all of them when there are no more, else a spread by row number. Measured as
 * one array per expression, row by row, nulls kept.
 */
export interface Sample<T extends ScalarType = ScalarType> {
  readonly kind: 'sample';
  readonly args: readonly Expr<T>[];
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
/** The rank of equal values: the mean of their places, the first, the last, or the number of different values up to theirs. */
export type Ties = 'average' | 'min' | 'max' | 'dense';
/** The distribution of a number, kept in the engine. Read it with `rank(...)`. */
export interface Ranks {
  readonly kind: 'ranks';
  readonly arg: Expr<NumberType>;
  /** Default `average`. */
  readonly ties?: Ties;
}
/** A table the transformer brings along, such as the days of public holidays. Read it with `lookup(...)`. */
export interface Literal {
  readonly kind: 'literal';
  readonly keys: Readonly<Record<string, ScalarType>>;
  readonly columns: Readonly<Record<string, ScalarType>>;
  readonly rows: readonly (readonly Json[])[];
}
/** The distinct labels of the target in rising order, at most `limit`; the one thing of the target that is not out of fold. */
export interface Classes<T extends ScalarType = ScalarType> {
  readonly kind: 'classes';
  readonly arg: Expr<T>;
  readonly limit: number;
}

/** Everything that `fit` may ask for. */
export type Measure = Aggregate | Quantiles | Values | Sample | Lookup | Ranks | Literal | Classes;

/** A value of a type in JavaScript; times are written out. */
export type ValueOf<T extends ScalarType> = T extends NumberType | 'numbers' ? number : T extends 'boolean' ? boolean : string;

/** What a measure answers: `agg.mean(x)` a number, or null when nothing is known; `lookupTable(...)` and `ranks(...)` null, for they stay in the engine. */
export type Answer<M> = M extends Aggregate
  ? number | null
  : M extends Quantiles
    ? readonly (number | null)[]
    : M extends Values<infer T>
      ? readonly { readonly value: ValueOf<T>; readonly count: number }[]
      : M extends Sample<infer T>
        ? readonly (readonly (ValueOf<T> | null)[])[]
        : M extends Classes<infer T>
          ? readonly ValueOf<T>[]
          : M extends undefined
            ? undefined
            : null;

/** The answers to what `fit` returned, by the same names. */
export type Answers<M> = { readonly [K in keyof M]: Answer<M[K]> };

const aggregate = (fn: AggregateFunction, arg: Expr | null = null): Aggregate => Object.freeze({ kind: 'aggregate', fn, arg });

/** Aggregates over the training rows, or over each group of a `lookupTable`: `agg.mean(number(c))`. Missing values are skipped. */
export const agg = Object.freeze({
  /** Number of rows. */
  rows: () => aggregate('rows'),
  /** Number of known values. */
  count: (x: Expr) => aggregate('count', x),
  /** Number of rows where the condition is true. */
  countIf: (condition: Expr<'boolean'>) => aggregate('countIf', condition),
  /** Number of distinct known values, exact. */
  distinct: (x: Expr) => aggregate('distinct', x),
  /** Sum of the known values. */
  sum: (x: Expr<NumberType>) => aggregate('sum', x),
  /** Mean of the known values; missing without any. */
  mean: (x: Expr<NumberType>) => aggregate('mean', x),
  /** Standard deviation, ddof 1; missing below two values. */
  std: (x: Expr<NumberType>) => aggregate('std', x),
  /** Least known value. */
  min: (x: Expr<NumberType>) => aggregate('min', x),
  /** Greatest known value. */
  max: (x: Expr<NumberType>) => aggregate('max', x),
});

/** Exact quantiles of the training values: `quantiles(number(c), [0.25, 0.5, 0.75])` answers three numbers. */
export const quantiles = (arg: Expr<NumberType>, at: readonly number[], method: QuantileMethod = 'linear'): Quantiles =>
  Object.freeze({ kind: 'quantiles', arg, at: Object.freeze([...at]), ...(method === 'linear' ? {} : { method }) });

/** The most frequent values, with their counts: `values(text(c), 10)` answers `[{value: 'red', count: 12}, ...]`, at most 10. */
export const values = <T extends ScalarType>(arg: Expr<T>, limit: number): Values<T> => Object.freeze({ kind: 'values', arg, limit });

/** Values of the same up to `size` training rows: `sample([number(a), number(b)], 1000)` answers two lists, row by row, nulls kept. */
export const sample = <T extends ScalarType>(args: readonly Expr<T>[], size: number): Sample<T> =>
  Object.freeze({ kind: 'sample', args: Object.freeze([...args]), size });

/** The different labels of the target, in rising order, at most `limit`: `classes(text(target), 20)` answers `['no', 'yes']`. */
export const classes = <T extends ScalarType>(arg: Expr<T>, limit: number): Classes<T> => Object.freeze({ kind: 'classes', arg, limit });

/** The distribution of a number, which stays in the engine; read it with `rank('name', number(c))`. */
export const ranks = (arg: Expr<NumberType>, ties: Ties = 'average'): Ranks =>
  Object.freeze({ kind: 'ranks', arg, ...(ties === 'average' ? {} : { ties }) });

/**
 * One row per different `keys`, measured on the training rows. Rows with a missing key are left out. Read it with `lookup`:
 * `lookupTable([column(c)], { rows: agg.rows() })`, then `lookup('name', [column(c)], 'rows', 'int64')`.
 */
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

/** A table that the transformer brings along: `literalTable({ day: 'int64' }, { holiday: 'uint8' }, [[19723, 1]])`. Read it with `lookup`. */
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

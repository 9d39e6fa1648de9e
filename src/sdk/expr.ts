import { FUNCTIONS, type FunctionName } from './fn.js';
import type { Functions } from './fn-docs.js';
import type { Column, NumberType, ScalarType } from './types.js';

/*
 * Expressions are frozen, tagged, engine-neutral data. Two copies of this package build equal nodes: compare `kind`, never
 * use `instanceof`. Equal calls give equal JSON, which is how the planner finds shared parts.
 */
/** An input column, by name. */
export interface ColumnNode<T extends ScalarType = ScalarType> {
  readonly kind: 'column';
  readonly name: string;
  readonly type: T;
}
/** A literal; null is a missing value. */
export interface ConstantNode<T extends ScalarType = ScalarType> {
  readonly kind: 'constant';
  readonly value: null | boolean | number | string;
  readonly type: T;
}
/** A function of `fn`. */
export interface CallNode<T extends ScalarType = ScalarType> {
  readonly kind: 'call';
  readonly fn: FunctionName;
  readonly args: readonly Expr[];
  readonly type: T;
}
/** The same value as another type; missing where it does not fit. */
export interface CastNode<T extends ScalarType = ScalarType> {
  readonly kind: 'cast';
  readonly arg: Expr;
  readonly type: T;
}
/** The first branch whose condition is true, else `otherwise`. */
export interface CaseNode<T extends ScalarType = ScalarType> {
  readonly kind: 'case';
  readonly when: readonly (readonly [Expr<'boolean'>, Expr<T>])[];
  readonly otherwise: Expr<T>;
  readonly type: T;
}
/** A column of a fitted table, found by its keys; missing when there is no such key. `table` names a measure of `fit`. */
export interface LookupNode<T extends ScalarType = ScalarType> {
  readonly kind: 'lookup';
  readonly table: string;
  readonly keys: readonly Expr[];
  readonly column: string;
  readonly type: T;
}
/** Share of the known training values at or below this one, ties averaged (average rank / n); for a value that is not among them, the share below it. `table` names a `ranks` measure. */
export interface RankNode<T extends ScalarType = ScalarType> {
  readonly kind: 'rank';
  readonly table: string;
  readonly arg: Expr<NumberType>;
  readonly type: T;
}
/** Rows before the present one in the same group, ordered by time, then by position in the table. */
export type Frame =
  | {
      readonly kind: 'rows';
      readonly before: number;
      /** 0: the present row is in the frame; 1: it ends one row earlier. */ readonly end: 0 | 1;
    }
  | { readonly kind: 'seconds'; /** Rows of the last `before` seconds, strictly before the present instant. */ readonly before: number }
  | { readonly kind: 'expanding'; readonly end: 0 | 1 };
/** What `lag` and `rolling` compute over earlier rows. */
export type WindowFunction = 'lag' | 'mean' | 'std' | 'min' | 'max' | 'sum' | 'count';
/** An earlier value, or an aggregate over earlier rows, of the same group in time order. */
export interface WindowNode<T extends ScalarType = ScalarType> {
  readonly kind: 'window';
  readonly fn: WindowFunction;
  readonly arg: Expr;
  readonly partition: readonly Expr[];
  readonly order: Expr;
  /** For `lag`: `{kind: 'rows', before: k, end: 1}`, the value k rows earlier. */
  readonly frame: Frame;
  readonly type: T;
}
/** A column that a batch transformer makes; placed by the planner. */
export interface OutputNode<T extends ScalarType = ScalarType> {
  readonly kind: 'output';
  readonly stage: string;
  readonly column: string;
  readonly type: T;
}

/** An expression: frozen data that says how a value is computed, with the type of the value. `Expr<'double'>` is a number, `Expr` anything. */
export type Expr<T extends ScalarType = ScalarType> =
  ColumnNode<T> | ConstantNode<T> | CallNode<T> | CastNode<T> | CaseNode<T> | LookupNode<T> | RankNode<T> | WindowNode<T> | OutputNode<T>;

const isNode = (value: unknown): value is Expr => typeof value === 'object' && value !== null && 'kind' in value;

/** A column as it is, with the type it has. */
export const column = (c: Column): Expr => Object.freeze({ kind: 'column', name: c.name, type: c.type });

/** A column as a number: whole numbers, booleans (0 and 1) and doubles as `double`. */
export const number = (c: Column): Expr<'double'> => cast(column(c), 'double');

/** A column as text; numbers and times are written out (see `toText`). */
export const text = (c: Column): Expr<'text'> =>
  c.type === 'text' ? Object.freeze({ kind: 'column', name: c.name, type: 'text' }) : fn.toText(column(c));

/** A datetime column. */
export const time = (c: Column): Expr<'timestamp'> => Object.freeze({ kind: 'column', name: c.name, type: 'timestamp' });

/** A literal. Numbers must be finite. The type is `double`, `text` or `boolean`. */
export function constant(value: number): Expr<'double'>;
export function constant(value: string): Expr<'text'>;
export function constant(value: boolean): Expr<'boolean'>;
export function constant(value: number | string | boolean): Expr;
export function constant(value: number | string | boolean): Expr {
  if (typeof value === 'number' && !Number.isFinite(value)) throw new RangeError(`a constant must be finite, not ${value}`);
  const type = typeof value === 'number' ? 'double' : typeof value === 'string' ? 'text' : 'boolean';
  return Object.freeze({ kind: 'constant', value, type });
}

/** A missing value of a type. */
export const missing = <T extends ScalarType>(type: T): Expr<T> => Object.freeze({ kind: 'constant', value: null, type });

/** The same value stored as another type; missing where it does not fit. */
export const cast = <T extends ScalarType>(arg: Expr, type: T): Expr<T> =>
  arg.type === type ? (arg as Expr<T>) : Object.freeze({ kind: 'cast', arg, type });

/** `when([[condition, value], ...], otherwise)`: the value of the first true condition. A missing condition is not true. */
export const when = <T extends ScalarType>(branches: readonly (readonly [Expr<'boolean'>, Expr<T>])[], otherwise: Expr<T>): Expr<T> =>
  Object.freeze({
    kind: 'case',
    when: Object.freeze(branches.map((b) => Object.freeze([b[0], b[1]] as const))),
    otherwise,
    type: otherwise.type,
  });

/** The number of `edges` (rising) that are below x (`lt`) or at or below x (`le`); missing in, missing out. */
export function bin(x: Expr<NumberType>, edges: readonly number[], below: 'lt' | 'le'): Expr<'uint16'> {
  const outside = below === 'lt' ? fn.le : fn.lt;
  const small = (k: number): Expr<'uint16'> => Object.freeze({ kind: 'constant', value: k, type: 'uint16' });
  return when<'uint16'>(
    [[fn.isMissing(x), missing('uint16')], ...edges.map((edge, k) => [outside(x, edge), small(k)] as const)],
    small(edges.length),
  );
}

/** A column of the table that `fit` asked for under the name `table`. */
export const lookup = <T extends ScalarType>(table: string, keys: readonly Expr[], name: string, type: T): Expr<T> =>
  Object.freeze({ kind: 'lookup', table, keys: Object.freeze([...keys]), column: name, type });

/** The percentile rank of x among the training values measured by `ranks(...)` under the name `table`. */
export const rank = (table: string, arg: Expr<NumberType>): Expr<'double'> => Object.freeze({ kind: 'rank', table, arg, type: 'double' });

/** All functions, by name; each has its meaning, its rule for missing values and an example: `fn.log1p(fn.abs(x))`. */
export const fn: Functions = Object.freeze(
  Object.fromEntries(
    Object.entries(FUNCTIONS).map(([name, spec]) => [
      name,
      (...args: readonly unknown[]) => {
        if (args.length !== spec.args.length) throw new TypeError(`${name} takes ${spec.args.length} arguments, not ${args.length}`);
        const nodes = args.map((a) => (isNode(a) ? a : constant(a as number | string | boolean)));
        return Object.freeze({ kind: 'call', fn: name, args: Object.freeze(nodes), type: spec.returns });
      },
    ]),
  ),
) as unknown as Functions;

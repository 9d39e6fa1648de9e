import type { Expr, Frame, WindowFunction } from './expr.js';
import type { NumberType, ScalarType } from './types.js';

/** The sequence that windows run over: rows of one group in time order. */
export interface Sequence {
  readonly partition: readonly Expr[];
  readonly order: Expr;
}

const make = <T extends ScalarType>(fn: WindowFunction, arg: Expr, over: Sequence, frame: Frame, type: T): Expr<T> =>
  Object.freeze({
    kind: 'window',
    fn,
    arg,
    partition: Object.freeze([...over.partition]),
    order: over.order,
    frame: Object.freeze(frame),
    type,
  });

/** The value `k` rows earlier in the sequence (k >= 1); missing for the first k rows. */
export const lag = <T extends ScalarType>(arg: Expr<T>, k: number, over: Sequence): Expr<T> =>
  make('lag', arg, over, { kind: 'rows', before: k, end: 1 }, arg.type);

/** The present row and the `n - 1` before it. */
export const lastRows = (n: number): Frame => ({ kind: 'rows', before: n - 1, end: 0 });

/** Rows of the last `seconds`, strictly before the present instant. */
export const lastSeconds = (seconds: number): Frame => ({ kind: 'seconds', before: seconds });

/** All rows up to and with the present one (`end` 0) or up to the one before (`end` 1). */
export const expanding = (end: 0 | 1 = 0): Frame => ({ kind: 'expanding', end });

/** An aggregate over a frame of earlier rows; missing values are skipped, and `std` (ddof 1) needs two known values. */
export const rolling = (fn: Exclude<WindowFunction, 'lag'>, arg: Expr<NumberType>, frame: Frame, over: Sequence): Expr<'double'> =>
  make(fn, arg, over, frame, 'double');

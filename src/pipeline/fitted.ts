import type { Expr, ScalarType, Ties } from '@mdm/sdk';
import type { Folds } from './folds.js';

/** A fitted table in the engine. */
export interface FitTable {
  readonly id: string;
  readonly kind: 'lookup' | 'ranks';
  readonly keys: readonly { readonly name: string; readonly type: ScalarType }[];
  readonly columns: readonly { readonly name: string; readonly type: ScalarType }[];
  /** Training rows read `<id>_oof` by fold and keys. */
  readonly outOfFold: boolean;
  /** Of a rank table (v: value, e: known values at or below v, p: percentile rank of v): made only when it is needed. */
  readonly ranks?: {
    readonly arg: Expr;
    readonly ties: Ties;
    readonly known: number;
    readonly few: boolean;
    readonly build: string;
    built: boolean;
  };
}
export interface FittedTables {
  readonly tables: ReadonlyMap<string, FitTable>;
  /** Set once something was fitted out of fold. */
  readonly folds: () => Folds | undefined;
}

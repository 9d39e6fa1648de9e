import type { RecordBatch, Vector } from 'apache-arrow';
import type * as Arrow from 'apache-arrow';
import type { ZodType } from 'zod';
import type { Expr } from './expr.js';
import type { Measure } from './measure.js';
import type { Column, Json, Role, ScalarType, Semantic } from './types.js';

/** Enough to list, document and match a transformer without running anything. */
export interface Meta<P> {
  /** `cycle`; the host adds the plugin's namespace: `temporal.cycle`. Lower-case letters, digits and dashes. */
  readonly name: string;
  /** Of the maths: a bump says "values change", so recipes fitted before are refused. */
  readonly version: number;
  readonly summary: string;
  readonly appliesTo: {
    readonly semantic: readonly Semantic[];
    /** `each`: called once per matching column. `all`: called once with every matching column. */
    readonly arity: 'each' | 'all';
    /** Roles that must be set. Only a transformer that lists `target` can read the target. */
    readonly needs?: readonly Role[];
  };
  /** Must accept `{}`: every parameter has a default. */
  readonly params: ZodType<P>;
  /** False: runs only when asked for by `--only`, `--with` or a profile. Default true. */
  readonly onByDefault?: boolean;
}

/** What a transformer is given: never data, never a connection. */
export interface Scope<P> {
  readonly on: readonly [Column, ...Column[]];
  /** The columns of the roles the transformer needs; `time` and `group` always when they are set. */
  readonly roles: Partial<Record<Role, Column>>;
  readonly params: P;
}
export interface Fitted<P, S> extends Scope<P> {
  readonly state: S;
}

/** One feature. Its full name is the names of `on` (default: the scope's, for `each`), two underscores, and `name`. */
export interface Feature {
  /** `month_sin`; lower-case letters, digits and single underscores, but a value of the data may end it (`is_Paris`). Equal state, equal names. */
  readonly name: string;
  readonly on?: readonly Column[];
  readonly expr: Expr;
  /** One sentence for a person. */
  readonly explain: string;
}

/** A transformer that says what to measure and what to compute, as data. The engine does the rest. */
export interface ExprTransformer<P = object, S = Measured> {
  readonly kind: 'expr';
  readonly meta: Meta<P>;
  /** Says what to measure on the training rows; never runs it. */
  fit?(scope: Scope<P>): Readonly<Record<string, Measure>>;
  /** Pure: measurements to JSON state. Without it the state is the measurements. */
  learn?(measured: Measured, scope: Scope<P>): S;
  /** Pure: state to expressions. An empty list is fine: nothing applies. */
  transform(scope: Fitted<P, S>): readonly Feature[];
}
/** The answers to `fit`, by name; lookups and ranks stay in the engine and answer null. */
export type Measured = Readonly<Record<string, Json>>;

/** A column that a batch transformer makes. */
export interface Output {
  readonly name: string;
  readonly type: Exclude<ScalarType, 'texts' | 'numbers'>;
  readonly explain: string;
}

/** For what SQL cannot say. Runs in a worker thread, batch by batch; no batch may depend on another. */
export interface BatchTransformer<P = object> {
  readonly kind: 'batch';
  readonly meta: Meta<P>;
  /** Why this cannot be an expression; printed by `mdm features explain`. */
  readonly reason: string;
  /** Known before a row is read. */
  outputs(scope: Scope<P>): readonly Output[];
  /** One Arrow vector per output, as long as the batch and in its order. The batch holds the columns of `on`, by name. */
  run(
    batch: RecordBatch,
    scope: Scope<P>,
    arrow: typeof Arrow,
  ): Readonly<Record<string, Vector>> | Promise<Readonly<Record<string, Vector>>>;
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a list holds transformers of any parameters and state
export type Transformer = ExprTransformer<any, any> | BatchTransformer<any>;
export interface Plugin {
  readonly namespace: string;
  readonly transformers: readonly Transformer[];
}

/** Infers the parameters from the schema and the state from `learn`. */
export const defineTransformer = <P, S = Measured>(t: Omit<ExprTransformer<P, S>, 'kind'>): ExprTransformer<P, S> =>
  Object.freeze({ kind: 'expr', ...t });
export const defineBatchTransformer = <P>(t: Omit<BatchTransformer<P>, 'kind'>): BatchTransformer<P> =>
  Object.freeze({ kind: 'batch', ...t });
export const definePlugin = (plugin: Plugin): Plugin => Object.freeze(plugin);

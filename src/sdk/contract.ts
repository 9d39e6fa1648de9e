import type { RecordBatch, Vector } from 'apache-arrow';
import type * as Arrow from 'apache-arrow';
import type { ZodType } from 'zod';
import type { Expr } from './expr.js';
import type { Answers, Measure } from './measure.js';
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
  /**
   * Names of the features, without the column's part: `month_sin`. `{x}` stands for a part that comes from data or parameters, as in
   * `is_{value}` and `lag_{rows}`. Every feature matches one of them, whatever the parameters; for a batch transformer, every output.
   */
  readonly outputs: readonly string[];
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
/** The same with what was learned from the training rows. */
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

/** Either kind of transformer, of any parameters and state. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a list holds transformers of any parameters and state
export type Transformer = ExprTransformer<any, any> | BatchTransformer<any>;
/** What a plugin's module exports by default. */
export interface Plugin {
  readonly namespace: string;
  readonly transformers: readonly Transformer[];
}

type Nothing = Record<never, never>;
/** The schema accepts `{}` when each parameter has a default. */
type AcceptsNothing<I> = Nothing extends I ? unknown : 'every parameter needs a default, so that the schema accepts {}';

/** An expression transformer as an author writes it: the types of parameters, measures and state follow from one another. */
export interface TransformerSpec<P, I, M, S> {
  readonly meta: Meta<P> & { readonly params: ZodType<P, I> & AcceptsNothing<I> };
  /** Says what to measure on the training rows; never runs it. */
  fit?(scope: Scope<P>): M;
  /** Pure: measurements to JSON state. Without it the state is the measurements. */
  learn?(measured: Answers<M>, scope: Scope<P>): S;
  /** Pure: state to expressions. An empty list is fine: nothing applies. */
  transform(scope: Fitted<P, S>): readonly Feature[];
}

/**
 * A transformer of expressions. The parameters are inferred from the schema, what `learn` is given from `fit`, and the state from
 * `learn`, or from `fit` where there is none.
 *
 * ```ts
 * const centre = defineTransformer({
 *   meta: {
 *     name: 'centre',
 *     version: 1,
 *     summary: 'Distance from the mean',
 *     appliesTo: { semantic: ['numeric'], arity: 'each' },
 *     outputs: ['centred'],
 *     params: z.strictObject({}),
 *   },
 *   fit: ({ on: [c] }) => ({ mean: agg.mean(number(c)) }),
 *   transform: ({ on: [c], state: { mean } }) =>
 *     mean === null ? [] : [{ name: 'centred', expr: fn.subtract(number(c), mean), explain: `${c.name} minus its mean, ${mean}.` }],
 * });
 * ```
 */
export const defineTransformer = <P, I, M extends Readonly<Record<string, Measure | undefined>> = Nothing, S = Answers<M>>(
  spec: TransformerSpec<P, I, M, S>,
): ExprTransformer<P, S> => Object.freeze({ kind: 'expr', ...spec }) as unknown as ExprTransformer<P, S>;

/** A batch transformer as an author writes it. */
export interface BatchSpec<P, I> extends Omit<BatchTransformer<P>, 'kind' | 'meta'> {
  readonly meta: Meta<P> & { readonly params: ZodType<P, I> & AcceptsNothing<I> };
}

/** A transformer that runs JavaScript on Arrow batches, for what expressions cannot say. `reason` says why. */
export const defineBatchTransformer = <P, I>(spec: BatchSpec<P, I>): BatchTransformer<P> => Object.freeze({ kind: 'batch', ...spec });

/** What a plugin exports by default: its namespace and its transformers. */
export const definePlugin = (plugin: Plugin): Plugin => Object.freeze(plugin);

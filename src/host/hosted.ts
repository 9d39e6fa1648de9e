import type { BatchTransformer, Feature, Json, Measure, Measured, Output, Scope, Semantic, Role, Transformer } from '@mdm/sdk';

/** A transformer as the pipeline calls it, wherever its code runs: first-party code in this thread, any other in a thread of its own. */
export interface Hosted {
  readonly kind: Transformer['kind'];
  readonly meta: {
    readonly name: string;
    /** Of the maths. */
    readonly version: number;
    readonly summary: string;
    readonly appliesTo: { readonly semantic: readonly Semantic[]; readonly arity: 'each' | 'all'; readonly needs?: readonly Role[] };
  };
  /** Why a batch transformer cannot be an expression. */
  readonly reason?: string;
  /** What it answers comes from elsewhere and is checked before it is used. */
  readonly foreign: boolean;
  /** Reads parameters with the transformer's own schema. */
  params(given: Readonly<Record<string, Json>>): Promise<ParamsRead>;
  fit(scope: Scope<unknown>): Promise<Readonly<Record<string, Measure>>>;
  learn(measured: Measured, scope: Scope<unknown>): Promise<unknown>;
  transform(fitted: Scope<unknown> & { readonly state: unknown }): Promise<readonly Feature[]>;
  outputs(scope: Scope<unknown>): Promise<readonly Output[]>;
  /** Of a batch transformer in this thread. */
  readonly run?: BatchTransformer<unknown>['run'];
}

export type ParamsRead =
  | { readonly ok: true; readonly params: unknown }
  | {
      readonly ok: false;
      readonly path: string;
      readonly problem: string;
      /** A parameter that there is not. */
      readonly unknown?: string;
      /** Those that there are, when the schema can say. */
      readonly known: readonly string[];
    };

/** A transformer whose code runs in this thread. */
export const hosted = (t: Transformer): Hosted =>
  Object.freeze<Hosted>({
    kind: t.kind,
    meta: t.meta,
    ...(t.kind === 'batch' ? { reason: t.reason, run: t.run } : {}),
    foreign: false,
    params: (given) => readParams(t, given),
    fit: async (scope) => (t.kind === 'expr' ? (t.fit?.(scope) ?? {}) : {}),
    learn: async (measured, scope) => (t.kind === 'expr' && t.learn ? (t.learn(measured, scope) as unknown) : measured),
    transform: async (fitted) => (t.kind === 'expr' ? t.transform(fitted) : []),
    outputs: async (scope) => (t.kind === 'batch' ? t.outputs(scope) : []),
  });

/** What a thread said of parameters, if it is that. */
export function asParamsRead(answer: unknown): ParamsRead {
  const read = (answer ?? {}) as Partial<Record<'ok' | 'path' | 'problem' | 'unknown' | 'known' | 'params', unknown>>;
  if (read.ok === true) return { ok: true, params: read.params };
  if (read.ok !== false) throw new TypeError('the answer is no answer');
  const known = Array.isArray(read.known) ? read.known.filter((name) => typeof name === 'string') : [];
  const text = (value: unknown) => (typeof value === 'string' ? value : '');
  return {
    ok: false,
    path: text(read.path),
    problem: text(read.problem) || 'refused',
    ...(typeof read.unknown === 'string' ? { unknown: read.unknown } : {}),
    known,
  };
}

/** By the Standard Schema interface: a plugin's copy of zod need not be the host's, nor be zod. */
async function readParams({ meta }: Transformer, given: Readonly<Record<string, Json>>): Promise<ParamsRead> {
  const read = await meta.params['~standard'].validate(given);
  if (!read.issues) return { ok: true, params: read.value };
  const issue = read.issues[0] as { message: string; path?: readonly unknown[]; code?: string; keys?: readonly string[] } | undefined;
  const path = (issue?.path ?? []).map((step) => String((step as { key?: unknown } | null)?.key ?? step)).join('.');
  const unknown = issue?.code === 'unrecognized_keys' && issue.keys?.[0];
  return {
    ok: false,
    path,
    problem: issue?.message ?? 'refused',
    ...(unknown === undefined || unknown === false ? {} : { unknown }),
    known: Object.keys((meta.params as { shape?: object }).shape ?? {}),
  };
}

import type { Feature, Measure, Measured, Output, Scope, Transformer } from '@mdm/sdk';

/** What a transformer was given and what it answered, for one column or one set of columns. */
export interface Call {
  readonly scope: Scope<unknown>;
  measures?: Readonly<Record<string, Measure>>;
  measured?: Measured;
  state?: unknown;
  features?: readonly Feature[];
  outputs?: readonly Output[];
  /** A function that changed what it was given. */
  touched?: string;
  /** What a function threw. */
  thrown?: { readonly step: string; readonly error: unknown };
}

/** As JSON, but what JSON loses shows. */
export const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, v: unknown) => {
    if (v === undefined) return '\u0000undefined';
    if (typeof v === 'number' && !Number.isFinite(v)) return `\u0000${v}`;
    if (typeof v === 'bigint') return `\u0000${v}n`;
    if (v instanceof Map || v instanceof Set) return ['\u0000', v.constructor.name, ...(v as Iterable<unknown>)];
    return typeof v === 'function' ? '\u0000function' : v;
  }) ?? '\u0000undefined';

const OWN = { enumerable: true, writable: true, configurable: true };

/** A copy of plain data that may be changed; what is not plain is passed on. */
export function copy<T>(value: T): T {
  if (Array.isArray(value)) return value.map((v: unknown) => copy(v)) as T;
  if (!isPlain(value)) return value;
  const out: Record<string, unknown> = {};
  // Not by assignment: a column may be called __proto__.
  for (const [key, part] of Object.entries(value)) Object.defineProperty(out, key, { ...OWN, value: copy(part) });
  return out as T;
}

export function frozen<T>(value: T): T {
  if (Array.isArray(value) || isPlain(value)) for (const part of Object.values(value)) frozen(part);
  return Object.freeze(value);
}

/** An object as `{}` makes it, in this realm or another. */
export function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const made = Object.getPrototypeOf(value) as object | null;
  return made === null || Object.getPrototypeOf(made) === null;
}

/**
 * The same transformer, with its calls written down. It is handed copies, so that one that changes its arguments spoils nothing but
 * the law against it.
 */
export function recorded(transformer: Transformer): { readonly transformer: Transformer; readonly calls: readonly Call[] } {
  const calls: Call[] = [];
  const callOf = (scope: Scope<unknown>): Call => {
    const key = canonical(scope.on);
    const known = calls.find((c) => canonical(c.scope.on) === key);
    if (known) return known;
    const { on, roles, params } = scope;
    const made: Call = { scope: { on, roles, params } };
    calls.push(made);
    return made;
  };
  const watched = <G extends readonly unknown[], T>(scope: Scope<unknown>, step: string, given: G, work: (...given: G) => T): T => {
    const call = callOf(scope);
    const own = copy(given);
    const before = canonical(own);
    try {
      return work(...own);
    } catch (error) {
      call.thrown ??= { step, error };
      throw error;
    } finally {
      if (canonical(own) !== before) call.touched ??= step;
    }
  };
  const t = transformer;
  if (t.kind === 'batch') {
    const outputs = (scope: Scope<unknown>): readonly Output[] =>
      (callOf(scope).outputs = watched(scope, 'outputs', [scope], (s) => t.outputs(s)));
    const run: typeof t.run = (batch, scope, arrow) => watched(scope, 'run', [scope], (s) => t.run(batch, s, arrow));
    return { transformer: { ...t, outputs, run }, calls };
  }
  const fit = t.fit && ((scope: Scope<unknown>) => (callOf(scope).measures = watched(scope, 'fit', [scope], (s) => t.fit!(s))));
  const learn =
    t.learn &&
    ((measured: Measured, scope: Scope<unknown>): unknown => {
      callOf(scope).measured = measured;
      return watched(scope, 'learn', [measured, scope] as const, (m, s) => t.learn!(m, s) as unknown);
    });
  const transform = ({ state, ...scope }: Scope<unknown> & { readonly state: unknown }): readonly Feature[] => {
    const call = callOf(scope);
    call.state = state;
    return (call.features = watched(scope, 'transform', [{ ...scope, state }], (s) => t.transform(s)));
  };
  return { transformer: { ...t, ...(fit ? { fit } : {}), ...(learn ? { learn } : {}), transform }, calls };
}

/** Calls a transformer once more with what a recorded call was given; its own functions, not the recorded ones. */
export function again(transformer: Transformer, call: Call, given: <T>(value: T) => T = copy, state?: unknown): Partial<Call> {
  const t = transformer;
  const { scope } = call;
  if (t.kind === 'batch') return { outputs: t.outputs(given(scope)) };
  const measures = t.fit ? t.fit(given(scope)) : undefined;
  const learnt: unknown = t.learn && call.measured ? t.learn(given(call.measured), given(scope)) : (call.measured ?? call.state);
  const features = t.transform({ ...given(scope), state: given(state ?? call.state) });
  return { ...(measures ? { measures } : {}), state: learnt, features };
}

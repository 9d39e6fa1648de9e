import { createHash } from 'node:crypto';
import type { BatchTransformer, CallNode, Expr, Feature, Json, Measure, Output, ScalarType } from '@mdm/sdk';
import { FUNCTIONS } from '@mdm/sdk';
import { firstLine, MdmError, TransformerError, type TransformerFailure } from '../errors.js';
import { columnsOf, nodes, rewrite } from '../sql/walk.js';
import type { FitResult } from './fit.js';
import { checkFeatures, checkMeasures, checkOutputs } from './foreign.js';
import { broken, checkMeasure, checkReads, checkWindows } from './measures.js';
import type { Task } from './select.js';

/** A feature with its full name, ready for the planner. */
export interface Planned {
  readonly name: string;
  /** The columns it is named after, and its own name; for profiles that put the two together in their way. */
  readonly own?: { readonly on: readonly string[]; readonly name: string };
  readonly transformer: string;
  readonly type: ScalarType;
  readonly sources: readonly string[];
  readonly explain: string;
  readonly expr: Expr;
  /** What was fitted for it, small values only. */
  readonly state: Json;
}
/** One call of a batch transformer: reads columns, makes columns. */
export interface BatchStage {
  readonly id: string;
  readonly task: Task;
  readonly transformer: {
    readonly meta: { readonly name: string };
    readonly reason?: string;
    readonly run?: BatchTransformer<unknown>['run'];
  };
  readonly outputs: readonly Output[];
}

/** Whether the engine can bind what code of others made. */
export interface Binder {
  features(features: readonly Feature[]): Promise<void>;
  measures(measures: Readonly<Record<string, Measure>>): Promise<void>;
}
/** Takes a transformer that failed; the others go on. Absent: the first failure ends the run. */
export type OnFailure = ((failure: TransformerFailure) => void) | undefined;

/** Does one task's part, or has its failure noted. */
async function attempt<T>(onFailure: OnFailure, work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (!onFailure || !(error instanceof TransformerError)) throw error;
    onFailure(error.failure);
    return undefined;
  }
}

/** The measures every task asks for, checked. */
export async function askAll(
  all: readonly Task[],
  binder: Binder,
  onFailure?: OnFailure,
): Promise<Map<Task, Readonly<Record<string, Measure>>>> {
  const asked = new Map<Task, Readonly<Record<string, Measure>>>();
  for (const task of all) {
    const measures = await attempt(onFailure, async () => {
      const t = task.transformer;
      if (t.kind !== 'expr') return {};
      const found = await guard(task, 'fit', async () => {
        const answer = await t.fit(task.scope);
        if (!t.foreign) return answer;
        const checked = checkMeasures(task, answer);
        await binder.measures(checked);
        return checked;
      });
      for (const [name, m] of Object.entries(found)) checkMeasure(task, name, m);
      return found;
    });
    if (measures) asked.set(task, measures);
  }
  return asked;
}

/** State from measurements, features from state. */
export async function transformAll(
  asked: ReadonlyMap<Task, Readonly<Record<string, Measure>>>,
  fitted: FitResult,
  taken: readonly string[],
  binder: Binder,
  onFailure?: OnFailure,
): Promise<{ features: Planned[]; batches: BatchStage[] }> {
  const features: Planned[] = [];
  const batches: BatchStage[] = [];
  for (const [task, measures] of asked) {
    const made = await attempt(onFailure, () =>
      task.transformer.kind === 'batch'
        ? batchFeatures(task, `b${batches.length + 1}`, batches)
        : exprFeatures(task, measures, fitted, binder),
    );
    features.push(...(made ?? []));
  }
  return { features: distinctNames(features, taken), batches };
}

/** The columns that a batch transformer is going to make. */
export const outputsOf = (task: Task): Promise<readonly Output[]> =>
  guard(task, 'outputs', async () => {
    const answer = await task.transformer.outputs(task.scope);
    return task.transformer.foreign ? checkOutputs(answer) : answer;
  });

async function batchFeatures(task: Task, id: string, batches: BatchStage[]): Promise<Planned[]> {
  const outputs = await outputsOf(task);
  const made = outputs.map((o) =>
    planned(task, { name: o.name, explain: o.explain, expr: { kind: 'output', stage: id, column: o.name, type: o.type } }, null),
  );
  batches.push({ id, task, transformer: task.transformer, outputs });
  return made;
}

async function exprFeatures(
  task: Task,
  measures: Readonly<Record<string, Measure>>,
  fitted: FitResult,
  binder: Binder,
): Promise<Planned[]> {
  const t = task.transformer;
  const measured: Record<string, Json> = {};
  for (const [name, m] of Object.entries(measures)) measured[name] = await fitted.answer(m);
  const state = await guard(task, 'learn', () => t.learn(measured, task.scope));
  const made = await guard(task, 'transform', async () => {
    const answer = await t.transform({ ...task.scope, state });
    if (!t.foreign) return answer;
    const checked = checkFeatures(task, measures, answer);
    await binder.features(checked);
    return checked;
  });
  return made.map((f) => planned(task, { ...f, expr: placeTables(task, f, measures, fitted) }, small(state)));
}

function planned(task: Task, f: Feature, state: Json): Planned {
  const expr = finite(f.expr);
  const on = f.on ?? (task.transformer.meta.appliesTo.arity === 'each' ? task.scope.on : []);
  const owner = on.length > 0 ? on.map((c) => c.name) : [task.id.slice(task.id.indexOf('.') + 1).replaceAll('-', '_')];
  const sources = f.expr.kind === 'output' ? task.scope.on.map((c) => c.name) : columnsOf(f.expr);
  const name = nameOf(`${owner.join('__')}__${f.name}`);
  const own = { on: on.map((c) => c.name), name: f.name };
  return { name, own, transformer: task.id, type: f.expr.type, sources, explain: f.explain, expr, state };
}

const longestName = 200;

/** A name the engine can hold: without the character of number 0, and short, for a value of the data may be a page. */
function nameOf(full: string): string {
  const name = full.replaceAll('\0', '\u2400');
  const characters = [...name.slice(0, 2 * longestName)];
  if (characters.length <= longestName) return name;
  const mark = createHash('md5').update(full).digest('hex').slice(0, 8);
  return `${characters.slice(0, longestName - 9).join('')}_${mark}`;
}

/** Overflow gives a missing value, never an infinite one. */
function finite(expr: Expr): Expr {
  if (expr.type !== 'double' || (expr.kind === 'call' && expr.fn === 'finite')) return expr;
  for (const n of nodes(expr)) {
    if (n.kind === 'call' && 'overflows' in FUNCTIONS[n.fn] && !harmless(n))
      return { kind: 'call', fn: 'finite', args: [expr], type: 'double' };
  }
  return expr;
}

/** A small number added, or a factor of at most 1, cannot make a finite number infinite. */
function harmless({ fn, args }: CallNode): boolean {
  const sizes = args.flatMap((a) => (a.kind === 'constant' && typeof a.value === 'number' ? [Math.abs(a.value)] : []));
  if (fn === 'add' || fn === 'subtract') return sizes.some((c) => c < 1e290);
  if (fn === 'multiply') return sizes.some((c) => c <= 1);
  const by = args[1];
  return fn === 'divide' && by?.kind === 'constant' && Math.abs(Number(by.value)) >= 1;
}

/** The plugin's own names of fitted tables become the planner's. */
function placeTables(task: Task, f: Feature, measures: Readonly<Record<string, Measure>>, fitted: FitResult): Expr {
  checkReads(task, f.expr, `feature ${f.name}`, false);
  checkWindows(task, f.expr, `feature ${f.name}`);
  if (f.expr.type === 'texts' || f.expr.type === 'numbers') throw broken(task, `feature ${f.name} is a list`);
  return rewrite(f.expr, (node) => {
    if (node.kind !== 'lookup' && node.kind !== 'rank') return node;
    const m = measures[node.table];
    const p = m && fitted.placed(m);
    if (node.kind === 'rank') {
      if (p?.kind !== 'ranks') throw broken(task, `feature ${f.name} reads ranks ${JSON.stringify(node.table)} that fit did not ask for`);
      return { ...node, table: p.id };
    }
    const keys = p?.kind === 'lookup' ? p.grouping.keys.length : p?.kind === 'literal' ? Object.keys(p.table.keys).length : -1;
    const name =
      p?.kind === 'lookup' ? p.columns.get(node.column) : p?.kind === 'literal' && node.column in p.table.columns ? node.column : undefined;
    if (p === undefined || keys !== node.keys.length || name === undefined) {
      throw broken(task, `feature ${f.name} reads ${node.table}.${node.column} by ${node.keys.length} keys, which fit did not ask for`);
    }
    return { ...node, table: p.kind === 'lookup' ? p.grouping.id : p.kind === 'literal' ? p.id : node.table, column: name };
  });
}

/** Two features of one name (case aside, as engines see it) both get a short hash of where they come from. */
function distinctNames(features: readonly Planned[], taken: readonly string[]): Planned[] {
  const count = new Map<string, number>(taken.map((n) => [n.toLowerCase(), 1]));
  for (const f of features) count.set(f.name.toLowerCase(), (count.get(f.name.toLowerCase()) ?? 0) + 1);
  const used = new Set<string>(taken.map((n) => n.toLowerCase()));
  return features.map((f, i) => {
    let name = f.name;
    if (count.get(f.name.toLowerCase())! > 1) {
      const mark = createHash('md5')
        .update(JSON.stringify([f.transformer, f.name, f.expr]))
        .digest('hex')
        .slice(0, 6);
      name = `${f.name}_${mark}`;
      if (used.has(name.toLowerCase())) name = `${name}_${i}`;
    }
    used.add(name.toLowerCase());
    return name === f.name ? f : { ...f, name };
  });
}

/** State as it is kept for people to read; what is large is left to the expressions. */
function small(state: unknown): Json {
  const text = JSON.stringify(state ?? null);
  return text.length <= 2000 ? (JSON.parse(text) as Json) : null;
}

async function guard<T>(task: Task, step: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof MdmError) throw error;
    throw broken(task, `${step} failed: ${firstLine(error)}`, error);
  }
}

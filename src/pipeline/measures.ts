import type { Aggregate, Expr, Literal, Measure, QuantileMethod, ScalarType, Ties } from '@mdm/sdk';
import { TransformerError } from '../errors.js';
import { checkFrame, plain } from '../sql/check.js';
import { columnsOf, createInterner, nodes, parts } from '../sql/walk.js';
import type { Task } from './select.js';

/** A table grouped by keys: every lookup, category count, value table and rank with these keys shares it. */
export interface Grouping {
  readonly id: string;
  readonly keys: readonly Expr[];
  readonly outOfFold: boolean;
  /** Column name -> aggregate. */
  readonly columns: Map<string, Aggregate>;
}

/** What all transformers ask, with equal questions merged. Keys are the interner's numbers. */
export interface MeasurePlan {
  readonly aggregates: Map<string, Aggregate>;
  readonly groupings: Map<string, Grouping>;
  readonly quantiles: Map<string, { readonly arg: Expr; readonly at: Set<number> }>;
  /** Document frequencies: lists whose items are counted. */
  readonly items: Map<string, { readonly arg: Expr; limit: number }>;
  readonly literals: Map<string, { readonly id: string; readonly table: Literal }>;
  readonly ranks: Map<string, { readonly id: string; readonly arg: Expr; readonly ties: Ties }>;
  /** Looks up what a measure became. */
  readonly placed: (measure: Measure) => Placed;
}

export type Placed =
  | { readonly kind: 'aggregate'; readonly key: string }
  | { readonly kind: 'quantiles'; readonly key: string; readonly at: readonly number[]; readonly method: QuantileMethod }
  | { readonly kind: 'values'; readonly grouping: Grouping; readonly count: string; readonly limit: number }
  | { readonly kind: 'items'; readonly key: string; readonly limit: number }
  | { readonly kind: 'lookup'; readonly grouping: Grouping; readonly columns: ReadonlyMap<string, string> }
  | { readonly kind: 'ranks'; readonly id: string }
  | { readonly kind: 'literal'; readonly id: string; readonly table: Literal }
  | { readonly kind: 'sample'; readonly args: readonly Expr[]; readonly size: number }
  | { readonly kind: 'classes'; readonly arg: Expr; readonly limit: number };

const ADDITIVE = new Set(['rows', 'count', 'countIf', 'sum']);
const ROWS: Aggregate = { kind: 'aggregate', fn: 'rows', arg: null };

export function createMeasurePlan(): MeasurePlan {
  const intern = createInterner();
  const aggregateKey = (a: Aggregate): string => `${a.fn}:${a.arg === null ? '' : intern(a.arg)}`;
  const plan = {
    aggregates: new Map<string, Aggregate>(),
    groupings: new Map<string, Grouping>(),
    quantiles: new Map<string, { arg: Expr; at: Set<number> }>(),
    items: new Map<string, { arg: Expr; limit: number }>(),
    literals: new Map<string, { id: string; table: Literal }>(),
    ranks: new Map<string, { id: string; arg: Expr; ties: Ties }>(),
  };
  const grouping = (keys: readonly Expr[], outOfFold: boolean): Grouping => {
    const key = `${outOfFold}:${keys.map(intern).join(',')}`;
    const known = plan.groupings.get(key) ?? { id: `g${plan.groupings.size + 1}`, keys, outOfFold, columns: new Map<string, Aggregate>() };
    plan.groupings.set(key, known);
    return known;
  };
  const columnOf = (g: Grouping, a: Aggregate): string => {
    const key = aggregateKey(a);
    for (const [name, other] of g.columns) if (aggregateKey(other) === key) return name;
    const name = `${a.fn.toLowerCase()}_${g.columns.size + 1}`;
    g.columns.set(name, a);
    return name;
  };
  const placed = (m: Measure): Placed => {
    switch (m.kind) {
      case 'aggregate': {
        const key = aggregateKey(m);
        plan.aggregates.set(key, m);
        return { kind: 'aggregate', key };
      }
      case 'quantiles': {
        const key = String(intern(m.arg));
        const known = plan.quantiles.get(key) ?? { arg: m.arg, at: new Set<number>() };
        for (const q of m.at) known.at.add(q);
        plan.quantiles.set(key, known);
        return { kind: 'quantiles', key, at: m.at, method: m.method ?? 'linear' };
      }
      case 'values': {
        if (m.arg.type === 'texts') {
          const key = String(intern(m.arg));
          const known = plan.items.get(key) ?? { arg: m.arg, limit: 0 };
          known.limit = Math.max(known.limit, m.limit);
          plan.items.set(key, known);
          return { kind: 'items', key, limit: m.limit };
        }
        const g = grouping([m.arg], false);
        return { kind: 'values', grouping: g, count: columnOf(g, ROWS), limit: m.limit };
      }
      case 'lookup': {
        const g = grouping(m.keys, m.outOfFold);
        return { kind: 'lookup', grouping: g, columns: new Map(Object.entries(m.columns).map(([name, a]) => [name, columnOf(g, a)])) };
      }
      case 'ranks': {
        const ties = m.ties ?? 'average';
        const key = `${intern(m.arg)}:${ties}`;
        const known = plan.ranks.get(key) ?? { id: `r${plan.ranks.size + 1}`, arg: m.arg, ties };
        plan.ranks.set(key, known);
        return { kind: 'ranks', id: known.id };
      }
      case 'literal': {
        const key = JSON.stringify(m);
        const known = plan.literals.get(key) ?? { id: `t${plan.literals.size + 1}`, table: m };
        plan.literals.set(key, known);
        return { kind: 'literal', id: known.id, table: m };
      }
      case 'sample':
        return { kind: 'sample', args: m.args, size: m.size };
      case 'classes':
        return { kind: 'classes', arg: m.arg, limit: m.limit };
      default:
        return m satisfies never;
    }
  };
  return { ...plan, placed };
}

/** Of the column that an aggregate makes in a table. */
export const resultType = (a: Aggregate): ScalarType =>
  a.fn === 'rows' || a.fn === 'count' || a.fn === 'countIf' || a.fn === 'distinct'
    ? 'int64'
    : a.fn === 'min' || a.fn === 'max'
      ? (a.arg?.type ?? 'double')
      : 'double';

/** The expressions a measure reads, and whether it may read the target there. */
function reads(m: Measure): { exprs: readonly Expr[]; target: boolean } {
  switch (m.kind) {
    case 'aggregate':
      return { exprs: m.arg ? [m.arg] : [], target: false };
    case 'quantiles':
    case 'values':
    case 'ranks':
      return { exprs: [m.arg], target: false };
    case 'classes':
      return { exprs: [m.arg], target: true };
    case 'sample':
      return { exprs: m.args, target: false };
    case 'lookup':
      return {
        exprs: [...m.keys, ...Object.values(m.columns).flatMap((a) => (a.arg ? [a.arg] : []))],
        target: m.outOfFold && Object.values(m.columns).every((a) => ADDITIVE.has(a.fn)),
      };
    case 'literal':
      return { exprs: [], target: false };
    default:
      return m satisfies never;
  }
}

/** The expressions that a measure is computed from. */
export const measureReads = (m: Measure): readonly Expr[] => reads(m).exprs;

/** Refuses a measure that reads a column the transformer was not given, or the target other than out of fold. */
export function checkMeasure(task: Task, name: string, m: Measure): void {
  const { exprs, target } = reads(m);
  if (m.kind === 'lookup' && m.outOfFold && !Object.values(m.columns).every((a) => ADDITIVE.has(a.fn))) {
    throw broken(task, `its measure ${name} is out of fold, so it may only count and sum`);
  }
  if (m.kind === 'classes' && columnsOf(m.arg).some((c) => c !== task.scope.roles.target?.name)) {
    throw broken(task, `its measure ${name} takes labels of more than the target`);
  }
  for (const expr of exprs) checkReads(task, expr, `its measure ${name}`, target);
}

/** Refuses an expression that reads what the transformer was not given, or the target where that would leak. */
export function checkReads(task: Task, expr: Expr, what: string, targetAllowed: boolean): void {
  const { on, roles } = task.scope;
  const allowed = new Set([...on, ...Object.values(roles)].map((c) => c.name));
  for (const name of columnsOf(expr)) {
    if (!allowed.has(name)) throw broken(task, `${what} reads column ${JSON.stringify(name)}, which it was not given`);
    if (name === roles.target?.name && !targetAllowed) {
      throw broken(task, `${what} reads the target ${JSON.stringify(name)} other than out of fold`);
    }
  }
}

/** Refuses a window that could show a row what comes after it, and what windows and ranks cannot read. */
export function checkWindows(task: Task, expr: Expr, what: string): void {
  for (const node of nodes(expr)) {
    if (node.kind !== 'window' && node.kind !== 'rank') continue;
    if (node.kind === 'window') {
      const { time } = task.scope.roles;
      if (node.order.kind !== 'column' || node.order.name !== time?.name)
        throw broken(task, `${what} has a window that does not run by the time column`);
    }
    try {
      parts(node).forEach(plain);
      if (node.kind === 'window') checkFrame(node.frame);
    } catch (error) {
      throw broken(task, `${what} has a ${node.kind} that cannot be: ${(error as Error).message}`, error);
    }
  }
}

/** A transformer did what its contract forbids, or failed. */
export const broken = (task: Pick<Task, 'id' | 'package' | 'scope'>, what: string, cause?: unknown): TransformerError =>
  new TransformerError(
    { transformer: task.id, package: task.package, columns: task.scope.on.map((c) => c.name), problem: what },
    `Leave it out with --skip ${task.id}, or report it to the plugin's author.`,
    cause,
  );

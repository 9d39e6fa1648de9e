import type { Expr } from '@mdm/sdk';

/** The direct parts of a node. */
export function parts(node: Expr): readonly Expr[] {
  switch (node.kind) {
    case 'column':
    case 'constant':
    case 'output':
      return [];
    case 'call':
      return node.args;
    case 'cast':
    case 'rank':
      return [node.arg];
    case 'case':
      return [...node.when.flat(), node.otherwise];
    case 'lookup':
      return node.keys;
    case 'window':
      return [node.arg, ...node.partition, node.order];
    default:
      return node satisfies never;
  }
}

/** Every different node once, parts before wholes. */
export function* nodes(root: Expr, seen = new Set<Expr>()): Generator<Expr> {
  if (seen.has(root)) return;
  seen.add(root);
  for (const part of parts(root)) yield* nodes(part, seen);
  yield root;
}

/** What the query at hand computes itself: stops at nodes whose values come from a join (their arguments are computed there). */
export function* visible(root: Expr, seen = new Set<Expr>()): Generator<Expr> {
  if (seen.has(root)) return;
  seen.add(root);
  if (!isJoined(root)) for (const part of parts(root)) yield* visible(part, seen);
  yield root;
}

export const isJoined = (node: Expr): boolean =>
  node.kind === 'lookup' || node.kind === 'rank' || node.kind === 'window' || node.kind === 'output';

/** Names of the columns an expression reads, in order of first use. */
export const columnsOf = (root: Expr): string[] => [...new Set([...nodes(root)].flatMap((n) => (n.kind === 'column' ? [n.name] : [])))];

/** The same tree with every node passed through `change`, parts first. Unchanged parts are shared. */
export function rewrite(root: Expr, change: (node: Expr) => Expr): Expr {
  const again = (e: Expr): Expr => rewrite(e, change);
  const all = (es: readonly Expr[]): readonly Expr[] => {
    const out = es.map(again);
    return out.some((e, i) => e !== es[i]) ? out : es;
  };
  const inner = ((): Expr => {
    switch (root.kind) {
      case 'column':
      case 'constant':
      case 'output':
        return root;
      case 'call': {
        const args = all(root.args);
        return args === root.args ? root : { ...root, args };
      }
      case 'cast': {
        const arg = again(root.arg);
        return arg === root.arg ? root : { ...root, arg };
      }
      case 'rank': {
        const arg = again(root.arg) as typeof root.arg;
        return arg === root.arg ? root : { ...root, arg };
      }
      case 'case': {
        const when = root.when.map(([c, v]) => [again(c), again(v)] as (typeof root.when)[number]);
        const otherwise = again(root.otherwise);
        return otherwise === root.otherwise && when.every((b, i) => b[0] === root.when[i]![0] && b[1] === root.when[i]![1])
          ? root
          : { ...root, when, otherwise };
      }
      case 'lookup': {
        const keys = all(root.keys);
        return keys === root.keys ? root : { ...root, keys };
      }
      case 'window': {
        const [arg, order, partition] = [again(root.arg), again(root.order), all(root.partition)];
        return arg === root.arg && order === root.order && partition === root.partition ? root : { ...root, arg, order, partition };
      }
      default:
        return root satisfies never;
    }
  })();
  return change(inner);
}

/** Gives equal expressions equal small numbers, whoever built them. */
export function createInterner(): (node: Expr) => number {
  const numbers = new Map<string, number>();
  const known = new WeakMap<Expr, number>();
  const intern = (node: Expr): number => {
    const before = known.get(node);
    if (before !== undefined) return before;
    const key = JSON.stringify([head(node), parts(node).map(intern)]);
    const id = numbers.get(key) ?? numbers.size;
    numbers.set(key, id);
    known.set(node, id);
    return id;
  };
  return intern;
}

/** What tells a node from another with the same parts. */
function head(node: Expr): unknown {
  switch (node.kind) {
    case 'column':
      return ['column', node.name, node.type];
    case 'constant':
      return ['constant', Object.is(node.value, -0) ? '-0' : node.value, node.type];
    case 'call':
      return ['call', node.fn];
    case 'cast':
    case 'case':
      return [node.kind, node.type];
    case 'lookup':
      return ['lookup', node.table, node.column, node.type];
    case 'rank':
      return ['rank', node.table];
    case 'window':
      return ['window', node.fn, node.frame];
    case 'output':
      return ['output', node.stage, node.column];
    default:
      return node satisfies never;
  }
}

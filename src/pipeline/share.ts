import { FUNCTIONS, type Expr } from '@mdm/sdk';
import { createInterner, isJoined, parts, visible } from '../sql/walk.js';

/** Parts that several features need, to be computed once, in layers: a later layer may read earlier ones. */
export interface Shared {
  readonly layers: readonly (readonly { readonly node: Expr; readonly alias: string }[])[];
  readonly alias: (node: Expr) => string | undefined;
}

const SIZE = 5;

/** Finds calls that stand in more than one place and are worth a column of their own. */
export function share(roots: readonly Expr[], prefix: string): Shared {
  const intern = createInterner();
  const uses = new Map<number, number>();
  const size = new Map<number, number>();
  const first = new Map<number, Expr>();
  const twice = new Set<number>();
  const seen = new Set<Expr>();
  for (const root of roots) {
    for (const node of visible(root, seen)) {
      const id = intern(node);
      if (first.has(id)) continue;
      first.set(id, node);
      const inner = isJoined(node) ? [] : parts(node);
      size.set(
        id,
        inner.reduce((n, p) => n + size.get(intern(p))!, 1),
      );
      // `finite` names its argument twice.
      if (node.kind === 'call' && node.fn === 'finite') twice.add(intern(node.args[0]!));
      for (const part of inner) uses.set(intern(part), (uses.get(intern(part)) ?? 0) + 1);
    }
    uses.set(intern(root), (uses.get(intern(root)) ?? 0) + 1);
  }
  const worthy = (node: Expr, id: number): boolean =>
    (twice.has(id) && node.kind !== 'column' && node.kind !== 'constant' && !isJoined(node)) ||
    (node.kind === 'call' && (uses.get(id) ?? 0) > 1 && ('costly' in FUNCTIONS[node.fn] || size.get(id)! >= SIZE));
  const aliases = new Map<number, string>();
  const layers: { node: Expr; alias: string }[][] = [];
  const depth = new Map<number, number>();
  for (const [id, node] of first) {
    const below = Math.max(0, ...(isJoined(node) ? [] : parts(node)).map((p) => depth.get(intern(p))!));
    depth.set(id, below);
    if (!worthy(node, id)) continue;
    depth.set(id, below + 1);
    aliases.set(id, `${prefix}h${aliases.size + 1}`);
    (layers[below] ??= []).push({ node, alias: aliases.get(id)! });
  }
  return { layers, alias: (node) => aliases.get(intern(node)) };
}

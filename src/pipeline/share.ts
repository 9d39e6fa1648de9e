import { FUNCTIONS, type Expr } from '@mdm/sdk';
import { createInterner, nodes, parts } from '../sql/walk.js';

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
  const seen = new Set<Expr>();
  for (const root of roots) {
    for (const node of nodes(root, seen)) {
      const id = intern(node);
      if (first.has(id)) continue;
      first.set(id, node);
      size.set(id, parts(node).reduce((n, p) => n + size.get(intern(p))!, 1));
      for (const part of parts(node)) uses.set(intern(part), (uses.get(intern(part)) ?? 0) + 1);
    }
    uses.set(intern(root), (uses.get(intern(root)) ?? 0) + 1);
  }
  const worthy = (node: Expr, id: number): boolean =>
    node.kind === 'call' && (uses.get(id) ?? 0) > 1 && ('costly' in FUNCTIONS[node.fn] || size.get(id)! >= SIZE);
  const layerOf = new Map<number, number>();
  const aliases = new Map<number, string>();
  const layers: { node: Expr; alias: string }[][] = [];
  const depth = new Map<number, number>();
  for (const [id, node] of first) {
    const below = Math.max(0, ...parts(node).map((p) => depth.get(intern(p))!));
    depth.set(id, below);
    if (!worthy(node, id)) continue;
    depth.set(id, below + 1);
    layerOf.set(id, below);
    aliases.set(id, `${prefix}h${aliases.size + 1}`);
    (layers[below] ??= []).push({ node, alias: aliases.get(id)! });
  }
  return { layers, alias: (node) => aliases.get(intern(node)) };
}

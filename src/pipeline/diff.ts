import type { Recipe } from './recipe.js';
import type { DiffReport } from './result.js';

type Entry = DiffReport['entries'][number];

/** Differences between recipes, feature by feature. */
export function diffRecipes(a: Recipe, b: Recipe): Entry[] {
  const out: Entry[] = [];
  const add = (what: string, x: unknown, y: unknown): void => {
    const [left, right] = [show(x), show(y)];
    if (left !== right) out.push({ what, a: left, b: right });
  };
  add('training rows', a.training.rows, b.training.rows);
  add('training data', a.training.sha256, b.training.sha256);
  add('folds', a.folds, b.folds);
  const both = <T extends { readonly name: string }>(
    kind: string,
    xs: readonly T[],
    ys: readonly T[],
    parts: readonly (keyof T & string)[],
  ): void => {
    const right = new Map(ys.map((y) => [y.name, y]));
    const left = new Set(xs.map((x) => x.name));
    for (const x of xs) {
      const y = right.get(x.name);
      if (!y) out.push({ what: `${kind} ${x.name}`, a: 'present', b: 'absent' });
      else for (const p of parts) add(`${kind} ${x.name}: ${p}`, x[p], y[p]);
    }
    for (const y of ys) if (!left.has(y.name)) out.push({ what: `${kind} ${y.name}`, a: 'absent', b: 'present' });
  };
  both('column', a.input, b.input, ['type', 'semantic', 'role', 'format']);
  const named = (r: Recipe): { name: string; version: number; params: unknown }[] =>
    r.transformers.map((t) => ({ name: `${t.id} on ${t.on.join(', ')}`, version: t.version, params: t.params }));
  both('transformer', named(a), named(b), ['version', 'params']);
  both('feature', a.features, b.features, ['transformer', 'type', 'fitted', 'expr', 'signal']);
  both(
    'table',
    a.tables.map((t) => ({ ...t, name: t.id })),
    b.tables.map((t) => ({ ...t, name: t.id })),
    ['keys', 'columns', 'rows', 'data', 'sha256'],
  );
  return out;
}

const show = (x: unknown): string => (x === undefined || x === null ? 'missing' : typeof x === 'string' ? x : JSON.stringify(x));

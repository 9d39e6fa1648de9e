import type { Json } from '@mdm/sdk';
import { literal, double, quote, RENDER } from '../engine/duckdb/dialect.js';
import { print } from '../sql/print.js';
import { nodes } from '../sql/walk.js';
import { DUCKDB } from './sql.js';
import type { Recipe } from './recipe.js';
import type { FeatureExplanation } from './result.js';

/** Every feature of a recipe in words, with what was fitted and as SQL over the input's columns. */
export function explainRecipe(recipe: Recipe): FeatureExplanation[] {
  const fold = (parts: readonly string[]): string => parts.join(' AND ') || 'TRUE';
  const sql: (node: Recipe['features'][number]['expr']) => string = print(
    { ...DUCKDB, RENDER: { ...RENDER, finite: (x) => `finite(${x})` } },
    {
      column: quote,
      lookup: (n) => `(SELECT ${n.column} FROM ${n.table} WHERE ${fold(n.keys.map((k, i) => `k${i} = ${sql(k)}`))})`,
      rank: (n) => `percentile(${sql(n.arg)}, ${n.table})`,
      output: (n) => `batch(${literal(n.column)})`,
      window: (n) => {
        const by = n.partition.length ? `PARTITION BY ${n.partition.map(sql).join(', ')} ` : '';
        const f = n.frame;
        const call = n.fn === 'lag' ? `lag(${sql(n.arg)}, ${f.kind === 'rows' ? f.before : 1})` : `${n.fn}(${sql(n.arg)})`;
        const frame =
          n.fn === 'lag'
            ? ''
            : f.kind === 'seconds'
              ? ` RANGE BETWEEN INTERVAL ${double(f.before).replace(/e0$/, '')} SECONDS PRECEDING AND the instant before`
              : ` ROWS BETWEEN ${f.kind === 'rows' ? f.before : 'UNBOUNDED'} PRECEDING AND ${f.end === 0 ? 'CURRENT ROW' : '1 PRECEDING'}`;
        return `${call} OVER (${by}ORDER BY ${sql(n.order)}${frame})`;
      },
    },
  );
  const rows = new Map(recipe.tables.map((t) => [t.id, t.rows]));
  return recipe.features.map((f) => ({
    name: recipe.rename?.[f.name] ?? f.name,
    transformer: f.transformer,
    type: f.type,
    sources: f.sources,
    explain: f.explain,
    fitted: fittedOf(f, rows),
    sql: sql(f.expr),
    kept: f.signal.kept,
    ...(f.signal.reason === undefined ? {} : { reason: f.signal.reason }),
  }));
}

/** What was fitted: small values, and how large the tables are that it reads. */
function fittedOf(f: Recipe['features'][number], rows: ReadonlyMap<string, number>): Json {
  const state = f.fitted;
  const known =
    typeof state === 'object' && state !== null && !Array.isArray(state) ? Object.entries(state).filter(([, v]) => v !== null) : [];
  const tables = new Set([...nodes(f.expr)].flatMap((n) => (n.kind === 'lookup' || n.kind === 'rank' ? [n.table] : [])));
  const counted = [...tables].map((id) => [id, `${rows.get(id) ?? 0} row${rows.get(id) === 1 ? '' : 's'} in a table`] as const);
  return Object.fromEntries([...known, ...counted]);
}

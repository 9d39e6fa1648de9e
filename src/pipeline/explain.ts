import { literal, double, quote } from '../engine/duckdb/dialect.js';
import { printer } from './sql.js';
import type { Recipe } from './recipe.js';
import type { FeatureExplanation } from './result.js';

/** Every feature of a recipe in words, with what was fitted and as SQL over the input's columns. */
export function explainRecipe(recipe: Recipe): FeatureExplanation[] {
  const fold = (parts: readonly string[]): string => parts.join(' AND ') || 'TRUE';
  const sql: (node: Recipe['features'][number]['expr']) => string = printer({
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
  });
  return recipe.features.map((f) => ({
    name: recipe.rename?.[f.name] ?? f.name,
    transformer: f.transformer,
    type: f.type,
    sources: f.sources,
    explain: f.explain,
    fitted: f.fitted,
    sql: sql(f.expr),
    kept: f.signal.kept,
    ...(f.signal.reason === undefined ? {} : { reason: f.signal.reason }),
  }));
}

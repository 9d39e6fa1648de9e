import { quote } from '../engine/duckdb/dialect.js';
import type { Database } from '../engine/duckdb/driver.js';
import type { Planned } from './features.js';
import type { TablePlan } from './plan.js';
import type { InputTable } from './table.js';
import type { FeatureQuery } from './write.js';

/** Joins and features in one query: with more of them the engine takes longer to plan it than to run it. */
const JOINS = 30;
const FEATURES = 2_000;
/** Larger tables are not held in parts; few are so wide. */
const ROWS = 20_000;

/** Features in their order, in groups that a query can take. */
export function inGroups(plan: TablePlan, features: readonly Planned[], most = FEATURES): Planned[][] {
  const groups: Planned[][] = [];
  let joins = new Set<string>();
  for (const f of features) {
    const own = plan.joins(f);
    const group = groups.at(-1);
    const together = new Set([...joins, ...own]);
    if (group && group.length < most && (together.size <= JOINS || together.size === joins.size)) {
      group.push(f);
      joins = together;
    } else {
      groups.push([f]);
      joins = new Set(own);
    }
  }
  return groups;
}

/** The SELECT of all features; for a small table with very many of them, groups are made first and laid side by side. */
export async function wholeQuery(
  db: Database,
  table: InputTable,
  plan: TablePlan,
  features: readonly Planned[],
  options: { readonly keep: readonly string[]; readonly rename: ReadonlyMap<string, string> },
): Promise<{ readonly query: FeatureQuery; drop(): Promise<void> }> {
  const groups = table.rows > ROWS ? [] : inGroups(plan, features);
  if (groups.length < 2) return { query: (range) => plan.select(features, { ...options, range, ordered: true }), drop: async () => {} };
  const row = quote(table.rowColumn);
  const named = (name: string): string => quote(options.rename.get(name) ?? name);
  const columns = [...options.keep.map((c) => `t.${quote(c)} AS ${named(c)}`)];
  const from = [`FROM (SELECT ${[row, ...options.keep.map(quote)].join(', ')} FROM (${table.relation}) ORDER BY ${row}) t`];
  for (const [i, group] of groups.entries()) {
    const id = `mdm_wide_${i}`;
    const rename = new Map(group.map((f, k) => [f.name, `c${k}`]));
    await db.run(`CREATE OR REPLACE TABLE ${id} AS ${plan.select(group, { keep: [], row: true, rename })}`);
    columns.push(...group.map((f, k) => `w${i}.c${k} AS ${named(f.name)}`));
    from.push(`POSITIONAL JOIN (FROM ${id} ORDER BY ${row}) w${i}`);
  }
  return {
    query: () => `SELECT ${columns.join(', ')} ${from.join(' ')}`,
    drop: async () => {
      for (const i of groups.keys()) await db.run(`DROP TABLE IF EXISTS mdm_wide_${i}`);
    },
  };
}

import type { Column, WindowNode } from '@mdm/sdk';
import { quote } from '../engine/duckdb/dialect.js';
import { createInterner, nodes } from '../sql/walk.js';
import { valueGroups } from './by-value.js';
import type { Planned } from './features.js';
import type { FittedTables } from './fitted.js';
import { featureQuery, type Made, type SelectOptions } from './query.js';
import { rankStage, windowStage } from './sequence.js';
import { chunks } from './sample.js';
import { sqlOf } from './sql.js';
import type { InputTable } from './table.js';
import { textStages, type TextStage } from './text-stage.js';

/** A narrow query made before the wide one and joined to it, by row number or by the value of a column. */
export interface Stage {
  readonly id: string;
  readonly kind: 'window' | 'rank' | 'batch' | 'values' | 'text';
  /** SELECT of `r` (row number) or `k` (value) and one column per output; absent for `batch` and `text`, whose tables the run fills. */
  readonly sql?: string;
  /** For `text`: what is counted, in one pass over the column's bytes. */
  readonly text?: TextStage;
  /** For `values`: the column joined by. */
  readonly by?: string;
  readonly outputs: readonly string[];
}
export interface TablePlan {
  readonly stages: readonly Stage[];
  /** Rank tables that a stage reads. */
  readonly ranksNeeded: readonly string[];
  /** What a feature is joined with. */
  joins(feature: Planned): readonly string[];
  /** The one SELECT of some of the planned features. */
  select(features: readonly Planned[], options: SelectOptions): string;
}

/** Plans the features of one table. `training`: the rows that were fitted on. */
export function planTable(
  table: InputTable,
  columns: readonly Column[],
  all: readonly Planned[],
  fitted: FittedTables,
  training: boolean,
): TablePlan {
  const intern = createInterner();
  const prefix = freePrefix([...table.columns.map((c) => c.name), table.rowColumn]);
  const row = quote(table.rowColumn);
  const base = sqlOf();
  const stages: Stage[] = [];
  const ranksNeeded = new Set<string>();
  const made: Made = { features: new Map(), windows: new Map(), ranks: new Map() };
  const add = (stage: Omit<Stage, 'id'>, id = `${prefix}s${stages.length + 1}`): string => {
    stages.push({ id, ...stage });
    return id;
  };
  const context = { table, columns, fitted, training, prefix, intern };

  for (const [name, group] of valueGroups(all, columns, table.rows, fitted, training)) {
    const values: InputTable = { ...table, relation: `SELECT DISTINCT ${quote(name)} FROM (${table.relation})` };
    const rename = new Map(group.map((f, i) => [f.name, `f${i}`]));
    const sql = featureQuery(
      context,
      [],
      { features: new Map(), windows: new Map(), ranks: new Map() },
      group,
      { keep: [name], rename: rename.set(name, 'k') },
      values,
    );
    const id = add({
      kind: 'values',
      by: name,
      sql: `SELECT (row_number() OVER () - 1)::INTEGER AS id, * FROM (${sql})`,
      outputs: group.map((f) => f.name),
    });
    group.forEach((f, i) => made.features.set(f, { stage: id, column: `f${i}` }));
  }
  const texts = textStages(
    all.filter((f) => !made.features.has(f)),
    columns,
    table.rows,
    (column) => `${prefix}t${columns.findIndex((c) => c.name === column)}`,
  );
  for (const t of texts.stages) {
    const id = `${prefix}t${columns.findIndex((c) => c.name === t.column)}`;
    add({ kind: 'text', text: t, outputs: t.asks.map((a) => `${a.kind} of ${quote(t.column)}`) }, id);
  }
  const own = (f: Planned): Planned => texts.features.get(f) ?? f;
  const ranks = new Map<string, { arg: string; id: string }>();
  const sequences = new Map<string, WindowNode[]>();
  for (const f of all) {
    if (made.features.has(f)) continue;
    for (const node of nodes(own(f).expr)) {
      if (node.kind === 'window') {
        const key = JSON.stringify([node.partition.map(intern), intern(node.order)]);
        const group = sequences.get(key) ?? [];
        if (!group.some((w) => intern(w) === intern(node))) group.push(node);
        sequences.set(key, group);
      } else if (node.kind === 'rank' && !(training && fitted.tables.get(node.table)!.ranks!.few)) {
        const key = `${node.table}:${intern(node.arg)}`;
        if (ranks.has(key)) continue;
        if (!training) ranksNeeded.add(node.table);
        ranks.set(key, { arg: base(node.arg), id: node.table });
      } else if (node.kind === 'output' && !stages.some((s) => s.id === node.stage)) {
        add({ kind: 'batch', outputs: [] }, node.stage);
      }
    }
  }
  // A large table is sorted for one rank at a time; a small one costs less than a join for each.
  const together = training && table.rows <= 20_000 ? 50 : 1;
  for (const group of chunks([...ranks], together)) {
    const sql = rankStage(
      table,
      row,
      group.map(([, r]) => r),
      fitted,
      training,
    );
    const stage = add({ kind: 'rank', outputs: group.map(([, r]) => `rank of ${r.arg}`), sql });
    group.forEach(([key], i) => made.ranks.set(key, { stage, column: `p${i}` }));
  }
  for (const group of sequences.values()) {
    const stage = add({
      kind: 'window',
      outputs: group.map((w) => `${w.fn} of ${base(w.arg)}`),
      sql: windowStage(table, row, group, base),
    });
    group.forEach((w, i) => made.windows.set(intern(w), { stage, column: `w${i}` }));
  }
  const joins = (f: Planned): string[] => {
    const value = made.features.get(f);
    if (value) return [value.stage, `${value.stage}.id`];
    return [...nodes(own(f).expr)].flatMap((n) => {
      if (n.kind === 'lookup') return [`${n.table}:${n.keys.map(intern).join(',')}`];
      if (n.kind === 'rank') return [made.ranks.get(`${n.table}:${intern(n.arg)}`)?.stage ?? `${n.table}:${intern(n.arg)}`];
      if (n.kind === 'window') return [made.windows.get(intern(n))!.stage];
      return n.kind === 'output' ? [n.stage] : [];
    });
  };
  return {
    stages,
    ranksNeeded: [...ranksNeeded],
    joins,
    select: (features, options) => featureQuery(context, stages, made, features.map(own), options),
  };
}

/** A prefix that no column name starts with, case aside. */
function freePrefix(names: readonly string[]): string {
  let prefix = 'm_';
  while (names.some((n) => n.toLowerCase().startsWith(prefix))) prefix = `m${prefix}`;
  return prefix;
}

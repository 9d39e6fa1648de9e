import type { Column, Expr, LookupNode, RankNode, WindowNode } from '@mdm/sdk';
import { double, quote, TYPES } from '../engine/duckdb/dialect.js';
import { createInterner, isJoined, nodes, visible } from '../sql/walk.js';
import type { Planned } from './features.js';
import type { FittedTables } from './fitted.js';
import { foldOf } from './folds.js';
import { printer, sqlOf } from './sql.js';
import { share } from './share.js';
import type { InputTable } from './table.js';

/** A narrow query by row number, made before the wide one and joined to it. */
export interface Stage {
  readonly id: string;
  readonly kind: 'window' | 'rank' | 'batch';
  /** SELECT of `r` (row number) and one column per output; absent for a batch stage, whose table the run fills. */
  readonly sql?: string;
  readonly outputs: readonly string[];
}
export interface TablePlan {
  readonly stages: readonly Stage[];
  /** Rank tables that a stage reads. */
  readonly ranksNeeded: readonly string[];
  /** The one SELECT. `from` says where a stage is to be read: its own name once it is a table, or its query. */
  select(features: readonly Planned[], options: SelectOptions): string;
}
export interface SelectOptions {
  /** Input columns before the features. */
  readonly keep: readonly string[];
  readonly rename?: ReadonlyMap<string, string>;
  /** Condition on the row number column, `t.`-qualified. */
  readonly where?: string;
  /** The query to read a stage from when it is not a table. */
  readonly stageSql?: (stage: Stage) => string | undefined;
  readonly row?: boolean;
}

/** Plans the features of one table. `training`: the rows that were fitted on. */
export function planTable(table: InputTable, columns: readonly Column[], all: readonly Planned[], fitted: FittedTables, training: boolean): TablePlan {
  const intern = createInterner();
  const prefix = freePrefix([...table.columns.map((c) => c.name), table.rowColumn]);
  const row = quote(table.rowColumn);
  const base = sqlOf();
  const stages = new Map<string, Stage & { readonly columns: Map<number, string> }>();
  const stageOf = (key: string, make: (id: string) => Stage): Stage & { columns: Map<number, string> } => {
    const known = stages.get(key) ?? { ...make(`${prefix}s${stages.size + 1}`), columns: new Map<number, string>() };
    stages.set(key, known);
    return known;
  };
  const ranksNeeded = new Set<string>();
  const windows = new Map<number, { stage: string; column: string }>();
  const order = new Map<string, WindowNode[]>();
  for (const f of all) {
    for (const node of nodes(f.expr)) {
      if (node.kind === 'window') {
        const key = JSON.stringify([node.partition.map(intern), intern(node.order)]);
        const group = order.get(key) ?? [];
        if (!group.some((w) => intern(w) === intern(node))) group.push(node);
        order.set(key, group);
      } else if (node.kind === 'rank' && (!training || !fitted.tables.get(node.table)!.ranks!.few)) {
        if (!training) ranksNeeded.add(node.table);
        stageOf(`rank:${node.table}:${intern(node.arg)}`, (id) => ({ id, kind: 'rank', outputs: [`rank of ${base(node.arg)}`], sql: rankStage(table, row, base(node.arg), node.table, fitted, training) }));
      } else if (node.kind === 'output') {
        stageOf(`batch:${node.stage}`, () => ({ id: node.stage, kind: 'batch', outputs: [] }));
      }
    }
  }
  for (const group of order.values()) {
    const stage = stageOf(`window:${windows.size}`, (id) => ({ id, kind: 'window', outputs: group.map((w) => `${w.fn} of ${base(w.arg)}`), sql: windowStage(table, row, group, base) }));
    group.forEach((w, i) => windows.set(intern(w), { stage: stage.id, column: `w${i}` }));
  }
  const list = [...stages.values()];

  const select = (features: readonly Planned[], options: SelectOptions): string => {
    const joins = new Map<string, string>();
    const used = new Set<string>();
    const at = printer({
      column: (name) => `t.${quote(name)}`,
      lookup: (node) => `${lookupAlias(node)}.${quote(node.column)}`,
      rank: (node) => rankColumn(node),
      window: (node) => stageColumn(windows.get(intern(node))!.stage, windows.get(intern(node))!.column),
      output: (node) => stageColumn(node.stage, quote(node.column)),
    });
    const stageColumn = (id: string, column: string): string => {
      used.add(id);
      return `${id}.${column}`;
    };
    const lookupAlias = (node: LookupNode): string => {
      const t = fitted.tables.get(node.table)!;
      const fold = training && t.outOfFold;
      const key = `${node.table}:${node.keys.map(intern).join(',')}`;
      const known = joins.get(key);
      if (known !== undefined) return known.slice(0, known.indexOf(' '));
      const alias = `${prefix}j${joins.size + 1}`;
      const on = t.keys.map((k, i) => `${alias}.${k.name} = ${at(node.keys[i]!)}`);
      if (fold) on.push(`${alias}.fold = ${at(foldOf(fitted.folds()!, columns, table.rowColumn))}`);
      joins.set(key, `${alias} LEFT JOIN ${fold ? `${t.id}_oof` : t.id} ${alias} ON ${on.join(' AND ') || 'TRUE'}`);
      return alias;
    };
    const rankColumn = (node: RankNode): string => {
      const t = fitted.tables.get(node.table)!;
      if (!training || !t.ranks!.few) return stageColumn(stages.get(`rank:${node.table}:${intern(node.arg)}`)!.id, 'p');
      const key = `rank:${node.table}:${intern(node.arg)}`;
      const known = joins.get(key);
      if (known !== undefined) return `${known.slice(0, known.indexOf(' '))}.p`;
      const alias = `${prefix}j${joins.size + 1}`;
      joins.set(key, `${alias} LEFT JOIN ${t.id} ${alias} ON ${alias}.v = ${at(node.arg)}`);
      return `${alias}.p`;
    };

    const shared = share(features.map((f) => f.expr), prefix);
    const leaves = new Map<number, string>();
    const readColumns = new Set<string>(options.keep);
    const layered = shared.layers.length > 0;
    // With shared parts, the innermost query gathers what comes from outside; the next ones add the parts; the last one the features.
    const outer = printer({
      column: (name) => quote(name),
      ready: (node) => shared.alias(node) ?? leaves.get(intern(node)),
    });
    const inner: string[] = [];
    if (layered) {
      const seen = new Set<Expr>();
      for (const f of features) {
        for (const node of visible(f.expr, seen)) {
          if (node.kind === 'column') readColumns.add(node.name);
          if (!isJoined(node)) continue;
          if (leaves.has(intern(node))) continue;
          const alias = `${prefix}v${leaves.size + 1}`;
          leaves.set(intern(node), alias);
          inner.push(`${at(node)} AS ${alias}`);
        }
      }
    }
    const show = layered ? outer : at;
    const own = (name: string): string => (layered ? quote(name) : `t.${quote(name)}`);
    const name = (n: string): string => quote(options.rename?.get(n) ?? n);
    const final = [
      ...(options.row ? [`${own(table.rowColumn)} AS ${quote(table.rowColumn)}`] : []),
      ...options.keep.map((c) => `${own(c)} AS ${name(c)}`),
      ...features.map((f) => `CAST(${show(f.expr)} AS ${TYPES[f.type]}) AS ${name(f.name)}`),
    ];
    const from = (): string => {
      const parts = [`FROM (${table.relation}) t`, ...[...joins.values()].map((j) => j.slice(j.indexOf(' ') + 1))];
      for (const s of list) if (used.has(s.id)) parts.push(`LEFT JOIN ${options.stageSql?.(s) ?? s.id} AS ${s.id} ON ${s.id}.r = t.${row}`);
      if (options.where) parts.push(`WHERE ${options.where}`);
      return parts.join('\n');
    };
    if (!layered) return `SELECT ${final.join(',\n  ')}\n${from()}`;
    const rowWanted = options.row ? [`t.${row}`] : [];
    const gathered = [...rowWanted, ...[...readColumns].filter((c) => c !== table.rowColumn || !options.row).map((c) => `t.${quote(c)}`), ...inner];
    // A part of the first layer may itself need a leaf, so layers stand above the gathering query.
    let query = `SELECT ${gathered.join(', ')}\n${from()}`;
    for (const layer of shared.layers) {
      const direct = (node: Expr): string => printer({ column: (n) => quote(n), ready: (n) => (n === node ? undefined : (shared.alias(n) ?? leaves.get(intern(n)))) })(node);
      query = `SELECT *, ${layer.map((l) => `${direct(l.node)} AS ${l.alias}`).join(', ')}\nFROM (${query})`;
    }
    return `SELECT ${final.join(',\n  ')}\nFROM (${query})`;
  };
  return { stages: list, ranksNeeded: [...ranksNeeded], select };
}

function windowStage(table: InputTable, row: string, group: readonly WindowNode[], sql: (e: Expr) => string): string {
  const { partition, order } = group[0]!;
  const args = group.map((w, i) => `${sql(w.arg)} AS a${i}`);
  const keys = partition.map((p, i) => `${sql(p)} AS p${i}`);
  const by = partition.length ? `PARTITION BY ${partition.map((_, i) => `p${i}`).join(', ')} ` : '';
  const narrow = `SELECT ${[`${row} AS r`, ...keys, `${sql(order)} AS o`, ...args].join(', ')} FROM (${table.relation})`;
  const over = (w: WindowNode): string => {
    const { frame } = w;
    // Ties in time are ordered by position, so that a row's past is one thing. An interval ends before the present instant.
    const rows = `${by}ORDER BY o NULLS FIRST, r`;
    if (w.fn === 'lag') return `(${rows})`;
    if (frame.kind === 'rows') return `(${rows} ROWS BETWEEN ${frame.before} PRECEDING AND ${frame.end === 0 ? 'CURRENT ROW' : '1 PRECEDING'})`;
    if (frame.kind === 'expanding') return `(${rows} ROWS BETWEEN UNBOUNDED PRECEDING AND ${frame.end === 0 ? 'CURRENT ROW' : '1 PRECEDING'})`;
    return `(${by}ORDER BY o RANGE BETWEEN to_microseconds(${Math.round(frame.before * 1e6)}) PRECEDING AND to_microseconds(1) PRECEDING)`;
  };
  const fns = { mean: 'avg', std: 'stddev_samp', min: 'min', max: 'max', sum: 'sum', count: 'count' } as const;
  const out = group.map((w, i) => {
    // The engine refuses a deviation whose squares overflow; such values are left out of it.
    const arg = w.fn === 'std' ? `CASE WHEN abs(a${i}) < 1e150 THEN a${i} END` : `a${i}`;
    const call = w.fn === 'lag' ? `lag(a${i}, ${w.frame.kind === 'rows' ? w.frame.before : 1}) OVER ${over(w)}` : `${fns[w.fn]}(${arg}) OVER ${over(w)}`;
    return `${w.frame.kind === 'seconds' ? `CASE WHEN o IS NOT NULL THEN ${call} END` : call} AS w${i}`;
  });
  const finite = group.map((w, i) => (w.fn === 'mean' || w.fn === 'sum' ? `CASE WHEN isfinite(w${i}) THEN w${i} END AS w${i}` : `w${i}`));
  return `SELECT ${['r', ...finite].join(', ')} FROM (SELECT ${['r', ...out].join(', ')} FROM (${narrow}))`;
}

function rankStage(table: InputTable, row: string, arg: string, id: string, fitted: FittedTables, training: boolean): string {
  const { known } = fitted.tables.get(id)!.ranks!;
  const n = double(Math.max(1, known));
  const values = `SELECT ${row} AS r, ${arg} AS x FROM (${table.relation}) WHERE ${arg} IS NOT NULL`;
  // Ties averaged: rank() is the first place of a tie, cume_dist() * n the last.
  if (training) return `SELECT r, (rank() OVER w + round(cume_dist() OVER w * ${n})) / 2e0 / ${n} AS p FROM (${values}) WINDOW w AS (ORDER BY x)`;
  // A value not seen in training has the share of training values below it.
  return `SELECT q.r, CASE WHEN f.v = q.x THEN f.p ELSE coalesce(f.e, 0) / ${n} END AS p FROM (${values}) q ASOF LEFT JOIN ${id} f ON q.x >= f.v`;
}

/** A prefix that no column name starts with, case aside. */
function freePrefix(names: readonly string[]): string {
  let prefix = 'm_';
  while (names.some((n) => n.toLowerCase().startsWith(prefix))) prefix = `m${prefix}`;
  return prefix;
}


import type { Column, Expr, LookupNode, RankNode } from '@mdm/sdk';
import { quote, TYPES } from '../engine/duckdb/dialect.js';
import { isJoined, visible } from '../sql/walk.js';
import type { Planned } from './features.js';
import type { FittedTables } from './fitted.js';
import { foldOf } from './folds.js';
import type { Stage } from './plan.js';
import { share } from './share.js';
import { printer } from './sql.js';
import type { InputTable } from './table.js';

export interface QueryContext {
  readonly table: InputTable;
  readonly columns: readonly Column[];
  readonly fitted: FittedTables;
  readonly training: boolean;
  readonly prefix: string;
  readonly intern: (node: Expr) => number;
}
/** Where stages hold what: features whole, windows by interned node, ranks by `table:interned argument`. */
export interface Made {
  readonly features: Map<Planned, { readonly stage: string; readonly column: string }>;
  readonly windows: Map<number, { readonly stage: string; readonly column: string }>;
  readonly ranks: Map<string, { readonly stage: string; readonly column: string }>;
}
export interface SelectOptions {
  /** Input columns before the features. */
  readonly keep: readonly string[];
  readonly rename?: ReadonlyMap<string, string>;
  /** Another query of the same columns, such as a sample of the rows. */
  readonly relation?: string;
  /** Gives the row number as well. */
  readonly row?: boolean;
  /** Rows from one row number to before another. */
  readonly range?: { readonly from: number; readonly to: number } | undefined;
  /** Rows in the order of the table, provided that one thread runs the query. */
  readonly ordered?: boolean;
}

/** The SELECT of features over a table: joins of lookups and stages, shared parts in layers, then the features. */
export function featureQuery(
  context: QueryContext,
  stages: readonly Stage[],
  made: Made,
  features: readonly Planned[],
  options: SelectOptions,
  source = context.table,
): string {
  const { fitted, training, prefix, intern } = context;
  const row = quote(source.rowColumn);
  const joins = new Map<string, { alias: string; sql: string }>();
  const used = new Set<string>();
  const join = (key: string, make: (alias: string) => string): string => {
    const known = joins.get(key);
    if (known) return known.alias;
    const alias = `${prefix}j${joins.size + 1}`;
    // Made before it is entered, since a key may need a join of its own.
    const sql = make(alias);
    joins.set(key, { alias, sql });
    return alias;
  };
  const staged = (id: string, column: string): string => {
    used.add(id);
    return `${id}.${column}`;
  };
  const lookup = (node: LookupNode): string => {
    const t = fitted.tables.get(node.table)!;
    const fold = training && t.outOfFold;
    const alias = join(`${node.table}:${node.keys.map(intern).join(',')}`, (a) => {
      const on = t.keys.map((k, i) => `${a}.${k.name} = ${at(node.keys[i]!)}`);
      if (fold) on.push(`${a}.fold = ${at(foldOf(fitted.folds()!, context.columns, source.rowColumn))}`);
      return `LEFT JOIN ${fold ? `${t.id}_oof` : t.id} ${a} ON ${on.join(' AND ') || 'TRUE'}`;
    });
    return `${alias}.${quote(node.column)}`;
  };
  const rank = (node: RankNode): string => {
    const stage = made.ranks.get(`${node.table}:${intern(node.arg)}`);
    if (stage) return staged(stage.stage, stage.column);
    return `${join(`rank:${node.table}:${intern(node.arg)}`, (a) => `LEFT JOIN ${node.table} ${a} ON ${a}.v = ${at(node.arg)}`)}.p`;
  };
  const at: (node: Expr) => string = printer({
    column: (name) => `t.${quote(name)}`,
    lookup,
    rank,
    window: (node) => staged(made.windows.get(intern(node))!.stage, made.windows.get(intern(node))!.column),
    output: (node) => staged(node.stage, quote(node.column)),
  });

  const direct = features.filter((f) => !made.features.has(f));
  const shared = share(
    direct.map((f) => f.expr),
    prefix,
  );
  // The innermost query gathers what comes from outside: input columns, joined values, and the places of values in value tables.
  const inputs = new Set<string>(options.keep);
  const gathered = new Map<string, string>();
  const gather = (sql: string): string => {
    const alias = gathered.get(sql) ?? `${prefix}v${gathered.size + 1}`;
    gathered.set(sql, alias);
    return alias;
  };
  const leaves = new Map<number, string>();
  const seen = new Set<Expr>();
  for (const f of direct) {
    for (const node of visible(f.expr, seen)) {
      if (node.kind === 'column') inputs.add(node.name);
      if (isJoined(node) && !leaves.has(intern(node))) leaves.set(intern(node), gather(at(node)));
    }
  }
  const places = new Map<string, string>();
  for (const f of features) {
    const stage = made.features.get(f)?.stage;
    if (stage !== undefined && !places.has(stage)) places.set(stage, gather(staged(stage, 'id')));
  }
  const from = [`FROM (${options.relation ?? source.relation}) t`, ...[...joins.values()].map((j) => j.sql)];
  for (const s of stages) {
    if (!used.has(s.id)) continue;
    const rows =
      s.by === undefined && options.range ? `(FROM ${s.id} WHERE r >= ${options.range.from} AND r < ${options.range.to}) AS ${s.id}` : s.id;
    from.push(`LEFT JOIN ${rows} ON ${s.by === undefined ? `${s.id}.r = t.${row}` : `${s.id}.k IS NOT DISTINCT FROM t.${quote(s.by)}`}`);
  }
  const conditions = [...(options.range ? [`t.${row} >= ${options.range.from}`, `t.${row} < ${options.range.to}`] : [])];
  if (conditions.length > 0) from.push(`WHERE ${conditions.join(' AND ')}`);
  const named = (n: string): string => quote(options.rename?.get(n) ?? n);
  const list = (own: (name: string) => string, value: (f: Planned) => string): string =>
    [
      ...(options.row ? [`${own(source.rowColumn)} AS ${row}`] : []),
      ...options.keep.map((c) => `${own(c)} AS ${named(c)}`),
      ...features.map((f) => `${value(f)} AS ${named(f.name)}`),
    ].join(',\n  ');
  const typed = (f: Planned, sql: string): string => `CAST(${sql} AS ${TYPES[f.type]})`;
  if (gathered.size === 0 && shared.layers.length === 0)
    return `SELECT ${list(
      (c) => `t.${quote(c)}`,
      (f) => typed(f, at(f.expr)),
    )}\n${from.join('\n')}`;

  // Joins do not keep the order of rows, so the narrow rows are sorted again. What follows does keep it: a join by a dense whole number is an array access.
  if (options.ordered && gathered.size > 0) from.push(`ORDER BY t.${row}`);
  const inner = [
    ...(options.row ? [`t.${row}`] : []),
    ...[...inputs].map((c) => `t.${quote(c)}`),
    ...[...gathered].map(([sql, alias]) => `${sql} AS ${alias}`),
  ];
  let query = `SELECT ${inner.join(', ') || 'TRUE'}\n${from.join('\n')}`;
  const above = (qualifier: string, except?: Expr): ((node: Expr) => string) =>
    printer({
      column: (name) => `${qualifier}${quote(name)}`,
      ready: (node) => {
        const alias = node === except ? undefined : (shared.alias(node) ?? leaves.get(intern(node)));
        return alias === undefined ? undefined : `${qualifier}${alias}`;
      },
    });
  for (const layer of shared.layers)
    query = `SELECT *, ${layer.map((l) => `${above('', l.node)(l.node)} AS ${l.alias}`).join(', ')}\nFROM (${query})`;
  const show = above('q.');
  const value = (f: Planned): string => {
    const place = made.features.get(f);
    return place ? `${place.stage}.${place.column}` : typed(f, show(f.expr));
  };
  const tables = [...places].map(([stage, alias]) => `\nJOIN ${stage} ON ${stage}.id = q.${alias}`).join('');
  return `SELECT ${list((c) => `q.${quote(c)}`, value)}\nFROM (${query}) q${tables}`;
}

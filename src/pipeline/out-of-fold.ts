import type { Column, Expr, ScalarType } from '@mdm/sdk';
import { aggregateSql, needsRange, scaleOf } from '../engine/duckdb/aggregate.js';
import { double, quote, TYPES } from '../engine/duckdb/dialect.js';
import { freeName } from '../engine/duckdb/introspect.js';
import { foldOf, visibleFrom, type Folds } from './folds.js';
import type { Grouping } from './measures.js';
import type { InputTable } from './table.js';

type Sql = (node: Expr) => string;
type Ask = (purpose: string, count: number, text: string) => Promise<unknown[][]>;

/** The rows of a training table in pieces that a fold sees whole or not at all; -1 holds rows without a fold. */
export interface Pieces {
  readonly folds: Folds;
  readonly relation: string;
  readonly piece: string;
  /** How the numbers of an expression are scaled in each piece, by its SQL. */
  readonly scales: ReadonlyMap<string, { readonly middle: string; readonly times: string; readonly unit: string }>;
}

/** Divides the rows, and looks at the range of what is summed piece by piece: how numbers are rounded must not show those of a hidden piece. */
export async function dividePieces(
  groupings: readonly Grouping[],
  folds: Folds,
  columns: readonly Column[],
  table: InputTable,
  sql: Sql,
  ask: Ask,
): Promise<Pieces> {
  const own = folds.by === 'time' ? visibleFrom(folds) : foldOf(folds, columns, table.rowColumn);
  const piece = freeName('mdm_piece', [...table.columns.map((c) => c.name), table.rowColumn]);
  const relation = `(SELECT *, coalesce(${sql(own)}::INTEGER, -1) AS ${piece} FROM (${table.relation}))`;
  const args = [...new Set(groupings.flatMap((g) => [...g.columns.values()].flatMap((a) => (needsRange(a) && a.arg ? [sql(a.arg)] : []))))];
  const rows =
    args.length === 0
      ? []
      : await ask(
          'ranges by fold',
          args.length,
          `SELECT ${piece}, ${args.map((a) => `min(${a})::DOUBLE, max(${a})::DOUBLE`).join(', ')} FROM ${relation} GROUP BY 1 ORDER BY 1`,
        );
  const scales = args.map((arg, i) => {
    const of = rows.map((r) => scaleOf(r[2 * i + 1] as number | null, r[2 * i + 2] as number | null, 60));
    const choose = (numbers: readonly number[]): string =>
      rows.length === 0
        ? 'NULL::DOUBLE'
        : `CASE ${piece} ${rows.map((r, k) => `WHEN ${r[0] as number} THEN ${double(numbers[k]!)}`).join(' ')} END`;
    return [
      arg,
      { middle: choose(of.map((s) => s.middle)), times: choose(of.map((s) => s.times)), unit: choose(of.map((s) => s.unit)) },
    ] as const;
  });
  return { folds, relation, piece, scales: new Map(scales) };
}

/** The table over all rows (for other data), and the one where each fold is made of the rows it may see (for training rows). */
export function outOfFold(
  g: Grouping,
  types: (name: string) => ScalarType,
  { folds, relation, piece, scales }: Pieces,
  sql: Sql,
): string[] {
  const keys = g.keys.map((_, i) => `k${i}`);
  const known = g.keys.map((k) => `${sql(k)} IS NOT NULL`).join(' AND ') || 'TRUE';
  const list = (xs: readonly string[]): string => xs.map((x) => `${x}, `).join('');
  const by = (n: number): string => (n ? ` GROUP BY ${Array.from({ length: n }, (_, i) => i + 1).join(', ')}` : '');
  const pieces = `${g.id}_pieces`;
  const made = [...g.columns].map(([name, a], i) => {
    const arg = a.arg ? sql(a.arg) : '*';
    const s = scales.get(arg);
    if (a.fn !== 'sum' || !s) return { name, own: aggregateSql(a, arg, undefined).raw[0]!, whole: (q: string) => `sum(${q}p${i})` };
    const n = `count(${arg})`;
    const own = `CASE WHEN ${n} > 0 THEN (${s.middle} + sum(CAST((${arg} - ${s.middle}) * ${s.times} AS BIGINT))::DOUBLE / ${n}::DOUBLE * ${s.unit}) * ${n}::DOUBLE END`;
    // Sums of doubles, so in one order.
    return { name, own, whole: (q: string) => `sum(${q}p${i} ORDER BY ${q}piece)` };
  });
  const finish = (q: string): string => made.map((m) => `CAST(${m.whole(q)} AS ${TYPES[types(m.name)]}) AS ${quote(m.name)}`).join(', ');
  const count = folds.by === 'time' ? folds.starts.length + 1 : folds.count;
  // Hash folds see every other fold; time folds see what had happened before they began, less the gap.
  const sees = `x.piece >= 0 AND ${folds.by === 'time' ? 'x.piece <= f.fold' : 'x.piece <> f.fold'}`;
  return [
    `CREATE OR REPLACE TABLE ${pieces} AS SELECT ${list(g.keys.map((k, i) => `${sql(k)} AS k${i}`))}${piece} AS piece, ${made.map((m, i) => `${m.own} AS p${i}`).join(', ')} FROM ${relation} WHERE ${known}${by(keys.length + 1)}`,
    `CREATE OR REPLACE TABLE ${g.id} AS SELECT ${list(keys)}${finish('')} FROM ${pieces}${by(keys.length)}`,
    `CREATE OR REPLACE TABLE ${g.id}_oof AS SELECT f.fold::INTEGER AS fold, ${list(keys.map((k) => `x.${k}`))}${finish('x.')} FROM ${pieces} x JOIN (SELECT unnest(range(${count})) AS fold) f ON ${sees}${by(keys.length + 1)}`,
  ];
}

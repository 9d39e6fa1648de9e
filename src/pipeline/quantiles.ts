import type { Expr, Json, QuantileMethod } from '@mdm/sdk';
import { double } from '../engine/duckdb/dialect.js';
import { bytesOf } from '../engine/size.js';
import type { Database } from '../engine/duckdb/driver.js';
import type { Grouping, MeasurePlan } from './measures.js';
import { chunks } from './sample.js';
import type { InputTable } from './table.js';

/** Runs one measuring statement and notes it for the plan. */
export type Ask = (purpose: string, count: number, text: string) => Promise<Json[][]>;
export type Sql = (node: Expr) => string;

/** Aggregates in one statement: more take the engine longer to plan than to compute. */
export const WIDE = 1500;

/** Exact quantiles: from the table of values where values repeat, else by place among the sorted values. */
export async function measureQuantiles(
  plan: MeasurePlan,
  db: Database,
  table: InputTable,
  repeats: (e: Expr) => boolean,
  valueTable: (e: Expr) => { grouping: Grouping; count: string },
  sql: Sql,
  from: string,
  ask: Ask,
): Promise<(key: string, at: number, method: QuantileMethod) => number | null> {
  const out = new Map<string, { readonly known: number; readonly valueAt: (k: number) => number }>();
  const direct: { key: string; arg: Expr; at: number[]; known: number }[] = [];
  const keep = (key: string, known: number, valueAt: (k: number) => number): unknown => out.set(key, { known, valueAt });
  for (const [key, q] of plan.quantiles) {
    const at = [...q.at];
    if (!repeats(q.arg)) {
      direct.push({ key, arg: q.arg, at, known: 0 });
      continue;
    }
    const { grouping, count } = valueTable(q.arg);
    const values = `(SELECT k0::DOUBLE AS v, (sum(${count}) OVER (ORDER BY k0 ROWS UNBOUNDED PRECEDING))::BIGINT AS e FROM ${grouping.id})`;
    const known = Number((await db.rows(`SELECT coalesce(sum(${count}), 0)::DOUBLE FROM ${grouping.id}`))[0]?.[0] ?? 0);
    const wanted = places(at, known);
    const [row] =
      known === 0
        ? [[]]
        : await ask(
            `quantiles of ${sql(q.arg)}`,
            at.length,
            `SELECT ${wanted.map((k) => `min(v) FILTER (WHERE e > ${k})`).join(', ')} FROM ${values}`,
          );
    keep(key, known, (k) => row?.[wanted.indexOf(k)] as number);
  }
  for (const part of chunks(direct, WIDE)) {
    const [row] = await ask(
      'known values',
      part.length,
      `SELECT ${part.map((q) => `count(${sql(q.arg)})::DOUBLE`).join(', ')} FROM ${from}`,
    );
    part.forEach((q, i) => (q.known = Number(row![i])));
  }
  // A quantile holds all values of its column, beside the engine's limit: small tables go in one scan, large ones a few columns at a time.
  const held = Math.min(20_000_000, bytesOf(db.limits.memory) / 4 / Float64Array.BYTES_PER_ELEMENT);
  const together = Math.max(1, Math.min(500, Math.floor(held / Math.max(1, table.rows))));
  for (const part of chunks(direct, together)) {
    const some = part.filter((q) => q.known > 0);
    // quantile_disc at (k + 1/2) / n is the k-th smallest value; quantile_cont would round (7 and 7 to 7.000000000000001).
    const lists = some.map((q) => places(q.at, q.known).map((k) => double((k + 0.5) / q.known)));
    const [row] =
      some.length === 0
        ? [[]]
        : await ask(
            'quantiles',
            part.length,
            `SELECT ${some.map((q, i) => `quantile_disc(${sql(q.arg)}::DOUBLE, [${lists[i]!.join(', ')}])`).join(', ')} FROM ${from}`,
          );
    for (const q of part) {
      const wanted = places(q.at, q.known);
      keep(q.key, q.known, (k) => (row?.[some.indexOf(q)] as number[])[wanted.indexOf(k)]!);
    }
  }
  return (key, at, method) => {
    const { known, valueAt } = out.get(key)!;
    return known === 0 ? null : between(at * (known - 1), method, valueAt);
  };
}

/** The value at a place among sorted ones; linear is R's type 7. */
function between(h: number, method: QuantileMethod, valueAt: (k: number) => number): number {
  const [low, high] = [valueAt(Math.floor(h)), valueAt(Math.ceil(h))];
  const part = h - Math.floor(h);
  switch (method) {
    case 'linear':
      return low + (high - low) * part;
    case 'lower':
      return low;
    case 'higher':
      return high;
    case 'nearest':
      return part < 0.5 || (part === 0.5 && Math.floor(h) % 2 === 0) ? low : high;
    case 'midpoint':
      return low / 2 + high / 2;
    default:
      return method satisfies never;
  }
}

/** The places among n sorted values that quantiles lie between. */
const places = (at: readonly number[], n: number): number[] => [
  ...new Set(at.flatMap((p) => [Math.floor(p * (n - 1)), Math.ceil(p * (n - 1))])),
];

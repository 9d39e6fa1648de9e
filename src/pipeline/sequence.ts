import type { Expr, WindowNode } from '@mdm/sdk';
import { double } from '../engine/duckdb/dialect.js';
import type { FittedTables } from './fitted.js';
import type { InputTable } from './table.js';

/** The window functions of one sequence, by row number: a narrow query, so that the wide row is never sorted. */
export function windowStage(table: InputTable, row: string, group: readonly WindowNode[], sql: (e: Expr) => string): string {
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
    const end = frame.kind !== 'seconds' && frame.end === 0 ? 'CURRENT ROW' : '1 PRECEDING';
    if (frame.kind === 'rows') return `(${rows} ROWS BETWEEN ${frame.before} PRECEDING AND ${end})`;
    if (frame.kind === 'expanding') return `(${rows} ROWS BETWEEN UNBOUNDED PRECEDING AND ${end})`;
    return `(${by}ORDER BY o RANGE BETWEEN to_microseconds(${Math.round(frame.before * 1e6)}) PRECEDING AND to_microseconds(1) PRECEDING)`;
  };
  const fns = { mean: 'avg', std: 'stddev_samp', min: 'min', max: 'max', sum: 'sum', count: 'count' } as const;
  const out = group.map((w, i) => {
    // The engine refuses a deviation whose squares overflow; such values are left out of it.
    const arg = w.fn === 'std' ? `CASE WHEN abs(a${i}) < 1e150 THEN a${i} END` : `a${i}`;
    const call = w.fn === 'lag' ? `lag(a${i}, ${w.frame.kind === 'rows' ? w.frame.before : 1})` : `${fns[w.fn]}(${arg})`;
    return `${w.frame.kind === 'seconds' ? `CASE WHEN o IS NOT NULL THEN ${call} OVER ${over(w)} END` : `${call} OVER ${over(w)}`} AS w${i}`;
  });
  const finite = group.map((w, i) => (w.fn === 'mean' || w.fn === 'sum' ? `CASE WHEN isfinite(w${i}) THEN w${i} END AS w${i}` : `w${i}`));
  return `SELECT ${['r', ...finite].join(', ')} FROM (SELECT ${['r', ...out].join(', ')} FROM (${narrow}))`;
}

/** Percentile ranks by row number, `p0`, `p1`, ...; of new rows one column at a time. */
export function rankStage(
  table: InputTable,
  row: string,
  ranks: readonly { readonly arg: string; readonly id: string }[],
  fitted: FittedTables,
  training: boolean,
): string {
  const known = (id: string): string => double(Math.max(1, fitted.tables.get(id)!.ranks!.known));
  const values = `SELECT ${[`${row} AS r`, ...ranks.map(({ arg }, i) => `${arg} AS x${i}`)].join(', ')} FROM (${table.relation})`;
  // rank() is the first place of a tie, cume_dist() * rows the last. Missing values come last.
  const places = ranks.map(({ id }, i) => {
    const over = `OVER (ORDER BY x${i} NULLS LAST)`;
    const [first, last] = [`rank() ${over}`, `round(cume_dist() ${over} * ${double(table.rows)})`];
    const place = { average: `(${first} + ${last}) / 2e0`, min: first, max: last, dense: `dense_rank() ${over}` };
    return `CASE WHEN x${i} IS NOT NULL THEN ${place[fitted.tables.get(id)!.ranks!.ties]} / ${known(id)} END AS p${i}`;
  });
  if (training) return `SELECT ${['r', ...places].join(', ')} FROM (${values})`;
  const { id } = ranks[0]!;
  // A value not seen in training has the share of training values below it.
  return `SELECT q.r, CASE WHEN f.v = q.x0 THEN f.p WHEN q.x0 IS NOT NULL THEN coalesce(f.e, 0) / ${known(id)} END AS p0 FROM (${values}) q ASOF LEFT JOIN ${id} f ON q.x0 >= f.v`;
}

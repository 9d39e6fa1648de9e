import type { Database } from '../../engine/duckdb/driver.js';
import { double } from '../../engine/duckdb/dialect.js';
import { ask, numberOf } from './ask.js';
import { isNumeric, type Measured } from './columns.js';
import type { ColumnStatistics, Correlations } from './result.js';

/** Columns of a matrix: 40 make 780 pairs. */
const most = 40;

/** Scaled where squares would leave the range of doubles; r stays the same. */
export function scaled({ number }: Measured, { min, max }: ColumnStatistics): string {
  const size = Math.max(Math.abs(Number(min)), Math.abs(Number(max)));
  return size > 1e100 || (size > 0 && size < 1e-100) ? `(${number} / ${double(size)})` : number!;
}

/** Numeric columns that are not constant; the target is among them whatever its place. */
export async function correlations(
  db: Database,
  from: string,
  columns: readonly Measured[],
  statistics: readonly ColumnStatistics[],
  target: string | undefined,
): Promise<Correlations> {
  const varied = columns.map((_, i) => i).filter((i) => isNumeric(columns[i]!) && (statistics[i]!.std ?? 0) > 0);
  const at = varied.findIndex((i) => columns[i]!.name === target);
  const chosen = at >= most ? [...varied.slice(0, most - 1), varied[at]!] : varied.slice(0, most);
  const pairs = chosen.flatMap((a, i) => chosen.slice(i + 1).map((b) => [a, b] as const));
  const answers = await ask(
    db,
    from,
    pairs.map(([a, b]) => ({ r: `corr(${scaled(columns[a]!, statistics[a]!)}, ${scaled(columns[b]!, statistics[b]!)})` })),
  );
  const found = new Map(pairs.map(([a, b], i) => [`${a} ${b}`, within(numberOf(answers[i]!['r']))]));
  const matrix = chosen.map((a, i) => chosen.map((b, j) => (i === j ? 1 : (found.get(i < j ? `${a} ${b}` : `${b} ${a}`) ?? null))));
  return { columns: chosen.map((i) => columns[i]!.name), matrix, left_out: varied.length - chosen.length };
}

/** Rounding may give a little more than 1. */
export const within = (r: number | null): number | null => (r === null ? null : Math.max(-1, Math.min(1, r)));

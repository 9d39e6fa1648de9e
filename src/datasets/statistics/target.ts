import type { Database } from '../../engine/duckdb/driver.js';
import { ask, numberOf } from './ask.js';
import { isNumeric, type Measured } from './columns.js';
import { scaled, within } from './correlations.js';
import type { ColumnStatistics, TargetRelation } from './result.js';

/** Classes of a target, and values of a text column, that are told apart. */
const mostClasses = 100;
const mostValues = 1_000;

export interface Target {
  readonly index: number;
  readonly as: 'classes' | 'number';
}

/** How a target is read: as the problem says, else numbers of more than 20 values as numbers. */
export function targetOf(
  columns: readonly Measured[],
  statistics: readonly ColumnStatistics[],
  name: string | null | undefined,
  problem: string | null | undefined,
): Target | undefined {
  const index = columns.findIndex((column) => column.name === name);
  if (index < 0) return undefined;
  if (!isNumeric(columns[index]!)) return { index, as: 'classes' };
  if (problem === 'regression') return { index, as: 'number' };
  const few = statistics[index]!.unique <= (problem?.includes('classification') ? mostClasses : 20);
  return { index, as: few ? 'classes' : 'number' };
}

/** The relation of every column to the target; undefined for the target itself and for text of too many values. */
export async function relations(
  db: Database,
  from: string,
  columns: readonly Measured[],
  statistics: readonly ColumnStatistics[],
  { index, as }: Target,
): Promise<(TargetRelation | undefined)[]> {
  const target = columns[index]!;
  const found: (TargetRelation | undefined)[] = columns.map(() => undefined);
  if (as === 'classes' && statistics[index]!.unique > mostClasses) return found;
  const numeric = columns.map((_, i) => i).filter((i) => i !== index && columns[i]!.number !== undefined);
  const x = (i: number): string => (isNumeric(columns[i]!) ? scaled(columns[i]!, statistics[i]!) : columns[i]!.number!);
  if (as === 'number') {
    const y = scaled(target, statistics[index]!);
    const answers = await ask(
      db,
      from,
      numeric.map((i) => ({ r: `corr(${x(i)}, ${y})` })),
    );
    numeric.forEach((i, k) => (found[i] = { measure: 'pearson', value: within(numberOf(answers[k]!['r'])) }));
  } else {
    const groups = `(SELECT ${[...numeric.map((i) => `${x(i)} AS x${i}`), `${target.ref} AS y`].join(', ')} FROM ${from}) WHERE y IS NOT NULL`;
    for (let k = 0; k < numeric.length; k += 300) {
      const part = numeric.slice(k, k + 300);
      const sums = part.map((i) => `count(x${i}), avg(x${i}), var_pop(x${i})`).join(', ');
      const rows = await db.rows(`SELECT ${sums} FROM ${groups} GROUP BY y`);
      part.forEach((i, j) => {
        const cells = rows.map((row) => [0, 1, 2].map((c) => numberOf(row[3 * j + c]) ?? 0));
        found[i] = { measure: 'correlation_ratio', value: correlationRatio(cells) };
      });
    }
  }
  for (const [i, column] of columns.entries()) {
    const { unique, count } = statistics[i]!;
    if (i === index || column.number !== undefined || unique > mostValues || (unique === count && count > 20)) continue;
    found[i] =
      as === 'number'
        ? await valuesWithNumber(db, from, column, scaled(target, statistics[index]!))
        : await valuesWithClasses(db, from, column, target);
  }
  return found;
}

/** The square root of the share of the variance that lies between groups; cells are count, mean and variance of each. */
export function correlationRatio(groups: readonly (readonly number[])[]): number | null {
  const n = groups.reduce((sum, [count]) => sum + count!, 0);
  if (n === 0) return null;
  const mean = groups.reduce((sum, [count, m]) => sum + count! * m!, 0) / n;
  const between = groups.reduce((sum, [count, m]) => sum + count! * (m! - mean) ** 2, 0);
  const inside = groups.reduce((sum, [count, , variance]) => sum + count! * variance!, 0);
  return between + inside > 0 ? Math.sqrt(between / (between + inside)) : null;
}

async function valuesWithNumber(db: Database, from: string, column: Measured, y: string): Promise<TargetRelation> {
  const rows = await db.rows(
    `SELECT count(y), avg(y), var_pop(y) FROM (SELECT ${column.ref} AS v, ${y} AS y FROM ${from}) WHERE v IS NOT NULL AND y IS NOT NULL GROUP BY v`,
  );
  return { measure: 'correlation_ratio', value: correlationRatio(rows.map((row) => row.map((cell) => numberOf(cell) ?? 0))) };
}

async function valuesWithClasses(db: Database, from: string, column: Measured, target: Measured): Promise<TargetRelation> {
  const rows = await db.rows(
    `SELECT dense_rank() OVER (ORDER BY v), dense_rank() OVER (ORDER BY y), n FROM (SELECT ${column.ref} AS v, ${target.ref} AS y, count(*) AS n FROM ${from} WHERE v IS NOT NULL AND y IS NOT NULL GROUP BY v, y)`,
  );
  return { measure: 'cramers_v', value: cramersV(rows.map(([v, y, n]) => [Number(v), Number(y), Number(n)] as const)) };
}

/** Of counts by value and class. */
export function cramersV(cells: readonly (readonly [number, number, number])[]): number | null {
  const sums = (k: 0 | 1): Map<number, number> => {
    const all = new Map<number, number>();
    for (const cell of cells) all.set(cell[k], (all.get(cell[k]) ?? 0) + cell[2]);
    return all;
  };
  const [rows, columns] = [sums(0), sums(1)];
  const n = [...rows.values()].reduce((a, b) => a + b, 0);
  const degrees = Math.min(rows.size, columns.size) - 1;
  if (n === 0 || degrees < 1) return null;
  const squares = cells.reduce((sum, [r, c, count]) => sum + count ** 2 / (rows.get(r)! * columns.get(c)!), 0);
  return Math.min(1, Math.sqrt(Math.max(0, squares - 1) / degrees));
}

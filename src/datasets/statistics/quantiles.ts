import type { Database } from '../../engine/duckdb/driver.js';
import { double } from '../../engine/duckdb/dialect.js';
import { numberOf } from './ask.js';

/** Half the width, as a share of the values, of the range in which a quantile is looked for. */
const reach = 0.01;

/**
 * Quantiles by linear interpolation without holding the column: an estimate says where each must be, then only the values of that range
 * are sorted. Null for a column without values.
 */
export async function exactQuantiles(db: Database, from: string, x: string, at: readonly number[]): Promise<(number | null)[]> {
  const [row = []] = await db.rows(
    `SELECT count(${x}), ${at.flatMap((q) => [Math.max(0, q - reach), Math.min(1, q + reach)].map((p) => `approx_quantile(${x}, ${p})`)).join(', ')} FROM ${from}`,
  );
  const known = Number(row[0] ?? 0);
  if (known === 0) return at.map(() => null);
  const ranges = at.map((_, i) => [numberOf(row[1 + 2 * i])!, numberOf(row[2 + 2 * i])!] as const);
  const [counted = []] = await db.rows(
    `SELECT ${ranges.flatMap(([low, high]) => [`count(CASE WHEN ${x} < ${double(low)} THEN 1 END)`, `count(CASE WHEN ${x} <= ${double(high)} THEN 1 END)`]).join(', ')} FROM ${from}`,
  );
  const found: (number | null)[] = [];
  for (const [i, q] of at.entries()) {
    const place = q * (known - 1);
    const first = Math.floor(place);
    const [below, upTo] = [Number(counted[2 * i]), Number(counted[2 * i + 1])];
    const [low, high] = ranges[i]!;
    const inside = below <= first && Math.ceil(place) < upTo;
    const range = inside ? `${x} BETWEEN ${double(low)} AND ${double(high)}` : `${x} IS NOT NULL`;
    const rows = await db.rows(
      `SELECT v FROM (SELECT ${x} AS v FROM ${from} WHERE ${range}) ORDER BY v LIMIT 2 OFFSET ${inside ? first - below : first}`,
    );
    const [a, b] = [numberOf(rows[0]?.[0]), numberOf(rows[1]?.[0])];
    found.push(a === null || b === null || place === first ? a : a * (1 - (place - first)) + b * (place - first));
  }
  return found;
}

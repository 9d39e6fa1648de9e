import type { Database } from '../../engine/duckdb/driver.js';
import type { Scan } from '../../engine/duckdb/introspect.js';

/** Rows from which equal steps are no accident. */
const LEAST = 10;

/** The first column of times that has one row for each step: every day, hour, month and so on, none twice. */
export async function timeIndex(db: Database, scan: Scan, others: ReadonlySet<string>): Promise<string | undefined> {
  for (const { name, type, value } of scan.columns) {
    if (type !== 'timestamp' || others.has(name)) continue;
    const [row = []] = await db.rows(
      `WITH v AS (SELECT ${value} AS t FROM ${scan.from}), d AS (SELECT t, epoch_us(t) - epoch_us(lag(t) OVER (ORDER BY t)) AS step, ` +
        `date_diff('month', lag(t) OVER (ORDER BY t), t) AS months, day(t) AS day FROM v WHERE t IS NOT NULL) ` +
        `SELECT (SELECT count(*) FROM v), count(t), count(DISTINCT t), count(DISTINCT step), count(DISTINCT months), count(DISTINCT day), min(months) FROM d`,
    );
    const [rows, known, distinct, steps, months, days, least] = row.map(Number);
    if (rows! < LEAST || known !== rows || distinct !== rows) continue;
    if (steps === 1 || (months === 1 && least! > 0 && days === 1)) return name;
  }
  return undefined;
}

import { quote } from '../../engine/duckdb/dialect.js';
import type { Database } from '../../engine/duckdb/driver.js';
import { freeName } from '../../engine/duckdb/introspect.js';

/** How many rows of a relation are equal to an earlier one in these columns. */
export async function countDuplicates(
  db: Database,
  relation: string,
  columns: readonly string[],
): Promise<{ readonly rows: number; readonly duplicates: number }> {
  const names = columns.map(quote).join(', ');
  const [row = []] = await db.rows(
    `SELECT (SELECT count(*) FROM ${relation})::DOUBLE, (SELECT count(*) FROM (SELECT DISTINCT ${names} FROM ${relation}))::DOUBLE`,
  );
  return { rows: Number(row[0]), duplicates: Number(row[0]) - Number(row[1]) };
}

/** The rows of a relation in their order without those that are equal to an earlier one in the columns; to be run by one thread. */
export function withoutDuplicates(relation: string, all: readonly string[], columns: readonly string[]): string {
  const row = quote(freeName('mdm_row', all));
  const numbered = `SELECT *, row_number() OVER () AS ${row} FROM ${relation}`;
  const first = `SELECT min(${row}) FROM (${numbered}) GROUP BY ${columns.map(quote).join(', ')}`;
  return `SELECT ${all.map(quote).join(', ')} FROM (${numbered}) WHERE ${row} IN (${first}) ORDER BY ${row}`;
}

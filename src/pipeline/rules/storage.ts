import type { Database } from '../../engine/duckdb/driver.js';
import type { Scan, ScanColumn } from '../../engine/duckdb/introspect.js';
import { chunks } from '../sample.js';

/**
 * Columns as a data frame has them when they come back from a database: whole numbers with missing ones among them are doubles; in
 * SQLite booleans are numbers, times text, and a column without a value is text.
 */
export async function asStored(
  db: Database,
  scan: Scan,
  rows: number,
  storage: 'sqlite' | 'duckdb',
): Promise<{ readonly columns: readonly ScanColumn[]; readonly loose: ReadonlySet<string> }> {
  const known: number[] = [];
  for (const part of chunks(scan.columns, 200)) {
    const [row = []] = await db.rows(`SELECT ${part.map(({ value }) => `count(${value})`).join(', ')} FROM ${scan.from}`);
    known.push(...row.map(Number));
  }
  const loose = new Set<string>();
  const columns = scan.columns.map((column, i): ScanColumn => {
    const { name, type, value } = column;
    const full = known[i] === rows;
    if (known[i] === 0 && storage === 'sqlite' && type !== 'timestamp') return { ...column, type: 'text', value: 'CAST(NULL AS VARCHAR)' };
    if (type === 'int64' && !full) return { ...column, type: 'double', value: `CAST(${value} AS DOUBLE)` };
    if (storage === 'sqlite' && type === 'boolean')
      return full
        ? { ...column, type: 'int64', value: `CAST(${value} AS BIGINT)` }
        : { ...column, type: 'double', value: `CAST(CAST(${value} AS BIGINT) AS DOUBLE)` };
    if (storage === 'sqlite' && type === 'timestamp')
      return { ...column, type: 'text', value: `strftime(${value}, '%Y-%m-%d${column.stored === 'DATE' ? '' : ' %H:%M:%S.%f'}')` };
    if (type === 'boolean' && !full) loose.add(name);
    return column;
  });
  return { columns, loose };
}

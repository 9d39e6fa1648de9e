import type { SqlConnection } from './contract.js';

const METADATA = 'CREATE TABLE IF NOT EXISTS _metadata (key TEXT, value TEXT, created_at TEXT, updated_at TEXT)';
const OTHERS = [
  `CREATE TABLE IF NOT EXISTS _columns (table_name TEXT, column_name TEXT, data_type TEXT, column_type TEXT, cardinality BIGINT,
    null_count BIGINT, created_at TEXT)`,
  `CREATE TABLE IF NOT EXISTS _statistics (table_name TEXT, row_count BIGINT, column_count BIGINT, memory_usage_bytes BIGINT,
    created_at TEXT)`,
];

/** The original could not make these tables in DuckDB; there `_metadata` comes with the first key. */
export async function prepare(sql: SqlConnection): Promise<void> {
  if (sql.dialect === 'duckdb') return;
  for (const statement of [METADATA, ...OTHERS]) await sql.run(statement);
}

const THERE = {
  sqlite: "SELECT 1 AS found FROM sqlite_master WHERE type = 'table' AND name = '_metadata'",
  duckdb: "SELECT 1 AS found FROM duckdb_tables() WHERE database_name = current_database() AND table_name = '_metadata'",
  postgresql: "SELECT 1 AS found FROM pg_tables WHERE schemaname = current_schema() AND tablename = '_metadata'",
} as const;

const isThere = async (sql: SqlConnection): Promise<boolean> => (await sql.rows(THERE[sql.dialect])).length > 0;

export async function metadata(sql: SqlConnection, key: string): Promise<string | undefined> {
  if (!(await isThere(sql))) return undefined;
  const [row] = await sql.rows('SELECT value FROM _metadata WHERE key = ? ORDER BY updated_at DESC', [key]);
  return row === undefined ? undefined : String(row['value']);
}

export async function setMetadata(sql: SqlConnection, key: string, value: string | undefined, now: string): Promise<void> {
  if (value === undefined && !(await isThere(sql))) return;
  await sql.run(METADATA);
  await sql.run('DELETE FROM _metadata WHERE key = ?', [key]);
  if (value !== undefined)
    await sql.run('INSERT INTO _metadata (key, value, created_at, updated_at) VALUES (?, ?, ?, ?)', [key, value, now, now]);
}

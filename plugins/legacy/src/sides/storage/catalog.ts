import type { OldColumn, OldTable, SqlConnection } from './contract.js';

export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** Tables in which the original kept what it knew of a dataset. */
const METADATA_TABLES: ReadonlySet<string> = new Set(['_metadata', '_columns', '_statistics']);

const TABLES = {
  sqlite:
    "SELECT name, type = 'view' AS view FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'",
  duckdb: `SELECT table_name AS name, table_type = 'VIEW' AS view FROM information_schema.tables
    WHERE table_catalog = current_database() AND table_schema = current_schema()`,
  postgresql: `SELECT table_name::text AS name, table_type = 'VIEW' AS view FROM information_schema.tables
    WHERE table_schema = current_schema()`,
} as const;

const COLUMNS = {
  sqlite: 'SELECT name, type AS declared FROM pragma_table_xinfo(?) WHERE hidden <> 1 ORDER BY cid',
  duckdb: `SELECT column_name AS name, data_type AS declared FROM information_schema.columns
    WHERE table_catalog = current_database() AND table_schema = current_schema() AND table_name = ? ORDER BY ordinal_position`,
  postgresql: `SELECT column_name::text AS name, data_type::text AS declared FROM information_schema.columns
    WHERE table_schema = current_schema() AND table_name = ? ORDER BY ordinal_position`,
} as const;

export async function tables(sql: SqlConnection, hidden: string): Promise<readonly OldTable[]> {
  const rows = await sql.rows(TABLES[sql.dialect]);
  return rows
    .map(({ name, view }) => ({ name: String(name), view: Boolean(view) }))
    .filter(({ name }) => !METADATA_TABLES.has(name) && !name.startsWith(hidden))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

export async function columns(sql: SqlConnection, table: string): Promise<readonly OldColumn[]> {
  const rows = await sql.rows(COLUMNS[sql.dialect], [table]);
  return rows.map(({ name, declared }) => ({ name: String(name), declared: String(declared) }));
}

export async function count(sql: SqlConnection, table: string): Promise<number> {
  const [row] = await sql.rows(`SELECT count(*) AS n FROM ${quoted(table)}`);
  return Number(row!['n']);
}

export async function drop(sql: SqlConnection, { name, view }: OldTable): Promise<void> {
  await sql.run(`DROP ${view ? 'VIEW' : 'TABLE'} ${quoted(name)}${sql.dialect === 'postgresql' ? ' CASCADE' : ''}`);
}

export async function rename(sql: SqlConnection, table: string, to: string): Promise<void> {
  await sql.run(`ALTER TABLE ${quoted(table)} RENAME TO ${quoted(to)}`);
}

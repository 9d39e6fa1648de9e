import { METADATA, NAMES } from '../../storage/catalog.js';
import { isReserved, tableNameFor } from '../../storage/names.js';
import type { SqlConnection } from './contract.js';

const THERE = {
  sqlite: "SELECT 1 AS found FROM sqlite_schema WHERE type = 'table' AND name = ?",
  duckdb: 'SELECT 1 AS found FROM duckdb_tables() WHERE database_name = current_database() AND table_name = ?',
  postgresql: 'SELECT 1 AS found FROM pg_tables WHERE schemaname = current_schema() AND tablename = ?',
} as const;

const has = async (sql: SqlConnection, table: string): Promise<boolean> => (await sql.rows(THERE[sql.dialect], [table])).length > 0;

/** How PostgreSQL calls the columns of the names that it cannot have, and what it keeps of a name. */
const POSTGRES = {
  table: 'in_table',
  column: 'stored',
  name: (kept: string): string => JSON.parse(kept) as string,
  kept: JSON.stringify as (name: string) => string,
};
const FILES = {
  table: 'stored_table',
  column: 'stored_column',
  name: (kept: string): string => kept,
  kept: (name: string): string => name,
};
const layout = ({ dialect }: SqlConnection): typeof FILES => (dialect === 'postgresql' ? POSTGRES : FILES);

/** Given names of tables and columns that the database cannot have, as the current backends keep them. */
export interface GivenNames {
  table(stored: string): string;
  column(table: string, stored: string): string;
}

const key = (table: string, column: string): string => JSON.stringify([table, column]);

export async function givenNames(sql: SqlConnection): Promise<GivenNames> {
  const { table, column, name } = layout(sql);
  const rows = (await has(sql, NAMES)) ? await sql.rows(`SELECT ${table} AS t, ${column} AS c, name FROM "${NAMES}"`) : [];
  const names = new Map(rows.map((row) => [key(row['t'] as string, row['c'] as string), name(row['name'] as string)]));
  return {
    table: (stored) => names.get(key(stored, '')) ?? stored,
    column: (of, stored) => names.get(key(of, stored)) ?? stored,
  };
}

/** What a new table is called: as it is named, but for names that the database or the tables of metadata have. */
export const storedName = ({ dialect }: SqlConnection, table: string, taken: readonly string[]): string =>
  isReserved(dialect, table) ? tableNameFor(dialect, table, taken) : table;

/** Keeps the name of a table that is called otherwise. */
export async function keepName(sql: SqlConnection, stored: string, name: string): Promise<void> {
  if (stored === name) return;
  const { table, column, kept } = layout(sql);
  const columns = `${table} TEXT, ${column} TEXT, name TEXT NOT NULL, PRIMARY KEY (${table}, ${column})`;
  await sql.run(`CREATE TABLE IF NOT EXISTS "${NAMES}" (${columns})`);
  await sql.run(`INSERT INTO "${NAMES}" (${table}, ${column}, name) VALUES (?, '', ?)`, [stored, kept(name)]);
}

/** Forgets the names of a table that is gone. */
export async function forgetNames(sql: SqlConnection, stored: string): Promise<void> {
  if (await has(sql, NAMES)) await sql.run(`DELETE FROM "${NAMES}" WHERE ${layout(sql).table} = ?`, [stored]);
}

/** The columns of a table that was renamed keep their names; the table has its own from now on. */
export async function moveNames(sql: SqlConnection, stored: string, to: string): Promise<void> {
  if (!(await has(sql, NAMES))) return;
  const { table, column } = layout(sql);
  const rows = await sql.rows(`SELECT ${column} AS c, name FROM "${NAMES}" WHERE ${table} = ?`, [stored]);
  await sql.run(`DELETE FROM "${NAMES}" WHERE ${table} = ?`, [stored]);
  for (const row of rows)
    if (row['c'] !== '')
      await sql.run(`INSERT INTO "${NAMES}" (${table}, ${column}, name) VALUES (?, ?, ?)`, [to, row['c'] as string, row['name'] as string]);
}

/** What the current backends know under a key. */
export async function currentMetadata(sql: SqlConnection, of: string): Promise<string | undefined> {
  if (!(await has(sql, METADATA))) return undefined;
  const [row] = await sql.rows(`SELECT value FROM "${METADATA}" WHERE key = ?`, [of]);
  return row?.['value'] as string | undefined;
}

/** A key has one value: one that is written here is no longer there. */
export async function forgetCurrentMetadata(sql: SqlConnection, of: string): Promise<void> {
  if (await has(sql, METADATA)) await sql.run(`DELETE FROM "${METADATA}" WHERE key = ?`, [of]);
}

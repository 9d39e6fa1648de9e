import { listed, METADATA, NAMES, type Column, type Table } from '../catalog.js';
import { declaredType } from '../declared.js';
import { quote, storableNames, tableNameFor } from '../names.js';
import { COLUMNS_OF_ORIGINALS, ORIGINALS, originalsAmong } from '../originals.js';
import { noTable } from '../problems.js';
import type { Session } from './context.js';

/** Makes MDM's own tables where they are not there. */
export async function prepareOwn({ connection }: Pick<Session, 'connection'>): Promise<void> {
  await connection.run(`CREATE TABLE IF NOT EXISTS "${METADATA}" (key VARCHAR PRIMARY KEY, value VARCHAR NOT NULL)`);
  await connection.run(
    `CREATE TABLE IF NOT EXISTS "${NAMES}" (stored_table VARCHAR, stored_column VARCHAR, name VARCHAR NOT NULL, PRIMARY KEY (stored_table, stored_column))`,
  );
}

const HERE = 'database_name = current_database() AND schema_name = current_schema() AND NOT internal';

async function has({ all }: Session, table: string): Promise<boolean> {
  return (await all(`SELECT 1 FROM duckdb_tables() WHERE ${HERE} AND table_name = ?`, [table])).length > 0;
}

export async function tablesOf(session: Session): Promise<Table[]> {
  const rows = await session.all(
    `SELECT table_name, false FROM duckdb_tables() WHERE ${HERE} UNION ALL SELECT view_name, true FROM duckdb_views() WHERE ${HERE}`,
  );
  const names = await namesOf(session, '');
  const tables = rows.map(([stored, view]) => ({
    stored: stored as string,
    view: view as boolean,
    name: names.get(stored as string) ?? (stored as string),
  }));
  // To list columns is slow where a dataset has many.
  const columns = tables.some(({ stored }) => Object.hasOwn(ORIGINALS, stored)) ? await session.all(COLUMNS_OF_ORIGINALS.duckdb) : [];
  return listed(tables, originalsAmong(columns.map(([table, column]) => [table as string, column as string])));
}

/** The given names: of tables, or of the columns of a table. */
async function namesOf(session: Session, table: string): Promise<Map<string, string>> {
  if (!(await has(session, NAMES))) return new Map();
  const [column, where, values] =
    table === '' ? ['stored_table', "stored_column = ''", []] : ['stored_column', "stored_table = ? AND stored_column <> ''", [table]];
  const rows = await session.all(`SELECT ${column}, name FROM "${NAMES}" WHERE ${where}`, values);
  return new Map(rows.map(([stored, name]) => [stored as string, name as string]));
}

export const findTable = async (session: Session, table: string): Promise<Table | undefined> =>
  (await tablesOf(session)).find(({ name }) => name === table);

export async function tableNamed(session: Session, table: string): Promise<Table> {
  const tables = await tablesOf(session);
  const found = tables.find(({ name }) => name === table);
  if (!found)
    throw noTable(
      session.store,
      table,
      tables.map(({ name }) => name),
    );
  return found;
}

export async function columnsOfTable(session: Session, table: Table): Promise<Column[]> {
  const names = await namesOf(session, table.stored);
  const rows = await session.all(
    'SELECT column_name, data_type FROM duckdb_columns() WHERE database_name = current_database() AND schema_name = current_schema() AND table_name = ? ORDER BY column_index',
    [table.stored],
  );
  return rows.map(([stored, type]) => ({
    name: names.get(stored as string) ?? (stored as string),
    stored: stored as string,
    type: declaredType(type as string) ?? 'text',
  }));
}

/** What a new table is called, and its columns. */
export const namesFor = async (session: Session, table: string, columns: readonly string[]) => ({
  table: await tableName(session, table, []),
  columns: storableNames(columns),
});

async function tableName(session: Session, table: string, without: readonly string[]): Promise<string> {
  const taken = (await tablesOf(session)).map(({ stored }) => stored).filter((name) => !without.includes(name));
  return tableNameFor('duckdb', table, taken);
}

/** Keeps the names that are not those of DuckDB. */
export async function keepNames(
  { connection }: Session,
  table: string,
  stored: string,
  columns: readonly { readonly name: string; readonly stored: string }[],
): Promise<void> {
  const rows = [
    ...(table === stored ? [] : [[stored, '', table]]),
    ...columns.filter((one) => one.name !== one.stored).map((one) => [stored, one.stored, one.name]),
  ];
  for (const row of rows) await connection.run(`INSERT OR REPLACE INTO "${NAMES}" VALUES (?, ?, ?)`, row);
}

export async function dropTable({ run, connection }: Session, table: Table): Promise<void> {
  await run(`DROP ${table.view ? 'VIEW' : 'TABLE'} ${quote(table.stored)}`);
  await connection.run(`DELETE FROM "${NAMES}" WHERE stored_table = ?`, [table.stored]);
}

export async function renameTable(session: Session, table: Table, to: string): Promise<void> {
  const stored = await tableName(session, to, [table.stored]);
  const columns = (await columnsOfTable(session, table)).filter((one) => one.name !== one.stored);
  if (stored !== table.stored) await session.run(`ALTER TABLE ${quote(table.stored)} RENAME TO ${quote(stored)}`);
  await session.connection.run(`DELETE FROM "${NAMES}" WHERE stored_table = ?`, [table.stored]);
  await keepNames(session, to, stored, columns);
}

export async function metadataOf(session: Session, key: string): Promise<string | undefined> {
  if (!(await has(session, METADATA))) return undefined;
  return (await session.all(`SELECT value FROM "${METADATA}" WHERE key = ?`, [key]))[0]?.[0] as string | undefined;
}

export async function setMetadata({ connection }: Session, key: string, value: string | undefined): Promise<void> {
  if (value === undefined) await connection.run(`DELETE FROM "${METADATA}" WHERE key = ?`, [key]);
  else await connection.run(`INSERT OR REPLACE INTO "${METADATA}" VALUES (?, ?)`, [key, value]);
}

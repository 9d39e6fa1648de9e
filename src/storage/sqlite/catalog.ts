import type { DatabaseSync } from 'node:sqlite';
import type { ColumnType } from '../backend.js';
import { listed, METADATA, NAMES, type Column, type Table } from '../catalog.js';
import { declaredType } from '../declared.js';
import { OWN, quote, storableNames, tableNameFor } from '../names.js';
import { COLUMNS_OF_ORIGINALS, originalsAmong } from '../originals.js';
import { noTable } from '../problems.js';

/** Makes MDM's own tables where they are not there. */
export function prepareOwn(db: DatabaseSync): void {
  db.exec(`CREATE TABLE IF NOT EXISTS "${METADATA}" (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS "${NAMES}" (stored_table TEXT, stored_column TEXT, name TEXT NOT NULL, PRIMARY KEY (stored_table, stored_column)) WITHOUT ROWID`);
}

const has = (db: DatabaseSync, table: string): boolean =>
  db.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?").get(table) !== undefined;

export function tablesOf(db: DatabaseSync): Table[] {
  const rows = db
    .prepare(
      "SELECT name, type FROM sqlite_schema WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name",
    )
    .all() as unknown as { name: string; type: string }[];
  const names = namesOf(db, '');
  const tables = rows.map(({ name, type }) => ({ name: names.get(name) ?? name, stored: name, view: type === 'view' }));
  const columns = db.prepare(COLUMNS_OF_ORIGINALS.sqlite).all() as { table: string; column: string }[];
  return listed(tables, originalsAmong(columns.map(({ table, column }) => [table, column])));
}

/** The given names: of tables, or of the columns of a table. */
function namesOf(db: DatabaseSync, table: string): Map<string, string> {
  if (!has(db, NAMES)) return new Map();
  const [column, where] =
    table === '' ? ['stored_table', "stored_column = ''"] : ['stored_column', "stored_table = ? AND stored_column <> ''"];
  const rows = db.prepare(`SELECT ${column} AS stored, name FROM "${NAMES}" WHERE ${where}`).all(...(table === '' ? [] : [table]));
  return new Map(rows.map(({ stored, name }) => [stored as string, name as string]));
}

export const findTable = (db: DatabaseSync, table: string): Table | undefined => tablesOf(db).find(({ name }) => name === table);

export function tableNamed(db: DatabaseSync, store: string, table: string): Table {
  const tables = tablesOf(db);
  const found = tables.find(({ name }) => name === table);
  if (!found)
    throw noTable(
      store,
      table,
      tables.map(({ name }) => name),
    );
  return found;
}

export function columnsOfTable(db: DatabaseSync, table: Table): Column[] {
  const names = namesOf(db, table.stored);
  const rows = db.prepare('SELECT name, type FROM pragma_table_xinfo(?) WHERE hidden <> 1 ORDER BY cid').all(table.stored) as {
    name: string;
    type: string;
  }[];
  return rows.map(({ name, type }) => ({
    name: names.get(name) ?? name,
    stored: name,
    type: declaredType(type) ?? seenType(db, table.stored, name),
  }));
}

/** What a column without a telling type holds. */
function seenType(db: DatabaseSync, table: string, column: string): ColumnType {
  const rows = db.prepare(`SELECT DISTINCT typeof(${quote(column)}) AS type FROM ${quote(table)}`).all();
  const types = new Set(rows.map(({ type }) => type as string));
  types.delete('null');
  if (types.size === 0 || [...types].some((type) => type !== 'integer' && type !== 'real')) return 'text';
  return types.has('real') ? 'double' : 'int64';
}

/** What a new table is called, and its columns. */
export function namesFor(
  db: DatabaseSync,
  table: string,
  columns: readonly string[],
): { readonly table: string; readonly columns: string[] } {
  return { table: tableName(db, table, []), columns: storableNames(columns) };
}

function tableName(db: DatabaseSync, table: string, without: readonly string[]): string {
  const taken = tablesOf(db)
    .map(({ stored }) => stored)
    .filter((name) => !without.includes(name));
  return tableNameFor('sqlite', table, taken);
}

/** Keeps the names that are not those of SQLite. */
export function keepNames(
  db: DatabaseSync,
  table: string,
  stored: string,
  columns: readonly { readonly name: string; readonly stored: string }[],
): void {
  const insert = db.prepare(`INSERT OR REPLACE INTO "${NAMES}" VALUES (?, ?, ?)`);
  if (table !== stored) insert.run(stored, '', table);
  for (const one of columns) if (one.name !== one.stored) insert.run(stored, one.stored, one.name);
}

export function dropTable(db: DatabaseSync, table: Table): void {
  db.exec(`DROP ${table.view ? 'VIEW' : 'TABLE'} ${quote(table.stored)}`);
  db.prepare(`DELETE FROM "${NAMES}" WHERE stored_table = ?`).run(table.stored);
}

export function renameTable(db: DatabaseSync, table: Table, to: string): void {
  const stored = tableName(db, to, [table.stored]);
  if (stored !== table.stored) {
    // A name is taken by one that differs only in case, even by the table itself.
    db.exec(`ALTER TABLE ${quote(table.stored)} RENAME TO "${OWN}_renamed"`);
    db.exec(`ALTER TABLE "${OWN}_renamed" RENAME TO ${quote(stored)}`);
    db.prepare(`UPDATE "${NAMES}" SET stored_table = ? WHERE stored_table = ?`).run(stored, table.stored);
  }
  db.prepare(`DELETE FROM "${NAMES}" WHERE stored_table = ? AND stored_column = ''`).run(stored);
  keepNames(db, to, stored, []);
}

export function metadataOf(db: DatabaseSync, key: string): string | undefined {
  if (!has(db, METADATA)) return undefined;
  return db.prepare(`SELECT value FROM "${METADATA}" WHERE key = ?`).get(key)?.['value'] as string | undefined;
}

export function setMetadata(db: DatabaseSync, key: string, value: string | undefined): void {
  if (value === undefined) db.prepare(`DELETE FROM "${METADATA}" WHERE key = ?`).run(key);
  else db.prepare(`INSERT OR REPLACE INTO "${METADATA}" VALUES (?, ?)`).run(key, value);
}

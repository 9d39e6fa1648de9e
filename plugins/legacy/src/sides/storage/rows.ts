import { quoted } from './catalog.js';
import type { OldValue, Pieces, SqlConnection, TypedColumn } from './contract.js';
import { declared, written } from './types.js';

/** Values of one statement: fewer than any of the databases takes. */
const VALUES = 2_000;
const ROWS = 100;

export async function create(sql: SqlConnection, table: string, columns: readonly TypedColumn[]): Promise<void> {
  const list = columns.map(({ name, type }) => `${quoted(name)} ${declared(sql.dialect, type)}`).join(', ');
  await sql.run(`CREATE TABLE ${quoted(table)} (${list})`);
}

export async function insert(
  sql: SqlConnection,
  table: string,
  columns: readonly TypedColumn[],
  rows: Iterable<readonly OldValue[]>,
): Promise<void> {
  const into = `INSERT INTO ${quoted(table)} (${columns.map(({ name }) => quoted(name)).join(', ')}) VALUES `;
  const places = `(${columns.map(() => '?').join(', ')})`;
  const together = Math.max(1, Math.min(ROWS, Math.floor(VALUES / columns.length)));
  let values: OldValue[] = [];
  const flush = async (): Promise<void> => {
    if (values.length === 0) return;
    const count = values.length / columns.length;
    const batch = values;
    values = [];
    await sql.run(into + new Array<string>(count).fill(places).join(', '), batch);
  };
  for (const row of rows) {
    columns.forEach(({ type }, i) => values.push(written(sql.dialect, type, row[i] ?? null)));
    if (values.length >= together * columns.length) await flush();
  }
  await flush();
}

/** An index may hold the rows in another order than the one in which they were written. */
const FROM = { sqlite: ' NOT INDEXED', duckdb: '', postgresql: '' } as const;

export async function* read(
  sql: SqlConnection,
  table: string,
  { columns, limit = Infinity, offset = 0, size }: Pieces,
): AsyncGenerator<readonly Readonly<Record<string, unknown>>[]> {
  const list = columns === undefined ? '*' : columns.map(quoted).join(', ') || '1';
  const views = await sql.rows(`SELECT 1 AS found FROM ${VIEWS[sql.dialect]} = ?`, [table]);
  const from = `${quoted(table)}${views.length > 0 ? '' : FROM[sql.dialect]}`;
  for (let at = offset, left = limit; left > 0;) {
    const wanted = Math.min(size, left);
    const rows = await sql.rows(`SELECT ${list} FROM ${from} LIMIT ${wanted} OFFSET ${at}`);
    if (rows.length > 0) yield rows;
    if (rows.length < wanted) return;
    at += wanted;
    left -= wanted;
  }
}

const VIEWS = {
  sqlite: "sqlite_master WHERE type = 'view' AND name",
  duckdb: 'duckdb_views() WHERE database_name = current_database() AND view_name',
  postgresql: 'pg_views WHERE schemaname = current_schema() AND viewname::text',
} as const;

import type { ClientBase } from 'pg';
import type { StoredColumn } from '../backend.js';
import { listed } from '../catalog.js';
import { NAME_BYTES, quote, storableNames } from '../names.js';
import { originalsAmong } from '../originals.js';
import { noTable } from '../problems.js';
import { typeOf } from './values.js';

/** Tables of MDM in every database: what is said of the dataset, and names that PostgreSQL cannot have. */
export const OWN_TABLES = `
  CREATE TABLE IF NOT EXISTS _mdm_metadata (key text PRIMARY KEY, value text NOT NULL);
  CREATE TABLE IF NOT EXISTS _mdm_columns (in_table text, stored text, name text NOT NULL, PRIMARY KEY (in_table, stored))`;

/** Tables that continue another one: rows that were appended, in their order. */
export const PART = '_mdm_part_';

export interface CatalogColumn extends StoredColumn {
  /** What it is called in the database. */
  readonly stored: string;
}

export interface CatalogTable {
  readonly oid: number;
  readonly name: string;
  readonly stored: string;
  readonly kind: 'TABLE' | 'VIEW' | 'MATERIALIZED VIEW' | 'FOREIGN TABLE';
  readonly columns: readonly CatalogColumn[];
  /** Tables that continue it. */
  readonly parts: readonly string[];
}

interface Row {
  readonly oid: number;
  readonly stored: string;
  readonly kind: keyof typeof KINDS;
  readonly parts: string[];
  readonly names: string[];
  readonly types: number[];
  readonly mapped: boolean;
}

const KINDS = { r: 'TABLE', p: 'TABLE', v: 'VIEW', m: 'MATERIALIZED VIEW', f: 'FOREIGN TABLE' } as const;

/** The tables of the database that is connected, sorted by name, as they are listed. */
export async function catalog(client: ClientBase): Promise<readonly CatalogTable[]> {
  const { rows } = await client.query<Row>(`
    SELECT c.oid, c.relname::text AS stored, c.relkind::text AS kind, to_regclass('_mdm_columns') IS NOT NULL AS mapped,
      ARRAY(SELECT i.inhrelid::regclass::text FROM pg_inherits i WHERE i.inhparent = c.oid ORDER BY i.inhrelid) AS parts,
      ARRAY(SELECT a.attname::text FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum) AS names,
      ARRAY(SELECT a.atttypid::int FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum) AS types
    FROM pg_class c WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT c.relispartition`);
  const names = rows.some(({ mapped }) => mapped) ? await mappedNames(client) : new Map<string, string>();
  const tables = rows.map(({ oid, stored, kind, parts, ...columns }) => ({
    oid,
    name: names.get(key(stored, '')) ?? stored,
    stored,
    kind: KINDS[kind],
    parts,
    columns: columns.names.map((column, i) => ({
      name: names.get(key(stored, column)) ?? column,
      stored: column,
      type: typeOf(columns.types[i]!),
    })),
  }));
  const stored = rows.flatMap(({ stored: table, names: columns }) => columns.map((column) => [table, column] as const));
  return listed(tables, originalsAmong(stored));
}

const key = (table: string, column: string): string => JSON.stringify([table, column]);

async function mappedNames(client: ClientBase): Promise<Map<string, string>> {
  const { rows } = await client.query<{ in_table: string; stored: string; name: string }>(
    'SELECT in_table, stored, name FROM _mdm_columns',
  );
  return new Map(rows.map(({ in_table, stored, name }) => [key(in_table, stored), unescaped(name)] as const));
}

// A name may hold what no text of PostgreSQL can: the character of number 0, or half a pair of UTF-16.
const escaped = (name: string): string => JSON.stringify(name);
const unescaped = (name: string): string => JSON.parse(name) as string;

export async function tableOf(client: ClientBase, store: string, table: string): Promise<CatalogTable> {
  const tables = await catalog(client);
  const found = tables.find(({ name }) => name === table);
  if (!found)
    throw noTable(
      store,
      table,
      tables.map(({ name }) => name),
    );
  return found;
}

/** The table as nobody may change it until the transaction ends. */
export async function lockedTable(client: ClientBase, store: string, table: string): Promise<CatalogTable> {
  for (;;) {
    const found = await tableOf(client, store, table);
    if (found.kind !== 'TABLE' && found.kind !== 'VIEW') return found;
    await client.query('SAVEPOINT mdm_lock');
    try {
      await client.query(`LOCK TABLE ${quote(found.stored)} IN ACCESS SHARE MODE`);
    } catch (error) {
      await client.query('ROLLBACK TO mdm_lock');
      throw error;
    }
    const now = await tableOf(client, store, table);
    // Another one may have taken its name while the lock was waited for.
    if (now.oid === found.oid) return now;
  }
}

const UNDEFINED_TABLE = '42P01';

/** Work that finds tables by name and may meet one that is dropped or renamed meanwhile: then it begins anew. */
export async function whileTablesChange<T>(work: () => Promise<T>): Promise<T> {
  for (let left = 20; ; left--) {
    try {
      return await work();
    } catch (error) {
      if ((error as { readonly code?: string }).code !== UNDEFINED_TABLE || left === 0) throw error;
    }
  }
}

const SYSTEM_COLUMNS = ['ctid', 'xmin', 'cmin', 'xmax', 'cmax', 'tableoid'];

/** What columns are called in the database. */
export const storedColumns = (columns: readonly StoredColumn[]): readonly CatalogColumn[] => {
  const stored = storableNames(
    columns.map(({ name }) => name),
    { caseSensitive: true, maxBytes: NAME_BYTES, taken: SYSTEM_COLUMNS },
  );
  return columns.map((column, i) => ({ ...column, stored: stored[i]! }));
};

/** Keeps the names that PostgreSQL cannot have. */
export async function keepNames(client: ClientBase, table: Pick<CatalogTable, 'name' | 'stored' | 'columns'>): Promise<void> {
  await client.query('DELETE FROM _mdm_columns WHERE in_table = $1', [table.stored]);
  const changed = [
    ...(table.stored === table.name ? [] : [{ stored: '', name: table.name }]),
    ...table.columns.filter(({ stored, name }) => stored !== name),
  ];
  if (changed.length === 0) return;
  await client.query('INSERT INTO _mdm_columns SELECT $1, * FROM unnest($2::text[], $3::text[])', [
    table.stored,
    changed.map(({ stored }) => stored),
    changed.map(({ name }) => escaped(name)),
  ]);
}

export const columnList = (columns: readonly CatalogColumn[]): string => columns.map(({ stored }) => quote(stored)).join(', ');

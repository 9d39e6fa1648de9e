import { declaredType } from '../../storage/declared.js';
import type { Column, Table } from '../../storage/catalog.js';
import type { StoredTable } from '../../storage/backend.js';
import { OWN } from '../../storage/names.js';
import { noTable } from '../../storage/problems.js';
import type { OldStorage, SqlConnection } from './contract.js';
import { givenNames, type GivenNames } from './names.js';

export interface OldTables {
  readonly all: readonly Table[];
  readonly names: GivenNames;
}

/** The tables of a store by their given names, sorted. */
export async function tablesIn(old: OldStorage, sql: SqlConnection): Promise<OldTables> {
  const names = await givenNames(sql);
  const all = (await old.tables(sql, OWN)).map(({ name, view }) => ({ name: names.table(name), stored: name, view }));
  return { all: all.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)), names };
}

export function tableNamed({ all }: OldTables, store: string, name: string): Table {
  const found = all.find((one) => one.name === name);
  if (found) return found;
  throw noTable(
    store,
    name,
    all.map((one) => one.name),
  );
}

export async function columnsIn(old: OldStorage, sql: SqlConnection, { names }: OldTables, { stored }: Table): Promise<readonly Column[]> {
  const columns = await old.columns(sql, stored);
  return columns.map(({ name, declared }) => ({ name: names.column(stored, name), stored: name, type: declaredType(declared) ?? 'text' }));
}

export async function described(old: OldStorage, sql: SqlConnection, tables: OldTables, table: Table): Promise<StoredTable> {
  const columns = await columnsIn(old, sql, tables, table);
  return { name: table.name, rows: await old.count(sql, table.stored), columns: columns.map(({ name, type }) => ({ name, type })) };
}

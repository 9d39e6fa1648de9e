import type { DatabaseSync } from 'node:sqlite';
import type { StoredTable } from '../backend.js';
import type { Table } from '../catalog.js';
import { quote } from '../names.js';
import { columnsOfTable, tableNamed, tablesOf } from './catalog.js';
import { patiently } from './connect.js';
import { type Sqlite, using } from './context.js';

const inOneMoment = <T>(db: DatabaseSync, patience: number, work: () => T): Promise<T> =>
  patiently(db, patience, undefined, () => {
    db.exec('BEGIN');
    try {
      return work();
    } finally {
      db.exec('COMMIT');
    }
  });

function facts(db: DatabaseSync, table: Table): StoredTable {
  const sql = `SELECT count(*) AS rows FROM ${quote(table.stored)}`;
  const columns = columnsOfTable(db, table).map(({ name, type }) => ({ name, type }));
  return { name: table.name, rows: Number(db.prepare(sql).get()!['rows']), columns };
}

export const tables = (sqlite: Sqlite, store: string): Promise<readonly StoredTable[]> =>
  using(sqlite, store, (db) => inOneMoment(db, sqlite.settings.patience, () => tablesOf(db).map((table) => facts(db, table))));

export const table = (sqlite: Sqlite, store: string, name: string): Promise<StoredTable> =>
  using(sqlite, store, (db) => inOneMoment(db, sqlite.settings.patience, () => facts(db, tableNamed(db, store, name))));

import type { StoredTable } from '../backend.js';
import type { Table } from '../catalog.js';
import { quote } from '../names.js';
import { columnsOfTable, tableNamed, tablesOf } from './catalog.js';
import { type Duckdb, reading, type Session } from './context.js';

const facts = async (session: Session, table: Table): Promise<StoredTable> => ({
  name: table.name,
  rows: Number((await session.all(`SELECT count(*) FROM ${quote(table.stored)}`))[0]![0]),
  columns: (await columnsOfTable(session, table)).map(({ name, type }) => ({ name, type })),
});

/** As of one moment. */
export const inOneMoment = <T>(duckdb: Duckdb, store: string, work: (session: Session) => Promise<T>): Promise<T> =>
  reading(duckdb, store, async (session) => {
    await session.connection.run('BEGIN TRANSACTION READ ONLY');
    const result = await work(session);
    await session.connection.run('COMMIT');
    return result;
  });

export const tables = (duckdb: Duckdb, store: string): Promise<readonly StoredTable[]> =>
  inOneMoment(duckdb, store, async (session) => {
    const found: StoredTable[] = [];
    for (const table of await tablesOf(session)) found.push(await facts(session, table));
    return found;
  });

export const table = (duckdb: Duckdb, store: string, name: string): Promise<StoredTable> =>
  inOneMoment(duckdb, store, async (session) => facts(session, await tableNamed(session, name)));

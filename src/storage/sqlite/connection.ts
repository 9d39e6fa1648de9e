import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Parameter, StorageConnection } from '../backend.js';
import { declaredType } from '../declared.js';
import { oneByOne } from '../queue.js';
import { borrow, problem, type Sqlite, using } from './context.js';
import { patiently } from './connect.js';
import { bound, explain, prepareOne } from './statement.js';

export async function getConnection(sqlite: Sqlite, store: string): Promise<StorageConnection> {
  const { db, done } = await borrow(sqlite, store);
  const guarded = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw problem(sqlite, store, error);
    }
  };
  return {
    rows: (sql, parameters = []) => guarded(() => rowsOf(sqlite, store, db, sql, parameters)),
    run: (sql, parameters = []) => guarded(() => change(sqlite, store, db, sql, parameters)),
    release: done,
  };
}

export const executeSql = (sqlite: Sqlite, store: string, sql: string, parameters: readonly Parameter[] = []): Promise<number> =>
  oneByOne(sqlite.files.locate(store), () => using(sqlite, store, (db) => change(sqlite, store, db, sql, parameters)));

async function rowsOf(sqlite: Sqlite, store: string, db: DatabaseSync, sql: string, parameters: readonly Parameter[]) {
  const { trace, settings } = sqlite;
  const values = bound(parameters);
  const read = (): Record<string, unknown>[] => {
    const statement = prepareOne(db, sql);
    explain(sqlite, store, db, sql, values);
    statement.setReadBigInts(true);
    return statement.all(...values).map(converter(statement));
  };
  // Waiting changes a pragma, which may be the one that is read.
  return trace.timed(store, sql, () => (/^\s*pragma\b/i.test(sql) ? read() : patiently(db, settings.patience, undefined, read)));
}

/** Whole numbers as numbers where they are safe, booleans as booleans. */
function converter(statement: StatementSync): (row: Record<string, unknown>) => Record<string, unknown> {
  const booleans = new Set(statement.columns().flatMap(({ name, type }) => (type && declaredType(type) === 'boolean' ? [name] : [])));
  return (row) => {
    for (const [name, value] of Object.entries(row)) {
      if (typeof value !== 'bigint') continue;
      if (booleans.has(name)) row[name] = value !== 0n;
      else if (Number.isSafeInteger(Number(value))) row[name] = Number(value);
    }
    return row;
  };
}

async function change(sqlite: Sqlite, store: string, db: DatabaseSync, sql: string, parameters: readonly Parameter[]): Promise<number> {
  const { trace, settings } = sqlite;
  const values = bound(parameters);
  return trace.timed(store, sql, () =>
    patiently(db, settings.patience, undefined, () => {
      const statement = prepareOne(db, sql);
      explain(sqlite, store, db, sql, values);
      return Number(statement.run(...values).changes);
    }),
  );
}

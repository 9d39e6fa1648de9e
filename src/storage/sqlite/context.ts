import type { DatabaseSync } from 'node:sqlite';
import type { Config } from '../../config/config.js';
import type { Logger } from '../../log/logger.js';
import { storeFiles, type StoreFiles } from '../files.js';
import { createPool } from '../pool.js';
import { check, noStore } from '../problems.js';
import { oneByOne } from '../queue.js';
import { createStores, type Stores } from '../stores.js';
import { createTrace, type Trace, type TraceOptions } from '../trace.js';
import { connect, patiently, sqliteSettings, type SqliteSettings } from './connect.js';
import { sqliteProblem } from './errors.js';

/** What the functions of the backend share. */
export interface Sqlite {
  readonly settings: SqliteSettings;
  readonly files: StoreFiles;
  readonly stores: Stores<DatabaseSync>;
  readonly trace: Trace;
  readonly log: Logger;
}

const IDLE = 10_000;

export interface SqliteOptions extends TraceOptions {
  /** A file keeps the journal mode that it has. */
  readonly asFound?: boolean;
}

export function sqliteContext(config: Config, options: SqliteOptions): Sqlite {
  const settings = sqliteSettings(config, options.asFound);
  const files = storeFiles(settings.folder, 'sqlite', ['-wal', '-shm', '-journal']);
  const trace = createTrace(config, 'sqlite', options);
  const { log } = options;
  if (settings.journalMode === 'OFF') log.warning('database.sqlite.journal_mode is OFF: a write that fails cannot be undone');
  const stores = createStores<DatabaseSync>((store) =>
    createPool({
      ...settings.pool,
      idle: IDLE,
      what: files.locate(store),
      create: () => connect(files.locate(store), { store, settings, trace, log }),
      destroy: (db) => {
        if (db.isOpen) db.close();
      },
    }),
  );
  return { settings, files, stores, trace, log };
}

/** Does work on a connection of a store. */
export async function using<T>(
  sqlite: Sqlite,
  store: string,
  work: (db: DatabaseSync) => T | Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  const { db, done } = await borrow(sqlite, store, signal);
  try {
    return await work(db);
  } catch (error) {
    throw problem(sqlite, store, error);
  } finally {
    await done();
  }
}

export const problem = ({ files, settings }: Sqlite, store: string, error: unknown): Error =>
  sqliteProblem(error, files.locate(store), settings.patience);

/** A connection of a store; give it back by `done`. */
export async function borrow(
  sqlite: Sqlite,
  store: string,
  signal?: AbortSignal,
): Promise<{ readonly db: DatabaseSync; readonly done: () => Promise<void> }> {
  const { files, stores } = sqlite;
  if (!(await files.exists(store))) throw noStore(store, files.locate(store));
  const pool = stores.of(store);
  try {
    check(signal);
    const db = await pool.acquire(signal);
    let given = true;
    const done = async (): Promise<void> => {
      if (!given) return;
      given = false;
      if (db.isOpen && db.isTransaction) db.exec('ROLLBACK');
      await pool.release(db, !db.isOpen);
    };
    return { db, done };
  } catch (error) {
    throw problem(sqlite, store, error);
  }
}

/** Does work in one transaction that may write; all of it or nothing. Other writers wait. */
export async function writing<T>(
  sqlite: Sqlite,
  store: string,
  work: (db: DatabaseSync) => T | Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  const { files, settings } = sqlite;
  return oneByOne(files.locate(store), () =>
    using(
      sqlite,
      store,
      async (db) => {
        await patiently(db, settings.patience, signal, () => db.exec('BEGIN IMMEDIATE'));
        try {
          const result = await work(db);
          check(signal);
          await patiently(db, settings.patience, signal, () => db.exec('COMMIT'));
          return result;
        } catch (error) {
          // A full disk, and some others, have rolled it back already.
          if (db.isOpen && db.isTransaction) db.exec('ROLLBACK');
          throw error;
        }
      },
      signal,
    ),
  );
}

import { existsSync, statSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import type { Config } from '../../config/config.js';
import { openDatabase } from '../../config/sqlite.js';
import { bytesOf } from '../../engine/size.js';
import type { Logger } from '../../log/logger.js';
import { check } from '../problems.js';
import { fileSettings, type FileSettings } from '../settings.js';
import type { Trace } from '../trace.js';
import { isBusy, isUnwritable } from './errors.js';

export interface SqliteSettings extends FileSettings {
  /** Undefined: as a file has it. */
  readonly journalMode: string | undefined;
  /** Pragmas in the order in which they are set. */
  readonly pragmas: Readonly<Record<string, string | number>>;
}

/** What SQLite holds of a file, its own pages and mapped ones each, is at most this part of the memory for work on tables, unless it is set. */
const PART_OF_MEMORY = 8;

export function sqliteSettings(config: Config, asFound = false): SqliteSettings {
  const files = fileSettings(config, 'sqlite');
  const most = bytesOf(config.get('performance.memory_limit') ?? config.get('database.duckdb.memory_limit')) / PART_OF_MEMORY;
  const bounded = (key: 'database.sqlite.cache_size' | 'database.sqlite.mmap_size', bound: (value: number) => number): number =>
    config.origin(key) === 'default' ? bound(config.get(key)) : config.get(key);
  return {
    ...files,
    journalMode: asFound ? undefined : config.get('database.sqlite.journal_mode'),
    pragmas: {
      busy_timeout: files.patience,
      synchronous: config.get('database.sqlite.synchronous'),
      // Below 0 it counts KiB.
      cache_size: bounded('database.sqlite.cache_size', (value) => Math.max(value, -Math.ceil(most / 1024))),
      temp_store: config.get('database.sqlite.temp_store'),
      mmap_size: bounded('database.sqlite.mmap_size', (value) => Math.min(value, Math.ceil(most))),
      foreign_keys: config.get('database.sqlite.foreign_keys') ? 'ON' : 'OFF',
      recursive_triggers: config.get('database.sqlite.recursive_triggers') ? 'ON' : 'OFF',
    },
  };
}

export interface Opening {
  readonly store: string;
  readonly settings: SqliteSettings;
  readonly trace: Trace;
  readonly log: Logger;
}

/** Opens a file that is there, with every pragma set. Where its folder may not be written it is opened for reading alone. */
export async function connect(file: string, opening: Opening): Promise<DatabaseSync> {
  const url = pathToFileURL(file);
  url.search = 'mode=rw';
  let db: DatabaseSync | undefined;
  try {
    db = told(await openDatabase(url), opening);
    await prepare(db, opening, true);
    return db;
  } catch (error) {
    db?.close();
    if (!isUnwritable(error) || !existsSync(file) || sizeOf(`${file}-wal`) > 0) throw error;
  }
  url.search = 'mode=ro&immutable=1';
  db = told(await openDatabase(url, { readOnly: true }), opening);
  try {
    await prepare(db, opening, false);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

const sizeOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0;

/** A pragma's value. */
export const pragma = (db: DatabaseSync, name: string): unknown => Object.values(db.prepare(`PRAGMA ${name}`).get() ?? {})[0];

/** Makes a new file, empty but for its journal mode. */
export async function connectNew(file: string, opening: Opening): Promise<DatabaseSync> {
  const db = told(await openDatabase(file), opening);
  try {
    await prepare(db, opening, true);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

const WAITS = 'PRAGMA busy_timeout = ';

/** Tells of every statement when it is prepared; how long to wait for locks changes with each and is not told. */
function told(db: DatabaseSync, { store, trace }: Opening): DatabaseSync {
  if (!trace.tells) return db;
  const [exec, make] = [db.exec.bind(db), db.prepare.bind(db)];
  const tell = (sql: string): void => {
    if (!sql.startsWith(WAITS)) trace.tell(store, sql);
  };
  return Object.assign(db, {
    exec: (sql: string): void => {
      tell(sql);
      exec(sql);
    },
    prepare: (sql: string) => {
      tell(sql);
      return make(sql);
    },
  });
}

async function prepare(db: DatabaseSync, { store, settings, log }: Opening, writable: boolean): Promise<void> {
  for (const [name, value] of Object.entries(settings.pragmas)) db.exec(`PRAGMA ${name} = ${value}`);
  await patiently(db, settings.patience, undefined, () => pragma(db, 'schema_version'));
  // Node's SQLite is defensive, which forbids to do without a journal.
  if (settings.journalMode === 'OFF') (db as DatabaseSync & { enableDefensive?: (on: boolean) => void }).enableDefensive?.(false);
  if (settings.journalMode && writable && String(pragma(db, 'journal_mode')).toUpperCase() !== settings.journalMode)
    await patiently(db, settings.patience, undefined, () => db.exec(`PRAGMA journal_mode = ${settings.journalMode}`));
  const mapped = Number(pragma(db, 'mmap_size') ?? 0);
  if (mapped < Number(settings.pragmas['mmap_size'])) log.debug(`SQLite maps at most ${mapped} bytes of a file into memory`, { store });
}

/** Does work that others may block, trying again while time goes on for everything else. */
export async function patiently<T>(db: DatabaseSync, patience: number, signal: AbortSignal | undefined, work: () => T): Promise<T> {
  const until = Date.now() + patience;
  db.exec(`${WAITS}0`);
  try {
    for (;;) {
      try {
        return work();
      } catch (error) {
        if (!isBusy(error) || Date.now() >= until) throw error;
      }
      await sleep(2 + Math.random() * 15);
      check(signal);
    }
  } finally {
    if (db.isOpen) db.exec(`${WAITS}${patience}`);
  }
}

import { basename, dirname, join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { MdmError } from '../errors.js';
import { openDatabase } from './sqlite.js';

const PATIENCE = 30_000;
const SQLITE_BUSY = 5;
const SQLITE_FULL = 13;

/** Work of this process on a file, one after the other. */
const queues = new Map<string, Promise<unknown>>();

/**
 * Does the work while nobody else does work on the same file. The lock is one of the system, held through an empty database beside the
 * file: it goes with the process that holds it, however that ends.
 */
export async function withLock<T>(file: string, work: () => Promise<T>): Promise<T> {
  const before = queues.get(file) ?? Promise.resolve();
  const run = before.then(() => locked(file, work));
  const settled = run.catch(() => {});
  queues.set(file, settled);
  void settled.then(() => queues.get(file) === settled && queues.delete(file));
  return run;
}

async function locked<T>(file: string, work: () => Promise<T>): Promise<T> {
  const lock = join(dirname(file), `.${basename(file)}.lock`);
  const db = await opened(lock);
  try {
    const until = Date.now() + PATIENCE;
    while (!isTaken(db, lock)) {
      if (Date.now() > until)
        throw new MdmError(
          'configuration',
          `Another process has been changing ${file} for ${PATIENCE / 1000} s.`,
          'Wait for it, or end it.',
        );
      await sleep(3 + Math.random() * 12);
    }
    return await work();
  } finally {
    db.close();
  }
}

async function opened(lock: string): Promise<DatabaseSync> {
  try {
    const db = await openDatabase(lock);
    db.exec('PRAGMA busy_timeout = 0');
    return db;
  } catch (error) {
    throw refused(lock, error);
  }
}

function isTaken(db: DatabaseSync, lock: string): boolean {
  try {
    db.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
    return true;
  } catch (error) {
    // The extended codes have the plain one in their last byte.
    if (((error as { errcode?: number }).errcode ?? 0) % 256 === SQLITE_BUSY) return false;
    throw refused(lock, error);
  }
}

const refused = (lock: string, error: unknown): Error => {
  if ((error as { errcode?: number }).errcode === SQLITE_FULL)
    return Object.assign(new Error('full', { cause: error }), { code: 'ENOSPC' });
  return new MdmError(
    'permission',
    `${dirname(lock)} may not be written: ${lock} cannot be made or locked.`,
    'Check its permissions, or set MDM_HOME_DIR.',
    error,
  );
};

import { mkdir, open, rm, rmdir, stat, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import type { Config } from '../config/config.js';
import { openDatabase } from '../config/sqlite.js';
import { MdmError } from '../errors.js';
import { normalName } from './names.js';

const SQLITE_BUSY = 5;
const SQLITE_CANTOPEN = 14;

/** Work of this process on a dataset, one after the other. */
const queues = new Map<string, Promise<unknown>>();

export interface LockOptions {
  /** Seconds to wait for another process; default `database.connection_timeout`. */
  readonly wait?: number;
  readonly signal?: AbortSignal;
}

/** The folder of the locks. */
export const locksFolder = (config: Config): string => join(config.path('paths.datasets_path'), '.locks');

/**
 * Does the work while nobody else writes this dataset. The lock is one of the system, held through an empty database in a folder of the
 * datasets' path: it goes with the process that holds it, however that ends. Its file is taken away with it.
 */
export async function withDataset<T>(config: Config, name: string, work: () => Promise<T>, options: LockOptions = {}): Promise<T> {
  const folder = locksFolder(config);
  const file = join(folder, `${normalName(name)}.lock`);
  const before = queues.get(file) ?? Promise.resolve();
  const run = before.then(() => locked(config, folder, file, name, work, options));
  const settled = run.catch(() => {});
  queues.set(file, settled);
  void settled.then(() => queues.get(file) === settled && queues.delete(file));
  return run;
}

/** Whether somebody is changing a dataset just now. To look changes nothing, where a lock would be taken away with its file. */
export async function isLocked(config: Config, name: string): Promise<boolean> {
  let db: DatabaseSync | undefined;
  try {
    const file = pathToFileURL(join(locksFolder(config), `${normalName(name)}.lock`));
    db = await openDatabase(new URL(`${file.href}?mode=rw`));
    db.exec('PRAGMA busy_timeout = 0; PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE; ROLLBACK');
    return false;
  } catch (error) {
    return ((error as { errcode?: number }).errcode ?? 0) % 256 === SQLITE_BUSY;
  } finally {
    db?.close();
  }
}

async function locked<T>(
  config: Config,
  folder: string,
  file: string,
  name: string,
  work: () => Promise<T>,
  { wait, signal }: LockOptions,
): Promise<T> {
  const seconds = wait ?? config.get('database.connection_timeout');
  const until = Date.now() + seconds * 1000;
  const made = await makeFolder(folder);
  for (;;) {
    const held = await take(folder, file);
    if (held) {
      try {
        return await work();
      } finally {
        await letGo(config, folder, file, held, made);
      }
    }
    if (signal?.aborted) throw new MdmError('interrupted', 'Stopped; nothing was written.');
    if (Date.now() > until)
      throw new MdmError(
        'backend',
        `The dataset ${JSON.stringify(name)} is locked: another process has been changing it for ${seconds} s.`,
        'Wait for it, or raise database.connection_timeout.',
      );
    await sleep(5 + Math.random() * 15);
  }
}

/** Makes the folder, which others may take away at the same time; gives the first folder that was made. */
async function makeFolder(folder: string): Promise<string | undefined> {
  for (let tries = 1; ; tries++) {
    try {
      return await mkdir(folder, { recursive: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || tries === 100) throw refused(folder, error);
    }
  }
}

interface Held {
  readonly db: DatabaseSync;
  /** Of the same file: while it is open, no other file gets its number. */
  readonly handle: FileHandle;
}

/** The lock, if nobody has it and its file was not taken away meanwhile. */
async function take(folder: string, file: string): Promise<Held | undefined> {
  let handle: FileHandle;
  try {
    handle = await open(file, 'a+');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw refused(file, error);
    await makeFolder(folder);
    return undefined;
  }
  let db: DatabaseSync | undefined;
  try {
    db = await openDatabase(file);
    db.exec('PRAGMA busy_timeout = 0; PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
    const [mine, there] = await Promise.all([handle.stat({ bigint: true }), stat(file, { bigint: true }).catch(() => undefined)]);
    if (there && there.ino === mine.ino) return { db, handle };
  } catch (error) {
    // The extended codes have the plain one in their last byte.
    const code = ((error as { errcode?: number }).errcode ?? 0) % 256;
    if (code !== SQLITE_BUSY && code !== SQLITE_CANTOPEN) {
      db?.close();
      await handle.close();
      throw refused(file, error);
    }
  }
  // The system drops the locks of a file when any of its handles is closed: the database goes first.
  db?.close();
  await handle.close();
  return undefined;
}

/** Takes the file away while it is still locked, and the folders that were made for it. */
async function letGo(config: Config, folder: string, file: string, { db, handle }: Held, made: string | undefined): Promise<void> {
  await rm(file, { force: true }).catch(() => undefined);
  db.close();
  await handle.close();
  const folders = [folder, config.path('paths.datasets_path'), config.home];
  await rmdir(folder).catch(() => undefined);
  if (made === undefined || made === folder) return;
  for (const one of folders.slice(1)) {
    await rmdir(one).catch(() => undefined);
    if (one === made) return;
  }
}

function refused(file: string, error: unknown): MdmError {
  const code = (error as NodeJS.ErrnoException).code;
  const full = code === 'ENOSPC' || code === 'EDQUOT' || (error as { errcode?: number }).errcode === 13;
  if (full) return new MdmError('disk-full', `There is no space left to lock ${file}.`, 'Free some space.', error);
  return new MdmError(
    'permission',
    `${file} cannot be made or locked.`,
    'Check the permissions of its folder, or set MDM_HOME_DIR.',
    error,
  );
}

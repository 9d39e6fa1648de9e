import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type DuckDBConnection, DuckDBInstance } from '#duckdb';
import type { Config } from '../../config/config.js';
import { scratchPrefix } from '../../config/scratch.js';
import { check, fileProblem, lockedFor } from '../problems.js';
import { oneByOne } from '../queue.js';
import { fileSettings, type FileSettings } from '../settings.js';
import { isLocked } from './errors.js';

export interface DuckdbSettings extends FileSettings {
  readonly memoryLimit: string;
  readonly threads: number;
  readonly temp: string;
  /** What begins the names of folders in it. */
  readonly scratch: string;
  readonly readOnly: boolean;
}

export function duckdbSettings(config: Config): DuckdbSettings {
  return {
    ...fileSettings(config, 'duckdb'),
    memoryLimit: config.get('database.duckdb.memory_limit'),
    threads: config.get('database.duckdb.threads'),
    temp: config.path('database.duckdb.temp_directory'),
    scratch: scratchPrefix(config.home),
    readOnly: config.get('database.duckdb.access_mode') === 'READ_ONLY',
  };
}

/** An open file; a process opens each once, since DuckDB's locks are those of a process. */
interface Open {
  readonly instance: DuckDBInstance;
  readonly writes: boolean;
  readonly settings: string;
  users: number;
  timer?: NodeJS.Timeout;
}

const open = new Map<string, Open>();

/** A file that nobody uses is closed after so many milliseconds: while it is open for writing, no other process can read it. */
const IDLE = 100;

export interface Lease {
  readonly connection: DuckDBConnection;
  done(): void;
}

/** A connection to a file, which is opened for reading alone where nothing is written. Waits for other processes. */
export async function lease(file: string, writes: boolean, settings: DuckdbSettings, signal?: AbortSignal): Promise<Lease> {
  const until = Date.now() + settings.patience;
  for (;;) {
    check(signal);
    const used = await oneByOne(`open ${file}`, () => tryOpen(file, writes, settings));
    if (used && 'instance' in used) return leaseOf(file, used);
    if (Date.now() >= until) throw used ? used.error : lockedFor(file, settings.patience / 1000);
    await sleep(5 + Math.random() * 20);
  }
}

/** Undefined: it is in use in this process in another way; an error: another process has it. */
async function tryOpen(file: string, writes: boolean, settings: DuckdbSettings): Promise<Open | { readonly error: unknown } | undefined> {
  const wanted = JSON.stringify([settings.memoryLimit, settings.threads, settings.temp, settings.readOnly]);
  const there = open.get(file);
  if (there) {
    if ((there.writes || !writes) && there.settings === wanted) return take(there);
    if (there.users > 0) return undefined;
    shut(file, there);
  }
  try {
    const instance = await DuckDBInstance.create(file, await options(settings, writes));
    const opened: Open = { instance, writes, settings: wanted, users: 0 };
    open.set(file, opened);
    return take(opened);
  } catch (error) {
    if (isLocked(error)) return { error };
    throw error;
  }
}

const take = (used: Open): Open => {
  clearTimeout(used.timer);
  used.users++;
  return used;
};

async function leaseOf(file: string, used: Open): Promise<Lease> {
  let connection: DuckDBConnection | undefined;
  const done = (): void => {
    connection?.closeSync();
    connection = undefined;
    if (--used.users > 0) return;
    if (open.get(file) !== used) return used.instance.closeSync();
    used.timer = setTimeout(() => shut(file, used), IDLE);
    used.timer.unref();
  };
  try {
    connection = await used.instance.connect();
    await connection.run("SET TimeZone = 'UTC'");
    return {
      connection,
      done: () => {
        if (connection) done();
      },
    };
  } catch (error) {
    done();
    throw error;
  }
}

function shut(file: string, used: Open): void {
  if (open.get(file) !== used || used.users > 0) return;
  clearTimeout(used.timer);
  open.delete(file);
  used.instance.closeSync();
}

/** Closes a file that nobody uses. One in use closes by itself. */
export function closeFile(file: string): void {
  const used = open.get(file);
  if (used) shut(file, used);
}

/** For a file that is taken away: who reads it has it to the end, and who comes later gets the file that is there then. */
export function forgetFile(file: string): void {
  closeFile(file);
  open.delete(file);
}

let spills = 0;

async function options(settings: DuckdbSettings, writes: boolean): Promise<Record<string, string>> {
  await mkdir(settings.temp, { recursive: true }).catch((error: unknown) => {
    throw fileProblem(error, settings.temp);
  });
  return {
    access_mode: writes ? 'READ_WRITE' : 'READ_ONLY',
    memory_limit: settings.memoryLimit,
    threads: String(settings.threads),
    // Names of spilled files are the same in every process. DuckDB makes this folder when it needs it, and removes it.
    temp_directory: join(settings.temp, `${settings.scratch}${++spills}`),
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  };
}

/** Makes a new file. */
export async function makeFile(
  file: string,
  settings: DuckdbSettings,
  work: (connection: DuckDBConnection) => Promise<void>,
): Promise<void> {
  const instance = await DuckDBInstance.create(file, await options(settings, true));
  try {
    const connection = await instance.connect();
    try {
      await work(connection);
      await connection.run('CHECKPOINT');
    } finally {
      connection.closeSync();
    }
  } finally {
    instance.closeSync();
  }
}

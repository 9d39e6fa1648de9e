import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DuckDBInstance, type DuckDBConnection, type DuckDBResult, type Json } from '#duckdb';
import { MdmError } from '../../errors.js';
import { bytesOf } from '../size.js';
import { literal } from './dialect.js';
import { runSideBySide } from './side-by-side.js';

export interface DatabaseOptions {
  /** DuckDB's buffer limit, such as `2GB`; default 80 % of the machine's memory. */
  readonly memoryLimit?: string;
  /** Default: as many as the machine has cores. */
  readonly threads?: number;
  /** Where spilled data and staged tables go; a folder of its own is made inside and removed on close. */
  readonly temp?: string;
  /** What the name of that folder begins with. */
  readonly prefix?: string;
  readonly signal?: AbortSignal;
  /** How the limits are called where they are set; default the flags `--memory-limit`, `--threads` and `--temp`. */
  readonly limitNames?: LimitNames;
  /** Called about ten times a second while a statement runs, with the engine's own estimate (0 to 1). */
  readonly onProgress?: (share: number) => void;
}

export interface LimitNames {
  readonly memory: string;
  readonly threads: string;
  readonly temp: string;
}

const FLAGS: LimitNames = { memory: '--memory-limit', threads: '--threads', temp: '--temp' };

/** What to do when memory does not suffice, in the words of whoever set the limits. */
export const moreMemory = ({ limitNames = FLAGS }: Pick<DatabaseOptions, 'limitNames'>): string =>
  `raise ${limitNames.memory}, lower ${limitNames.threads}`;

/** The settings in force, as DuckDB words them. */
export interface Limits {
  readonly memory: string;
  readonly threads: number;
}

/** One in-memory DuckDB with a temporary folder. Statements run one after another. */
export interface Database {
  /** A private folder for staged files. */
  readonly temp: string;
  readonly options: DatabaseOptions;
  readonly connection: DuckDBConnection;
  readonly limits: Limits;
  /** The number of rows that the statement changed or wrote. */
  run(sql: string): Promise<number>;
  /** All rows as JSON values (64-bit integers as numbers or, beyond 2^53, text). For small results. */
  rows(sql: string): Promise<Json[][]>;
  /** The result chunk by chunk, in bounded memory. */
  stream(sql: string): Promise<DuckDBResult>;
  /**
   * Runs statements side by side, each by one thread from first row to last, so that what it writes is in the order it reads.
   * At most as many at a time as there are threads, and memory for; `onDone` is called in the order of the statements, with the rows each wrote.
   */
  sideBySide(statements: readonly string[], onDone: (index: number, rows: number) => Promise<void>): Promise<void>;
  /** Does work with one thread, so that rows stay in the order they are read. */
  inOrder<T>(work: () => Promise<T>): Promise<T>;
  /** Closes the engine and removes the temporary folder. May be called twice. */
  close(): Promise<void>;
}

export async function openDatabase(options: DatabaseOptions = {}): Promise<Database> {
  const { limitNames: names = FLAGS } = options;
  const temp = await temporary(join(options.temp ?? tmpdir(), options.prefix ?? `mdm-${process.pid}-`), names.temp);
  let instance: DuckDBInstance;
  try {
    instance = await DuckDBInstance.create(':memory:', {
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
      temp_directory: join(temp, 'spill'),
      // Joins keep the order they are written in, so that a row of the source stays where it is.
      disabled_optimizers: 'join_order,build_side_probe_side',
      // DuckDB 1.5 crashes in the loop that it takes for ASOF joins of fewer than 64 rows when joins may not be reordered.
      asof_loop_join_threshold: '0',
      ...(options.memoryLimit === undefined ? {} : { memory_limit: engineShare(options.memoryLimit) }),
      ...(options.threads === undefined ? {} : { threads: String(options.threads) }),
    });
  } catch (error) {
    await rm(temp, { recursive: true, force: true });
    throw new MdmError(
      'usage',
      `DuckDB cannot start with these settings: ${text(error)}`,
      `Check ${names.memory} (for example 2GB) and ${names.threads}.`,
      error,
    );
  }
  const connection = await instance.connect();
  await connection.run("SET TimeZone = 'UTC'; SET enable_progress_bar = true; SET enable_progress_bar_print = false");
  const [settings] = (
    await connection.runAndReadAll("SELECT current_setting('memory_limit'), current_setting('threads')::INTEGER")
  ).getRowsJson();
  const limits = { memory: settings?.[0] as string, threads: Number(settings?.[1]) };
  let closed = false;

  const guarded = async <T>(sql: string, work: () => Promise<T>): Promise<T> => {
    const { signal, onProgress } = options;
    if (signal?.aborted) throw interrupted();
    const stop = (): void => connection.interrupt();
    signal?.addEventListener('abort', stop, { once: true });
    const timer = onProgress && setInterval(() => onProgress(Math.max(0, connection.progress.percentage) / 100), 100);
    try {
      return await work();
    } catch (error) {
      throw signal?.aborted ? interrupted() : engineError(error, sql, options);
    } finally {
      clearInterval(timer);
      signal?.removeEventListener('abort', stop);
    }
  };

  return {
    temp,
    options,
    connection,
    limits,
    run: (sql) => guarded(sql, async () => (await connection.run(sql)).rowsChanged),
    rows: (sql) =>
      guarded(sql, async () => {
        const reader = await connection.runAndReadAll(sql);
        return reader.getRowsJson();
      }),
    stream: (sql) => guarded(sql, () => connection.stream(sql)),
    inOrder: async (work) => {
      await connection.run('SET threads = 1');
      try {
        return await work();
      } finally {
        await connection.run(`SET threads = ${limits.threads}`).catch(() => undefined);
      }
    },
    sideBySide: (statements, onDone) =>
      runSideBySide(instance, connection, limits, statements, onDone, options.signal).catch((error: unknown) => {
        throw options.signal?.aborted ? interrupted() : engineError(error, statements[0] ?? '', options);
      }),
    close: async () => {
      if (closed) return;
      closed = true;
      connection.closeSync();
      instance.closeSync();
      await rm(temp, { recursive: true, force: true });
    },
  };
}

async function temporary(prefix: string, name: string): Promise<string> {
  try {
    return await mkdtemp(prefix);
  } catch (error) {
    const folder = dirname(prefix);
    const { code } = error as NodeJS.ErrnoException;
    const next = `Name a folder for temporary files with ${name}, or by the variable TMPDIR.`;
    if (code === 'ENOENT' || code === 'ENOTDIR')
      throw new MdmError('not-found', `There is no folder ${folder} for temporary files.`, next, error);
    if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS')
      throw new MdmError('permission', `The folder ${folder} for temporary files may not be written to.`, next, error);
    if (code === 'ENOSPC' || code === 'EDQUOT')
      throw new MdmError('disk-full', `The folder ${folder} for temporary files has no space left.`, next, error);
    throw error;
  }
}

/** Where the engine, or Node, could not write. */
function place(message: string): string {
  const file = /write (?:to )?file "([^"]+)"/.exec(message)?.[1];
  return file === undefined ? 'on the disk' : `in the folder ${dirname(file)}`;
}

/**
 * The engine's limit covers its buffers, not all it allocates (such as pages of a file being written), nor this process. So from 500 MB
 * on it gets four fifths of what the user allows.
 */
function engineShare(limit: string): string {
  const bytes = bytesOf(limit);
  return bytes >= 500e6 ? `${Math.floor((bytes * 0.8) / 1e6)}MB` : limit;
}

export const interrupted = (): MdmError => new MdmError('interrupted', 'Stopped; nothing was written.');
const text = (error: unknown): string => (error instanceof Error ? error.message : String(error)).trim();

/** DuckDB's own error as one sentence with a code. */
export function engineError(error: unknown, sql: string, options: DatabaseOptions): MdmError {
  if (error instanceof MdmError) return error;
  const message = text(error);
  const first = message.split('\n')[0] ?? message;
  if (/No space left|disk full|ENOSPC|max_temp_directory_size/i.test(message)) {
    return new MdmError(
      'disk-full',
      `There is no space left ${place(message)}.`,
      options.limitNames
        ? `Free some space, or use another disk: ${options.limitNames.temp} says where temporary files go.`
        : 'Free some space, or use another disk: -o says where features go, --temp where temporary files do.',
      error,
    );
  }
  if (/Out of Memory|could not allocate|failed to (allocate|pin)/i.test(message)) {
    const limit = options.memoryLimit ?? 'the default, 80 % of this machine';
    return new MdmError(
      'memory',
      `The work does not fit into the memory limit (${limit}).`,
      `R${moreMemory(options).slice(1)}${options.limitNames ? '' : ', or leave transformers out with --skip'}.`,
      error,
    );
  }
  if (/Permission denied|EACCES/i.test(message))
    return new MdmError('permission', first, 'Check the permissions of the file and its folder.', error);
  const damaged = /Failed to read (?:Parquet )?file ["']([^"']+)["']: (.*)/s.exec(message);
  if (damaged)
    return new MdmError(
      'bad-data',
      `${damaged[1]} is damaged: ${damaged[2]!.split('\n')[0]!}`,
      'Copy or write the file again.',
      Object.assign(new Error(message), { sql }),
    );
  if (/TProtocolException|TTransportException|don't know what type|decompress|corrupt/i.test(message))
    return new MdmError(
      'bad-data',
      `A Parquet file that is read is damaged: ${first.replace(/^.*(?:Error|Exception): /, '')}`,
      'Copy or write the file again.',
      Object.assign(new Error(message), { sql }),
    );
  return new MdmError(
    'engine',
    `DuckDB: ${first}`,
    'This may be a bug in MDM; `--plan` shows the statements.',
    Object.assign(new Error(message), { sql }),
  );
}

/** A statement's text value, quoted. */
export const sqlText = literal;

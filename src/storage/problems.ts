import { MdmError } from '../errors.js';
import type { BackendName } from './backend.js';

export const interrupted = (cause?: unknown): MdmError => new MdmError('interrupted', 'Stopped; nothing was written.', undefined, cause);

/** Ends work whose signal was aborted. */
export function check(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw interrupted(signal.reason);
}

export const noStore = (store: string, where: string): MdmError =>
  new MdmError('not-found', `There is no database of ${JSON.stringify(store)}: ${where} is not there.`, 'See: mdm doctor');

export const storeExists = (store: string, where: string): MdmError =>
  new MdmError('exists', `There is a database of ${JSON.stringify(store)} already: ${where}.`, 'Use another name, or remove it first.');

export const noTable = (store: string, table: string, tables: readonly string[]): MdmError =>
  new MdmError(
    'not-found',
    `The dataset ${JSON.stringify(store)} has no table ${JSON.stringify(table)}.`,
    tables.length > 0 ? `It has: ${tables.slice(0, 20).join(', ')}` : 'It has none.',
  );

export const tableExists = (store: string, table: string): MdmError =>
  new MdmError('exists', `The dataset ${JSON.stringify(store)} has a table ${JSON.stringify(table)} already.`);

export const noColumns = (table: string): MdmError => new MdmError('empty', `The table ${JSON.stringify(table)} has no columns.`);

export const tooWide = (backend: string, table: string, columns: number, limit: number): MdmError =>
  new MdmError(
    'backend',
    `The table ${JSON.stringify(table)} has ${columns} columns, and a table of ${backend} holds at most ${limit}.`,
    'Use DuckDB, which has no such limit: MDM_DEFAULT_BACKEND=duckdb',
  );

export const lockedFor = (where: string, seconds: number, cause?: unknown): MdmError =>
  new MdmError(
    'backend',
    `${where} is locked by another process; it was waited for ${seconds} s.`,
    'Try again when the other process is done, or raise database.connection_timeout.',
    cause,
  );

export const writesRefused = (sql: string, cause?: unknown): MdmError =>
  new MdmError(
    'usage',
    `A query may only read: ${JSON.stringify(sql.length > 80 ? `${sql.slice(0, 80)}...` : sql)} does not.`,
    'From code, executeSql runs statements that write.',
    cause,
  );

const FULL = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);
const REFUSED = new Set(['EACCES', 'EPERM', 'EROFS']);

/** What the system said of a file or folder. */
export function fileProblem(error: unknown, path: string): Error {
  if (error instanceof MdmError) return error;
  const { code, message } = error as NodeJS.ErrnoException;
  if (code && FULL.has(code)) return new MdmError('disk-full', `There is no space left for ${path}.`, 'Free some space.', error);
  if (code && REFUSED.has(code))
    return new MdmError('permission', `${path} may not be written.`, 'Check its permissions and those of its folder.', error);
  if (code === 'ENOENT') return new MdmError('not-found', `${path} is not there.`, undefined, error);
  // Node's own codes, such as that of an error of SQLite, are not the system's.
  if (code && !code.startsWith('ERR_')) return new MdmError('backend', `${path} cannot be used: ${message}.`, undefined, error);
  return error as Error;
}

export const damaged = (backend: BackendName, path: string, cause: unknown): MdmError =>
  new MdmError(
    'backend',
    `${path} is damaged, or no ${backend === 'sqlite' ? 'SQLite' : 'DuckDB'} database.`,
    'Put a backup in its place, or register the dataset again with --force. See: mdm doctor',
    cause,
  );

import { firstLine, MdmError } from '../../errors.js';
import { damaged, fileProblem, interrupted, lockedFor } from '../problems.js';

export interface Blame {
  readonly file: string;
  readonly patience: number;
  readonly memoryLimit: string;
  readonly readOnly: boolean;
}

const messageOf = (error: unknown): string => String((error as { message?: unknown } | undefined)?.message ?? error);

export const isLocked = (error: unknown): boolean => /Could not set lock on file|Conflicting lock/i.test(messageOf(error));

export const accessMode = (): MdmError =>
  new MdmError(
    'backend',
    'Nothing can be written while database.duckdb.access_mode is READ_ONLY.',
    'Set it to READ_WRITE: MDM_DATABASE_DUCKDB_ACCESS_MODE=READ_WRITE',
  );

/** An error of DuckDB as ours. */
export function duckdbProblem(error: unknown, { file, patience, memoryLimit, readOnly }: Blame): Error {
  if (error instanceof MdmError) return error;
  const message = messageOf(error);
  if (isLocked(error)) return lockedFor(file, patience / 1000, error);
  if (/attached in read-only mode/i.test(message) && readOnly) return accessMode();
  if (/No space left|disk full|max_temp_directory_size/i.test(message))
    return new MdmError(
      'disk-full',
      `There is no space left for ${file} or for temporary files.`,
      'Free some space, or set database.duckdb.temp_directory.',
      error,
    );
  if (/Out of Memory|could not allocate|failed to (?:allocate|pin)/i.test(message))
    return new MdmError(
      'memory',
      `The work does not fit into the memory limit of DuckDB (${memoryLimit}).`,
      'Raise database.duckdb.memory_limit, or lower database.duckdb.threads.',
      error,
    );
  if (/Permission denied|Read-only file system|Operation not permitted/i.test(message))
    return new MdmError('permission', `${file} may not be read or written.`, 'Check its permissions and those of its folder.', error);
  if (/not a valid DuckDB database|Corrupt|checksum|Serialization Error|newer version|different version/i.test(message))
    return damaged('duckdb', file, error);
  if (/INTERRUPT/i.test(message)) return interrupted(error);
  if (error instanceof RangeError || (error as NodeJS.ErrnoException).code?.startsWith('ERR_'))
    return new MdmError('backend', `${file}: ${firstLine(error)}.`, undefined, error);
  if ((error as NodeJS.ErrnoException).code) return fileProblem(error, file);
  return new MdmError('backend', `DuckDB refused: ${firstLine(error)}.`, undefined, error);
}

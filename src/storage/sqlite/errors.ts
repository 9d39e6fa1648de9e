import { MdmError } from '../../errors.js';
import { damaged, fileProblem, lockedFor } from '../problems.js';

/** Primary result codes of SQLite. */
const CODE = { busy: 5, locked: 6, readonly: 8, io: 10, corrupt: 11, full: 13, cannotOpen: 14, tooBig: 18, notADatabase: 26 } as const;

/** The primary code; the extended ones have it in their last byte. */
const codeOf = (error: unknown): number | undefined => {
  const { errcode } = (error ?? {}) as { errcode?: number };
  return errcode === undefined ? undefined : errcode % 256;
};

export const isBusy = (error: unknown): boolean => [CODE.busy, CODE.locked].includes(codeOf(error) as 5 | 6);
export const isUnwritable = (error: unknown): boolean => [CODE.readonly, CODE.io, CODE.cannotOpen].includes(codeOf(error) as 8);
export const isReadOnly = (error: unknown): boolean => codeOf(error) === CODE.readonly;

/** An error of SQLite as ours. */
export function sqliteProblem(error: unknown, path: string, patience: number): Error {
  if (error instanceof MdmError) return error;
  const { message } = error as Error;
  switch (codeOf(error)) {
    case undefined:
      return error instanceof RangeError || (error as NodeJS.ErrnoException).code?.startsWith('ERR_')
        ? new MdmError('backend', `${path}: ${message}.`, undefined, error)
        : fileProblem(error, path);
    case CODE.busy:
    case CODE.locked:
      return lockedFor(path, patience / 1000, error);
    case CODE.readonly:
      return new MdmError('permission', `${path} may not be written.`, 'Check its permissions and those of its folder.', error);
    case CODE.full:
      return new MdmError('disk-full', `There is no space left for ${path}.`, 'Free some space.', error);
    case CODE.corrupt:
    case CODE.notADatabase:
      return damaged('sqlite', path, error);
    case CODE.cannotOpen:
      return new MdmError('permission', `${path} cannot be opened.`, 'Check its permissions and those of its folder.', error);
    case CODE.io:
      return new MdmError('backend', `${path} cannot be read or written: ${message}.`, 'Check the disk.', error);
    default:
      return new MdmError('backend', `SQLite refused: ${message.replace(/\.$/, '')}.`, undefined, error);
  }
}

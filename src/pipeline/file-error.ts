import { MdmError } from '../errors.js';

/** What the operating system says of a path, as one of our errors. */
export function fileError(error: unknown, path: string): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'EACCES' || code === 'EPERM')
    return new MdmError('permission', `${path} may not be read.`, 'Check the permissions of the file and its folder.', error);
  if (code === 'ENOENT') return new MdmError('not-found', `There is no file ${path}.`, 'Check the path.', error);
  if (code === 'ENOSPC')
    return new MdmError(
      'disk-full',
      'There is no space left for temporary files.',
      'Free some space, or point TMPDIR at a larger disk.',
      error,
    );
  return error;
}

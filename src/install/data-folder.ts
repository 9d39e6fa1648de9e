import { constants } from 'node:fs';
import { access, mkdir, stat } from 'node:fs/promises';
import { MdmError } from '../errors.js';

/** Makes sure that the data folder is there and can be written to. */
export async function openDataFolder(data: string): Promise<void> {
  const next = 'Set MDM_DATA_DIR to a folder that you may write to.';
  try {
    await mkdir(data, { recursive: true });
    if (!(await stat(data)).isDirectory()) throw Object.assign(new Error('not a folder'), { code: 'ENOTDIR' });
    await access(data, constants.W_OK | constants.X_OK);
  } catch (error) {
    const { code = String(error) } = error as NodeJS.ErrnoException;
    if (code === 'ENOSPC' || code === 'EDQUOT') throw error;
    if (code === 'EEXIST' || code === 'ENOTDIR')
      throw new MdmError('configuration', `The data folder ${data} is a file, or lies in one.`, next, error);
    throw new MdmError('permission', `The data folder ${data} cannot be written to (${code}).`, next, error);
  }
}

import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { copyFile, constants, mkdir, open, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { firstLine, MdmError } from '../../errors.js';

/** Writes the file in one step, and keeps the one before beside it; gives the path of that, null when there was none. */
export async function replaceKeeping(path: string, text: string, now = new Date()): Promise<string | null> {
  const target = await realpath(path).catch(() => path);
  const beside = join(dirname(target), `.${basename(target)}.${randomBytes(4).toString('hex')}`);
  try {
    await mkdir(dirname(path), { recursive: true });
    const mode = existsSync(path) ? (await stat(path)).mode & 0o777 : undefined;
    const backup = mode === undefined ? null : `${path}.${now.toISOString().replaceAll(/[:.]/g, '-')}.bak`;
    if (backup !== null) await copyFile(path, backup, constants.COPYFILE_EXCL);
    const handle = await open(beside, 'wx', mode ?? 0o600);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(beside, target);
    return backup;
  } catch (error) {
    await rm(beside, { force: true }).catch(() => undefined);
    throw worded(path, error);
  }
}

function worded(path: string, error: unknown): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new MdmError('disk-full', `There is no space left to write ${path}; it is as it was.`, 'Free some space.', error);
  if (code === undefined) return error;
  return new MdmError(
    'permission',
    `${path} cannot be written: ${firstLine(error)}.`,
    'Check its permissions, or set MDM_HOME_DIR.',
    error,
  );
}

import { MdmError } from '../errors.js';
import { changeLock, type LockedPlugin } from './lock-file.js';
import type { Context } from './options.js';

/** Says in the lock file what has changed, once it has: a place that cannot be written to does not undo that, and is noted. */
export async function writeLock(
  { lock, options }: Context,
  changes: ReadonlyMap<string, LockedPlugin | null>,
  create: boolean,
): Promise<string | null> {
  try {
    return await changeLock(lock, changes, create);
  } catch (error) {
    if (error instanceof MdmError || (error as NodeJS.ErrnoException).syscall === undefined) throw error;
    options.onNote?.(
      `${lock} cannot be written, so it does not say what is installed now; name another place with --lock, or use --no-lock.`,
    );
    return null;
  }
}

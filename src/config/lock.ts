import { open, readFile, rm, stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { MdmError } from '../errors.js';

const PATIENCE = 10_000;
/** A lock without the process that made it counts for nothing after this many milliseconds. */
const STALE = 2_000;

/** Does the work while no other process does work on the same file. */
export async function withLock<T>(file: string, work: () => Promise<T>): Promise<T> {
  const lock = `${file}.lock`;
  const until = Date.now() + PATIENCE;
  for (;;) {
    try {
      const handle = await open(lock, 'wx');
      await handle.writeFile(String(process.pid)).finally(() => handle.close());
      break;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      if (await isLeft(lock)) await rm(lock, { force: true });
      else if (Date.now() > until)
        throw new MdmError(
          'configuration',
          `Another process has been changing ${file} for ${PATIENCE / 1000} s.`,
          `If none is, remove ${lock}.`,
          error,
        );
      else await sleep(20 + Math.random() * 30);
    }
  }
  try {
    return await work();
  } finally {
    await rm(lock, { force: true });
  }
}

/** Whether the process that made the lock is gone. */
async function isLeft(lock: string): Promise<boolean> {
  try {
    const [text, { mtimeMs }] = await Promise.all([readFile(lock, 'utf8'), stat(lock)]);
    if (Date.now() - mtimeMs < STALE) return false;
    const pid = Number(text);
    if (!Number.isInteger(pid) || pid <= 0) return true;
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}

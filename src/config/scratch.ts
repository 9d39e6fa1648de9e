import { createHash } from 'node:crypto';
import { hostname } from 'node:os';

/** Of a home on a machine: folders for temporary files may be shared, and the numbers of processes are a machine's. */
const mark = (home: string): string => createHash('sha256').update(`${hostname()}\0${home}`).digest('hex').slice(0, 8);

/** What begins the names of this process's folders for temporary files of a home, so that it is known whose they were. */
export const scratchPrefix = (home: string): string => `mdm-${process.pid}-${mark(home)}-`;

/** The process whose folder for temporary files of the home this is; undefined when it is none. */
export function scratchOwner(home: string, name: string): number | undefined {
  const found = /^mdm-(\d+)-([0-9a-f]{8})-/.exec(name);
  return found && found[2] === mark(home) ? Number(found[1]) : undefined;
}

export function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  if (pid === process.pid) return true;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

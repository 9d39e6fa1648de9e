import { appendFileSync, closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

export interface LogFile {
  /** Appends one line; false: it cannot be written. */
  write(line: string): boolean;
}

export interface LogFileOptions {
  readonly path: string;
  readonly maxBytes: number;
  /** Files put aside that are kept: `mdm.log.1` is the youngest. */
  readonly backups: number;
  /** Without this folder nothing is made: a command that only reads leaves no traces. */
  readonly home: string;
}

/** Milliseconds to wait for another process that puts files aside, and after which its lock counts as left behind. */
const PATIENCE = 1_000;
const STALE = 10_000;

/**
 * A file of lines that several processes may append to. A line that would take it beyond its limit goes to a new file; the old one is put
 * aside, by one process at a time.
 */
export function logFile({ path, maxBytes, backups, home }: LogFileOptions): LogFile {
  let ready = false;
  const prepare = (): boolean => {
    if (ready) return true;
    if (!existsSync(dirname(path))) {
      if (!existsSync(home)) return false;
      mkdirSync(dirname(path), { recursive: true });
    }
    return (ready = true);
  };
  return {
    write: (line) => {
      try {
        if (!prepare()) return true;
        const text = `${line}\n`;
        const isFull = (): boolean => {
          const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
          return size > 0 && size + Buffer.byteLength(text) > maxBytes;
        };
        if (isFull()) alone(`${path}.lock`, () => isFull() && putAside(path, backups));
        appendFileSync(path, text, { mode: 0o600 });
        return true;
      } catch {
        return false;
      }
    },
  };
}

function putAside(path: string, backups: number): void {
  if (backups === 0) return rmSync(path, { force: true });
  for (let i = backups; i > 0; i--) {
    const from = i === 1 ? path : `${path}.${i - 1}`;
    if (existsSync(from)) renameSync(from, `${path}.${i}`);
  }
}

/** Does the work when no other process does it; when one goes on for long, not at all. */
function alone(lock: string, work: () => void): void {
  const until = Date.now() + PATIENCE;
  for (;;) {
    try {
      const handle = openSync(lock, 'wx', 0o600);
      try {
        writeSync(handle, String(process.pid));
        work();
      } finally {
        closeSync(handle);
        rmSync(lock, { force: true });
      }
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    if (isLeftBehind(lock)) rmSync(lock, { force: true });
    else if (Date.now() > until) return;
    else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 3);
  }
}

function isLeftBehind(lock: string): boolean {
  try {
    const facts = statSync(lock, { throwIfNoEntry: false });
    if (!facts) return false;
    if (Date.now() - facts.mtimeMs > STALE) return true;
    const holder = Number(readFileSync(lock, 'utf8'));
    if (!holder) return false;
    process.kill(holder, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}

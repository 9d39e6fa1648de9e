import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs';
import { LEVELS, type Level } from './logger.js';

/** A line of the log as it stands there, and what can be told of it. */
export interface LoggedLine {
  readonly text: string;
  readonly time?: string;
  readonly level?: Level;
  readonly name?: string;
  readonly message?: string;
}

export interface TailOptions {
  /** Lines at most; default 50. */
  readonly lines?: number;
  /** This level and above; lines of which it is not known are left out then. */
  readonly level?: Level;
  /** Only lines that hold this text, whatever its case. */
  readonly text?: string;
}

const BLOCK = 1 << 16;

/** The last lines of a log, the oldest first, going on into the files that were put aside. */
export function tailLog(path: string, { lines: most = 50, level, text }: TailOptions = {}): LoggedLine[] {
  const found: LoggedLine[] = [];
  const least = level === undefined ? 0 : LEVELS.indexOf(level);
  const wanted = text?.toLowerCase();
  for (let n = 0; found.length < most; n++) {
    const file = n === 0 ? path : `${path}.${n}`;
    if (!existsSync(file)) {
      if (n > 0) break;
      continue;
    }
    for (const line of linesBackwards(file)) {
      if (wanted !== undefined && !line.toLowerCase().includes(wanted)) continue;
      const read = readLine(line);
      if (level !== undefined && (read.level === undefined || LEVELS.indexOf(read.level) < least)) continue;
      found.push(read);
      if (found.length >= most) break;
    }
  }
  return found.reverse();
}

function* linesBackwards(file: string): Generator<string> {
  const handle = openSync(file, 'r');
  try {
    let at = statSync(file).size;
    let rest = Buffer.alloc(0);
    while (at > 0) {
      const size = Math.min(BLOCK, at);
      at -= size;
      const block = Buffer.alloc(size);
      readSync(handle, block, 0, size, at);
      let whole = Buffer.concat([block, rest]);
      for (let end = whole.lastIndexOf(0x0a); end >= 0; end = whole.lastIndexOf(0x0a)) {
        const line = whole.toString('utf8', end + 1).replace(/\r$/, '');
        if (line !== '') yield line;
        whole = whole.subarray(0, end);
      }
      rest = whole;
    }
    const first = rest.toString('utf8').replace(/\r$/, '');
    if (first !== '') yield first;
  } finally {
    closeSync(handle);
  }
}

const PLAIN = new RegExp(String.raw`^(\d{4}-\d\d-\d\d[T ][\d:.,]+Z?) (?<level>${LEVELS.join('|')}) (?<rest>.*)$`, 's');

function readLine(text: string): LoggedLine {
  if (text.startsWith('{')) {
    try {
      const { time, level, logger: name, message } = JSON.parse(text) as Readonly<Record<string, unknown>>;
      return {
        text,
        ...(typeof time === 'string' ? { time } : {}),
        ...(isLevel(level) ? { level } : {}),
        ...(typeof name === 'string' ? { name } : {}),
        ...(typeof message === 'string' ? { message } : {}),
      };
    } catch {
      return { text };
    }
  }
  const plain = PLAIN.exec(text);
  const { level, rest = '' } = plain?.groups ?? {};
  if (!plain || !isLevel(level)) return { text };
  const [, name, message = rest] = /^(\S+) (.*)$/s.exec(rest) ?? [];
  return { text, time: plain[1]!, level, ...(name === undefined ? {} : { name }), message };
}

const isLevel = (value: unknown): value is Level => (LEVELS as readonly unknown[]).includes(value);

import { appendFile, mkdir, readFile, writeFile, rename } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { changeConfig, type Changed, type Changes } from '../config/change.js';
import { withLock } from '../config/lock.js';
import { firstLine } from '../errors.js';
import { forgetOutcomes } from './restart.js';
import { tell, type FlagChange } from './callbacks.js';

export interface ChangeOptions {
  readonly home: string;
  /** Configuration file instead of the home's. */
  readonly file?: string | undefined;
  /** Default: the user of the process. */
  readonly by?: string;
  readonly reason?: string;
}

/** Lines kept when the history is shortened, which happens at twice as many. */
const KEPT = 1_000;

/**
 * Changes keys of the configuration: all or none. A flag whose component has no second implementation cannot be turned on. Changes under
 * `refactoring.` are added to the history.
 */
export async function changeKeys(changes: Changes, options: ChangeOptions): Promise<readonly Changed[]> {
  let kept: readonly FlagChange[] = [];
  const changed = await changeConfig(options.home, options.file, changes, async (all) => {
    const moved = all.filter(
      ({ key, before, after }) => key.startsWith('refactoring.') && JSON.stringify(before) !== JSON.stringify(after),
    );
    const time = new Date().toISOString();
    kept = moved.map(({ key, before, after }) => ({
      time,
      flag: key,
      old: before ?? null,
      new: after ?? null,
      by: options.by ?? user(),
      reason: options.reason ?? null,
    }));
    if (kept.length > 0) await append(options.home, kept).catch((error: unknown) => unkept(options.home, error));
  });
  // Another key may be wrong; this one has changed.
  await forgetOutcomes(kept, options).catch(() => undefined);
  for (const change of kept) tell(change);
  return changed;
}

/** Adds to the history what changed by other means, such as an editor. */
export async function recordChange({ home, by, reason }: ChangeOptions, change: Pick<FlagChange, 'flag' | 'old' | 'new'>): Promise<void> {
  await append(home, [{ time: new Date().toISOString(), ...change, by: by ?? user(), reason: reason ?? null }]);
}

/** The flag has changed by then, and that is what counts. */
function unkept(home: string, error: unknown): void {
  process.stderr.write(`Note: ${historyOf(home)} cannot be written, and lacks this change: ${firstLine(error)}.\n`);
}

const historyOf = (home: string): string => join(home, 'flag_history.jsonl');

async function append(home: string, changes: readonly FlagChange[]): Promise<void> {
  const file = historyOf(home);
  await mkdir(home, { recursive: true });
  await withLock(file, async () => {
    const before = await readFile(file, 'utf8').catch(() => '');
    // A process that was killed may have left half a line.
    const start = before === '' || before.endsWith('\n') ? '' : '\n';
    const added = changes.map((change) => `${JSON.stringify(change)}\n`).join('');
    await appendFile(file, start + added, { mode: 0o600 });
    const lines = `${before}${start}${added}`.split('\n').filter((line) => line !== '');
    if (lines.length < 2 * KEPT) return;
    await writeFile(`${file}.new`, `${lines.slice(-KEPT).join('\n')}\n`, { mode: 0o600 });
    await rename(`${file}.new`, file);
  });
}

/** The changes of a home's flags, the latest first. A line that was cut off is left out. */
export async function flagHistory(
  home: string,
  { flag, limit = 100 }: { readonly flag?: string | readonly string[]; readonly limit?: number } = {},
): Promise<readonly FlagChange[]> {
  const text = await readFile(historyOf(home), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  const changes = text.split('\n').flatMap((line): FlagChange[] => {
    try {
      return line === '' ? [] : [JSON.parse(line) as FlagChange];
    } catch {
      return [];
    }
  });
  return changes
    .filter((change) => flag === undefined || (typeof flag === 'string' ? change.flag === flag : flag.includes(change.flag)))
    .slice(-limit)
    .reverse();
}

const user = (): string => {
  try {
    return userInfo().username;
  } catch {
    return 'unknown';
  }
};

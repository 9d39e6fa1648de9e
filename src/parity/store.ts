import { mkdir, open, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { MdmError } from '../errors.js';
import { isBad, subjectKey, type ExperimentResult } from './trial-result.js';

/** How many results of each component are kept, or for how long. */
export type Keep = { readonly count: number } | { readonly days: number };

const SEGMENT = /^results-\d{4}-\d\d-\d\d\.\d{3}\.jsonl$/;
const fullBytes = 8e6;
const dayMs = 86_400_000;
/** Days for which a count drops nothing that the gates look at. */
const lookedAt = 14;

/** `1000` results, or those of `30d`. */
export function parseKeep(value: number | string): Keep {
  const [, number, unit] = /^\s*(\d+)\s*(d|days?)?\s*$/i.exec(String(value)) ?? [];
  if (number === undefined || Number(number) < 1)
    throw new MdmError(
      'configuration',
      `comparison.keep is ${JSON.stringify(value)}.`,
      'Give a number of results of each component, such as 1000, or days, such as 30d.',
    );
  return unit === undefined ? { count: Number(number) } : { days: Number(number) };
}

/**
 * Adds a result to those of a folder. One day has one file or more, a line is written by one call and never changed, so many processes may
 * do so at once; a line that a crash cut off stays where it is. With `keep` files go away that hold nothing that is kept.
 */
export async function appendResult(folder: string, result: ExperimentResult, keep?: Keep): Promise<void> {
  try {
    await append(folder, result, keep);
  } catch (error) {
    const why = UNWRITABLE[(error as NodeJS.ErrnoException).code ?? ''];
    if (why === undefined) throw error;
    throw new MdmError(why[0], `${folder} ${why[1]}`, 'Check comparison.store: mdm config get comparison.store --verbose', error);
  }
}

const DENIED = ['permission', 'may not be written to'] as const;
const NO_FOLDER = ['usage', 'is not a folder'] as const;
const FULL = ['disk-full', 'has no space left'] as const;
const UNWRITABLE: Readonly<Record<string, typeof DENIED | typeof NO_FOLDER | typeof FULL>> = {
  EACCES: DENIED,
  EPERM: DENIED,
  EROFS: DENIED,
  EEXIST: NO_FOLDER,
  ENOTDIR: NO_FOLDER,
  ENOSPC: FULL,
  EDQUOT: FULL,
};

async function append(folder: string, result: ExperimentResult, keep: Keep | undefined): Promise<void> {
  await mkdir(folder, { recursive: true });
  const { name, fresh } = await segmentOf(folder, result.time.slice(0, 10));
  const handle = await open(join(folder, name), 'a+');
  try {
    const { size } = await handle.stat();
    const last = Buffer.alloc(1);
    if (size > 0) await handle.read(last, 0, 1, size - 1);
    await handle.write(`${size > 0 && last[0] !== 0x0a ? '\n' : ''}${JSON.stringify(result)}\n`);
    await handle.datasync();
  } finally {
    await handle.close();
  }
  if (fresh && keep) await prune(folder, keep, new Date(result.time));
}

const segments = async (folder: string): Promise<string[]> =>
  (await readdir(folder).catch(absent([]))).filter((name) => SEGMENT.test(name)).sort();

/** The file of a day that is not full. */
async function segmentOf(folder: string, day: string): Promise<{ readonly name: string; readonly fresh: boolean }> {
  const last = (await segments(folder)).filter((name) => name.startsWith(`results-${day}`)).at(-1);
  const number = (n: number): string => `results-${day}.${String(n).padStart(3, '0')}.jsonl`;
  if (last === undefined) return { name: number(0), fresh: true };
  const size = await stat(join(folder, last)).then(
    (found) => found.size,
    () => 0,
  );
  const at = Number(last.slice(-9, -6));
  return size < fullBytes || at === 999 ? { name: last, fresh: false } : { name: number(at + 1), fresh: true };
}

export interface StoredResults {
  /** The oldest first. */
  readonly results: readonly ExperimentResult[];
  /** Lines that cannot be read: a crash cut them off. */
  readonly unreadable: number;
}

/** The results of a folder that are kept. */
export async function readResults(folder: string, keep?: Keep, now = new Date()): Promise<StoredResults> {
  const results: ExperimentResult[] = [];
  let unreadable = 0;
  for (const name of await segments(folder)) {
    const { read, torn } = await readSegment(join(folder, name));
    results.push(...read);
    unreadable += torn;
  }
  results.sort((x, y) => (x.time < y.time ? -1 : x.time > y.time ? 1 : 0));
  return { results: keep === undefined ? results : kept(results, keep, now), unreadable };
}

/**
 * Beyond a count there stay, of the last two weeks, differences and the first result of each day, and what last came of a subject that
 * differs: many results of one kind push none of these out.
 */
function kept(results: readonly ExperimentResult[], keep: Keep, now: Date): readonly ExperimentResult[] {
  const since = (days: number): string => new Date(now.getTime() - days * dayMs).toISOString();
  if ('days' in keep) return results.filter(({ time }) => time >= since(keep.days));
  const latest = new Map(results.map((one) => [subjectKey(one), one]));
  const fortnight = since(lookedAt);
  const days = new Set<string>();
  const left = new Map<string, number>();
  for (const { component } of results) left.set(component, (left.get(component) ?? 0) + 1);
  return results.filter((one) => {
    const { component, time } = one;
    const after = left.get(component)!;
    left.set(component, after - 1);
    const day = `${component} ${time.slice(0, 10)}`;
    const first = !days.has(day);
    days.add(day);
    return after <= keep.count || (time >= fortnight && (first || isBad(one))) || (isBad(one) && latest.get(subjectKey(one)) === one);
  });
}

async function readSegment(path: string): Promise<{ read: ExperimentResult[]; torn: number }> {
  const read: ExperimentResult[] = [];
  let torn = 0;
  for (const line of (await readFile(path, 'utf8').catch(absent(''))).split('\n')) {
    if (line === '') continue;
    try {
      const value = JSON.parse(line) as Partial<ExperimentResult> | null;
      if (typeof value?.id !== 'string' || typeof value.time !== 'string' || typeof value.verdict !== 'string') torn++;
      else read.push(value as ExperimentResult);
    } catch {
      torn++;
    }
  }
  return { read, torn };
}

const absent =
  <T>(instead: T) =>
  (error: NodeJS.ErrnoException): T => {
    if (error.code === 'ENOENT') return instead;
    throw error;
  };

/** Where the reproducers of a result are. */
export const reproducerFolder = (store: string, id: string): string => join(store, 'reproducers', id);

/** Removes whole files whose results are all beyond what is kept, and reproducers of results that are gone. */
async function prune(folder: string, keep: Keep, now: Date): Promise<void> {
  const names = await segments(folder);
  const { results } = await readResults(folder, keep, now);
  const ids = new Set(results.map(({ id }) => id));
  for (const name of names.slice(0, -1)) {
    const { read } = await readSegment(join(folder, name));
    if (read.every(({ id }) => !ids.has(id))) await rm(join(folder, name), { force: true });
  }
  for (const id of await readdir(join(folder, 'reproducers')).catch(absent([]))) {
    const path = reproducerFolder(folder, id);
    // One just made belongs to a result that is not written yet.
    const age =
      now.getTime() -
      (await stat(path).then(
        ({ mtimeMs }) => mtimeMs,
        () => now.getTime(),
      ));
    if (!ids.has(id) && age > dayMs) await rm(path, { recursive: true, force: true });
  }
}

import { randomBytes } from 'node:crypto';
import { link, open, readFile, rename, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { MdmError } from '../errors.js';
import { openDataFolder } from './data-folder.js';
import { isAlive } from '../config/scratch.js';
import { machine } from './stage.js';

interface Holder {
  readonly pid: number;
  readonly machine: string;
  /** Tells two holds of one process apart. */
  readonly hold: string;
  readonly at: number;
}
/** A switch takes milliseconds; whoever holds the lock for this long has gone. */
const STALE = 5 * 60_000;
const PATIENCE = 60_000;

export interface GuardOptions {
  readonly signal?: AbortSignal;
  /** Told once when somebody else is at it. */
  readonly onWait?: (sentence: string) => void;
  readonly patience?: number;
}

/** Does the work while no other process changes the plugins of this data folder. */
export async function guarded<T>(data: string, work: () => Promise<T>, options: GuardOptions = {}): Promise<T> {
  await openDataFolder(data);
  const file = join(data, 'plugins.lock');
  const own: Holder = { pid: process.pid, machine, hold: randomBytes(8).toString('hex'), at: Date.now() };
  await take(file, own, options);
  try {
    return await work();
  } finally {
    if ((await readHolder(file))?.hold === own.hold) await unlink(file).catch(() => {});
  }
}

async function take(file: string, own: Holder, { signal, onWait, patience = PATIENCE }: GuardOptions): Promise<void> {
  const until = Date.now() + patience;
  for (let tries = 0; ; tries++) {
    signal?.throwIfAborted();
    if (await create(file, own)) return;
    const holder = await readHolder(file);
    if (holder && isStale(holder)) {
      await takeAway(file, holder);
      continue;
    }
    if (tries === 4) onWait?.('Another mdm is changing the plugins; waiting for it.');
    if (Date.now() > until)
      throw new MdmError(
        'permission',
        `Another mdm (process ${holder?.pid ?? 'unknown'}) has been changing the plugins for too long.`,
        `When there is none, remove ${file}.`,
      );
    await wait(Math.min(250, 10 * 2 ** tries), undefined, signal ? { signal } : {}).catch(() => signal?.throwIfAborted());
  }
}

/** The file is there with its content or not at all. */
async function create(file: string, own: Holder): Promise<boolean> {
  const fresh = `${file}.${own.hold}`;
  try {
    await writeFile(fresh, JSON.stringify({ ...own, at: Date.now() }), { flag: 'wx' }).catch((error: unknown) => {
      throw Object.assign(error as Error, { path: file });
    });
    return await linked(fresh, file, own);
  } finally {
    await unlink(fresh).catch(() => {});
  }
}

async function linked(fresh: string, file: string, own: Holder): Promise<boolean> {
  try {
    await link(fresh, file); // Fails when the file is there.
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return false;
    // A file system without hard links.
    return await createPlain(file, own);
  }
}

async function createPlain(file: string, own: Holder): Promise<boolean> {
  try {
    const handle = await open(file, 'wx');
    await handle.writeFile(JSON.stringify({ ...own, at: Date.now() })).finally(() => handle.close());
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Undefined: it has gone, or cannot be read. */
async function readHolder(file: string): Promise<Holder | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Holder;
  } catch (error) {
    return error instanceof SyntaxError ? { pid: 0, machine: '', hold: '', at: Date.now() } : undefined;
  }
}

const isStale = ({ pid, machine: at, at: since }: Holder): boolean =>
  at === machine && pid !== process.pid ? !isAlive(pid) : Date.now() - since > STALE;

/** Takes a stale lock away; when another process was quicker and the lock is a new one by now, puts it back. */
async function takeAway(file: string, stale: Holder): Promise<void> {
  const aside = `${file}.${randomBytes(8).toString('hex')}`;
  try {
    await rename(file, aside);
  } catch {
    return; // Another process took it away.
  }
  if ((await readHolder(aside))?.hold !== stale.hold) await link(aside, file).catch(() => {});
  await unlink(aside).catch(() => {});
}

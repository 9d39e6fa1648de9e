import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { isAlive } from '../config/scratch.js';
import { openDataFolder } from './data-folder.js';

/** Where plugins of others live, each version in a folder of its own. */
export const pluginsDir = (data: string): string => join(data, 'plugins');

const PREFIX = '.stage-';
const DAY = 24 * 60 * 60 * 1000;
/** Process numbers mean nothing on another machine that shares the folder. */
export const machine = createHash('sha256').update(hostname()).digest('hex').slice(0, 8);

/** A new folder in which npm works until what it made is good. */
export async function openStage(data: string): Promise<string> {
  const stage = join(pluginsDir(data), `${PREFIX}${machine}-${process.pid}-${randomBytes(4).toString('hex')}`);
  await openDataFolder(data);
  try {
    await mkdir(stage, { recursive: true });
    await writeFile(join(stage, 'package.json'), '{ "name": "mdm-stage", "version": "0.0.0", "private": true }\n');
  } catch (error) {
    await remove(stage).catch(() => {});
    throw error;
  }
  return stage;
}

export const remove = (path: string): Promise<void> => rm(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });

/** Removes the stages of installs that were killed: those whose process has gone, and of other machines those older than a day. */
export async function sweepStages(data: string): Promise<void> {
  for (const name of await entriesOf(pluginsDir(data))) {
    if (!name.startsWith(PREFIX)) continue;
    const [at, pid] = name.slice(PREFIX.length).split('-');
    const path = join(pluginsDir(data), name);
    const gone = at === machine && !isAlive(Number(pid));
    // The npm of a killed install may still write into it; the next sweep gets it.
    if (gone || Date.now() - (await modified(path)) > DAY) await remove(path).catch(() => {});
  }
}

/** Removes versions that no plugin of the state has: the old one after a switch, and the new one of a switch that was killed. */
export async function sweepVersions(data: string, kept: readonly string[]): Promise<void> {
  const folders = new Set(kept.map((folder) => folder.split('/').slice(0, 3).join('/')));
  for (const name of await entriesOf(pluginsDir(data))) {
    if (name.startsWith('.')) continue;
    const versions = await entriesOf(join(pluginsDir(data), name));
    const left = versions.filter((version) => !folders.has(`plugins/${name}/${version}`));
    // Windows does not remove what a running mdm has open; the next sweep gets it.
    for (const version of left) await remove(join(pluginsDir(data), name, version)).catch(() => {});
    if (left.length === versions.length) await remove(join(pluginsDir(data), name)).catch(() => {});
  }
}

/** A virus scanner on Windows holds a new folder for a moment. */
export async function moveFolder(from: string, to: string): Promise<void> {
  for (let tries = 0; ; tries++) {
    try {
      return await rename(from, to);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (tries === 9 || process.platform !== 'win32' || !['EPERM', 'EACCES', 'EBUSY'].includes(code ?? '')) throw error;
      await wait(20 * 2 ** tries);
    }
  }
}

async function entriesOf(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch {
    return [];
  }
}

async function modified(path: string): Promise<number> {
  try {
    return (await stat(path)).mtimeMs;
  } catch {
    return Date.now();
  }
}

import { readdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Config } from '../../config/config.js';
import { isAlive, scratchOwner } from '../../config/scratch.js';
import type { BackendName } from '../../storage/backend.js';
import { keptStores } from '../kept.js';
import { isLocked, withDataset } from '../lock.js';
import { nameOfStore, sameName } from '../names.js';
import { dropFolder, readJournal, storeFolder, storeFolders } from '../registration/journal.js';
import { openRepository, writerOf } from '../repository.js';
import type { Workspace } from '../workspace.js';
import { readMark, unmarkMigration } from './mark.js';

/** A store that a move had begun to fill when its process ended; no dataset has it. */
export interface LeftStore {
  readonly dataset: string;
  readonly store: string;
  readonly backend: BackendName | undefined;
  /** Where it was made; absent when it may not have been. */
  readonly made?: string;
  readonly folder: string;
}

/** Where runs note how far they are, and copy what they read. */
export const migrationsFolder = (config: Config): string => join(config.home, 'migrations');

/** The stores that moves left which were cut off; those of datasets that another process works on are not among them. */
export async function leftStores(config: Config): Promise<readonly LeftStore[]> {
  const found: LeftStore[] = [];
  for (const one of await beganStores(config)) if (!(await isLocked(config, one.dataset))) found.push(one);
  return found;
}

/** Takes such stores of a dataset away; to be called by who holds the dataset. */
export async function dropBegun(ws: Workspace, name: string): Promise<void> {
  for (const one of await beganStores(ws.config, name)) await dropBegunStore(ws, one);
  for (const store of await storeFolders(ws.config)) if (nameOfStore(store) === name) await dropEmpty(storeFolder(ws.config, store));
  // One that became the dataset just before the end is no longer being filled.
  const store = (await openRepository(ws.config).find(name))?.database.store;
  if (store !== undefined) await unmarkMigration(ws.config, store);
}

/** Takes one such store away, unless it became the dataset since, or is on a server that is not in use; gives whether it did. */
export const dropLeftStore = (ws: Workspace, { dataset, store }: Pick<LeftStore, 'dataset' | 'store'>): Promise<boolean> =>
  withDataset(ws.config, dataset, async () => {
    const found = (await beganStores(ws.config, dataset)).find((one) => one.store === store);
    return found !== undefined && (await dropBegunStore(ws, found));
  });

async function dropBegunStore(ws: Workspace, { store, backend: name, made }: LeftStore): Promise<boolean> {
  const backend = name && (await ws.backends.of(name));
  // A database of a server is dropped where it is known to be the one that was made: another home may have one of its name.
  if (name === 'postgresql' && made !== undefined && made !== backend?.locate(store)) return false;
  if (name !== 'postgresql' || made !== undefined) await backend?.dropDataset(store);
  await dropFolder(ws.config, store);
  return true;
}

/** A folder in which nothing is but what a process that ended was writing. */
async function dropEmpty(folder: string): Promise<void> {
  const writers = (await readdir(folder)).map((file) => writerOf(file));
  if (writers.every((process) => process !== undefined && !isAlive(process))) await rm(folder, { recursive: true, force: true });
}

async function beganStores(config: Config, name?: string): Promise<LeftStore[]> {
  const repository = openRepository(config);
  const { records, problems } = await repository.list();
  const used = new Set(records.flatMap((record) => [record.database.store, ...keptStores(record).map(({ store }) => store)]));
  const found: LeftStore[] = [];
  for (const store of await storeFolders(config)) {
    const dataset = nameOfStore(store);
    if (name !== undefined && dataset !== name) continue;
    const mark = await readMark(config, store);
    if (!mark || (await readJournal(config, store))) continue;
    // What a pointer that cannot be read names is not known.
    if (problems.some(({ file }) => sameName(basename(file, '.yaml'), dataset))) continue;
    if (used.has(store)) continue;
    found.push({ dataset, store, ...mark, folder: storeFolder(config, store) });
  }
  return found;
}

/** Copies in the folder of runs that a process which ended was reading. */
export async function leftCopies(config: Config): Promise<readonly string[]> {
  const folder = migrationsFolder(config);
  const names = await readdir(folder).catch((): string[] => []);
  return names.flatMap((name) => {
    const owner = scratchOwner(config.home, name);
    return owner === undefined || isAlive(owner) ? [] : [join(folder, name)];
  });
}

/** Takes such copies away. */
export async function dropCopies(config: Config): Promise<void> {
  for (const path of await leftCopies(config)) await rm(path, { recursive: true, force: true });
}

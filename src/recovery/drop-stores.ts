import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { keptStores } from '../datasets/kept.js';
import { saidBackend } from '../datasets/migrate/mark.js';
import { nameOfStore } from '../datasets/names.js';
import type { DatasetRecord } from '../datasets/record.js';
import { BESIDE, dropFolder, readJournal, storeFolder, storeFolders } from '../datasets/registration/journal.js';
import { openRepository } from '../datasets/repository.js';
import { isOnServer } from '../datasets/server.js';
import type { Workspace } from '../datasets/workspace.js';
import { isHeld, type Copies } from './copies.js';
import { isThere } from './home-files.js';

export const hasFiles = async (folder: string): Promise<boolean> => (await readdir(folder).catch((): string[] => [])).length > 0;

/** Takes away stores that the dataset had before, if they are copied as they are and nothing names them. */
export async function dropCopied(ws: Workspace, name: string, before: DatasetRecord | undefined, copies: Copies): Promise<void> {
  const now = await openRepository(ws.config).get(name);
  const named = [now.database, ...keptStores(now)];
  for (const { snapshot, dataset, database } of await copies.of(name)) {
    const { backend, store } = dataset;
    if (named.some((one) => one.backend === backend && one.store === store) || !isOnServer(ws.config, database)) continue;
    // A database on a server may be of another home by now.
    const ours = backend !== 'postgresql' || before?.database.store === store || (await hasFiles(storeFolder(ws.config, store)));
    if (!ours) continue;
    const keeper = await ws.backends.of(backend);
    if (await isHeld(ws, snapshot, dataset, store)) await keeper.dropDataset(store);
    else if ((await keeper.datasetExists(store)) || !(await isLeft(storeFolder(ws.config, store)))) continue;
    if (!named.some((one) => one.store === store)) await dropFolder(ws.config, store);
  }
}

const hasOnly = async (folder: string, isOurs: (name: string) => boolean): Promise<boolean> =>
  (await readdir(folder).catch((): string[] => [])).every(isOurs);

/** Whether a folder has nothing but what was to be renamed. */
const isHollow = (folder: string): Promise<boolean> => hasOnly(folder, (name) => name.startsWith('.'));

/** Whether a folder has only what stands beside tables. */
const isLeft = (folder: string): Promise<boolean> => hasOnly(folder, (name) => name.startsWith('.') || BESIDE.includes(name));

/** Takes away what tries that were cut off left of this dataset. */
export async function dropBegun(ws: Workspace, name: string): Promise<void> {
  const { config } = ws;
  const present = await openRepository(config)
    .find(name)
    .catch(() => null);
  // What a pointer that cannot be read names is not known.
  if (present === null) return;
  const named = present ? [present.database, ...keptStores(present)].map((one) => one.store) : [];
  for (const store of await storeFolders(config)) {
    if (nameOfStore(store) !== name || named.includes(store)) continue;
    if (await isHollow(storeFolder(config, store))) await dropFolder(config, store);
    const begun = (await isThere(join(storeFolder(config, store), 'migration.json'))) && !(await readJournal(config, store));
    const backend = begun ? await saidBackend(config, store) : undefined;
    if (backend === undefined) continue;
    await (await ws.backends.of(backend)).dropDataset(store);
    await dropFolder(config, store);
  }
}

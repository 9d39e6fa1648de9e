import { readdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { BACKENDS, type BackendName } from '../storage/backend.js';
import { keptStores } from './kept.js';
import { withDataset } from './lock.js';
import { nameOfStore } from './names.js';
import type { DatasetRecord } from './record.js';
import { openRepository } from './repository.js';
import { checkServer, isOnServer } from './server.js';
import type { Workspace } from './workspace.js';

export interface RemovedStore {
  readonly backend: BackendName;
  readonly store: string;
  readonly location: string;
  readonly bytes: number;
}

export interface Removal {
  readonly record: DatasetRecord;
  readonly pointer: string;
  /** The tables in use, and those that replaced or migrated datasets left. */
  readonly stores: readonly RemovedStore[];
  /** Folders beside the tables: metadata, statistics. */
  readonly folders: readonly string[];
  readonly dryRun: boolean;
}

/** What would go: found out without a change. Fails when the database cannot be reached, so that nothing is half removed. */
export async function planRemoval(ws: Workspace, name: string): Promise<Removal> {
  const repository = openRepository(ws.config);
  const record = await repository.get(name);
  checkServer(ws.config, record);
  return {
    record,
    pointer: await repository.fileOf(record.name),
    stores: await storesOf(ws, record),
    folders: await foldersOf(ws, record.name),
    dryRun: true,
  };
}

/** Takes a dataset away: the pointer first, so that it is there whole or not at all, then what it pointed to. */
export async function removeDataset(ws: Workspace, name: string, { dryRun = false }: { readonly dryRun?: boolean } = {}): Promise<Removal> {
  if (dryRun) return planRemoval(ws, name);
  const { track } = await import('../operations/operations.js');
  return track(ws.config, { type: 'dataset_remove', operation: 'remove', dataset: name }, () =>
    withDataset(ws.config, name, () => takeAway(ws, name), ws.signal ? { signal: ws.signal } : {}),
  );
}

/** As `removeDataset`, by one who holds the lock of the dataset. */
export async function takeAway(ws: Workspace, name: string): Promise<Removal> {
  const plan = await planRemoval(ws, name);
  await openRepository(ws.config).remove(plan.record.name);
  for (const { backend, store } of plan.stores) {
    const keeper = await ws.backends.of(backend);
    await keeper.closeConnections(store);
    await keeper.dropDataset(store);
  }
  for (const folder of plan.folders) await rm(folder, { recursive: true, force: true });
  return { ...plan, dryRun: false };
}

/** Every store of the dataset, in every backend that may have one. A server where the record knows of none need not answer. */
async function storesOf(ws: Workspace, record: DatasetRecord): Promise<RemovedStore[]> {
  const found: RemovedStore[] = [];
  const kept = keptStores(record).filter((one) => isOnServer(ws.config, one));
  const folders = new Set(await foldersOf(ws, record.name).then((all) => all.map((path) => basename(path))));
  const isOurs = (backend: BackendName, store: string): boolean => {
    const said = [record.database, ...kept].some((one) => one.backend === backend && one.store === store);
    // Other homes keep datasets of the same name on the same server. A store of this home has a folder, without a file of tables in it.
    const filed = found.some((one) => one.store === store);
    return said || (nameOfStore(store) === record.name && (backend !== 'postgresql' || (folders.has(store) && !filed)));
  };
  for (const name of BACKENDS) {
    const own = record.database.backend === name || kept.some((one) => one.backend === name);
    if (name === 'postgresql' && !own && !ws.config.get('database.postgresql.user')) continue;
    try {
      const backend = await ws.backends.of(name);
      const stores = (await backend.datasets()).filter((store) => isOurs(name, store));
      for (const store of stores)
        found.push({ backend: name, store, location: backend.locate(store), bytes: await backend.sizeOf(store).catch(() => 0) });
    } catch (error) {
      if (own) throw error;
      ws.log.child('remove').debug('a backend that the dataset does not use cannot be looked at', { backend: name });
    }
  }
  return found;
}

async function foldersOf(ws: Workspace, name: string): Promise<string[]> {
  const datasets = ws.config.path('paths.datasets_path');
  const entries = await readdir(datasets, { withFileTypes: true }).catch(() => []);
  return entries.filter((one) => one.isDirectory() && nameOfStore(one.name) === name).map((one) => join(datasets, one.name));
}

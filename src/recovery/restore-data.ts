import { readdir, readFile, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Json } from '@mdm/sdk';
import { freeStore } from '../datasets/free-store.js';
import { keptStores } from '../datasets/kept.js';
import { withDataset } from '../datasets/lock.js';
import { markMigration, unmarkMigration } from '../datasets/migrate/mark.js';
import { sameName } from '../datasets/names.js';
import { pointerOf, recordOf } from '../datasets/pointer.js';
import type { DatasetRecord, RecordDatabase } from '../datasets/record.js';
import { dropFolder, dropJournal, storeFolder } from '../datasets/registration/journal.js';
import { openRepository, writeWhole } from '../datasets/repository.js';
import { RECORD_KEY } from '../datasets/update.js';
import type { Workspace } from '../datasets/workspace.js';
import { readYaml, writeYaml } from '../datasets/yaml.js';
import { firstLine, MdmError } from '../errors.js';
import type { IStorageBackend } from '../storage/backend.js';
import { fillStore, placeBeside } from './fill-store.js';
import { isThere } from './home-files.js';
import type { Snapshot, SnapshotDataset } from './manifest.js';
import { differencesOf } from './verify.js';

/** What a part of a rollback does, or has done. */
export interface Step {
  readonly part: 'flags' | 'config' | 'features' | 'pointers' | 'data' | 'logs';
  /** A dataset, a flag or a file. */
  readonly what: string;
  /** `same`: it is already as it was. */
  readonly state: 'same' | 'to restore' | 'restored' | 'failed';
  readonly detail?: string;
}

/**
 * Makes a dataset what it was: its tables are put into a store of their own and compared with their checksums, then the pointer is
 * switched in one step. Where the tables are there already, only the pointer is. An end in the middle leaves the dataset before or after.
 */
export async function restoreDataset(
  ws: Workspace,
  snapshot: Snapshot,
  dataset: SnapshotDataset,
  { apply, keep }: { readonly apply: boolean; readonly keep?: (name: string) => boolean },
): Promise<Step> {
  const { name } = dataset;
  const step = (state: Step['state'], detail?: string): Step => ({ part: 'data', what: name, state, ...(detail ? { detail } : {}) });
  const work = async (): Promise<Step> => {
    const present = await presentOf(ws, name);
    const backend = await ws.backends.of(dataset.backend);
    const store = await storeWith(ws, backend, dataset, present);
    const next = await pointerText(ws, snapshot, dataset, backend, store ?? dataset.store, present);
    if (store !== undefined && (await isPointer(ws, dataset, next.text))) return step('same');
    if (!apply) return step('to restore', store === undefined ? 'tables and pointer' : 'pointer');
    if (store !== undefined) await switchTo(ws, snapshot, dataset, backend, store, next);
    else await putBack(ws, snapshot, dataset, backend, present);
    await dropBefore(ws, name, present, keep);
    return step('restored', store === undefined ? 'tables and pointer' : 'pointer');
  };
  try {
    return await (apply ? withDataset(ws.config, name, work, ws.signal ? { signal: ws.signal } : {}) : work());
  } catch (error) {
    if (error instanceof MdmError && error.code === 'interrupted') throw error;
    return step('failed', firstLine(error));
  }
}

/** A pointer that cannot be read is replaced. */
const presentOf = ({ config }: Workspace, name: string): Promise<DatasetRecord | undefined> =>
  openRepository(config)
    .find(name)
    .catch(() => undefined);

/** A store of this home that has the tables as they were. */
async function storeWith(
  ws: Workspace,
  backend: IStorageBackend,
  dataset: SnapshotDataset,
  present: DatasetRecord | undefined,
): Promise<string | undefined> {
  const known = present ? [present.database, ...keptStores(present)].filter((one) => one.backend === dataset.backend) : [];
  const candidates = new Set(known.map((one) => one.store));
  // A database on a server that no pointer names may be of another home.
  if (dataset.backend !== 'postgresql') candidates.add(dataset.store);
  for (const store of candidates) {
    // A database that cannot be read has not the tables as they were.
    const same = await backend
      .datasetExists(store)
      .then(async (there) => there && (await differencesOf(backend, dataset, store, ws.signal)).length === 0)
      .catch((error: unknown) => {
        if (error instanceof MdmError && error.code === 'interrupted') throw error;
        return false;
      });
    if (same) return store;
  }
  return undefined;
}

async function putBack(
  ws: Workspace,
  snapshot: Snapshot,
  dataset: SnapshotDataset,
  backend: IStorageBackend,
  present: DatasetRecord | undefined,
): Promise<void> {
  const { config } = ws;
  const free = !(await backend.datasetExists(dataset.store)) && !(await hasFiles(storeFolder(config, dataset.store)));
  const store = free ? dataset.store : await freeStore(config, backend, dataset.name, present?.database.store);
  try {
    await markMigration(config, store, dataset.backend);
    await fillStore(ws, backend, snapshot, dataset, store);
    const [first] = await differencesOf(backend, dataset, store, ws.signal);
    if (first !== undefined)
      throw new MdmError('integrity', `What was put back is not what was copied: ${first}.`, 'Use another copy: mdm rollback list');
    await switchTo(ws, snapshot, dataset, backend, store, await pointerText(ws, snapshot, dataset, backend, store, present));
  } catch (error) {
    if ((await presentOf(ws, dataset.name))?.database.store !== store) {
      await backend.dropDataset(store).catch(() => undefined);
      await dropFolder(config, store);
    }
    throw error;
  }
}

const hasFiles = async (folder: string): Promise<boolean> => (await readdir(folder).catch((): string[] => [])).length > 0;

interface Pointer {
  readonly text: string;
  readonly record: DatasetRecord;
  /** Whether it is not the one of the snapshot. */
  readonly changed: boolean;
}

/** The pointer as it was, but for where the tables are now. */
async function pointerText(
  { config }: Workspace,
  { folder, manifest }: Snapshot,
  dataset: SnapshotDataset,
  backend: IStorageBackend,
  store: string,
  present: DatasetRecord | undefined,
): Promise<Pointer> {
  const path = join(folder, dataset.pointer);
  const text = await readFile(path, 'utf8');
  const data = await readYaml(text, path);
  const was = recordOf(data, path, basename(path, '.yaml'));
  const sameHome = manifest.home === config.home;
  const database = sameHome && store === dataset.store ? was.database : databaseAt(was.database, backend, store);
  const { kept_stores: _, ...metadata } = was.metadata;
  // What migrations left is in the home that they were made in.
  const kept = [...(sameHome ? keptStores(was) : []), ...(present ? keptStores(present) : [])];
  const left = new Map(kept.map((one) => [`${one.backend} ${one.store}`, one]));
  left.delete(`${dataset.backend} ${store}`);
  const record = { ...was, database, metadata: { ...metadata, ...(left.size > 0 ? { kept_stores: [...left.values()] } : {}) } };
  if (isDeepStrictEqual(record, was)) return { text, record, changed: false };
  return { text: writeYaml(pointerOf(record, data)), record, changed: true };
}

function databaseAt(was: RecordDatabase, backend: IStorageBackend, store: string): RecordDatabase {
  if (was.backend !== 'postgresql') return { ...was, store, path: backend.locate(store) };
  return { ...was, store, database: decodeURIComponent(backend.locate(store).split('/').at(-1)!) };
}

const targetOf = ({ config }: Workspace, { pointer }: SnapshotDataset): string =>
  join(config.path('paths.configs_path'), basename(pointer));

const isPointer = async (ws: Workspace, dataset: SnapshotDataset, text: string): Promise<boolean> =>
  (await readFile(targetOf(ws, dataset), 'utf8').catch(() => undefined)) === text;

async function switchTo(
  ws: Workspace,
  snapshot: Snapshot,
  dataset: SnapshotDataset,
  backend: IStorageBackend,
  store: string,
  { text, record, changed }: Pointer,
): Promise<void> {
  const { config } = ws;
  await placeBeside(ws, snapshot, dataset, store);
  const kept = await backend.getMetadata(store, RECORD_KEY);
  const wanted = JSON.parse(JSON.stringify(record)) as Json;
  if (kept !== undefined && !isDeepStrictEqual(kept, wanted)) await backend.updateMetadata(store, RECORD_KEY, wanted);
  const info = join(storeFolder(config, store), 'dataset_info.json');
  if (changed && (await isThere(info))) await writeWhole(info, `${JSON.stringify(record, null, 2)}\n`);
  await dropJournal(config, store);
  const target = targetOf(ws, dataset);
  await writeWhole(target, text);
  await unmarkMigration(config, store);
  await removeTwins(ws, dataset.name, target);
}

/** Other spellings of the pointer's name would be a second dataset of this name. */
async function removeTwins({ config }: Workspace, name: string, target: string): Promise<void> {
  for (const file of await readdir(dirname(target)))
    if (file.endsWith('.yaml') && file !== basename(target) && sameName(basename(file, '.yaml'), name))
      await rm(join(config.path('paths.configs_path'), file), { force: true });
}

/** Takes away the tables that the dataset had before, if they were copied and nothing names them. */
async function dropBefore(
  ws: Workspace,
  name: string,
  before: DatasetRecord | undefined,
  keep: (name: string) => boolean = () => false,
): Promise<void> {
  if (!before || keep(name)) return;
  const now = await openRepository(ws.config).get(name);
  const { backend, store } = before.database;
  const named = [now.database, ...keptStores(now)].some((one) => one.backend === backend && one.store === store);
  if (named) return;
  await (await ws.backends.of(backend)).dropDataset(store);
  if (store !== now.database.store) await dropFolder(ws.config, store);
}

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
import { isHeld, setAside, type Copies } from './copies.js';
import { dropBegun, dropCopied, hasFiles } from './drop-stores.js';
import { fillStore, placeBeside } from './fill-store.js';
import { isThere } from './home-files.js';
import { sha256, type Snapshot, type SnapshotDataset } from './manifest.js';
import { differencesOf } from './verify.js';
import { sumOf } from './writer.js';

/** What a part of a rollback does, or has done. */
export interface Step {
  readonly part: 'flags' | 'config' | 'features' | 'pointers' | 'data' | 'logs';
  /** A dataset, a flag or a file. */
  readonly what: string;
  /** `same`: it is already as it was. */
  readonly state: 'same' | 'to restore' | 'restored' | 'failed';
  readonly detail?: string;
}

interface Job {
  readonly ws: Workspace;
  readonly snapshot: Snapshot;
  readonly dataset: SnapshotDataset;
  readonly backend: IStorageBackend;
  readonly present: DatasetRecord | undefined;
  readonly copies: Copies;
}

/**
 * Makes a dataset what it was: its tables are put into a store of their own and compared with their checksums, then the pointer is
 * switched in one step. Where the tables are there already, only the pointer is. An end in the middle leaves the dataset before or after.
 */
export async function restoreDataset(
  ws: Workspace,
  snapshot: Snapshot,
  dataset: SnapshotDataset,
  { apply, copies }: { readonly apply: boolean; readonly copies: Copies },
): Promise<Step> {
  const { name } = dataset;
  const step = (state: Step['state'], detail?: string): Step => ({ part: 'data', what: name, state, ...(detail ? { detail } : {}) });
  const work = async (): Promise<Step> => {
    const present = await presentOf(ws, name);
    const job: Job = { ws, snapshot, dataset, backend: await ws.backends.of(dataset.backend), present, copies };
    const store = await storeWith(job);
    const next = await pointerText(job, store ?? dataset.store);
    const pointed = await isPointer(ws, dataset, next.text);
    const same = store !== undefined && pointed && (await isBeside(job, store, next));
    if (!apply) return same ? step('same') : step('to restore', changes(store, pointed));
    const aside = pointed ? undefined : await setAside(copies, targetOf(ws, dataset));
    if (store === undefined) await putBack(job);
    else if (!same) await switchTo(job, store, next);
    await dropCopied(ws, name, present, copies);
    if (same) return step('same');
    return step('restored', [changes(store, pointed), ...(aside === undefined ? [] : [`the pointer before is ${aside}`])].join('; '));
  };
  try {
    return await (apply ? withDataset(ws.config, name, work, ws.signal ? { signal: ws.signal } : {}) : work());
  } catch (error) {
    if (error instanceof MdmError && error.code === 'interrupted') throw error;
    return step('failed', firstLine(error));
  }
}

const changes = (store: string | undefined, pointed: boolean): string =>
  store === undefined ? 'tables and pointer' : pointed ? 'files beside the tables' : 'pointer';

/** A pointer that cannot be read is replaced. */
const presentOf = ({ config }: Workspace, name: string): Promise<DatasetRecord | undefined> =>
  openRepository(config)
    .find(name)
    .catch(() => undefined);

/** A store of this home that has the tables as they were. */
async function storeWith({ ws, snapshot, dataset, present }: Job): Promise<string | undefined> {
  const known = present ? [present.database, ...keptStores(present)].filter((one) => one.backend === dataset.backend) : [];
  const candidates = new Set(known.map((one) => one.store));
  // A database on a server that no pointer names may be of another home.
  if (dataset.backend !== 'postgresql') candidates.add(dataset.store);
  for (const store of candidates) if (await isHeld(ws, snapshot, dataset, store)) return store;
  return undefined;
}

async function putBack(job: Job): Promise<void> {
  const { ws, snapshot, dataset, backend, present } = job;
  const { config } = ws;
  await dropBegun(ws, dataset.name);
  const free = !(await backend.datasetExists(dataset.store)) && !(await hasFiles(storeFolder(config, dataset.store)));
  const store = free ? dataset.store : await freeStore(config, backend, dataset.name, present?.database.store);
  let taken = false;
  try {
    await markMigration(config, store, dataset.backend);
    await fillStore(ws, backend, snapshot, dataset, store).catch((error: unknown) => {
      taken = error instanceof MdmError && error.code === 'exists';
      throw error;
    });
    const [first] = await differencesOf(backend, dataset, store, ws.signal);
    if (first !== undefined)
      throw new MdmError('integrity', `What was put back is not what was copied: ${first}.`, 'Use another copy: mdm rollback list');
    await switchTo(job, store, await pointerText(job, store));
  } catch (error) {
    // Somebody else made it in between.
    if (taken) await unmarkMigration(config, store);
    else if ((await presentOf(ws, dataset.name))?.database.store !== store) {
      await backend.dropDataset(store).catch(() => undefined);
      await dropFolder(config, store);
    }
    throw error;
  }
}

const INFO = 'dataset_info.json';
const infoText = (record: DatasetRecord): string => `${JSON.stringify(record, null, 2)}\n`;

interface Pointer {
  readonly text: string;
  readonly record: DatasetRecord;
  /** Whether it is not the one of the snapshot. */
  readonly changed: boolean;
}

/** The pointer as it was, but for where the tables are now. */
async function pointerText({ ws: { config }, snapshot, dataset, backend, present }: Job, store: string): Promise<Pointer> {
  const { folder, manifest } = snapshot;
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

async function switchTo(job: Job, store: string, { text, record, changed }: Pointer): Promise<void> {
  const { ws, snapshot, dataset, backend } = job;
  const { config } = ws;
  await placeBeside(ws, snapshot, dataset, store);
  const kept = await backend.getMetadata(store, RECORD_KEY);
  const wanted = JSON.parse(JSON.stringify(record)) as Json;
  if (kept !== undefined && !isDeepStrictEqual(kept, wanted)) await backend.updateMetadata(store, RECORD_KEY, wanted);
  const info = join(storeFolder(config, store), INFO);
  if (changed && (await isThere(info))) await writeWhole(info, infoText(record));
  await dropJournal(config, store);
  const target = targetOf(ws, dataset);
  await writeWhole(target, text);
  await unmarkMigration(config, store);
  await removeTwins(job, target);
}

/** Other spellings of the pointer's name would be a second dataset of this name. */
async function removeTwins({ dataset, copies }: Job, target: string): Promise<void> {
  for (const name of await readdir(dirname(target))) {
    if (!name.endsWith('.yaml') || name === basename(target) || !sameName(basename(name, '.yaml'), dataset.name)) continue;
    const file = join(dirname(target), name);
    await setAside(copies, file);
    await rm(file, { force: true });
  }
}

/** Whether what stood beside the tables is in the store's folder as it was; the record there follows the pointer. */
async function isBeside({ ws: { config }, snapshot, dataset: { beside } }: Job, store: string, next: Pointer): Promise<boolean> {
  for (const { path, sha256: sum } of snapshot.manifest.files.filter((one) => one.path.startsWith(`${beside}/`))) {
    const inside = path.slice(beside.length + 1);
    const wanted = inside === INFO && next.changed ? sha256(infoText(next.record)) : sum;
    const there = await sumOf(join(storeFolder(config, store), inside)).catch(() => undefined);
    if (there?.sha256 !== wanted) return false;
  }
  return true;
}

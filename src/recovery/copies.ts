import { link, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { sameName } from '../datasets/names.js';
import { recordOf } from '../datasets/pointer.js';
import type { DatasetRecord, RecordDatabase } from '../datasets/record.js';
import { isOnServer } from '../datasets/server.js';
import { RECORD_KEY } from '../datasets/update.js';
import type { Workspace } from '../datasets/workspace.js';
import { readYaml } from '../datasets/yaml.js';
import { MdmError } from '../errors.js';
import type { IStorageBackend } from '../storage/backend.js';
import { metadataOf } from '../storage/move.js';
import type { Snapshot, SnapshotDataset } from './manifest.js';
import { differencesOf } from './verify.js';
import { sumOf } from './writer.js';

/** What a rollback copied before it changed anything: only that may be replaced or taken away. */
export interface Copies {
  /** What a dataset was when it was copied, with where its record says it was. */
  of(name: string): Promise<readonly Copied[]>;
  /** Whether the tables of a record are copied as they are now. */
  hasTables(ws: Workspace, record: DatasetRecord): Promise<boolean>;
  hasPointer(name: string, sha256: string): boolean;
}

export interface Copied {
  readonly snapshot: Snapshot;
  readonly dataset: SnapshotDataset;
  readonly database: RecordDatabase;
}

export function copiesOf(snapshots: readonly Snapshot[]): Copies {
  const of = (name: string): Promise<Copied[]> =>
    Promise.all(
      snapshots.flatMap((snapshot) =>
        snapshot.manifest.datasets
          .filter((dataset) => sameName(dataset.name, name))
          .map(async (dataset) => ({ snapshot, dataset, database: await databaseOf(snapshot, dataset) })),
      ),
    );
  return {
    of,
    hasTables: async (ws, { name, database }) => {
      for (const { snapshot, dataset } of await of(name))
        if (dataset.backend === database.backend && dataset.store === database.store && isOnServer(ws.config, database))
          if (await isHeld(ws, snapshot, dataset, database.store)) return true;
      return false;
    },
    hasPointer: (name, sha256) =>
      snapshots.some(({ manifest }) =>
        manifest.files.some((one) => one.kind === 'pointer' && basename(one.path) === name && one.sha256 === sha256),
      ),
  };
}

async function databaseOf({ folder }: Snapshot, { pointer }: SnapshotDataset): Promise<RecordDatabase> {
  const path = join(folder, pointer);
  return recordOf(await readYaml(await readFile(path, 'utf8'), path), path, basename(path, '.yaml')).database;
}

/** Whether a store has the tables of a copy and what is known beside them; what cannot be read has not. */
export async function isHeld(ws: Workspace, snapshot: Snapshot, dataset: SnapshotDataset, store: string): Promise<boolean> {
  try {
    const backend = await ws.backends.of(dataset.backend);
    if (!(await backend.datasetExists(store))) return false;
    return (await differencesOf(backend, dataset, store, ws.signal)).length === 0 && (await hasMetadata(backend, snapshot, dataset, store));
  } catch (error) {
    if (error instanceof MdmError && error.code === 'interrupted') throw error;
    return false;
  }
}

async function hasMetadata(backend: IStorageBackend, { folder }: Snapshot, { metadata }: SnapshotDataset, store: string): Promise<boolean> {
  if (metadata === undefined) return true;
  // The record says where the store is, and goes with the pointer.
  const known = (all: Readonly<Record<string, unknown>>): object => ({ ...all, [RECORD_KEY]: undefined });
  const wanted = JSON.parse(await readFile(join(folder, metadata), 'utf8')) as Readonly<Record<string, unknown>>;
  return isDeepStrictEqual(known(wanted), known(await metadataOf(backend, store)));
}

/** Before a pointer is replaced: one that is in no copy stays beside it under the name that is given back. */
export async function setAside(copies: Copies, file: string): Promise<string | undefined> {
  const sum = await sumIfThere(file);
  if (sum === undefined || copies.hasPointer(basename(file), sum)) return undefined;
  for (let n = 1; ; n++) {
    const aside = `${file}.before${n}`;
    const there = await sumIfThere(aside);
    if (there === undefined) await link(file, aside);
    if (there === undefined || there === sum) return basename(aside);
  }
}

const sumIfThere = (file: string): Promise<string | undefined> =>
  sumOf(file).then(
    ({ sha256 }) => sha256,
    (error: unknown) => {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      return undefined;
    },
  );

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Workspace } from '../datasets/workspace.js';
import { firstLine } from '../errors.js';
import { scratchPrefix } from '../config/scratch.js';
import { openConfig } from '../config/config.js';
import { differences, fingerprint } from '../storage/checksum.js';
import { openBackend } from '../storage/open.js';
import { fillStore } from './fill-store.js';
import { writeVerified, type Snapshot, type SnapshotDataset, type SnapshotFile } from './manifest.js';
import { sumOf } from './writer.js';

export interface VerifyOptions {
  /** Puts every dataset into a scratch folder and compares its values too. */
  readonly full?: boolean;
  /** These files alone; the snapshot does not count as verified then. */
  readonly only?: (file: SnapshotFile) => boolean;
}

export interface VerifiedSnapshot {
  readonly files: number;
  readonly bytes: number;
  /** Datasets whose values were compared. */
  readonly datasets: number;
  /** One sentence each, without its full stop. */
  readonly problems: readonly string[];
}

/** Whether every file of a snapshot is as it was written. What is whole is marked so. */
export async function verifySnapshot(ws: Workspace, snapshot: Snapshot, options: VerifyOptions = {}): Promise<VerifiedSnapshot> {
  const { folder, manifest } = snapshot;
  const files = options.only ? manifest.files.filter(options.only) : manifest.files;
  const problems: string[] = [];
  let done = 0;
  for (const { path, bytes, sha256 } of files) {
    ws.onProgress?.({ what: `check ${path}`, share: manifest.bytes === 0 ? 1 : done / manifest.bytes });
    const sum = await sumOf(join(folder, path), ws.signal).catch((error: unknown) => {
      if (['ENOENT', 'ENOTDIR', 'EACCES', 'EIO', 'EISDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
      throw error;
    });
    if (!sum) problems.push(`${path} is not there, or cannot be read`);
    else if (sum.bytes !== bytes) problems.push(`${path} has ${sum.bytes} bytes instead of ${bytes}`);
    else if (sum.sha256 !== sha256) problems.push(`${path} is not as it was written`);
    done += bytes;
  }
  let datasets = 0;
  if (options.full && problems.length === 0)
    for (const dataset of manifest.datasets) {
      problems.push(...(await compareValues(ws, snapshot, dataset)));
      datasets++;
    }
  if (problems.length > 0 || !options.only)
    await writeVerified(folder, problems.length > 0 ? undefined : new Date().toISOString()).catch(() => undefined);
  return { files: files.length, bytes: done, datasets, problems };
}

/** Puts a dataset into a store of its own, for exported tables one of DuckDB, and reads it. */
async function compareValues(ws: Workspace, snapshot: Snapshot, dataset: SnapshotDataset): Promise<string[]> {
  const { home } = ws.config;
  const scratch = await mkdtemp(join(tmpdir(), scratchPrefix(home)));
  const config = await openConfig({ home: scratch, env: {} });
  const backend = await openBackend(dataset.backend === 'postgresql' ? 'duckdb' : dataset.backend, config);
  try {
    await fillStore({ ...ws, config }, backend, snapshot, dataset, dataset.store);
    return await differencesOf(backend, dataset, dataset.store);
  } catch (error) {
    return [`${dataset.name} cannot be put back: ${firstLine(error)}`];
  } finally {
    await backend.close();
    await rm(scratch, { recursive: true, force: true });
  }
}

/** How the tables of a store differ from those of a snapshot. */
export async function differencesOf(
  backend: Awaited<ReturnType<typeof openBackend>>,
  { name, tables }: SnapshotDataset,
  store: string,
  signal?: AbortSignal,
): Promise<string[]> {
  const there = new Set((await backend.tables(store)).map((table) => table.name));
  const found = [...there]
    .filter((table) => !tables.some((one) => one.table === table))
    .map((table) => `${name} has a table ${table} more`);
  for (const table of tables) {
    if (there.has(table.table)) {
      const differing = differences(table, await fingerprint(backend, store, table.table, signal));
      if (differing.length > 0) found.push(`${name}, table ${table.table}: ${differing.join('; ')}`);
    } else found.push(`${name} has no table ${table.table}`);
  }
  return found;
}

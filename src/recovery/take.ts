import { mkdir, rename, rm, statfs } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { withDataset } from '../datasets/lock.js';
import type { DatasetRecord } from '../datasets/record.js';
import { openRepository } from '../datasets/repository.js';
import type { Workspace } from '../datasets/workspace.js';
import { firstLine, MdmError } from '../errors.js';
import { check, fileProblem } from '../storage/problems.js';
import { copyTables } from './copy-store.js';
import { copyHome } from './home-files.js';
import { newId, readSnapshot, VERSION, writeManifest, type Snapshot, type SnapshotDataset, type SnapshotKind } from './manifest.js';
import { withStorage } from './storage.js';
import { partName, snapshotWriter, sweep, type SnapshotWriter } from './writer.js';

export interface TakeOptions {
  /** Folder of the snapshots. */
  readonly root: string;
  readonly kind: SnapshotKind;
  readonly description?: string | undefined;
  /** Default true: with the pointers and tables of datasets. */
  readonly data?: boolean;
  /** Default: all datasets. */
  readonly datasets?: readonly string[] | undefined;
  /** Which of these; default: each. */
  readonly wants?: (ws: Workspace, record: DatasetRecord) => Promise<boolean>;
}

/**
 * Copies the home as it is: configuration, flags, custom features, and each dataset as of one moment. A dataset that cannot be copied is
 * named in the manifest. The snapshot appears whole or not at all.
 */
export async function takeSnapshot(ws: Workspace, options: TakeOptions): Promise<Snapshot> {
  const { root, kind, description, data = true } = options;
  const at = new Date();
  const id = newId(at);
  const part = join(root, partName(id));
  const named = options.datasets === undefined ? undefined : await recordsOf(ws, options.datasets);
  try {
    await mkdir(part, { recursive: true, mode: 0o700 });
    await sweep(root);
    const writer = snapshotWriter(part, ws.signal);
    const home = await copyHome(ws, writer);
    const { datasets, failed } = data
      ? await withStorage(ws, (own) => copyDatasets(own, writer, named, options.wants))
      : { datasets: [], failed: [] };
    const files = writer.files();
    await writeManifest(part, {
      version: VERSION,
      id,
      kind,
      at: at.toISOString(),
      description: description ?? null,
      home: ws.config.home,
      bytes: files.reduce((sum, one) => sum + one.bytes, 0),
      data,
      names: await openRepository(ws.config).names(),
      ...home,
      datasets,
      failed,
      files,
    });
    await rename(part, join(root, id));
  } catch (error) {
    await rm(part, { recursive: true, force: true }).catch(() => undefined);
    throw fileProblem(error, root);
  }
  ws.log.child('recovery').info(`made ${kind} ${id}`, { folder: join(root, id) });
  return readSnapshot(join(root, id));
}

const recordsOf = async (ws: Workspace, names: readonly string[]): Promise<DatasetRecord[]> => {
  const repository = openRepository(ws.config);
  return Promise.all(names.map((name) => repository.get(name)));
};

interface Failed {
  readonly dataset: string;
  readonly problem: string;
}

async function copyDatasets(
  ws: Workspace,
  writer: SnapshotWriter,
  named: readonly DatasetRecord[] | undefined,
  wants: TakeOptions['wants'] = () => Promise.resolve(true),
): Promise<{ readonly datasets: readonly SnapshotDataset[]; readonly failed: readonly Failed[] }> {
  const { records: all, problems } = named ? { records: named, problems: [] } : await openRepository(ws.config).list();
  const records: DatasetRecord[] = [];
  for (const record of all) if (await wants(ws, record)) records.push(record);
  await checkSpace(ws, records, writer.folder);
  const datasets: SnapshotDataset[] = [];
  const failed: Failed[] = problems.map(({ file, problem }) => ({ dataset: basename(file, '.yaml'), problem }));
  for (const [i, { name }] of records.entries()) {
    check(ws.signal);
    ws.onProgress?.({ what: `copy ${name}`, share: i / records.length });
    try {
      const copied = await withDataset(ws.config, name, () => copyDataset(ws, name, writer), ws.signal ? { signal: ws.signal } : {});
      if (copied) datasets.push(copied);
    } catch (error) {
      // Without space the others fail too, and an end is an end.
      if (error instanceof MdmError && ['disk-full', 'interrupted'].includes(error.code)) throw error;
      failed.push({ dataset: name, problem: firstLine(error) });
    }
  }
  return { datasets, failed };
}

/** Undefined: the dataset was removed meanwhile. */
async function copyDataset(ws: Workspace, name: string, writer: SnapshotWriter): Promise<SnapshotDataset | undefined> {
  const repository = openRepository(ws.config);
  const record = await repository.find(name);
  if (!record) return undefined;
  const file = await repository.fileOf(name);
  const pointer = await writer.copy('pointer', `pointers/${basename(file)}`, file);
  try {
    return { name, pointer, ...(await copyTables(ws, record, writer)) };
  } catch (error) {
    await writer.drop(pointer);
    await writer.drop(`stores/${record.database.backend}/${record.database.store}`);
    throw error;
  }
}

async function checkSpace(ws: Workspace, records: readonly DatasetRecord[], folder: string): Promise<void> {
  let needed = 0;
  for (const { database } of records)
    needed += await ws.backends
      .of(database.backend)
      .then((backend) => backend.sizeOf(database.store))
      .catch(() => 0);
  const { bavail, bsize } = await statfs(folder);
  if (needed > bavail * bsize)
    throw new MdmError(
      'disk-full',
      `There is no space for a copy: ${needed} bytes are needed at ${folder}, and ${bavail * bsize} are free.`,
      'Free some space, or take old copies away: mdm rollback cleanup',
    );
}

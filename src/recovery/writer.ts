import { createHash, randomBytes } from 'node:crypto';
import { copyFile, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isAlive } from '../config/scratch.js';
import { check, fileProblem } from '../storage/problems.js';
import type { FileKind, SnapshotFile } from './manifest.js';

/** Writes the files of a snapshot, and their checksums. */
export interface SnapshotWriter {
  /** Where the files are while the snapshot is being made. */
  readonly folder: string;
  /** Has `make` write a file; gives its path in the snapshot. */
  add(kind: FileKind, path: string, make: (file: string) => Promise<void>): Promise<string>;
  copy(kind: FileKind, path: string, source: string): Promise<string>;
  /** Takes back what was added below a path. */
  drop(path: string): Promise<void>;
  files(): readonly SnapshotFile[];
}

export function snapshotWriter(folder: string, signal?: AbortSignal): SnapshotWriter {
  let files: SnapshotFile[] = [];
  const add: SnapshotWriter['add'] = async (kind, path, make) => {
    check(signal);
    const file = join(folder, path);
    try {
      await mkdir(dirname(file), { recursive: true });
      await make(file);
      const { bytes, sha256 } = await sumOf(file, signal);
      await synced(file);
      files.push({ path, kind, bytes, sha256 });
    } catch (error) {
      throw fileProblem(error, file);
    }
    return path;
  };
  return {
    folder,
    add,
    copy: (kind, path, source) => add(kind, path, (file) => copyFile(source, file)),
    drop: async (path) => {
      files = files.filter((one) => one.path !== path && !one.path.startsWith(`${path}/`));
      await rm(join(folder, path), { recursive: true, force: true });
    },
    files: () => files,
  };
}

const BLOCK = 1 << 20;

/** Size and SHA-256 of a file, in bounded memory. */
export async function sumOf(file: string, signal?: AbortSignal): Promise<{ readonly bytes: number; readonly sha256: string }> {
  const handle = await open(file, 'r');
  try {
    const hash = createHash('sha256');
    const block = Buffer.allocUnsafe(BLOCK);
    let bytes = 0;
    for (;;) {
      check(signal);
      const { bytesRead } = await handle.read(block, 0, BLOCK, bytes);
      if (bytesRead === 0) return { bytes, sha256: hash.digest('hex') };
      hash.update(block.subarray(0, bytesRead));
      bytes += bytesRead;
    }
  } finally {
    await handle.close();
  }
}

/** Windows syncs only what is open for writing; elsewhere a copy of a read-only file is synced too. */
const SYNCED = process.platform === 'win32' ? 'r+' : 'r';

/** What was written is on the disk. */
export async function synced(file: string): Promise<void> {
  const handle = await open(file, SYNCED);
  await handle.sync().finally(() => handle.close());
}

/** Copies a file into its place: a reader sees the old or the new one. */
export async function putFile(from: string, to: string): Promise<void> {
  const beside = join(dirname(to), `.${process.pid}-${randomBytes(6).toString('hex')}.tmp`);
  try {
    await mkdir(dirname(to), { recursive: true });
    await copyFile(from, beside);
    await synced(beside);
    await rename(beside, to);
  } catch (error) {
    await rm(beside, { force: true });
    throw fileProblem(error, to);
  }
}

const PART = /^\.[\w-]+\.(\d+)\.(?:part|gone)$/;

/** Name of the folder of a snapshot that is being made. */
export const partName = (id: string): string => `.${id}.${process.pid}.part`;

/** Takes a snapshot away: it is in the list or not, whenever this ends. */
export async function removeSnapshot(root: string, id: string): Promise<void> {
  const gone = join(root, `.${id}.${process.pid}.gone`);
  await rename(join(root, id), gone);
  await rm(gone, { recursive: true, force: true });
}

/** Takes away what processes that ended left of snapshots. */
export async function sweep(root: string): Promise<void> {
  for (const name of await readdir(root).catch((): string[] => [])) {
    const pid = PART.exec(name)?.[1];
    if (pid !== undefined && !isAlive(Number(pid))) await rm(join(root, name), { recursive: true, force: true });
  }
}

import { createHash, randomBytes } from 'node:crypto';
import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import type { Config } from '../config/config.js';
import { firstLine, MdmError, nearest } from '../errors.js';
import { writeWhole } from '../datasets/repository.js';
import type { BackendName } from '../storage/backend.js';
import type { TableFingerprint } from '../storage/checksum.js';

export const VERSION = 1;
const FILE = 'manifest.json';
const SUM = 'manifest.sha256';
const VERIFIED = 'verified.json';

/** What a file of a snapshot is of. */
export type FileKind = 'config' | 'features' | 'log' | 'pointer' | 'store';

export interface SnapshotFile {
  /** Below the snapshot's folder, with `/`. */
  readonly path: string;
  readonly kind: FileKind;
  readonly bytes: number;
  readonly sha256: string;
}

export interface SnapshotTable extends TableFingerprint {
  /** Where the table is exported: its path in the snapshot. */
  readonly file?: string;
}

/** A dataset of a snapshot: its pointer and its tables. */
export interface SnapshotDataset {
  readonly name: string;
  /** Its path in the snapshot. */
  readonly pointer: string;
  readonly backend: BackendName;
  readonly store: string;
  /** A copy of the database's file; absent where tables are exported. */
  readonly database?: string;
  readonly tables: readonly SnapshotTable[];
  /** What the store knows besides: its path in the snapshot. */
  readonly metadata?: string;
  /** Rows of tables of MDM 1.0.6, where tables are exported: its path in the snapshot. */
  readonly originals?: string;
  /** Folder of the snapshot with what stood beside the tables. */
  readonly beside: string;
}

export interface SnapshotFlag {
  readonly value: unknown;
  /** Whether the configuration file set it. */
  readonly set: boolean;
}

/** `before`: made by a rollback or a restore, of the state before it. */
export type SnapshotKind = 'backup' | 'point' | 'before';

/** What a snapshot holds. It is written last: a folder without it is none. */
export interface Manifest {
  readonly version: number;
  readonly id: string;
  readonly kind: SnapshotKind;
  /** ISO 8601. */
  readonly at: string;
  readonly description: string | null;
  readonly home: string;
  readonly bytes: number;
  /** Whether the tables of datasets are in it. */
  readonly data: boolean;
  /** Name of the configuration file; null: the home had none. */
  readonly config: string | null;
  /** By key, such as `refactoring.use_new_backend`. */
  readonly flags: Readonly<Record<string, SnapshotFlag>>;
  /** Which side answered, by component. */
  readonly components: Readonly<Record<string, 'old' | 'new'>>;
  /** Datasets that there were, copied or not. */
  readonly names: readonly string[];
  readonly datasets: readonly SnapshotDataset[];
  /** What could not be copied. */
  readonly failed: readonly { readonly dataset: string; readonly problem: string }[];
  readonly files: readonly SnapshotFile[];
}

export interface Snapshot {
  readonly folder: string;
  readonly manifest: Manifest;
  /** When it was verified last; null: never. */
  readonly verified: string | null;
}

/** Where backups of a home are. */
export const backupsFolder = (config: Config): string => join(config.home, 'backups');
/** Where points of a home are. */
export const pointsFolder = (config: Config): string => join(config.home, 'rollback');

/** An id by which snapshots are sorted. */
export const newId = (at: Date): string =>
  `${at.toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-')}-${randomBytes(2).toString('hex')}`;

export const sha256 = (content: string | Buffer): string => createHash('sha256').update(content).digest('hex');

export async function writeManifest(folder: string, manifest: Manifest): Promise<void> {
  const text = `${JSON.stringify(manifest, null, 2)}\n`;
  await writeWhole(join(folder, FILE), text);
  await writeWhole(join(folder, SUM), `${sha256(text)}  ${FILE}\n`);
}

/** Keeps that a snapshot was verified; undefined: that it is damaged. */
export async function writeVerified(folder: string, at: string | undefined): Promise<void> {
  if (at === undefined) await rm(join(folder, VERIFIED), { force: true });
  else await writeWhole(join(folder, VERIFIED), `${JSON.stringify({ at })}\n`);
}

/** A snapshot by its folder; fails with `integrity` when its manifest was changed. */
export async function readSnapshot(folder: string): Promise<Snapshot> {
  const file = join(folder, FILE);
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new MdmError('not-found', `${folder} is no backup: ${FILE} is not there.`, 'See: mdm backup list', error);
  });
  const sum = await readFile(join(folder, SUM), 'utf8').catch(() => '');
  if (sum.split(' ', 1)[0] !== sha256(text))
    throw new MdmError('integrity', `${file} is not as it was written.`, 'Use another one: mdm backup list, or mdm rollback list');
  const manifest = JSON.parse(text) as Manifest;
  if (manifest.version !== VERSION)
    throw new MdmError('integrity', `${file} has the version ${manifest.version}, and this MDM reads ${VERSION}.`, 'Use a newer MDM.');
  return { folder, manifest, verified: await verifiedAt(folder) };
}

async function verifiedAt(folder: string): Promise<string | null> {
  try {
    return (JSON.parse(await readFile(join(folder, VERIFIED), 'utf8')) as { readonly at: string }).at;
  } catch {
    return null;
  }
}

export interface SnapshotList {
  /** The latest first. */
  readonly snapshots: readonly Snapshot[];
  readonly problems: readonly { readonly id: string; readonly problem: string }[];
}

const ID = /^\d{8}-\d{6}-[0-9a-f]{4}$/;

/** The snapshots in a folder, and those that cannot be read. */
export async function listSnapshots(root: string): Promise<SnapshotList> {
  const names = (await readdir(root).catch((): string[] => [])).filter((name) => ID.test(name));
  const snapshots: Snapshot[] = [];
  const problems: { id: string; problem: string }[] = [];
  for (const id of names.sort().reverse()) {
    try {
      snapshots.push(await readSnapshot(join(root, id)));
    } catch (error) {
      problems.push({ id, problem: firstLine(error) });
    }
  }
  snapshots.sort((a, b) => (a.manifest.at < b.manifest.at ? 1 : a.manifest.at > b.manifest.at ? -1 : 0));
  return { snapshots, problems };
}

/** A snapshot by its id, or by the path of its folder. */
export async function findSnapshot(root: string, given: string): Promise<Snapshot> {
  if (ID.test(given) && (await isFolder(join(root, given)))) return readSnapshot(join(root, given));
  if (!ID.test(given) && (await isFolder(given))) return readSnapshot(resolve(given));
  const ids = (await readdir(root).catch((): string[] => [])).filter((name) => ID.test(name));
  const near = nearest(given, ids);
  throw new MdmError(
    'not-found',
    `There is no ${JSON.stringify(given)} in ${root}.`,
    near ? `Did you mean ${near}?` : `See: mdm ${basename(root) === 'backups' ? 'backup' : 'rollback'} list`,
  );
}

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (facts) => facts.isDirectory(),
    () => false,
  );

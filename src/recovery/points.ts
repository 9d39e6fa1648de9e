import { MdmError } from '../errors.js';
import type { Workspace } from '../datasets/workspace.js';
import { backupsFolder, findSnapshot, listSnapshots, pointsFolder, type Snapshot, type SnapshotList } from './manifest.js';
import { unfinishedRun } from './rollback.js';
import { takeSnapshot } from './take.js';
import { removeSnapshot, sweep } from './writer.js';

export interface CreateOptions {
  readonly description?: string | undefined;
  /** Default: all. */
  readonly datasets?: readonly string[] | undefined;
  /** Default true. */
  readonly data?: boolean;
}

/** Copies the home into `<home>/backups`. */
export const createBackup = (ws: Workspace, options: CreateOptions = {}): Promise<Snapshot> =>
  takeSnapshot(ws, { ...options, root: backupsFolder(ws.config), kind: 'backup' });

/** Makes a point to go back to, in `<home>/rollback`. */
export const createPoint = (ws: Workspace, options: CreateOptions = {}): Promise<Snapshot> =>
  takeSnapshot(ws, { ...options, root: pointsFolder(ws.config), kind: 'point' });

export const listBackups = ({ config }: Workspace): Promise<SnapshotList> => listSnapshots(backupsFolder(config));
export const listPoints = ({ config }: Workspace): Promise<SnapshotList> => listSnapshots(pointsFolder(config));

/** A backup by its id or folder; default: the latest. */
export async function backupOf(ws: Workspace, given: string | undefined): Promise<Snapshot> {
  if (given !== undefined) return findSnapshot(backupsFolder(ws.config), given);
  const [latest] = (await listBackups(ws)).snapshots;
  if (latest) return latest;
  throw new MdmError('not-found', 'There is no backup.', 'Make one: mdm backup create');
}

/** A point by its id; default: that of a rollback that was cut off, else the latest that was made on purpose. */
export async function pointOf(ws: Workspace, given: string | undefined): Promise<Snapshot> {
  const root = pointsFolder(ws.config);
  if (given !== undefined) return findSnapshot(root, given);
  const cutOff = await unfinishedRun(root);
  const { snapshots } = await listPoints(ws);
  const latest =
    snapshots.find(({ manifest }) => manifest.id === cutOff?.point) ?? snapshots.find(({ manifest }) => manifest.kind === 'point');
  if (latest) return latest;
  throw new MdmError('not-found', 'There is no point to go back to.', 'Make one: mdm rollback create');
}

export interface Cleaned {
  readonly removed: readonly Snapshot[];
  readonly kept: readonly Snapshot[];
}

/** Removes the oldest points; never the latest that was verified, nor one that a rollback needs that was cut off. */
export async function cleanPoints(
  ws: Workspace,
  { keep, dryRun = false }: { readonly keep: number; readonly dryRun?: boolean },
): Promise<Cleaned> {
  const root = pointsFolder(ws.config);
  const { snapshots } = await listSnapshots(root);
  const verified = snapshots.find((one) => one.verified !== null);
  const cutOff = await unfinishedRun(root);
  const isNeeded = (one: Snapshot): boolean => one === verified || one.manifest.id === cutOff?.point || one.manifest.id === cutOff?.before;
  const removed = snapshots.slice(keep).filter((one) => !isNeeded(one));
  if (!dryRun) {
    await sweep(root);
    for (const { manifest } of removed) await removeSnapshot(root, manifest.id);
  }
  return { removed, kept: snapshots.filter((one) => !removed.includes(one)) };
}

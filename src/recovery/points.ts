import { MdmError } from '../errors.js';
import type { Workspace } from '../datasets/workspace.js';
import { backupsFolder, findSnapshot, listSnapshots, pointsFolder, type Snapshot, type SnapshotList } from './manifest.js';
import { unfinishedRun } from './runs.js';
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
  const list = await listBackups(ws);
  const [latest] = list.snapshots;
  refuseLater(list, latest);
  if (latest) return latest;
  throw new MdmError('not-found', 'There is no backup.', 'Make one: mdm backup create');
}

/** What cannot be read is never passed over for an older one. */
function refuseLater({ problems: [later] }: SnapshotList, latest: Snapshot | undefined): void {
  if (!later || (latest && latest.manifest.id > later.id)) return;
  throw new MdmError(
    'integrity',
    `The latest one, ${later.id}, cannot be used: ${later.problem.replace(/\.$/, '')}.`,
    latest ? `Name the one that you want, such as ${latest.manifest.id}` : 'There is no other.',
  );
}

/** A point by its id; default: that of a rollback that was cut off, if none was made since, else the latest that was made on purpose. */
export async function pointOf(ws: Workspace, given: string | undefined): Promise<Snapshot> {
  const root = pointsFolder(ws.config);
  if (given !== undefined) return findSnapshot(root, given);
  const cutOff = await unfinishedRun(root);
  const list = await listPoints(ws);
  const made = list.snapshots.find(({ manifest }) => manifest.kind === 'point');
  const begun = list.snapshots.find(({ manifest }) => manifest.id === cutOff?.point);
  const latest = begun && !(made && made.manifest.at > cutOff!.at) ? begun : made;
  refuseLater(list, latest);
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

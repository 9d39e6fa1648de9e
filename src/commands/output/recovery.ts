import type { Cleaned } from '../../recovery/points.js';
import type { Snapshot, SnapshotList } from '../../recovery/manifest.js';
import type { RollbackResult, Step } from '../../recovery/rollback.js';
import type { VerifiedSnapshot } from '../../recovery/verify.js';
import { table } from './table.js';
import { bytes, counted, duration, printable, type Paint } from './text.js';

export const snapshotJson = ({ folder, manifest, verified }: Snapshot): object => ({ ...manifest, folder, verified });

/** One snapshot of a list, without its files. */
const shortJson = ({ folder, verified, manifest }: Snapshot): object => ({
  id: manifest.id,
  kind: manifest.kind,
  at: manifest.at,
  description: manifest.description,
  bytes: manifest.bytes,
  datasets: manifest.datasets.map(({ name }) => name),
  failed: manifest.failed,
  data: manifest.data,
  verified,
  folder,
});

export const listJson = ({ snapshots, problems }: SnapshotList): object => ({ snapshots: snapshots.map(shortJson), problems });

const KINDS = { backup: 'backup', point: 'point', before: 'before a rollback' } as const;

export async function listView(
  { snapshots, problems }: SnapshotList,
  options: { readonly width: number; readonly paint: Paint },
): Promise<string> {
  const rows = snapshots.map(({ manifest, verified }) => [
    manifest.id,
    manifest.at.slice(0, 19).replace('T', ' '),
    KINDS[manifest.kind],
    manifest.data ? String(manifest.datasets.length) : 'none',
    bytes(manifest.bytes),
    verified === null ? 'no' : verified.slice(0, 10),
    manifest.description ?? '',
  ]);
  const shown = await table(
    [
      { title: 'id' },
      { title: 'made (UTC)' },
      { title: 'kind' },
      { title: 'datasets', align: 'right' },
      { title: 'size', align: 'right' },
      { title: 'verified' },
      { title: 'description', flexible: true },
    ],
    rows,
    options,
  );
  return [shown, ...problems.map(({ id, problem }) => `  ${id} cannot be read: ${printable(problem)}`)].join('\n');
}

export function madeView({ folder, manifest }: Snapshot, paint: Paint): string {
  const { datasets, failed, files } = manifest;
  return [
    paint(
      'bold',
      `Made ${manifest.id}: ${counted(datasets.length, 'dataset')}, ${counted(files.length, 'file')}, ${bytes(manifest.bytes)}.`,
    ),
    `  ${printable(folder)}`,
    ...failed.map(({ dataset, problem }) => `  Not copied: ${printable(dataset)}: ${printable(problem)}`),
  ].join('\n');
}

export function snapshotView({ folder, manifest, verified }: Snapshot): string {
  const set = Object.entries(manifest.flags).filter(([, flag]) => flag.set);
  const lines: (readonly [string, string])[] = [
    ['id', manifest.id],
    ['made', manifest.at],
    ['kind', KINDS[manifest.kind]],
    ['description', manifest.description ?? '-'],
    ['size', bytes(manifest.bytes)],
    ['folder', folder],
    ['home', manifest.home],
    ['verified', verified ?? 'never'],
    ['configuration', manifest.config ?? 'none'],
    ...set.map(([key, { value }]) => ['flag', `${key} = ${JSON.stringify(value)}`] as const),
    ...Object.entries(manifest.components).map(([name, side]) => ['component', `${name}: ${side} side`] as const),
    ...manifest.datasets.map(
      ({ name, backend, tables }) =>
        ['dataset', `${name}: ${backend}, ${tables.map((one) => `${one.table} (${counted(one.rows, 'row')})`).join(', ')}`] as const,
    ),
    ...manifest.failed.map(({ dataset, problem }) => ['not copied', `${dataset}: ${problem}`] as const),
  ];
  return lines.map(([name, value]) => `${name.padEnd(14)}${printable(value)}`).join('\n');
}

export const verifiedJson = ({ manifest }: Snapshot, { problems, ...counts }: VerifiedSnapshot): object => ({
  id: manifest.id,
  whole: problems.length === 0,
  ...counts,
  problems,
});

export function verifiedView({ manifest }: Snapshot, { files, bytes: size, datasets, problems }: VerifiedSnapshot): string {
  const read = datasets > 0 ? `; ${counted(datasets, 'dataset')} put back and read` : '';
  if (problems.length === 0) return `${manifest.id} is whole: ${counted(files, 'file')}, ${bytes(size)}${read}.`;
  return [`${manifest.id} is damaged:`, ...problems.map((one) => `  ${printable(one)}`)].join('\n');
}

export const unfinishedLine = ({ point, process, command }: RollbackResult, alive: boolean): string =>
  alive
    ? `A rollback to ${point} is being made by process ${process}. Should that be another program: ${command}`
    : `A rollback to ${point} was cut off. To go on: ${command}`;

const MARKS: Readonly<Record<Step['state'], string>> = {
  same: 'as it was',
  'to restore': 'to restore',
  restored: 'restored',
  failed: 'FAILED',
};

export function rollbackView(result: RollbackResult, paint: Paint): string {
  const { point, dryRun, steps, newer, before, errors, verified } = result;
  const moved = steps.filter(({ state }) => state !== 'same');
  const same = steps.length - moved.length;
  const head = dryRun
    ? `${point} would restore:`
    : errors.length === 0
      ? `Back at ${point} in ${duration(result.seconds)}.`
      : `Not all is back at ${point}.`;
  return [
    paint('bold', head),
    ...moved.map(
      ({ part, what, state, detail }) => `  ${MARKS[state]}: ${part} ${printable(what)}${detail ? ` (${printable(detail)})` : ''}`,
    ),
    ...(same > 0 ? [`  ${counted(same, 'item')} ${same === 1 ? 'is' : 'are'} as ${same === 1 ? 'it was' : 'they were'}.`] : []),
    ...(verified ? ['  All was read again, and is as it was.'] : []),
    ...errors.map((error) => paint('red', `  ${printable(error)}`)),
    ...(newer.length > 0 ? [`  Made since: ${printable(newer.join(', '))}`] : []),
    ...(before === null
      ? []
      : [`  The state before is kept: mdm rollback run --type ${result.type === 'partial' ? 'full' : result.type} --point ${before}`]),
    ...(dryRun ? ['Nothing was done.'] : []),
  ].join('\n');
}

export const cleanedJson = ({ removed, kept }: Cleaned, dryRun: boolean): object => ({
  dry_run: dryRun,
  removed: removed.map(({ manifest }) => manifest.id),
  bytes: removed.reduce((sum, { manifest }) => sum + manifest.bytes, 0),
  kept: kept.map(({ manifest }) => manifest.id),
});

export function cleanedView({ removed, kept }: Cleaned, dryRun: boolean): string {
  const size = bytes(removed.reduce((sum, { manifest }) => sum + manifest.bytes, 0));
  const all = counted(removed.length, 'point');
  return [
    dryRun ? `${all} (${size}) would be removed, ${kept.length} kept:` : `${all} (${size}) removed, ${kept.length} kept.`,
    ...removed.map(({ manifest }) => `  ${manifest.id}`),
  ].join('\n');
}

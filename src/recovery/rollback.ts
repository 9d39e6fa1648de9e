import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openConfig } from '../components/config/index.js';
import type { KeyName } from '../config/keys.js';
import { withLock } from '../config/lock.js';
import { removeDataset } from '../datasets/remove.js';
import { openRepository, writeWhole } from '../datasets/repository.js';
import type { Workspace } from '../datasets/workspace.js';
import { firstLine, MdmError } from '../errors.js';
import { findSnapshot, pointsFolder, type Snapshot } from './manifest.js';
import { neededFiles, planOf, type Plan, type RollbackType } from './plan.js';
import { restoreDataset, type Step } from './restore-data.js';
import { restoreConfig, restoreFeatures, restoreFlags, restoreLogs } from './restore-home.js';
import { restorePointer } from './restore-pointers.js';
import { withStorage } from './storage.js';
import { takeSnapshot } from './take.js';
import { verifySnapshot } from './verify.js';

export { COMPONENTS, ROLLBACK_TYPES, type Component, type RollbackType } from './plan.js';
export type { Step } from './restore-data.js';

export interface RollbackOptions {
  readonly type: RollbackType;
  /** Of `partial`. */
  readonly components?: readonly string[] | undefined;
  /** Default: all that the snapshot has. */
  readonly datasets?: readonly string[] | undefined;
  readonly dryRun?: boolean;
  /** Removes datasets that were made since. Default: they stay. */
  readonly dropNew?: boolean;
}

export interface RollbackResult {
  readonly id: string;
  readonly point: string;
  readonly type: RollbackType;
  readonly components: readonly string[];
  readonly dryRun: boolean;
  readonly at: string;
  readonly state: 'running' | 'done' | 'failed';
  /** The point of the state before, to go back to; null: nothing was to be done, or dry run. */
  readonly before: string | null;
  readonly steps: readonly Step[];
  /** Datasets made since; removed with `dropNew`. */
  readonly newer: readonly string[];
  readonly errors: readonly string[];
  /** Whether everything was looked at again, and is as it was. */
  readonly verified: boolean;
  readonly seconds: number;
}

const runsFolder = (root: string): string => join(root, 'runs');

/**
 * Makes the home what it was when a snapshot was made, or parts of it. The snapshot is verified first, and a point of the present state is
 * made. What is as it was already is left alone, so that a run that was cut off is repeated to its end.
 */
export async function rollback(ws: Workspace, snapshot: Snapshot, options: RollbackOptions): Promise<RollbackResult> {
  const began = performance.now();
  const plan = planOf(snapshot, options);
  await refuseDamaged(ws, snapshot, plan);
  const root = pointsFolder(ws.config);
  const at = new Date().toISOString();
  const id = `${at.slice(0, 23).replaceAll(/[-:T.]/g, '')}-${randomBytes(2).toString('hex')}`;
  const base = { id, point: snapshot.manifest.id, type: options.type, components: options.components ?? [], at };
  const seconds = (): number => (performance.now() - began) / 1000;
  if (options.dryRun) {
    const steps = await stepsOf(ws, snapshot, plan, { apply: false });
    const errors = errorsOf(steps);
    const newer = await newerOf(ws, snapshot, plan);
    return { ...base, dryRun: true, state: 'done', before: null, steps, newer, errors, verified: false, seconds: seconds() };
  }
  await mkdir(runsFolder(root), { recursive: true });
  return withLock(join(root, 'run'), async () => {
    const cutOff = await unfinishedRun(root);
    const now = await takeSnapshot(ws, { root, kind: 'before', description: `before a rollback to ${base.point}`, data: plan.pointers });
    const first = cutOff?.point === base.point ? await findSnapshot(root, cutOff.before ?? '').catch(() => undefined) : undefined;
    // Of a run that was cut off, the state before is the one before it.
    const before = first ?? now;
    const running = { ...base, dryRun: false, before: before.manifest.id, steps: [], newer: [], errors: [], verified: false };
    const write = (result: RollbackResult): Promise<void> =>
      writeWhole(join(runsFolder(root), `${id}.json`), `${JSON.stringify(result, null, 2)}\n`);
    await write({ ...running, state: 'running', seconds: 0 });
    if (cutOff)
      await writeWhole(join(runsFolder(root), `${cutOff.id}.json`), `${JSON.stringify({ ...cutOff, state: 'failed' }, null, 2)}\n`);
    const lost = new Set(now.manifest.failed.map(({ dataset }) => dataset));
    const steps = await stepsOf(ws, snapshot, plan, { apply: true, before, keep: (name) => lost.has(name) });
    const newer = await newerOf(ws, snapshot, plan);
    if (options.dropNew) for (const name of newer) await removeDataset(ws, name);
    const left = await inHome(ws, steps, (after) => stepsOf(after, snapshot, plan, { apply: false, before }));
    const errors = [
      ...errorsOf(steps),
      ...left.filter(({ state }) => state === 'to restore').map(({ part, what }) => `${part} ${what} is not as it was`),
    ];
    const result: RollbackResult = {
      ...running,
      state: errors.length === 0 ? 'done' : 'failed',
      steps,
      newer,
      errors,
      verified: errors.length === 0,
      seconds: seconds(),
    };
    await write(result);
    ws.log.child('recovery').info(`rolled back to ${base.point}`, { type: base.type, errors: errors.length, before: before.manifest.id });
    return result;
  });
}

const errorsOf = (steps: readonly Step[]): string[] =>
  steps.flatMap(({ part, what, state, detail }) => (state === 'failed' ? [`${part} ${what}: ${detail}`] : []));

async function refuseDamaged(ws: Workspace, snapshot: Snapshot, plan: Plan): Promise<void> {
  const only = neededFiles(snapshot, plan);
  const { problems } = await verifySnapshot(ws, snapshot, only ? { only } : {});
  if (problems.length === 0) return;
  throw new MdmError(
    'integrity',
    `${snapshot.manifest.id} cannot be used: ${problems[0]}${problems.length > 1 ? `, and ${problems.length - 1} more` : ''}.`,
    'Use another one: mdm rollback list, or mdm backup list',
  );
}

interface Doing {
  readonly apply: boolean;
  readonly before?: Snapshot;
  /** Whether the present tables of a dataset are kept, for there is no copy of them. */
  readonly keep?: (name: string) => boolean;
}

/** In this order: where datasets are is said by the configuration. */
async function stepsOf(ws: Workspace, snapshot: Snapshot, plan: Plan, { apply, before, keep }: Doing): Promise<Step[]> {
  const { config } = ws;
  const steps: Step[] = [];
  steps.push(...(await restoreFlags(config, snapshot, plan.flags, apply)));
  if (plan.config) steps.push(...(await configSteps(ws, snapshot, plan.kept, apply, before)));
  if (plan.features) steps.push(...(await restoreFeatures(config, snapshot, apply)));
  const ofDatasets = async (after: Workspace): Promise<void> => {
    for (const dataset of plan.datasets) {
      ws.onProgress?.({ what: `${apply ? 'restore' : 'check'} ${dataset.name}` });
      if (plan.data) steps.push(await restoreDataset(after, snapshot, dataset, { apply, ...(keep ? { keep } : {}) }));
      else steps.push(await restorePointer(after, snapshot, dataset, apply));
    }
  };
  await inHome(ws, steps, ofDatasets);
  for (const { dataset, problem } of plan.missing)
    steps.push({ part: 'data', what: dataset, state: 'failed', detail: `it was not copied: ${problem}` });
  if (plan.logs) steps.push(...(await restoreLogs(config, snapshot, apply)));
  return steps;
}

/** The configuration; flags of other components stay as they were before. */
async function configSteps(
  { config }: Workspace,
  snapshot: Snapshot,
  kept: readonly KeyName[],
  apply: boolean,
  before: Snapshot | undefined,
): Promise<Step[]> {
  if (kept.length === 0) return restoreConfig(config, snapshot, apply);
  // Another component's flag in the file is no difference once the rest was put back.
  if (!apply && before) return [];
  const steps = await restoreConfig(config, snapshot, apply);
  if (apply && before) await restoreFlags(await openConfig({ home: config.home }), before, kept, true);
  return steps;
}

/** Does work in the home as it is after these steps. */
async function inHome<T>(ws: Workspace, steps: readonly Step[], work: (ws: Workspace) => Promise<T>): Promise<T> {
  const isOther = steps.some(({ part, state }) => part === 'config' && state === 'restored');
  return withStorage(isOther ? { ...ws, config: await openConfig({ home: ws.config.home }) } : ws, work);
}

async function newerOf({ config }: Workspace, { manifest }: Snapshot, plan: Plan): Promise<string[]> {
  if (!plan.data && !plan.pointers) return [];
  const known = new Set([...manifest.datasets.map(({ name }) => name), ...manifest.failed.map(({ dataset }) => dataset)]);
  return (await openRepository(config).names()).filter((name) => !known.has(name));
}

/** The rollback that was cut off last; undefined: the last one ended. */
export async function unfinishedRun(root: string): Promise<RollbackResult | undefined> {
  const names = (await readdir(runsFolder(root)).catch((): string[] => [])).filter((name) => name.endsWith('.json')).sort();
  const last = names.at(-1);
  if (last === undefined) return undefined;
  try {
    const run = JSON.parse(await readFile(join(runsFolder(root), last), 'utf8')) as RollbackResult;
    return run.state === 'running' ? run : undefined;
  } catch (error) {
    throw new MdmError('integrity', `${join(runsFolder(root), last)} cannot be read: ${firstLine(error)}.`, 'Take it away.', error);
  }
}

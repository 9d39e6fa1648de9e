import { join } from 'node:path';
import type { KeyName } from '../config/keys.js';
import type { Workspace } from '../datasets/workspace.js';
import { copiesOf, type Copies } from './copies.js';
import { CONFIG, HISTORY, METRICS } from './home-files.js';
import type { Snapshot } from './manifest.js';
import type { Plan } from './plan.js';
import { isReadable, readableConfig } from './readable-config.js';
import { restoreDataset, type Step } from './restore-data.js';
import { restoreConfig, restoreFeatures, restoreFlags, restoreLog, restoreOldFlags } from './restore-home.js';
import { restorePointer } from './restore-pointers.js';
import { withStorage } from './storage.js';

export interface Doing {
  readonly apply: boolean;
  readonly before?: Snapshot;
  /** Default: none, so that nothing is taken away. */
  readonly copies?: Copies;
}

/** In this order: flags are added to the history, and where the rest is, is said by the configuration. */
export async function stepsOf(ws: Workspace, snapshot: Snapshot, plan: Plan, doing: Doing): Promise<Step[]> {
  const { config } = ws;
  const { apply, copies = copiesOf([]) } = doing;
  const steps: Step[] = [];
  if (plan.logs) steps.push(...(await restoreLog(config, snapshot, HISTORY, apply)));
  steps.push(...(await homeSteps(ws, snapshot, plan, doing)));
  await inHome(ws, snapshot, steps, async (after) => {
    if (plan.features) steps.push(...(await restoreFeatures(after.config, snapshot, apply)));
    for (const dataset of plan.datasets) {
      ws.onProgress?.({ what: `${apply ? 'restore' : 'check'} ${dataset.name}` });
      if (plan.data) steps.push(await restoreDataset(after, snapshot, dataset, { apply, copies }));
      else steps.push(await restorePointer(after, snapshot, dataset, { apply, copies }));
    }
    if (plan.logs) steps.push(...(await restoreLog(after.config, snapshot, METRICS, apply)));
  });
  for (const { dataset, problem } of plan.missing)
    steps.push({ part: 'data', what: dataset, state: 'failed', detail: `it was not copied: ${problem}` });
  return steps;
}

/** Flags and configuration. Keys of a file that cannot be read are not changed one by one: there it is put back as a whole, first. */
async function homeSteps(ws: Workspace, snapshot: Snapshot, plan: Plan, { apply, before }: Doing): Promise<Step[]> {
  const { config } = ws;
  const steps = plan.oldFlags ? await restoreOldFlags(config, snapshot, apply) : [];
  if (!plan.config) return [...steps, ...(await restoreFlags(config, snapshot, plan.flags, apply))];
  if (!(await isReadable(config))) {
    steps.push(...(await restoreConfig(config, snapshot, apply)));
    return [...steps, ...(await restoreFlags(config, snapshot, plan.flags, apply))];
  }
  steps.push(...(await restoreFlags(config, snapshot, plan.flags, apply)));
  return [...steps, ...(await configSteps(ws, snapshot, plan.kept, apply, before))];
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
  if (apply && before) await restoreFlags(await readableConfig({ home: config.home }), before, kept, true);
  return steps;
}

/** Does work in the home as it is after these steps, or as it would be. */
export async function inHome<T>(
  ws: Workspace,
  snapshot: Snapshot,
  steps: readonly Step[],
  work: (ws: Workspace) => Promise<T>,
): Promise<T> {
  const { home } = ws.config;
  const states = steps.filter(({ part }) => part === 'config').map(({ state }) => state);
  const { config: name } = snapshot.manifest;
  if (states.includes('restored')) return withStorage({ ...ws, config: await readableConfig({ home }) }, work);
  if (states.includes('to restore') && name !== null)
    return withStorage({ ...ws, config: await readableConfig({ home, file: join(snapshot.folder, CONFIG, name) }) }, work);
  return withStorage(ws, work);
}

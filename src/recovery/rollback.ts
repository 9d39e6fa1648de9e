import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { withLock } from '../config/lock.js';
import { withDataset } from '../datasets/lock.js';
import type { DatasetRecord } from '../datasets/record.js';
import { takeAway } from '../datasets/remove.js';
import { openRepository } from '../datasets/repository.js';
import type { Workspace } from '../datasets/workspace.js';
import { firstLine, MdmError } from '../errors.js';
import { copiesOf, type Copies } from './copies.js';
import { findSnapshot, pointsFolder, type Snapshot } from './manifest.js';
import { neededFiles, planOf, type Plan } from './plan.js';
import type { Step } from './restore-data.js';
import { commandOf, runsFolder, unfinishedRun, writeRun, type RollbackOptions, type RollbackResult } from './runs.js';
import { inHome, stepsOf } from './steps.js';
import { takeSnapshot } from './take.js';
import { verifySnapshot } from './verify.js';

export { COMPONENTS, ROLLBACK_TYPES, type Component, type RollbackType } from './plan.js';
export type { Step } from './restore-data.js';
export type { RollbackOptions, RollbackResult } from './runs.js';

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
  const base = {
    id: `${at.slice(0, 23).replaceAll(/[-:T.]/g, '')}-${randomBytes(2).toString('hex')}`,
    point: snapshot.manifest.id,
    type: options.type,
    components: options.components ?? [],
    command: commandOf(ws.config, snapshot, options),
    process: process.pid,
    at,
  };
  const seconds = (): number => (performance.now() - began) / 1000;
  if (options.dryRun) {
    const steps = await stepsOf(ws, snapshot, plan, { apply: false });
    const newer = await inHome(ws, snapshot, steps, (after) => newerOf(after, snapshot, plan));
    return {
      ...base,
      dryRun: true,
      state: 'done',
      before: null,
      steps,
      newer,
      errors: errorsOf(steps),
      verified: false,
      seconds: seconds(),
    };
  }
  await mkdir(runsFolder(root), { recursive: true });
  return withLock(join(root, 'run'), async () => {
    const cutOff = await unfinishedRun(root);
    // Of a run that was cut off, the state before is the one before it.
    const first = cutOff?.command === base.command && cutOff.before !== null ? await wholePoint(ws, root, cutOff.before) : undefined;
    const now = await copyBefore(ws, snapshot, plan, { root, first, dropNew: options.dropNew ?? false });
    const copies = copiesOf(first ? [first, now] : [now]);
    const before = first ?? now;
    const running = { ...base, dryRun: false, before: before.manifest.id, steps: [], newer: [], errors: [], verified: false };
    await writeRun(root, { ...running, state: 'running', seconds: 0 });
    if (cutOff) await writeRun(root, { ...cutOff, state: 'failed' });
    try {
      const steps = await stepsOf(ws, snapshot, plan, { apply: true, before, copies });
      const done = await inHome(ws, snapshot, steps, async (after) => {
        const newer = await newerOf(after, snapshot, plan);
        const stay = options.dropNew ? await dropNewer(after, newer, copies) : [];
        return { newer, stay, left: await stepsOf(after, snapshot, plan, { apply: false, before }) };
      });
      const errors = [...errorsOf(steps), ...done.stay, ...leftErrors(steps, done.left)];
      const result: RollbackResult = {
        ...running,
        state: errors.length === 0 ? 'done' : 'failed',
        steps,
        newer: done.newer,
        errors,
        verified: errors.length === 0,
        seconds: seconds(),
      };
      await writeRun(root, result);
      ws.log.child('recovery').info(`rolled back to ${base.point}`, { type: base.type, errors: errors.length, before: before.manifest.id });
      return result;
    } catch (error) {
      if (!(error instanceof MdmError) || error.code !== 'interrupted') throw error;
      throw new MdmError('interrupted', `Stopped in the middle of the way back. To go on: ${base.command}`, undefined, error);
    }
  });
}

/** A point that is as it was written. */
async function wholePoint(ws: Workspace, root: string, id: string): Promise<Snapshot | undefined> {
  const found = await findSnapshot(root, id).catch(() => undefined);
  return found && (await verifySnapshot(ws, found)).problems.length === 0 ? found : undefined;
}

/** Copies what may be changed; of that what an earlier try did not copy, or what has changed since. */
async function copyBefore(
  ws: Workspace,
  snapshot: Snapshot,
  plan: Plan,
  { root, first, dropNew }: { readonly root: string; readonly first: Snapshot | undefined; readonly dropNew: boolean },
): Promise<Snapshot> {
  const names = new Set([...plan.datasets.map(({ name }) => name), ...(dropNew ? await newerOf(ws, snapshot, plan) : [])]);
  const copied = first && copiesOf([first]);
  return takeSnapshot(ws, {
    root,
    kind: 'before',
    description: `before a rollback to ${snapshot.manifest.id}${first ? ' went on' : ''}`,
    data: plan.pointers,
    wants: async (own: Workspace, record: DatasetRecord) => names.has(record.name) && !(await copied?.hasTables(own, record)),
  });
}

/** Takes away datasets that were made since; gives a sentence for each that stays, for there is no copy of it. */
async function dropNewer(ws: Workspace, names: readonly string[], copies: Copies): Promise<string[]> {
  const stay: string[] = [];
  for (const name of names)
    try {
      const work = async (): Promise<void> => {
        if (await copies.hasTables(ws, await openRepository(ws.config).get(name))) await takeAway(ws, name);
        else stay.push(`data ${name} was not copied as it is now, and stays`);
      };
      await withDataset(ws.config, name, work, ws.signal ? { signal: ws.signal } : {});
    } catch (error) {
      if (error instanceof MdmError && error.code === 'interrupted') throw error;
      stay.push(`data ${name} stays: ${firstLine(error)}`);
    }
  return stay;
}

const errorsOf = (steps: readonly Step[]): string[] =>
  steps.flatMap(({ part, what, state, detail }) => (state === 'failed' ? [`${part} ${what}: ${detail}`] : []));

/** What is not as it was when everything is looked at again; what failed was told. */
function leftErrors(steps: readonly Step[], left: readonly Step[]): string[] {
  const told = new Set(steps.filter(({ state }) => state === 'failed').map(({ part, what }) => `${part} ${what}`));
  return left
    .filter(({ part, what, state }) => ['to restore', 'failed'].includes(state) && !told.has(`${part} ${what}`))
    .map(({ part, what, state, detail }) => `${part} ${what} ${state === 'failed' ? `cannot be seen: ${detail}` : 'is not as it was'}`);
}

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

/** Datasets that were not there when the snapshot was made. */
async function newerOf({ config }: Workspace, { manifest }: Snapshot, plan: Plan): Promise<string[]> {
  if (!plan.data && !plan.pointers) return [];
  const known = new Set([
    ...manifest.names,
    ...manifest.datasets.map(({ name }) => name),
    ...manifest.failed.map(({ dataset }) => dataset),
  ]);
  return (await openRepository(config).names()).filter((name) => !known.has(name));
}

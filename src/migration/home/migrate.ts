import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { markerContent } from '../../config/original.js';
import type { Outcome } from '../../datasets/batch.js';
import { dropCopies } from '../../datasets/migrate/leftovers.js';
import { writeWhole } from '../../datasets/repository.js';
import type { Workspace } from '../../datasets/workspace.js';
import { MdmError } from '../../errors.js';
import { track } from '../../operations/operations.js';
import type { BackendName } from '../../storage/backend.js';
import { createBackends } from '../../storage/open.js';
import { beginRun, scratchOf, takeOver, whileHeld, type OpenRun, type Run, type RunOptions } from '../runs/state.js';
import { workThrough } from '../runs/work.js';
import { moveDataset, type MovedDataset } from './move.js';
import { planHome, type HomePlan } from './plan.js';
import { readHome, refuseSame, type SourceHome } from './source.js';

export interface MigrateHomeOptions extends Partial<RunOptions> {
  readonly from: string;
  /** Default: the backend in use. */
  readonly to?: BackendName;
  readonly dryRun?: boolean;
  readonly onDone?: (outcome: Outcome<MovedDataset>, done: number, of: number) => void;
}

export interface MigratedHome {
  readonly from: string;
  readonly to: BackendName;
  readonly dryRun: boolean;
  /** The run's name; absent with `dryRun`. */
  readonly run?: string;
  readonly plan?: HomePlan;
  readonly outcomes: readonly Outcome<MovedDataset>[];
  readonly customModules: SourceHome['customModules'];
  readonly left: SourceHome['left'];
  readonly seconds: number;
}

/**
 * Copies the datasets of another home into this one, `performance.max_concurrent_operations` at a time, each compared with its source.
 * The other home is only read. What fails is told in the end and does not stop the others; a run that was cut off goes on by `resumeHome`.
 */
export async function migrateHome(ws: Workspace, options: MigrateHomeOptions): Promise<MigratedHome> {
  const began = performance.now();
  const home = await readHome(options.from);
  refuseSame(ws.config.home, home, ws.config.path('paths.configs_path'));
  const to = options.to ?? ws.config.get('database.default_backend');
  const facts = { from: home.home, to, customModules: home.customModules, left: home.left };
  if (options.dryRun) {
    const plan = await planHome(ws, home, to);
    return { ...facts, dryRun: true, plan, outcomes: [], seconds: (performance.now() - began) / 1000 };
  }
  const { batchSize, verify = 'full' } = options;
  const names = [...new Set([...home.datasets, ...home.problems].map(({ name }) => name))];
  const how = { verify, ...(batchSize === undefined ? {} : { batchSize }) };
  const run = await beginRun(ws.config, { kind: 'home', to, from: home.home, options: how }, names);
  return whileHeld(ws.config, run.now.run, () => finish(ws, home, run, options.onDone));
}

/** Goes on with a run of `migrateHome`. */
export async function resumeHome(ws: Workspace, run: Run, onDone?: MigrateHomeOptions['onDone']): Promise<MigratedHome> {
  const home = await readHome(run.from!);
  return whileHeld(ws.config, run.run, async () => finish(ws, home, await takeOver(ws.config, run.run), onDone));
}

async function finish(given: Workspace, home: SourceHome, run: OpenRun, onDone: MigrateHomeOptions['onDone']): Promise<MigratedHome> {
  const began = performance.now();
  const { config } = given;
  // Whatever the flags say, this is the way to the new side.
  const ws: Workspace = { ...given, backends: createBackends(config, given.log) };
  const scratch = scratchOf(config, run.now.run);
  await dropCopies(config);
  try {
    const marker = join(config.home, 'home.json');
    if (!existsSync(marker)) await writeWhole(marker, markerContent());
    const outcomes = await workThrough(ws, run, {
      operation: 'migrate home',
      work: (name) => {
        const dataset = home.datasets.find((one) => one.name === name);
        if (!dataset) throw notThere(home, name);
        const what = { type: 'dataset_migrate', operation: `migrate from ${home.home}`, dataset: name } as const;
        return track(config, what, async (note) => {
          const moved = await moveDataset({ ws, home, run, scratch }, dataset);
          note.rows?.(moved.rows);
          return moved;
        });
      },
      ...(onDone ? { onDone } : {}),
    });
    const { to, run: name } = run.now;
    const facts = { from: home.home, to, customModules: home.customModules, left: home.left };
    return { ...facts, dryRun: false, run: name, outcomes, seconds: (performance.now() - began) / 1000 };
  } finally {
    await ws.backends.close();
    await rm(scratch, { recursive: true, force: true });
  }
}

function notThere({ home, problems }: SourceHome, name: string): MdmError {
  const known = problems.find((one) => one.name === name);
  if (known) return new MdmError('configuration', `The pointer of ${JSON.stringify(name)} cannot be read: ${known.problem}.`);
  return new MdmError('not-found', `${home} has no dataset ${JSON.stringify(name)} any more.`);
}

import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { Config } from '../../config/config.js';
import { scratchPrefix } from '../../config/scratch.js';
import { withDataset } from '../../datasets/lock.js';
import type { Verification } from '../../datasets/migrate.js';
import { migrationsFolder } from '../../datasets/migrate/leftovers.js';
import { writeWhole } from '../../datasets/repository.js';
import { firstLine, MdmError, nearest } from '../../errors.js';
import type { BackendName } from '../../storage/backend.js';

const VERSION = 1;
const END = '.json';
/** In the log of a run, when another process goes on with it. */
export const TAKEN_UP = 'taken up again';

export type RunKind = 'home' | 'all';
export type DatasetState = 'waiting' | 'running' | 'migrated' | 'skipped' | 'failed';

/** What a table of the target held right after it was verified. */
export interface KeptPrint {
  readonly table: string;
  readonly rows: number;
  /** Of all values, whatever the order of the rows; absent when they were not compared. */
  readonly checksum?: string;
}

/** How far one dataset of a run is. */
export interface RunDataset {
  readonly name: string;
  readonly state: DatasetState;
  /** When it came into this state. */
  readonly at: string;
  /** The store that it gets; noted before anything is made. */
  readonly store?: string;
  readonly rows?: number;
  readonly seconds?: number;
  /** Why it failed or was skipped. */
  readonly why?: string;
  readonly tables?: readonly KeptPrint[];
}

/** One line of a run's log. */
export interface RunEvent {
  readonly at: string;
  readonly dataset?: string;
  readonly what: string;
}

export interface RunOptions {
  readonly verify: Verification;
  readonly batchSize?: number;
  readonly dropSource?: boolean;
}

/** A run as its file holds it, so that another process can go on with it. */
export interface Run {
  readonly version: number;
  readonly run: string;
  readonly kind: RunKind;
  readonly to: BackendName;
  /** The home that is read, of kind `home`. */
  readonly from?: string;
  readonly filter?: string;
  readonly options: RunOptions;
  readonly process: number;
  readonly machine: string;
  readonly began: string;
  readonly ended?: string;
  readonly datasets: readonly RunDataset[];
  readonly log: readonly RunEvent[];
}

const fileOf = (config: Config, run: string): string => join(migrationsFolder(config), `${run}${END}`);
/** Where this process reads copies from while a run goes on. */
export const scratchOf = (config: Config, what: string): string => join(migrationsFolder(config), scratchPrefix(config.home) + what);

/** A run that this process works on. */
export interface OpenRun {
  readonly now: Run;
  /** Changes what is known of a dataset; it is on the disk when this ends. */
  note(name: string, change: Partial<Omit<RunDataset, 'name' | 'at'>>, what?: string): Promise<void>;
  end(): Promise<void>;
}

/** Begins a run of these datasets. */
export async function beginRun(
  config: Config,
  of: Pick<Run, 'kind' | 'to' | 'from' | 'filter' | 'options'>,
  names: readonly string[],
): Promise<OpenRun> {
  const began = new Date().toISOString();
  await mkdir(migrationsFolder(config), { recursive: true });
  const taken = new Set(await runNames(config));
  const stem = `${began.replace(/\D/g, '').slice(0, 14)}-${of.kind}`;
  let run = stem;
  for (let n = 2; taken.has(run); n++) run = `${stem}-${n}`;
  const first: Run = {
    version: VERSION,
    run,
    ...of,
    process: process.pid,
    machine: hostname(),
    began,
    datasets: names.map((name) => ({ name, state: 'waiting', at: began })),
    log: [{ at: began, what: `began with ${names.length} datasets` }],
  };
  await write(config, first);
  return openRun(config, first);
}

/** Takes up a run that another process began and did not end. */
export async function takeOver(config: Config, name: string): Promise<OpenRun> {
  const run = await findRun(config, name);
  const { ended: _, ...rest } = run;
  const next: Run = {
    ...rest,
    process: process.pid,
    machine: hostname(),
    log: [...run.log, { at: new Date().toISOString(), what: TAKEN_UP }],
  };
  await write(config, next);
  return openRun(config, next);
}

/** Does the work of a run while no other process does; a run whose process ended is nobody's. */
export async function whileHeld<T>(config: Config, run: string, work: () => Promise<T>): Promise<T> {
  let began = false;
  const held = (): Promise<T> => {
    began = true;
    return work();
  };
  try {
    return await withDataset(config, run, held, { wait: 0 });
  } catch (error) {
    if (began || !/locked/.test(firstLine(error))) throw error;
    throw new MdmError('exists', `The run ${run} is still going on in another process.`, 'Wait for it, or stop that process.', error);
  }
}

function openRun(config: Config, first: Run): OpenRun {
  let now = first;
  let writing: Promise<void> = Promise.resolve();
  const change = (next: Run): Promise<void> => {
    now = next;
    const written = writing.then(() => write(config, now));
    writing = written.catch(() => undefined);
    return written;
  };
  return {
    get now() {
      return now;
    },
    note: (name, changes, what) => {
      const at = new Date().toISOString();
      const datasets = now.datasets.map((one) => {
        if (one.name !== name) return one;
        const { why: _, ...rest } = one;
        return { ...rest, ...changes, at };
      });
      return change({ ...now, datasets, log: what === undefined ? now.log : [...now.log, { at, dataset: name, what }] });
    },
    end: () => {
      const at = new Date().toISOString();
      return change({ ...now, ended: at, log: [...now.log, { at, what: 'ended' }] });
    },
  };
}

const write = (config: Config, run: Run): Promise<void> => writeWhole(fileOf(config, run.run), `${JSON.stringify(run, null, 1)}\n`);

async function runNames(config: Config): Promise<string[]> {
  const files = await readdir(migrationsFolder(config)).catch(() => []);
  return files.flatMap((file) => (file.endsWith(END) && !file.startsWith('.') ? [file.slice(0, -END.length)] : [])).sort();
}

async function readRun(config: Config, name: string): Promise<Run | undefined> {
  try {
    const run = JSON.parse(await readFile(fileOf(config, name), 'utf8')) as Run;
    return run.version === VERSION && run.run === name && Array.isArray(run.datasets) ? run : undefined;
  } catch {
    return undefined;
  }
}

/** The runs of this home, the oldest first. */
export async function listRuns(config: Config): Promise<readonly Run[]> {
  const runs: Run[] = [];
  for (const name of await runNames(config)) {
    const run = await readRun(config, name);
    if (run) runs.push(run);
  }
  return runs.sort((a, b) => (a.began < b.began ? -1 : a.began > b.began ? 1 : 0));
}

/** Forgets what a run says of datasets; by default of all: then it is gone, and nobody can go on with it. */
export async function forgetRun(config: Config, name: string, datasets?: readonly string[]): Promise<void> {
  await whileHeld(config, name, async () => {
    const run = await findRun(config, name);
    const left = datasets === undefined ? [] : run.datasets.filter((one) => !datasets.includes(one.name));
    if (left.length === 0) await rm(fileOf(config, name), { force: true });
    else await write(config, { ...run, datasets: left });
  });
}

/** Whether every dataset of a run is done. */
export const isDone = ({ datasets }: Run): boolean => datasets.every(({ state }) => state === 'migrated' || state === 'skipped');

/** A run by its name; without one the last that is not done. */
export async function findRun(config: Config, name?: string): Promise<Run> {
  const runs = await listRuns(config);
  if (name === undefined) {
    const last = runs.findLast((run) => !isDone(run));
    if (last) return last;
    throw new MdmError('not-found', 'There is no migration to go on with.', 'See: mdm migrate status');
  }
  const found = runs.find(({ run }) => run === name);
  if (found) return found;
  const near = nearest(
    name,
    runs.map(({ run }) => run),
  );
  throw new MdmError('not-found', `There is no run ${JSON.stringify(name)}.`, near ? `Did you mean ${near}?` : 'See: mdm migrate status');
}

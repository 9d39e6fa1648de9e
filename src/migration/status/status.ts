import { basename } from 'node:path';
import type { Config } from '../../config/config.js';
import type { DatasetRecord } from '../../datasets/record.js';
import { openRepository } from '../../datasets/repository.js';
import { firstLine } from '../../errors.js';
import type { BackendName } from '../../storage/backend.js';
import { originOf } from '../home/origin.js';
import { readHome } from '../home/source.js';
import { findRun, isDone, listRuns, TAKEN_UP, type Run, type RunDataset, type RunEvent } from '../runs/state.js';

/** `old only`: in another home alone; `new only`: in this home, and from nowhere; `failed`: the last attempt did, or it cannot be read. */
export type MigrationState = 'old only' | 'new only' | 'migrated' | 'failed';

export interface DatasetStatus {
  readonly name: string;
  readonly state: MigrationState;
  /** The other home, or the backend that it left. */
  readonly from: string | null;
  /** The backend that has it here. */
  readonly backend: BackendName | null;
  readonly at: string | null;
  /** Why it failed. */
  readonly why: string | null;
}

export interface RunStatus {
  readonly run: string;
  readonly kind: Run['kind'];
  readonly from: string | null;
  readonly to: BackendName;
  readonly began: string;
  readonly ended: string | null;
  readonly migrated: number;
  readonly skipped: number;
  readonly failed: number;
  /** Not begun, or cut off. */
  readonly open: number;
  readonly rows: number;
  readonly seconds: number;
  readonly done: boolean;
}

export interface MigrationStatus {
  readonly datasets: readonly DatasetStatus[];
  readonly runs: readonly RunStatus[];
  /** Pointers and homes that cannot be read, and why. */
  readonly problems: readonly string[];
  /** Of the run that was asked for. */
  readonly log?: readonly RunEvent[];
}

export interface StatusOptions {
  /** Another home, beside those of the runs. */
  readonly from?: string;
  /** Also the log of this run. */
  readonly run?: string;
}

/** How far the datasets of this home and of the homes that were read are. Changes nothing. */
export async function migrationStatus(config: Config, { from, run }: StatusOptions = {}): Promise<MigrationStatus> {
  const runs = await listRuns(config);
  const { records, problems: unread } = await openRepository(config).list();
  const problems = unread.map(({ problem }) => problem);
  const others = new Map<string, string>();
  for (const home of new Set([...runs.flatMap((one) => one.from ?? []), ...(from === undefined ? [] : [from])])) {
    try {
      const read = await readHome(home);
      for (const { name } of [...read.datasets, ...read.problems]) others.set(name, read.home);
    } catch (error) {
      problems.push(firstLine(error));
    }
  }
  const here = new Map(records.map((record) => [record.name, record]));
  const broken = new Map(unread.map(({ file, problem }) => [basename(file, '.yaml'), problem]));
  const names = [...new Set([...here.keys(), ...broken.keys(), ...others.keys()])].sort();
  return {
    datasets: names.map((name) =>
      broken.has(name)
        ? { name, state: 'failed', from: others.get(name) ?? null, backend: null, at: null, why: broken.get(name)! }
        : statusOf(name, here.get(name), others.get(name), runs),
    ),
    runs: runs.map(runStatus),
    problems,
    ...(run === undefined ? {} : { log: (await findRun(config, run)).log }),
  };
}

function statusOf(name: string, record: DatasetRecord | undefined, other: string | undefined, runs: readonly Run[]): DatasetStatus {
  const attempts = runs.flatMap((run) => run.datasets.filter((one) => one.name === name && one.state !== 'skipped'));
  const last = attempts.reduce<RunDataset | undefined>((latest, one) => (latest && latest.at > one.at ? latest : one), undefined);
  const origin = record && originOf(record);
  const moves = record?.metadata['migrations'];
  const move = (Array.isArray(moves) ? moves.at(-1) : undefined) as { readonly from: string; readonly at: string } | undefined;
  const base = { name, backend: record?.database.backend ?? null, from: move?.from ?? origin?.home ?? other ?? null };
  const since = move?.at ?? origin?.at ?? '';
  if (last?.state === 'failed' && last.at > since) return { ...base, state: 'failed', at: last.at, why: last.why ?? null };
  if (record && (origin || move)) return { ...base, state: 'migrated', at: move?.at ?? origin?.at ?? null, why: null };
  if (record) return { ...base, state: 'new only', from: null, at: null, why: null };
  return { ...base, state: 'old only', at: null, why: last?.state === 'migrated' ? 'it was migrated, and is not here any more' : null };
}

/** While a process worked on it. */
function secondsOf({ began, log }: Run): number {
  let milliseconds = 0;
  let [from, to] = [began, began];
  for (const { at, what } of log) {
    if (what === TAKEN_UP) {
      milliseconds += Date.parse(to) - Date.parse(from);
      from = at;
    }
    to = at;
  }
  return (milliseconds + Date.parse(to) - Date.parse(from)) / 1000;
}

function runStatus(run: Run): RunStatus {
  const of = (...states: readonly string[]): number => run.datasets.filter(({ state }) => states.includes(state)).length;
  return {
    run: run.run,
    kind: run.kind,
    from: run.from ?? null,
    to: run.to,
    began: run.began,
    ended: run.ended ?? null,
    migrated: of('migrated'),
    skipped: of('skipped'),
    failed: of('failed'),
    open: of('waiting', 'running'),
    rows: run.datasets.reduce((sum, { state, rows = 0 }) => sum + (state === 'migrated' ? rows : 0), 0),
    seconds: secondsOf(run),
    done: isDone(run),
  };
}

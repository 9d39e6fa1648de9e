import { rm } from 'node:fs/promises';
import { keptStores, type KeptStore } from '../../datasets/kept.js';
import { dropKeptStores } from '../../datasets/migrate.js';
import type { DatasetRecord } from '../../datasets/record.js';
import { openRepository } from '../../datasets/repository.js';
import type { Workspace } from '../../datasets/workspace.js';
import { firstLine, MdmError } from '../../errors.js';
import { dropLeftStore, findLeftovers, type LeftStore } from '../runs/leftovers.js';
import { findRun, forgetRun } from '../runs/state.js';
import { lastMove, validateMigrations } from '../validate/validate.js';

export interface CleanupOptions {
  /** Datasets whose kept stores go; with `run`, those that the run is to forget. */
  readonly names?: readonly string[];
  /** The kept stores of all datasets. */
  readonly all?: boolean;
  /** A run that is to be forgotten. */
  readonly run?: string;
}

/** What of migrations can be taken away. */
export interface Cleanup {
  /** Stores that datasets moved away from, and that the datasets equal. */
  readonly kept: readonly { readonly dataset: string; readonly stores: readonly (KeptStore & { readonly bytes: number | null })[] }[];
  /** Stores that stay, and why. */
  readonly stays: readonly { readonly dataset: string; readonly why: string }[];
  /** Half-filled stores of migrations that were cut off. */
  readonly begun: readonly LeftStore[];
  /** Copies of databases that processes which ended were reading. */
  readonly copies: readonly string[];
  /** What is forgotten of a run; undefined: no run was named. */
  readonly run: { readonly run: string; readonly datasets: readonly string[] } | undefined;
}

/** Finds out what can be taken away. Changes nothing. */
export async function planCleanup(ws: Workspace, { names = [], all = false, run }: CleanupOptions = {}): Promise<Cleanup> {
  const { config } = ws;
  if (run !== undefined) {
    const { run: name, datasets } = await findRun(config, run);
    const known = datasets.map((one) => one.name);
    const other = names.find((one) => !known.includes(one));
    if (other !== undefined)
      throw new MdmError('not-found', `The run ${name} says nothing of ${JSON.stringify(other)}.`, `See: mdm migrate status --run ${name}`);
    return { kept: [], stays: [], begun: [], copies: [], run: { run: name, datasets: names.length > 0 ? names : known } };
  }
  const repository = openRepository(config);
  const records = all ? (await repository.list()).records : await Promise.all(names.map((name) => repository.get(name)));
  const kept: { dataset: string; stores: (KeptStore & { bytes: number | null })[] }[] = [];
  const stays: { dataset: string; why: string }[] = [];
  for (const record of records) {
    const stores = keptStores(record);
    if (stores.length === 0) continue;
    const why = await whyKept(ws, record);
    if (why !== undefined) stays.push({ dataset: record.name, why });
    else
      kept.push({
        dataset: record.name,
        stores: await Promise.all(stores.map(async (one) => ({ ...one, bytes: await bytesOf(ws, one) }))),
      });
  }
  const { stores: begun, copies } = await findLeftovers(config);
  return { kept, stays, begun, copies, run: undefined };
}

/** Why the stores that a dataset left are not to go; undefined: it equals them. */
async function whyKept(ws: Workspace, record: DatasetRecord): Promise<string | undefined> {
  const { backend, store } = record.database;
  const move = lastMove(record);
  if (move?.to !== backend || move.to_store !== store) return 'the last migration did not lead to the database that it has now';
  const [validated] = await validateMigrations(ws, [record.name]);
  const failed = validated!.checks.find(({ result }) => result === 'failed');
  return failed && `${failed.check}: ${failed.detail}`;
}

async function bytesOf(ws: Workspace, { backend, store }: KeptStore): Promise<number | null> {
  try {
    return await (await ws.backends.of(backend)).sizeOf(store);
  } catch {
    return null;
  }
}

/** Takes away what was planned, and gives what went; what cannot go stays with its reason, and does not stop the rest. */
export async function cleanUp(ws: Workspace, plan: Cleanup): Promise<Cleanup> {
  const { kept, begun, copies, run } = plan;
  const failed: { dataset: string; why: string }[] = [];
  const attempt = async (dataset: string, work: () => Promise<unknown>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      if (ws.signal?.aborted) throw error;
      failed.push({ dataset, why: firstLine(error) });
    }
  };
  for (const { dataset, stores } of kept) await attempt(dataset, () => dropKeptStores(ws, dataset, stores));
  for (const one of begun)
    await attempt(one.dataset, async () => {
      if (!(await dropLeftStore(ws, one))) throw new MdmError('backend', `${one.store} is at ${one.made}, which is not in use.`);
    });
  for (const path of copies) await rm(path, { recursive: true, force: true });
  if (run) await forgetRun(ws.config, run.run, run.datasets);
  const went = ({ dataset }: { readonly dataset: string }): boolean => !failed.some((one) => one.dataset === dataset);
  return { ...plan, kept: kept.filter(went), begun: begun.filter(went), stays: [...plan.stays, ...failed] };
}

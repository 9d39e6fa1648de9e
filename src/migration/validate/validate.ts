import { rm } from 'node:fs/promises';
import { basename } from 'node:path';
import { inParallel } from '../../datasets/batch.js';
import { keptStores } from '../../datasets/kept.js';
import { recordOf } from '../../datasets/pointer.js';
import type { DatasetRecord } from '../../datasets/record.js';
import { openRepository, type Repository } from '../../datasets/repository.js';
import { checkServer } from '../../datasets/server.js';
import { RECORD_KEY } from '../../datasets/update.js';
import type { Workspace } from '../../datasets/workspace.js';
import type { Plain } from '../../datasets/yaml.js';
import { firstLine, MdmError } from '../../errors.js';
import type { IStorageBackend } from '../../storage/backend.js';
import { originOf } from '../home/origin.js';
import { openSource } from '../home/open-source.js';
import { readHome, type SourceHome } from '../home/source.js';
import { listRuns, scratchOf, type Run } from '../runs/state.js';
import { checkRecords, checkTables, type Check, type OpenedSource } from './checks.js';

export interface Validated {
  readonly name: string;
  /** Where it came from: a home, or a backend. */
  readonly from: string;
  readonly checks: readonly Check[];
  readonly ok: boolean;
}

/** What a migrated dataset is compared with. */
interface Source {
  readonly from: string;
  readonly record: DatasetRecord | undefined;
  readonly open: (() => Promise<OpenedSource & { close(): Promise<void> }>) | undefined;
  /** Why it cannot be opened. */
  readonly gone?: string;
}

/**
 * Compares migrated datasets with what they were made of: a dataset of another home with that home, one that moved to another backend
 * with the store it left. Where the source is gone, with what the run noted of it. Changes nothing.
 */
export async function validateMigrations(ws: Workspace, names?: readonly string[]): Promise<readonly Validated[]> {
  const repository = openRepository(ws.config);
  const listed = names === undefined ? await repository.list() : undefined;
  const records = listed
    ? listed.records.filter((record) => isMigrated(record))
    : await Promise.all((names ?? []).map((name) => repository.get(name)));
  const other = names === undefined ? undefined : records.find((record) => !isMigrated(record));
  if (other) throw new MdmError('usage', `The dataset ${JSON.stringify(other.display_name)} was not migrated.`, 'See: mdm migrate status');
  const runs = await listRuns(ws.config);
  const homes = new Map<string, Promise<SourceHome>>();
  const homeOf = (path: string): Promise<SourceHome> => {
    const known = homes.get(path) ?? readHome(path);
    homes.set(path, known);
    return known;
  };
  const scratch = scratchOf(ws.config, 'validate');
  const validate = async (record: DatasetRecord): Promise<Validated> => {
    try {
      return await validateOne(ws, record, await sourceOf(ws, record, homeOf, scratch), runs);
    } catch (error) {
      if (ws.signal?.aborted) throw error;
      return lost(record.name, lastMove(record)?.from ?? originOf(record)!.home, 'read', firstLine(error));
    }
  };
  try {
    const there = await inParallel(records, ws.config.get('performance.max_concurrent_operations'), validate);
    return listed ? [...there, ...missing(listed, runs)].sort((a, b) => (a.name < b.name ? -1 : 1)) : there;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

const lost = (name: string, from: string, check: string, detail: string): Validated => ({
  name,
  from,
  checks: [{ check, result: 'failed', detail }],
  ok: false,
});

/** What runs say of datasets that are not here, and pointers that cannot be read. */
function missing({ records, problems }: Awaited<ReturnType<Repository['list']>>, runs: readonly Run[]): readonly Validated[] {
  const found = new Map<string, Validated>();
  const here = new Set(records.map(({ name }) => name));
  const unread = new Map(problems.map(({ file, problem }) => [basename(file, '.yaml'), problem]));
  for (const run of runs)
    for (const { name, state, why } of run.datasets) {
      const from = run.from ?? 'this home';
      const forget = `To forget it: mdm migrate cleanup ${name} --run ${run.run}`;
      const problem = unread.get(name);
      if (here.has(name) || state === 'skipped') continue;
      if (problem !== undefined) found.set(name, lost(name, from, 'target', problem));
      else if (state === 'migrated') found.set(name, lost(name, from, 'target', `it is not here; ${run.run} migrated it. ${forget}`));
      else if (state === 'failed') found.set(name, lost(name, from, 'target', `it could not be migrated: ${why}. ${forget}`));
      else found.set(name, lost(name, from, 'target', `it is not migrated yet. Go on: mdm migrate resume ${run.run}`));
    }
  for (const [name, problem] of unread) if (!found.has(name)) found.set(name, lost(name, 'this home', 'target', problem));
  return [...found.values()];
}

export const isMigrated = (record: DatasetRecord): boolean => originOf(record) !== undefined || lastMove(record) !== undefined;

export interface Move {
  readonly from: string;
  readonly from_store: string;
  readonly to: string;
  readonly to_store: string;
}

/** The last move to another backend. */
export function lastMove({ metadata }: DatasetRecord): Move | undefined {
  const moves = metadata['migrations'];
  return Array.isArray(moves) ? (moves.at(-1) as Move | undefined) : undefined;
}

async function sourceOf(
  ws: Workspace,
  record: DatasetRecord,
  homeOf: (path: string) => Promise<SourceHome>,
  scratch: string,
): Promise<Source> {
  const move = lastMove(record);
  if (move) return keptSource(ws, record, move);
  const origin = originOf(record)!;
  try {
    const home = await homeOf(origin.home);
    const dataset = home.datasets.find(({ name }) => name === record.name);
    if (!dataset) return { from: origin.home, record: undefined, open: undefined, gone: `${origin.home} does not have it any more` };
    return { from: origin.home, record: dataset.record, open: () => openSource(ws, home, dataset, scratch) };
  } catch (error) {
    return { from: origin.home, record: undefined, open: undefined, gone: firstLine(error) };
  }
}

async function keptSource(ws: Workspace, record: DatasetRecord, { from, from_store: store }: Move): Promise<Source> {
  const kept = keptStores(record).find((one) => one.backend === from && one.store === store);
  if (!kept) return { from, record: undefined, open: undefined, gone: 'it was taken away' };
  checkServer(ws.config, { ...record, database: kept });
  const backend = await ws.backends.of(kept.backend);
  if (!(await backend.datasetExists(store)))
    return { from, record: undefined, open: undefined, gone: `${backend.locate(store)} is not there` };
  const held = await backend.getMetadata(store, RECORD_KEY);
  const before = held === undefined || held === null ? undefined : recordOf(held as Readonly<Record<string, Plain>>, store, record.name);
  return { from, record: before, open: () => Promise.resolve({ backend, store, close: () => Promise.resolve() }) };
}

async function validateOne(ws: Workspace, record: DatasetRecord, source: Source, runs: readonly Run[]): Promise<Validated> {
  const { backend: name, store } = record.database;
  checkServer(ws.config, record);
  const target = await ws.backends.of(name);
  const there = await target.datasetExists(store);
  const expected = runs.findLast((run) => run.datasets.some((one) => one.name === record.name && one.state === 'migrated'));
  const checks: Check[] = [
    source.gone === undefined
      ? { check: 'source', result: 'passed', detail: source.from }
      : { check: 'source', result: 'skipped', detail: source.gone },
    there
      ? { check: 'target database', result: 'passed', detail: target.locate(store) }
      : { check: 'target database', result: 'failed', detail: `${target.locate(store)} is not there` },
    expected === undefined || expected.to === name || lastMove(record)?.to === name
      ? { check: 'backend', result: 'passed', detail: name }
      : { check: 'backend', result: 'failed', detail: `${name}, and the run ${expected.run} moved it to ${expected.to}` },
    ...checkRecords(source.record, record),
  ];
  if (there) checks.push(...(await tablesOf(ws, record, source, target, expected)));
  return { name: record.name, from: source.from, checks, ok: checks.every(({ result }) => result !== 'failed') };
}

async function tablesOf(
  ws: Workspace,
  record: DatasetRecord,
  source: Source,
  target: IStorageBackend,
  run: Run | undefined,
): Promise<readonly Check[]> {
  const kept = run?.datasets.find(({ name }) => name === record.name)?.tables;
  let opened: Awaited<ReturnType<NonNullable<Source['open']>>> | undefined;
  try {
    opened = await source.open?.();
  } catch (error) {
    return [
      { check: 'source database', result: 'skipped', detail: firstLine(error) },
      ...(await checkTables({ record, target, kept, signal: ws.signal })),
    ];
  }
  try {
    return await checkTables({ record, target, source: opened, kept, signal: ws.signal });
  } finally {
    await opened?.close();
  }
}

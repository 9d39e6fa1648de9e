import { existsSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import type { Config } from '../config/config.js';
import { firstLine, MdmError } from '../errors.js';
import { readRecent, type Recent } from './recent.js';
import { countMethod, writeMethods } from './methods.js';
import {
  addCount,
  addDelta,
  openStore,
  readCounts,
  readDaily,
  readMethods,
  type Counts,
  type DayOfCalls,
  type MethodCount,
} from './store.js';

/** Counts of calls and comparisons, kept in the home. Counting never fails the caller: what goes wrong is one line on stderr. */
export interface Metrics {
  countCall(component: string, side: 'old' | 'new'): Promise<void>;
  /** Counts a call of a method; written later, at once with others. */
  countMethod(component: string, side: 'old' | 'new', method: string): void;
  countFailure(component: string): Promise<void>;
  /** How much longer the new side took than the old one, in percent. */
  observeDelta(component: string, percent: number): Promise<void>;
}

/** A file that failed is left alone for so many milliseconds: waiting for a locked one takes seconds. */
const REST = 30_000;
const rests = new Map<string, number>();
const complained = new Set<string>();

/** Does something with the file of the counts; undefined: nothing is counted there, or it failed and that has been said. */
export async function withMetrics<T>(config: Config, work: (db: DatabaseSync) => T): Promise<T | undefined> {
  const path = config.path('monitoring.metrics_db');
  if (!config.get('monitoring.enabled') || performance.now() < (rests.get(path) ?? 0)) return undefined;
  try {
    return work(await openStore(path));
  } catch (error) {
    rests.set(path, performance.now() + REST);
    if (!complained.has(path)) process.stderr.write(`Note: ${path} cannot be written, and calls are not counted: ${firstLine(error)}.\n`);
    complained.add(path);
    return undefined;
  }
}

/** The counts of a home; with `monitoring.enabled` off nothing is counted. */
export function openMetrics(config: Config): Metrics {
  const add = async (work: (db: DatabaseSync) => void): Promise<void> => {
    await withMetrics(config, work);
  };
  return {
    countCall: (component, side) => add((db) => addCount(db, `mdm_${side}_path_calls`, component)),
    countMethod: (component, side, method) => countMethod(config, { component, side, method }),
    countFailure: (component) => add((db) => addCount(db, 'mdm_comparison_failures', component)),
    observeDelta: (component, percent) => (Number.isFinite(percent) ? add((db) => addDelta(db, component, percent)) : Promise.resolve()),
  };
}

/** What has been counted in a home; nothing is made where nothing has been. */
export const readMetrics = (config: Config): Promise<Counts> => read(config, { counters: [], deltas: [] }, readCounts);

/** How often each method of the implementations was called, as far as it is written. */
export async function readMethodCounts(config: Config): Promise<readonly MethodCount[]> {
  await writeMethods(config);
  return read(config, [], readMethods);
}

/** How often the new sides were called on each day, and how often they failed. */
export const readCallDays = (config: Config): Promise<readonly DayOfCalls[]> => read(config, [], readDaily);

/** What the latest calls of the new side of a component came to. */
export const readOutcomes = (config: Config): Promise<(component: string) => Recent> =>
  read(
    config,
    () => ({ seen: 0, failed: 0 }),
    (db) => (component: string) => readRecent(db, component, 'call'),
  );

async function read<T>(config: Config, nothing: T, of: (db: DatabaseSync) => T): Promise<T> {
  const path = config.path('monitoring.metrics_db');
  if (!existsSync(path)) return nothing;
  try {
    return of(await openStore(path));
  } catch (error) {
    throw new MdmError('configuration', `${path} cannot be read: ${firstLine(error)}.`, adviceOn(error), error);
  }
}

/** By SQLite's primary code: the gates of the cut-over are judged by these counts, so that only a damaged file is given up. */
export function adviceOn(error: unknown): string {
  const { errcode, code } = error as { readonly errcode?: number; readonly code?: string };
  const primary = (errcode ?? 0) & 0xff;
  if (primary === SQLITE.busy || primary === SQLITE.locked) return 'Another process holds it: try again.';
  if ([SQLITE.permission, SQLITE.readonly, SQLITE.cannotOpen].includes(primary) || code === 'EACCES')
    return 'Check its permissions and those of its folder.';
  return 'Move it away; counting begins anew.';
}

const SQLITE = { permission: 3, busy: 5, locked: 6, readonly: 8, cannotOpen: 14 };

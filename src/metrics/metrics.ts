import { existsSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import type { Config } from '../config/config.js';
import { firstLine, MdmError } from '../errors.js';
import { addCount, addDelta, openStore, readCounts, type Counts } from './store.js';

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

/** The counts of a home; with `monitoring.enabled` off nothing is counted. */
export function openMetrics(config: Config): Metrics {
  const path = config.path('monitoring.metrics_db');
  const add = async (work: (db: DatabaseSync) => void): Promise<void> => {
    if (!config.get('monitoring.enabled') || performance.now() < (rests.get(path) ?? 0)) return;
    try {
      work(await openStore(path));
    } catch (error) {
      rests.set(path, performance.now() + REST);
      if (!complained.has(path)) process.stderr.write(`Note: ${path} cannot be written, and calls are not counted: ${firstLine(error)}.\n`);
      complained.add(path);
    }
  };
  return {
    countCall: (component, side) => add((db) => addCount(db, `mdm_${side}_path_calls`, component)),
    countMethod: () => {},
    countFailure: (component) => add((db) => addCount(db, 'mdm_comparison_failures', component)),
    observeDelta: (component, percent) => (Number.isFinite(percent) ? add((db) => addDelta(db, component, percent)) : Promise.resolve()),
  };
}

/** What has been counted in a home; nothing is made where nothing has been. */
export async function readMetrics(config: Config): Promise<Counts> {
  const path = config.path('monitoring.metrics_db');
  if (!existsSync(path)) return { counters: [], deltas: [] };
  try {
    return readCounts(await openStore(path));
  } catch (error) {
    throw new MdmError('configuration', `${path} cannot be read: ${firstLine(error)}.`, 'Move it away; counting begins anew.', error);
  }
}

import type { Config } from '../../config/config.js';
import { isLocked } from '../../datasets/lock.js';
import { leftCopies, leftStores, type LeftStore } from '../../datasets/migrate/leftovers.js';
import { isDone, listRuns, type Run } from './state.js';

export { dropLeftStore, type LeftStore } from '../../datasets/migrate/leftovers.js';

/** What migrations that were cut off left in a home. */
export interface Leftovers {
  /** Half-filled stores that no dataset has. */
  readonly stores: readonly LeftStore[];
  /** Folders with copies of databases that processes which ended were reading. */
  readonly copies: readonly string[];
  /** Runs that are not done and that no process works on. */
  readonly runs: readonly Run[];
}

/** Finds what migrations that were cut off left. Changes nothing. */
export async function findLeftovers(config: Config): Promise<Leftovers> {
  const runs: Run[] = [];
  for (const run of await listRuns(config)) if (!isDone(run) && !(await isLocked(config, run.run))) runs.push(run);
  return { stores: await leftStores(config), copies: await leftCopies(config), runs };
}

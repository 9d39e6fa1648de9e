import { join } from 'node:path';
import type { Config } from '../../config/config.js';
import type { Finding } from '../../datasets/doctor.js';
import { findLeftovers } from '../runs/leftovers.js';
import { migrationsFolder } from '../../datasets/migrate/leftovers.js';

/** Runs of migrations that were stopped, or in which datasets failed. */
export async function unfinishedRuns(config: Config): Promise<Finding[]> {
  const { runs } = await findLeftovers(config);
  return runs.map(({ run, datasets }) => {
    const open = datasets.filter(({ state }) => state !== 'migrated' && state !== 'skipped').length;
    return {
      kind: 'unfinished-run',
      path: join(migrationsFolder(config), `${run}.json`),
      problem: `The migration ${run} is not done: ${open} of ${datasets.length} datasets not migrated`,
      mend: `Go on: mdm migrate resume ${run}`,
      instead: `Or forget it: mdm migrate cleanup --run ${run}`,
      mendable: false,
    };
  });
}

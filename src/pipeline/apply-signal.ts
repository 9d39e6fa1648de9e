import type { Database } from '../engine/duckdb/driver.js';
import type { Planned } from './features.js';
import type { SignalOptions } from './options.js';
import type { TablePlan } from './plan.js';
import { inSample } from './sample.js';
import { filterSignal, signalQuery, type SignalResult } from './signal.js';
import type { InputTable } from './table.js';
import { inGroups } from './wide.js';

/** Features in one signal query: bounds what is held in memory to rows x this many doubles. */
const SIGNAL_FEATURES = 500;

/** Judges the features by a fixed sample of the training rows. */
export async function applySignal(
  db: Database,
  training: InputTable,
  plan: TablePlan,
  features: readonly Planned[],
  signal: SignalOptions,
): Promise<SignalResult> {
  const queries = [];
  // The sample is a table of its own: as a condition the engine may test it only after it has computed every row.
  const all = training.rows <= signal.rows;
  if (!all)
    await db.run(`CREATE OR REPLACE TABLE mdm_sampled AS SELECT * FROM (${training.relation}) WHERE ${inSample(training, signal.rows)}`);
  for (const part of inGroups(plan, features, SIGNAL_FEATURES)) {
    const select = plan.select(part, { keep: [], row: true, ...(all ? {} : { relation: 'SELECT * FROM mdm_sampled' }) });
    queries.push({ sql: signalQuery(select, part, training.rowColumn), features: part });
  }
  return filterSignal(db, queries, signal);
}

import type { Database } from '../engine/duckdb/driver.js';
import type { Planned } from './features.js';
import type { TablePlan } from './plan.js';

/** Rows that each transformer's features are made of once more, to divide the time of the one SELECT. */
const SAMPLE = 10_000;
/** Below this many seconds a measurement would take longer than what it measures. */
const WORTH = 1;

/**
 * Seconds of one SELECT by transformer. What transformers share runs once, so the time of one of them is not measured but divided: in
 * the ratio of the times that each takes alone over the first 10,000 rows; below one second, of the numbers of their features.
 */
export async function secondsByTransformer(
  db: Database,
  plan: TablePlan,
  features: readonly Planned[],
  seconds: number,
): Promise<Map<string, number>> {
  const weights = new Map<string, number>();
  for (const [transformer, own] of Map.groupBy(features, (f) => f.transformer)) {
    if (seconds < WORTH) {
      weights.set(transformer, own.length);
      continue;
    }
    const started = performance.now();
    await db.run(`CREATE OR REPLACE TEMP TABLE mdm_share AS ${plan.select(own, { keep: [], range: { from: 0, to: SAMPLE } })}`);
    weights.set(transformer, performance.now() - started);
  }
  await db.run('DROP TABLE IF EXISTS mdm_share');
  const all = [...weights.values()].reduce((sum, weight) => sum + weight, 0);
  return new Map([...weights].map(([transformer, weight]) => [transformer, (seconds * weight) / all]));
}

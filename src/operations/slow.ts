import type { Config } from '../config/config.js';
import { recentOperations, type Operation } from './operations.js';

/** Queries that are looked through. */
const LOOKED_AT = 10_000;

/** Milliseconds from which a query counts as slow where nothing is said. */
const SLOW = 1_000;

export const slowFrom = (config: Config): number => config.get('performance.slow_query_ms') ?? SLOW;

/** The slowest of the latest queries that count as slow, the slowest first. */
export async function slowQueries(config: Config, limit = 10): Promise<readonly Operation[]> {
  const least = slowFrom(config);
  const queries = await recentOperations(config, { type: 'query_execution', limit: LOOKED_AT });
  const slow = queries.filter(({ durationMs }) => durationMs !== null && durationMs >= least);
  return slow.toSorted((a, b) => b.durationMs! - a.durationMs!).slice(0, limit);
}

import { existsSync } from 'node:fs';
import { openConfig } from '../config/config.js';
import { withMetrics } from '../metrics/metrics.js';
import { clearOutcomes } from '../metrics/recent.js';
import { FLAGS } from './flags.js';
import type { FlagChange } from './callbacks.js';

/** A side that is turned on is judged by what it does from then on, not by what made its flag return. */
export async function forgetOutcomes(
  changes: readonly FlagChange[],
  { home, file }: { readonly home: string; readonly file?: string | undefined },
): Promise<void> {
  const changed = new Set(changes.map(({ flag }) => flag));
  const flags = FLAGS.filter(({ key, share }) => changed.has(key) || changed.has(share));
  if (flags.length === 0) return;
  const config = await openConfig(file === undefined ? { home } : { home, file });
  if (!existsSync(config.path('monitoring.metrics_db'))) return;
  await withMetrics(config, (db) => {
    for (const { component } of flags) clearOutcomes(db, component);
  });
}

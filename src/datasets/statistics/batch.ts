import { withMany, type ManyOptions, type Outcome } from '../batch.js';
import { openDataset } from '../open.js';
import type { Workspace } from '../workspace.js';
import { datasetStatistics, type StatisticsFound } from './statistics.js';

/** The statistics of several datasets; one that fails does not stop the others. */
export async function batchStats(
  ws: Workspace,
  names: readonly string[],
  { full = false, onDone }: { readonly full?: boolean; readonly onDone?: ManyOptions<StatisticsFound>['onDone'] } = {},
): Promise<readonly Outcome<StatisticsFound>[]> {
  return withMany(ws, names, { operation: 'stats', ...(onDone ? { onDone } : {}) }, async (name) =>
    datasetStatistics(ws, await openDataset(ws, name), { full }),
  );
}

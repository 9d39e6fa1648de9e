import { track } from '../operations/operations.js';
import type { Parameter } from '../storage/backend.js';
import { withDataset } from './lock.js';
import { openDataset } from './open.js';
import { withSignal } from './read.js';
import type { Workspace } from './workspace.js';

/**
 * Runs one statement that may write in a dataset, in the SQL of its backend; values stand at its `?`. Gives the number of rows changed.
 * For indexes and the like: what is known of the dataset, such as its statistics, is not worked out anew.
 */
export async function executeSql(ws: Workspace, name: string, sql: string, parameters: readonly Parameter[] = []): Promise<number> {
  return track(ws.config, { type: 'query_execution', operation: sql.slice(0, 200), dataset: name }, (note) =>
    withDataset(ws.config, name, async () => {
      const { backend, store } = await openDataset(ws, name);
      const changed = await backend.executeSql(store, sql, parameters);
      note.rows?.(changed);
      return changed;
    }),
  );
}

/** How the backend would run a statement, in its own words, line by line. It is not run: what writes is refused by the backend. */
export async function explainQuery(
  ws: Workspace,
  name: string,
  sql: string,
  parameters: readonly Parameter[] = [],
): Promise<readonly string[]> {
  const { backend, store } = await openDataset(ws, name);
  const explain = backend.backendType === 'sqlite' ? 'EXPLAIN QUERY PLAN' : 'EXPLAIN';
  const lines: string[] = [];
  for await (const batch of backend.query(store, `${explain} ${sql}`, parameters, withSignal(ws, {}))) {
    const plan = batch.getChildAt(batch.numCols - 1);
    for (let row = 0; row < batch.numRows; row++) lines.push(...String(plan?.get(row)).split('\n'));
  }
  return lines;
}

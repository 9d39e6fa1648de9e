import { arrowSchema, recordBatches } from '../../engine/duckdb/arrow.js';
import type { Database } from '../../engine/duckdb/driver.js';
import { MdmError } from '../../errors.js';
import { batchSize } from '../engine.js';
import { withDataset } from '../lock.js';
import { type Dataset, openDataset } from '../open.js';
import { writeRecord } from '../update.js';
import type { Workspace } from '../workspace.js';

/** Adds rows of the engine as a table of a dataset, whole or not at all. By `force` it takes the place of one that was added before. */
export async function addTable(
  ws: Workspace,
  { record: { name } }: Dataset,
  db: Database,
  select: string,
  table: string,
  force: boolean,
): Promise<void> {
  const lock = ws.signal ? { signal: ws.signal } : {};
  await withDataset(
    ws.config,
    name,
    async () => {
      const dataset = await openDataset(ws, name);
      const { record, backend, store } = dataset;
      const there = (await backend.tables(store)).map((one) => one.name);
      checkName(dataset, table, there, force);
      const staged = `_new_${table}`;
      if (there.includes(staged)) await backend.dropTables(store, [staged]);
      const result = await db.stream(select);
      await backend.loadData(
        store,
        staged,
        arrowSchema(result),
        recordBatches(result, batchSize(ws, backend.backendType), db.options),
        lock,
      );
      await backend.swapTables(store, { drop: [table], rename: { [staged]: table } });
      const tables = { ...record.tables, [table]: table };
      await writeRecord(ws, dataset, { ...record, tables, last_updated_at: new Date().toISOString() });
    },
    lock,
  );
}

const ROLES = ['train', 'test', 'validation', 'data', 'sample_submission', 'submission'];

function checkName({ record }: Dataset, table: string, there: readonly string[], force: boolean): void {
  if (!/^[\p{L}\p{N}][\p{L}\p{N}_]*$/u.test(table))
    throw new MdmError('usage', `A table may not be called ${JSON.stringify(table)}.`, 'Use letters, digits and _, such as daily.');
  const known = Object.hasOwn(record.tables, table) ? record.tables[table] : undefined;
  const added = known === table && !ROLES.includes(table);
  if (!there.includes(table) && known === undefined) return;
  if (added && force) return;
  throw new MdmError(
    'exists',
    `The dataset ${JSON.stringify(record.display_name)} has a table ${JSON.stringify(table)} already.`,
    added ? 'Use --force to replace it, or give another name.' : 'Give another name.',
  );
}

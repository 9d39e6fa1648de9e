import { type RecordBatch, Table } from 'apache-arrow';
import { MdmError } from '../errors.js';
import { track } from '../operations/operations.js';
import type { ReadOptions } from '../storage/backend.js';
import { batchSize } from './engine.js';
import { type Dataset, openDataset } from './open.js';
import { tableOf } from './table-of.js';
import type { Workspace } from './workspace.js';

export interface ReadTableOptions {
  /** A role, such as `test`, or a table's name; default the one that is trained on. */
  readonly table?: string;
  readonly columns?: readonly string[];
  readonly limit?: number;
  readonly offset?: number;
}

export interface IterateOptions extends ReadTableOptions {
  /** Rows of a chunk, at most. Default `performance.batch_size`. */
  readonly chunkSize?: number;
}

/** A stored table as one Arrow table in memory. */
export async function readStored(ws: Workspace, dataset: Dataset, table: string, options: ReadOptions = {}): Promise<Table> {
  const { backend, store } = dataset;
  const schema = await backend.schemaOf(store, table);
  await checkColumns(
    schema.fields.map((field) => field.name),
    options.columns,
  );
  const batches: RecordBatch[] = [];
  for await (const batch of backend.readTable(store, table, withSignal(ws, options))) if (batch.numRows > 0) batches.push(batch);
  return batches.length > 0 ? new Table(batches) : new Table(schema).select([...(options.columns ?? schema.fields.map((f) => f.name))]);
}

/** A table of a dataset as one Arrow table in memory. */
export async function loadTable(ws: Workspace, name: string, { table, ...options }: ReadTableOptions = {}): Promise<Table> {
  return track(ws.config, { type: 'dataset_read', operation: 'load_table', dataset: name }, async (note) => {
    const dataset = await openDataset(ws, name);
    const read = await readStored(ws, dataset, tableOf(dataset.record, table), options);
    note.rows?.(read.numRows);
    return read;
  });
}

/** The rows of a table as objects by column; 64-bit integers as numbers where they fit, times as `Date`. For small tables. */
export async function loadRows(ws: Workspace, name: string, options: ReadTableOptions = {}): Promise<Record<string, unknown>[]> {
  return rowsOfTable(await loadTable(ws, name, options));
}

/** A table chunk by chunk: in its order, every row once, in memory bounded by the chunk. */
export async function* iterateDataset(
  ws: Workspace,
  name: string,
  { table, chunkSize, ...options }: IterateOptions = {},
): AsyncGenerator<Table> {
  if (chunkSize !== undefined && (!Number.isInteger(chunkSize) || chunkSize < 1))
    throw new MdmError('usage', `Chunks of ${chunkSize} rows are not possible.`, 'Give 1 or more.');
  const dataset = await openDataset(ws, name);
  const size = chunkSize ?? batchSize(ws, dataset.backend.backendType);
  const stored = tableOf(dataset.record, table);
  const { fields } = await dataset.backend.schemaOf(dataset.store, stored);
  await checkColumns(
    fields.map((field) => field.name),
    options.columns,
  );
  for await (const batch of dataset.backend.readTable(dataset.store, stored, withSignal(ws, { ...options, batchSize: size })))
    for (let from = 0; from < batch.numRows; from += size) yield new Table(batch.slice(from, from + size));
}

/** Rows as objects. */
export function rowsOfTable(table: Table): Record<string, unknown>[] {
  const columns = table.schema.fields.map(({ name, type }, i) => ({
    name,
    time: /^(Timestamp|Date)/.test(String(type)),
    vector: table.getChildAt(i)!,
  }));
  return Array.from({ length: table.numRows }, (_, row) =>
    Object.fromEntries(
      columns.map(({ name, time, vector }) => {
        const value = vector.get(row) as unknown;
        if (time && typeof value === 'number') return [name, new Date(value)];
        return [name, typeof value === 'bigint' && Number.isSafeInteger(Number(value)) ? Number(value) : value];
      }),
    ),
  );
}

export const withSignal = <T extends object>({ signal }: Workspace, options: T): T & { readonly signal?: AbortSignal } =>
  signal === undefined ? options : { ...options, signal };

async function checkColumns(names: readonly string[], wanted: readonly string[] | undefined): Promise<void> {
  const unknown = wanted?.find((name) => !names.includes(name));
  if (unknown !== undefined)
    throw new MdmError(
      'unknown-column',
      `There is no column ${JSON.stringify(unknown)}.`,
      `The columns are: ${names.slice(0, 30).join(', ')}`,
    );
}

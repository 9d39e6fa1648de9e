import { Int64, type Table, vectorFromArray } from 'apache-arrow';
import { tableFrom } from '../engine/arrow-table.js';
import { MdmError } from '../errors.js';
import { rowsByKey, vectorOf } from '../ml/submission.js';
import { track } from '../operations/operations.js';
import { withDataset } from './lock.js';
import { normalName } from './names.js';
import { type Dataset, openDataset } from './open.js';
import { readStored, withSignal } from './read.js';
import { tableOf } from './table-of.js';
import { writeRecord } from './update.js';
import type { Workspace } from './workspace.js';

export interface PredictionOptions {
  /** What they are called: they are kept as the table `predictions_<name>`. */
  readonly name: string;
  /** The table they are predictions of, a role or a name; default `test`, else the one that is trained on. */
  readonly table?: string;
  /** Replaces predictions of this name. */
  readonly force?: boolean;
}

export interface SavedPredictions {
  readonly table: string;
  readonly rows: number;
  readonly columns: readonly string[];
}

/** The column of the row's number, where a dataset has no id. */
const ROW = 'row';

/**
 * Keeps predictions with a dataset: one row for each row of the table they are of, with its ids, which must all be there, each once. Where
 * the dataset has no id column they are in the order of the table, and get the number of the row.
 */
export async function savePredictions(
  ws: Workspace,
  name: string,
  predictions: Table | Readonly<Record<string, ArrayLike<unknown>>>,
  options: PredictionOptions,
): Promise<SavedPredictions> {
  const label = normalName(options.name);
  const given = isTable(predictions) ? predictions : tableOfColumns(predictions);
  return track(ws.config, { type: 'storage_operation', operation: 'save_predictions', dataset: name }, (note) =>
    withDataset(ws.config, name, async () => {
      const dataset = await openDataset(ws, name);
      const table = `predictions_${label}`;
      const { record, backend, store } = dataset;
      const there = (await backend.tables(store)).map((one) => one.name);
      const ofData = Object.values(record.tables).includes(table);
      if (there.includes(table) && (!options.force || ofData))
        throw new MdmError(
          'exists',
          ofData
            ? `${table} is a table of the data of ${record.name}.`
            : `The dataset ${record.name} has predictions ${JSON.stringify(label)} already.`,
          ofData ? 'Give the predictions another name.' : 'Give them another name, or replace them (force).',
        );
      const ready = await withIds(ws, dataset, given, options.table);
      const staged = `_new_${table}`;
      if (there.includes(staged)) await backend.dropTables(store, [staged]);
      const rows = await backend.loadData(store, staged, ready.schema, batchesOf(ready), withSignal(ws, {}));
      await backend.swapTables(store, { drop: there.includes(table) ? [table] : [], rename: { [staged]: table } });
      const metadata = { ...record.metadata, predictions: { ...record.metadata.predictions, [label]: table } };
      await writeRecord(ws, dataset, { ...record, metadata, last_updated_at: new Date().toISOString() });
      note.rows?.(rows);
      return { table, rows, columns: ready.schema.fields.map((field) => field.name) };
    }),
  );
}

async function* batchesOf(table: Table) {
  for (const batch of table.batches) if (batch.numRows > 0) yield batch;
}

/** A program may have a copy of Arrow of its own. */
const isTable = (value: object): value is Table => typeof (value as Table).numRows === 'number' && Array.isArray((value as Table).batches);

function tableOfColumns(columns: Readonly<Record<string, ArrayLike<unknown>>>): Table {
  return tableFrom(Object.entries(columns).map(([name, values]) => [name, vectorOf(Array.from(values))]));
}

/** The predictions in the order of the table they are of, ids first. */
async function withIds(ws: Workspace, dataset: Dataset, given: Table, of: string | undefined): Promise<Table> {
  const { record, backend, store } = dataset;
  const role = of ?? (Object.hasOwn(record.tables, 'test') ? 'test' : undefined);
  const table = tableOf(record, role);
  const stored = await backend.table(store, table);
  const rows = given.numRows;
  if (rows !== stored.rows)
    throw new MdmError(
      'schema-mismatch',
      `There are ${rows} predictions for the ${stored.rows} rows of ${table}.`,
      'Give one for each row, or name another table.',
    );
  const names = given.schema.fields.map((field) => field.name);
  const keys = record.id_columns.filter((id) => stored.columns.some((column) => column.name === id));
  const values = names.filter((name) => !keys.includes(name) && name !== ROW);
  if (values.length === 0) throw new MdmError('usage', 'There are ids and no predictions.', 'Give a column of predictions beside the ids.');
  if (keys.length === 0) {
    const number = vectorFromArray(
      Array.from({ length: rows }, (_, i) => BigInt(i)),
      new Int64(),
    );
    return tableFrom([[ROW, number], ...values.map((name) => [name, given.getChild(name)!] as const)]);
  }
  const ids = await readStored(ws, dataset, table, { columns: keys });
  const order = rowsByKey(given, ids, keys);
  const inOrder = order.every((row, i) => row === i);
  return tableFrom([
    ...keys.map((name) => [name, ids.getChild(name)!] as const),
    ...values.map((name) => {
      const vector = given.getChild(name)!;
      return [
        name,
        inOrder
          ? vector
          : vectorFromArray(
              Array.from(order, (row): unknown => vector.get(row)),
              vector.type,
            ),
      ] as const;
    }),
  ]);
}

/** Predictions that were saved. */
export async function loadPredictions(ws: Workspace, name: string, label: string): Promise<Table> {
  const dataset = await openDataset(ws, name);
  const wanted = normalName(label);
  const table = dataset.record.metadata.predictions?.[wanted];
  if (table === undefined) {
    const known = Object.keys(dataset.record.metadata.predictions ?? {});
    throw new MdmError(
      'usage',
      `The dataset ${JSON.stringify(dataset.record.name)} has no predictions ${JSON.stringify(wanted)}.`,
      known.length > 0 ? `It has: ${known.join(', ')}` : 'Save some first: client.ml.savePredictions',
    );
  }
  return readStored(ws, dataset, table);
}

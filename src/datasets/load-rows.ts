import {
  Bool,
  type DataType,
  Field,
  Float64,
  Int64,
  type RecordBatch,
  Schema,
  type Table,
  TimestampMicrosecond,
  Utf8,
  type Vector,
  vectorFromArray,
} from 'apache-arrow';
import { tableOf } from '../engine/arrow-table.js';
import { worded } from '../engine/arrow-types.js';
import { MdmError } from '../errors.js';
import { track } from '../operations/operations.js';
import { recordAfterLoad } from './after-load.js';
import { withDataset } from './lock.js';
import { openDataset } from './open.js';
import { withSignal } from './read.js';
import { tablesOf } from './table-of.js';
import { writeRecord } from './update.js';
import type { Workspace } from './workspace.js';

export type Row = Readonly<Record<string, unknown>>;
/** Rows in memory: an Arrow table, batches of one schema, or objects by column. */
export type RowData = Table | AsyncIterable<RecordBatch> | Iterable<RecordBatch> | Iterable<Row> | AsyncIterable<Row>;

export interface LoadRowsOptions {
  /** Adds to the table when it is there. */
  readonly append?: boolean;
  /** Replaces the table when it is there; a reader sees the old one or the new one. */
  readonly force?: boolean;
}

/**
 * Stores rows as a table of a dataset, all or none; gives their number. Features of a table that has other rows now are taken away: they
 * are made anew by `generateFeatures`.
 */
export async function loadRowsInto(
  ws: Workspace,
  name: string,
  table: string,
  data: RowData,
  options: LoadRowsOptions = {},
): Promise<number> {
  return track(ws.config, { type: 'storage_operation', operation: 'load_rows', dataset: name }, (note) =>
    withDataset(ws.config, name, async () => {
      const dataset = await openDataset(ws, name);
      const { record, backend, store } = dataset;
      const stored = tablesOf(record).get(table) ?? table;
      const there = (await backend.tables(store)).some((one) => one.name === stored);
      if (there && !options.append && !options.force)
        throw new MdmError(
          'exists',
          `The dataset ${record.name} has a table ${JSON.stringify(stored)} already.`,
          'Append to it (append), or replace it (force).',
        );
      const { schema, batches } = await arrowOf(data, ws.config.get('performance.batch_size'));
      const into = there && options.append ? stored : `_new_${stored}`;
      if (into !== stored) await backend.dropTables(store, (await backend.tables(store)).some((one) => one.name === into) ? [into] : []);
      const rows = await backend.loadData(store, into, schema, batches, withSignal(ws, { append: into === stored }));
      if (into !== stored) await backend.swapTables(store, { drop: [stored], rename: { [into]: stored } });
      const after = await recordAfterLoad(dataset, stored);
      await writeRecord(ws, dataset, after);
      const gone = Object.values(record.feature_tables).filter((one) => !Object.values(after.feature_tables).includes(one));
      if (gone.length > 0) await backend.dropTables(store, gone);
      note.rows?.(rows);
      return rows;
    }),
  );
}

/** The schema and the batches of rows in memory. */
export async function arrowOf(data: RowData, batchSize = 10_000): Promise<{ schema: Schema; batches: AsyncIterable<RecordBatch> }> {
  if (isTable(data)) return { schema: data.schema, batches: each(data.batches) };
  if (Array.isArray(data) && data.length > 0 && !isBatch(data[0] as RecordBatch | Row)) {
    const schema = schemaOfRows(data as readonly Row[]);
    return { schema, batches: inParts(data as readonly Row[], schema, batchSize) };
  }
  const iterator = (Symbol.asyncIterator in data ? data[Symbol.asyncIterator]() : data[Symbol.iterator]()) as AsyncIterator<
    RecordBatch | Row
  >;
  const first = await iterator.next();
  if (first.done) throw new MdmError('empty', 'There are no rows, so no columns are known.', 'Give an Arrow table: its schema names them.');
  if (isBatch(first.value)) return { schema: first.value.schema, batches: rest(first.value, iterator as AsyncIterator<RecordBatch>) };
  const rows: Row[] = [first.value];
  const take = async (): Promise<void> => {
    while (rows.length < batchSize) {
      const next = await iterator.next();
      if (next.done) return;
      rows.push(next.value as Row);
    }
  };
  await take();
  const table = tableOfRows(rows);
  return { schema: table.schema, batches: further(table, iterator as AsyncIterator<Row>, batchSize) };
}

type Scalar = string | number | bigint | boolean;

const isTable = (data: RowData): data is Table => 'batches' in data && 'schema' in data;
const isBatch = (value: RecordBatch | Row): value is RecordBatch => typeof (value as RecordBatch).numRows === 'number' && 'schema' in value;

async function* each(batches: readonly RecordBatch[]): AsyncGenerator<RecordBatch> {
  for (const batch of batches) if (batch.numRows > 0) yield batch;
}

async function* inParts(rows: readonly Row[], schema: Schema, size: number): AsyncGenerator<RecordBatch> {
  for (let from = 0; from < rows.length; from += size) yield* tableOfRows(rows.slice(from, from + size), schema).batches;
}

async function* rest(first: RecordBatch, iterator: AsyncIterator<RecordBatch>): AsyncGenerator<RecordBatch> {
  yield first;
  for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value;
}

async function* further(first: Table, iterator: AsyncIterator<Row>, batchSize: number): AsyncGenerator<RecordBatch> {
  yield* first.batches;
  let rows: Row[] = [];
  for (let next = await iterator.next(); !next.done; next = await iterator.next()) {
    rows.push(next.value);
    if (rows.length < batchSize) continue;
    yield* tableOfRows(rows, first.schema).batches;
    rows = [];
  }
  if (rows.length > 0) yield* tableOfRows(rows, first.schema).batches;
}

/** The columns are all keys of the objects, in the order in which they are first there; their types fit all values. */
function schemaOfRows(rows: readonly Row[]): Schema {
  const names = new Set<string>();
  for (const row of rows) for (const name of Object.keys(row)) names.add(name);
  return new Schema([...names].map((name) => new Field(name, typeOf(rows.map((row) => cellOf(row, name))), true)));
}

const cellOf = (row: Row, name: string): unknown => (Object.hasOwn(row, name) ? (row[name] ?? null) : null);

/** Objects as an Arrow table. */
export function tableOfRows(rows: readonly Row[], schema: Schema = schemaOfRows(rows)): Table {
  const names = new Set(schema.fields.map(({ name }) => name));
  const odd = rows.flatMap((row) => Object.keys(row)).find((key) => !names.has(key));
  if (odd !== undefined)
    throw new MdmError('schema-mismatch', `A row has the further column ${JSON.stringify(odd)}.`, 'The first rows decide on the columns.');
  const columns = schema.fields.map(({ name, type }) => {
    const values = rows.map((row) => fitted(cellOf(row, name), type as DataType, name));
    return vectorFromArray(values, type as DataType) as Vector;
  });
  return tableOf(schema, columns);
}

function typeOf(values: readonly unknown[]): DataType {
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return new Utf8();
  if (known.every((value) => typeof value === 'boolean')) return new Bool();
  if (known.every((value) => typeof value === 'bigint' || Number.isSafeInteger(value))) return new Int64();
  if (known.every((value) => typeof value === 'number' || typeof value === 'bigint')) return new Float64();
  if (known.every((value) => value instanceof Date)) return new TimestampMicrosecond();
  return new Utf8();
}

function fitted(value: unknown, type: DataType, column: string): unknown {
  if (value === null) return null;
  if (type instanceof Utf8) {
    if (typeof value === 'string') return value;
    return value instanceof Date ? value.toISOString() : typeof value === 'object' ? JSON.stringify(value) : `${value as Scalar}`;
  }
  const fits =
    type instanceof Bool
      ? typeof value === 'boolean'
      : type instanceof TimestampMicrosecond
        ? value instanceof Date
        : type instanceof Int64
          ? typeof value === 'bigint' || Number.isSafeInteger(value)
          : typeof value === 'number' || typeof value === 'bigint';
  if (!fits)
    throw new MdmError(
      'schema-mismatch',
      `The value ${JSON.stringify(`${value as Scalar}`)} does not fit the column ${JSON.stringify(column)} of ${worded(type)}.`,
      'The first rows decide on types.',
    );
  return type instanceof Int64 ? BigInt(value as number) : type instanceof Float64 ? Number(value) : value;
}

import type { DuckDBValue } from '#duckdb';
import { type DataType, makeData, RecordBatch, Schema, Struct, Table, vectorFromArray } from 'apache-arrow';
import { quote } from '../engine/duckdb/dialect.js';
import { engineError } from '../engine/duckdb/driver.js';
import { MdmError } from '../errors.js';
import { track } from '../operations/operations.js';
import type { Parameter } from '../storage/backend.js';
import { type Dataset, openRecord } from './open.js';
import { withSignal } from './read.js';
import { openRepository } from './repository.js';
import { type Staged, stageTables } from './stage.js';
import type { Workspace } from './workspace.js';

export interface QueryOptions {
  /** Rows of a batch; default `performance.batch_size`. */
  readonly batchSize?: number;
}

/** The rows of a statement that reads, over one dataset or several, as one Arrow table. See `queryBatches`. */
export async function queryDatasets(
  ws: Workspace,
  names: string | readonly string[],
  sql: string,
  parameters: readonly Parameter[] = [],
): Promise<Table> {
  const of = [names].flat();
  return track(ws.config, { type: 'query_execution', operation: shorten(sql), dataset: of.join(', ') }, async (note) => {
    const batches: RecordBatch[] = [];
    for await (const batch of queryBatches(ws, names, sql, parameters)) batches.push(batch);
    const filled = batches.filter((batch) => batch.numRows > 0);
    const table = filled.length > 0 ? new Table(filled) : new Table(batches[0]?.schema ?? new Schema([]));
    note.rows?.(table.numRows);
    return table;
  });
}

/**
 * The rows of a statement that reads, batch by batch; values stand at its `?`. Over one dataset it is in the SQL of its backend, and its
 * tables have their own names. Over several, all of one backend, it is in DuckDB's SQL, and tables are named `dataset.table`.
 */
export async function* queryBatches(
  ws: Workspace,
  names: string | readonly string[],
  sql: string,
  parameters: readonly Parameter[] = [],
  options: QueryOptions = {},
): AsyncGenerator<RecordBatch> {
  const datasets = await openAll(ws, [names].flat());
  if (typeof names === 'string') {
    const [{ backend, store }] = datasets as [Dataset];
    yield* backend.query(store, sql, parameters, withSignal(ws, options));
  } else {
    yield* overSeveral(ws, datasets, sql, parameters, options);
  }
}

async function openAll(ws: Workspace, names: readonly string[]): Promise<Dataset[]> {
  if (names.length === 0) throw new MdmError('usage', 'A query needs the name of a dataset.', 'See: mdm dataset list');
  const repository = openRepository(ws.config);
  const records = await Promise.all(names.map((name) => repository.get(name)));
  const [first] = records;
  const other = records.find(({ database }) => database.backend !== first!.database.backend);
  if (other)
    throw new MdmError(
      'backend',
      `${first!.name} is kept by ${first!.database.backend} and ${other.name} by ${other.database.backend}: one query reads datasets of one backend.`,
      `Move one of them: mdm dataset migrate ${other.name} --to ${first!.database.backend}`,
    );
  return Promise.all(records.map((record) => openRecord(ws, record)));
}

/** Copies of the tables that the statement names are read by one DuckDB; the datasets themselves are out of its reach. */
async function* overSeveral(
  ws: Workspace,
  datasets: readonly Dataset[],
  sql: string,
  parameters: readonly Parameter[],
  { batchSize }: QueryOptions,
): AsyncGenerator<RecordBatch> {
  const staged: Staged[] = [];
  try {
    for (const dataset of datasets) staged.push(await stageTables(ws, dataset, await namedIn(sql, dataset)));
    const { db } = staged[0]!;
    for (const [i, dataset] of datasets.entries()) {
      const name = quote(dataset.record.name);
      await db.run(`CREATE SCHEMA IF NOT EXISTS ${name}`);
      for (const table of await namedIn(sql, dataset))
        await db.run(`CREATE OR REPLACE VIEW ${name}.${quote(table)} AS SELECT * FROM ${staged[i]!.relation(table)}`);
    }
    const { recordBatches, arrowSchema } = await import('../engine/duckdb/arrow.js');
    try {
      await checkReads(staged[0]!, sql);
      const result = await db.connection.stream(sql, parameters.map(bound));
      let any = false;
      for await (const batch of recordBatches(result, batchSize ?? ws.config.get('performance.batch_size'), db.options)) {
        any = true;
        yield batch;
      }
      if (!any) yield emptyBatch(arrowSchema(result));
    } catch (error) {
      throw worded(error, sql, staged[0]!);
    }
  } finally {
    for (const one of staged) await one.close();
  }
}

/** A result without rows still has columns. */
const emptyBatch = (schema: Schema): RecordBatch =>
  new RecordBatch(
    schema,
    makeData({
      type: new Struct(schema.fields),
      length: 0,
      nullCount: 0,
      children: schema.fields.map(({ type }) => vectorFromArray([], type as DataType).data[0]!),
    }),
  );

/** Integers beyond 53 bits stay whole. */
const bound = (value: Parameter): DuckDBValue => value;

/** The tables whose names stand somewhere in the statement: all that it can read, and few more. */
async function namedIn(sql: string, { backend, store }: Dataset): Promise<string[]> {
  const text = sql.toLowerCase();
  const tables = await backend.tables(store);
  return tables.map(({ name }) => name).filter((name) => text.includes(name.toLowerCase().replaceAll('"', '""')));
}

async function checkReads({ db }: Staged, sql: string): Promise<void> {
  const { StatementType } = await import('#duckdb');
  const statements = await db.connection.extractStatements(sql);
  if (statements.count !== 1)
    throw new MdmError('usage', `A query is one statement; these are ${statements.count}.`, 'Run them one by one.');
  const prepared = await statements.prepare(0);
  const { statementType } = prepared;
  prepared.destroySync();
  if (statementType !== StatementType.SELECT && statementType !== StatementType.EXPLAIN)
    throw new MdmError(
      'usage',
      'A query over several datasets may only read.',
      'Change a dataset alone: client.query.executeSql(name, sql)',
    );
}

/** What the statement did wrong is the caller's to mend. */
function worded(error: unknown, sql: string, { db }: Staged): unknown {
  if (error instanceof MdmError) return error;
  const known = engineError(error, sql, db.options);
  if (known.code !== 'engine') return known;
  return new MdmError(
    'usage',
    known.message.replace(/^DuckDB: /, 'The query is wrong: '),
    'Tables are named "dataset.table", columns as they are stored.',
    error,
  );
}

const shorten = (sql: string): string => sql.replaceAll(/\s+/g, ' ').trim().slice(0, 200);

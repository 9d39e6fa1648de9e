import { type DuckDBResult, DuckDBTypeId, StatementType } from '#duckdb';
import { DateDay, type RecordBatch, type Schema, TimestampMicrosecond } from 'apache-arrow';
import { columnBuilder, fixedBuilder } from '../../engine/duckdb/arrow-columns.js';
import { type BuildColumn, recordBatches } from '../../engine/duckdb/arrow.js';
import { MdmError } from '../../errors.js';
import { batchOf, normalised } from '../arrow-rows.js';
import type { ColumnType, Parameter, ReadOptions, StoredColumn } from '../backend.js';
import { schemaOf } from '../columns.js';
import { quote } from '../names.js';
import { check, interrupted, writesRefused } from '../problems.js';
import { chosen } from '../choose.js';
import { columnsOfTable, tableNamed } from './catalog.js';
import { borrow, bound, type Duckdb, problem, type Session } from './context.js';
import { inOneMoment } from './facts.js';
import { explain, oneStatement } from './statement.js';

export const schemaOfTable = (duckdb: Duckdb, store: string, name: string): Promise<Schema> =>
  inOneMoment(duckdb, store, async (session) => schemaOf(await columnsOfTable(session, await tableNamed(session, name))));

export async function* readTable(duckdb: Duckdb, store: string, name: string, options: ReadOptions = {}): AsyncGenerator<RecordBatch> {
  yield* streaming(duckdb, store, options, async (session) => {
    const found = await tableNamed(session, name);
    const columns = chosen(name, await columnsOfTable(session, found), options.columns);
    const { limit, offset } = options;
    const some = `${limit === undefined ? '' : ` LIMIT ${Math.floor(limit)}`}${offset === undefined ? '' : ` OFFSET ${Math.floor(offset)}`}`;
    const list = columns.map((one) => quote(one.stored)).join(', ') || '1';
    const sql = `SELECT ${list} FROM ${quote(found.stored)}${some}`;
    return { sql, columns, result: await session.connection.stream(sql) };
  });
}

export async function* query(
  duckdb: Duckdb,
  store: string,
  sql: string,
  parameters: readonly Parameter[] = [],
  options: ReadOptions = {},
): AsyncGenerator<RecordBatch> {
  yield* streaming(duckdb, store, options, async (session) => {
    await oneStatement(session, sql);
    const statement = await session.connection.prepare(sql);
    if (statement.statementType !== StatementType.SELECT && statement.statementType !== StatementType.EXPLAIN) throw writesRefused(sql);
    await explain(duckdb, session, sql, parameters);
    const [values, types] = bound(parameters);
    if (values) statement.bind(values, types);
    const result = await statement.stream();
    return { sql, columns: resultColumns(result), result, described: true };
  });
}

interface Streamed {
  readonly sql: string;
  readonly columns: readonly StoredColumn[];
  readonly result: DuckDBResult;
  /** A result without rows is an empty batch, which has its columns. */
  readonly described?: boolean;
}

async function* streaming(
  duckdb: Duckdb,
  store: string,
  { batchSize = duckdb.settings.batchSize, signal }: ReadOptions,
  start: (session: Session) => Promise<Streamed>,
): AsyncGenerator<RecordBatch> {
  const { session, done } = await borrow(duckdb, store, false, signal);
  try {
    await session.connection.run('BEGIN TRANSACTION READ ONLY');
    const began = performance.now();
    const { sql, columns, result, described } = await start(session);
    let empty = described === true;
    for await (const batch of recordBatches(result, batchSize, signal ? { signal } : {}, build)) {
      check(signal);
      empty = false;
      yield normalised(batch, columns);
    }
    if (empty) yield batchOf(schemaOf(columns), []);
    duckdb.trace.took(store, sql, performance.now() - began);
  } catch (error) {
    throw signal?.aborted ? interrupted(error) : problem(duckdb, store, plain(error));
  } finally {
    await done();
  }
}

/** The engine words its errors for features; what DuckDB said is in the cause. */
const plain = (error: unknown): unknown =>
  error instanceof MdmError && error.code === 'engine' && error.cause instanceof Error ? error.cause : error;

const build: BuildColumn = (result, column) => {
  switch (result.columnTypeId(column)) {
    case DuckDBTypeId.DATE:
      return fixedBuilder(column, 4, new DateDay());
    case DuckDBTypeId.TIMESTAMP_TZ:
      return fixedBuilder(column, 8, new TimestampMicrosecond());
    default:
      return columnBuilder(result, column);
  }
};

const RESULT: Readonly<Partial<Record<DuckDBTypeId, ColumnType>>> = {
  [DuckDBTypeId.BOOLEAN]: 'boolean',
  [DuckDBTypeId.TINYINT]: 'int64',
  [DuckDBTypeId.SMALLINT]: 'int64',
  [DuckDBTypeId.INTEGER]: 'int64',
  [DuckDBTypeId.BIGINT]: 'int64',
  [DuckDBTypeId.UTINYINT]: 'int64',
  [DuckDBTypeId.USMALLINT]: 'int64',
  [DuckDBTypeId.UINTEGER]: 'int64',
  [DuckDBTypeId.UBIGINT]: 'double',
  [DuckDBTypeId.HUGEINT]: 'double',
  [DuckDBTypeId.UHUGEINT]: 'double',
  [DuckDBTypeId.DECIMAL]: 'double',
  [DuckDBTypeId.FLOAT]: 'double',
  [DuckDBTypeId.DOUBLE]: 'double',
  [DuckDBTypeId.DATE]: 'date',
  [DuckDBTypeId.TIMESTAMP]: 'timestamp',
  [DuckDBTypeId.TIMESTAMP_TZ]: 'timestamp',
  [DuckDBTypeId.TIMESTAMP_S]: 'timestamp',
  [DuckDBTypeId.TIMESTAMP_MS]: 'timestamp',
  [DuckDBTypeId.TIMESTAMP_NS]: 'timestamp',
};

const resultColumns = (result: DuckDBResult): StoredColumn[] =>
  result.columnNames().map((name, i) => ({ name, type: RESULT[result.columnTypeId(i)] ?? 'text' }));

import { type Data, Int32, makeData, type RecordBatch, type Schema, Vector } from 'apache-arrow';
import { type AppendedType, type Appender, createAppender } from '../../engine/duckdb/arrow.js';
import { flatten } from '../../engine/flat.js';
import { fitInto } from '../append-to.js';
import { normalised } from '../arrow-rows.js';
import type { ColumnType, LoadOptions, StoredColumn } from '../backend.js';
import { columnsOf } from '../columns.js';
import { quote } from '../names.js';
import { check, noColumns, tableExists } from '../problems.js';
import { columnsOfTable, findTable, keepNames, namesFor, prepareOwn, tableNamed } from './catalog.js';
import { type Duckdb, type Session, writing } from './context.js';

const DECLARED: Readonly<Record<ColumnType, string>> = {
  int64: 'BIGINT',
  double: 'DOUBLE',
  boolean: 'BOOLEAN',
  text: 'VARCHAR',
  timestamp: 'TIMESTAMP',
  date: 'DATE',
};

interface Target {
  readonly stored: string;
  readonly columns: readonly StoredColumn[];
  readonly places: readonly number[];
}

export async function loadData(
  duckdb: Duckdb,
  store: string,
  table: string,
  schema: Schema,
  batches: AsyncIterable<RecordBatch>,
  { append = false, onBatch, signal }: LoadOptions = {},
): Promise<number> {
  const wanted = columnsOf(schema);
  if (wanted.length === 0) throw noColumns(table);
  return writing(
    duckdb,
    store,
    async (session) => {
      await prepareOwn(session);
      const target =
        append && (await findTable(session, table)) ? await existing(session, table, schema) : await created(session, table, wanted);
      const appender = await createAppender(
        session,
        target.stored,
        target.columns.map(({ type }) => type satisfies AppendedType),
      );
      try {
        const rows = await fill(appender, target, batches, onBatch, signal);
        appender.close();
        return rows;
      } catch (error) {
        appender.discard();
        throw error;
      }
    },
    signal,
  );
}

async function fill(
  appender: Appender,
  { columns, places }: Target,
  batches: AsyncIterable<RecordBatch>,
  onBatch: LoadOptions['onBatch'],
  signal: AbortSignal | undefined,
): Promise<number> {
  let rows = 0;
  for await (const batch of batches) {
    check(signal);
    if (batch.numRows > 0) {
      const fitting = normalised(places.every((place, i) => place === i) ? batch : batch.selectAt([...places]), columns);
      appender.append(
        columns.map(({ type }, i) => (type === 'date' ? flatten(daysOf(fitting, i), 'int32') : flatten(vectorOf(fitting, i), type))),
      );
    }
    rows += batch.numRows;
    onBatch?.(batch.numRows);
  }
  return rows;
}

const vectorOf = (batch: RecordBatch, column: number): Vector => new Vector([batch.data.children[column]!]);

/** Days since 1970 as the numbers they are. */
function daysOf(batch: RecordBatch, column: number): Vector {
  const { length, nullCount, nullBitmap, offset, values } = batch.data.children[column]! as Data<Int32>;
  return new Vector([makeData({ type: new Int32(), length, nullCount, offset, nullBitmap, data: values })]);
}

async function existing(session: Session, table: string, schema: Schema): Promise<Target> {
  const found = await tableNamed(session, table);
  const columns = await columnsOfTable(session, found);
  return { stored: found.stored, columns, places: fitInto(table, columns, schema) };
}

async function created(session: Session, table: string, columns: readonly StoredColumn[]): Promise<Target> {
  if (await findTable(session, table)) throw tableExists(session.store, table);
  const names = await namesFor(
    session,
    table,
    columns.map(({ name }) => name),
  );
  const named = columns.map((one, i) => ({ ...one, stored: names.columns[i]! }));
  await session.run(`CREATE TABLE ${quote(names.table)} (${named.map((one) => `${quote(one.stored)} ${DECLARED[one.type]}`).join(', ')})`);
  await keepNames(session, table, names.table, named);
  return { stored: names.table, columns, places: columns.map((_, i) => i) };
}

import { randomBytes } from 'node:crypto';
import type { Writable } from 'node:stream';
import type { RecordBatch, Schema } from 'apache-arrow';
import type { PoolClient } from 'pg';
import { MdmError } from '../../errors.js';
import { normalised } from '../arrow-rows.js';
import type { LoadOptions } from '../backend.js';
import { columnsOf } from '../columns.js';
import { MOST_COLUMNS } from '../declared.js';
import { quote, tableNameFor } from '../names.js';
import { fitInto } from '../append-to.js';
import { check, noColumns, tableExists, tooWide } from '../problems.js';
import { catalog, type CatalogColumn, type CatalogTable, columnList, keepNames, PART, storedColumns } from './catalog.js';
import { COPY_HEAD, COPY_TAIL, copyRows } from './copy.js';
import { DECLARED } from './values.js';

export interface Load {
  readonly store: string;
  readonly table: string;
  readonly schema: Schema;
  readonly batches: AsyncIterable<RecordBatch>;
  readonly options: LoadOptions;
}

/** Writes batches as a table in one transaction; gives the number of rows. */
export async function load(client: PoolClient, { store, table, schema, batches, options }: Load): Promise<number> {
  const given = columnsOf(schema);
  if (given.length === 0) throw noColumns(table);
  if (given.length > MOST_COLUMNS.postgresql!) throw tooWide('PostgreSQL', table, given.length, MOST_COLUMNS.postgresql!);
  // How long a statement may take is meant for queries; a load takes as long as there are rows.
  await client.query('BEGIN; SET LOCAL statement_timeout = 0');
  const tables = await catalog(client);
  const found = tables.find(({ name }) => name === table);
  if (found && !options.append) throw tableExists(store, table);
  const target = found ? await continued(client, found, schema) : await created(client, store, table, schema, tables);
  const copy = await startCopy(client, `COPY ${quote(target.stored)} (${columnList(target.columns)}) FROM STDIN (FORMAT binary)`);
  let rows = 0;
  try {
    await copy.write(COPY_HEAD);
    for await (const batch of batches) {
      check(options.signal);
      const stored = normalised(target.places ? batch.selectAt([...target.places]) : batch, target.columns);
      for (const piece of copyRows(stored, target.columns, rows)) await copy.write(piece);
      rows += batch.numRows;
      options.onBatch?.(batch.numRows);
      check(options.signal);
    }
    await copy.write(COPY_TAIL);
    await copy.end();
  } catch (error) {
    await copy.fail();
    throw error instanceof RangeError ? unfit(table, error) : error;
  }
  await client.query('COMMIT');
  return rows;
}

interface Target {
  readonly stored: string;
  readonly columns: readonly CatalogColumn[];
  /** Which column of a batch goes into each; absent where they are the same. */
  readonly places?: readonly number[];
}

async function created(client: PoolClient, store: string, table: string, schema: Schema, tables: readonly CatalogTable[]): Promise<Target> {
  const stored = tableNameFor(
    'postgresql',
    table,
    tables.map((one) => one.stored),
  );
  const columns = storedColumns(columnsOf(schema));
  const declared = columns.map((column) => `${quote(column.stored)} ${DECLARED[column.type]}`).join(', ');
  await client.query(`CREATE TABLE ${quote(stored)} (${declared})`).catch((error: unknown) => {
    // Another process made it since.
    throw ['42P07', '23505'].includes((error as { code: string }).code) ? tableExists(store, table) : error;
  });
  await keepNames(client, { name: table, stored, columns });
  return { stored, columns };
}

/**
 * Rows are read in the order of the table's pages. Into a table that is new PostgreSQL writes page after page, into an old one wherever
 * there is room: so appended rows go to a table of their own, which inherits from the old one and is read behind it.
 */
async function continued(client: PoolClient, { name, stored, columns }: CatalogTable, schema: Schema): Promise<Target> {
  const places = fitInto(name, columns, schema);
  const part = `${PART}${randomBytes(8).toString('hex')}`;
  await client.query(`CREATE TABLE ${quote(part)} () INHERITS (${quote(stored)})`);
  return { stored: part, columns, places };
}

const unfit = (table: string, cause: RangeError): MdmError =>
  new MdmError('schema-mismatch', `A value does not fit the table ${JSON.stringify(table)}: ${cause.message}.`, undefined, cause);

interface Copy {
  /** Resolves when the server takes more. */
  write(piece: Buffer): Promise<void>;
  /** Resolves when all rows are in the table. */
  end(): Promise<void>;
  /** Gives up; the transaction is broken then. */
  fail(): Promise<void>;
}

async function startCopy(client: PoolClient, sql: string): Promise<Copy> {
  const { from } = (await import('pg-copy-streams')).default;
  const stream: Writable = client.query(from(sql));
  let failure: Error | undefined;
  let reject: ((error: Error) => void) | undefined;
  const onError = (error: Error): void => {
    failure ??= error;
    reject?.(error);
  };
  stream.on('error', onError);
  client.on('error', onError);
  const wait = async (work: (done: () => void) => void): Promise<void> => {
    if (failure) throw failure;
    await new Promise<void>((done, failed) => {
      reject = failed;
      work(done);
    });
    reject = undefined;
    if (failure) throw failure as Error;
  };
  return {
    write: (piece) => wait((done) => stream.write(piece, () => done())),
    end: async () => {
      await wait((done) => stream.end(done));
      client.off('error', onError);
    },
    fail: async () => {
      client.off('error', onError);
      if (failure) return;
      const closed = new Promise((done) => stream.once('close', done));
      stream.on('error', () => undefined).destroy(new Error('the load was given up'));
      await closed;
    },
  };
}

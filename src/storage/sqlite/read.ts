import type { RecordBatch, Schema } from 'apache-arrow';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { setImmediate as breathe } from 'node:timers/promises';
import { batchBuilder } from '../arrow-rows.js';
import type { ReadOptions, StoredColumn } from '../backend.js';
import { chosen } from '../choose.js';
import { schemaOf } from '../columns.js';
import { quote } from '../names.js';
import { check } from '../problems.js';
import type { Column } from '../catalog.js';
import { columnsOfTable, tableNamed } from './catalog.js';
import { borrow, problem, type Sqlite, using } from './context.js';
import { patiently } from './connect.js';
import { pagedBatches, rowidOf } from './pages.js';
import { batchLimits } from './limits.js';

export const schemaOfTable = (sqlite: Sqlite, store: string, name: string): Promise<Schema> =>
  using(sqlite, store, (db) =>
    patiently(db, sqlite.settings.patience, undefined, () => schemaOf(columnsOfTable(db, tableNamed(db, store, name)))),
  );

export async function* readTable(sqlite: Sqlite, store: string, name: string, options: ReadOptions = {}): AsyncGenerator<RecordBatch> {
  const { settings, trace } = sqlite;
  const { signal } = options;
  const { db, done } = await borrow(sqlite, store, signal);
  try {
    const { table, columns, rowid, sql } = await patiently(db, settings.patience, signal, () => {
      // All of it as of the moment at which the table is found.
      db.exec('BEGIN');
      try {
        return selection(db, store, name, options);
      } catch (error) {
        if (db.isTransaction) db.exec('ROLLBACK');
        throw error;
      }
    });
    const start = performance.now();
    const read = { ...options, batchSize: options.batchSize ?? settings.batchSize };
    if (rowid === undefined) yield* batchesOf(db, db.prepare(sql), columns, [], read, settings.patience);
    else yield* pagedBatches(db, { ...read, table, columns, rowid });
    db.exec('COMMIT');
    trace.took(store, sql, performance.now() - start);
  } catch (error) {
    throw problem(sqlite, store, error);
  } finally {
    await done();
  }
}

function selection(db: DatabaseSync, store: string, name: string, { columns, limit, offset }: ReadOptions) {
  const table = tableNamed(db, store, name);
  const all = columnsOfTable(db, table);
  const wanted: readonly Column[] = chosen(name, all, columns);
  // An index may hold the rows in another order.
  const from = `${quote(table.stored)}${table.view ? '' : ' NOT INDEXED'}`;
  const some = limit === undefined && offset === undefined ? '' : ` LIMIT ${Math.floor(limit ?? -1)} OFFSET ${Math.floor(offset ?? 0)}`;
  const list = wanted.length === 0 ? '1' : wanted.map((one) => quote(one.stored)).join(', ');
  return { table, columns: wanted, rowid: rowidOf(db, table, all), sql: `SELECT ${list} FROM ${from}${some}` };
}

/** The rows of a statement, batch by batch. */
export async function* batchesOf(
  db: DatabaseSync,
  statement: StatementSync,
  columns: readonly StoredColumn[],
  parameters: readonly (null | number | bigint | string)[],
  { batchSize, signal }: { readonly batchSize: number; readonly signal?: AbortSignal | undefined },
  patience: number,
  first?: { readonly rows: Iterator<unknown[]>; readonly read: readonly unknown[][] },
): AsyncGenerator<RecordBatch> {
  statement.setReturnArrays(true);
  statement.setReadBigInts(true);
  const rows = first?.rows ?? (statement.iterate(...parameters) as unknown as Iterator<unknown[]>);
  const builder = batchBuilder(columns);
  const { turn, isFull } = batchLimits(builder, batchSize, columns.length);
  let given = false;
  try {
    for (const row of first?.read ?? []) {
      builder.push(row);
      if (!isFull()) continue;
      given = true;
      yield builder.finish();
    }
    // Others may hold a lock only until the first row was read.
    let next = first ? rows.next() : await patiently(db, patience, signal, () => rows.next());
    for (let n = 1; !next.done; n++) {
      builder.push(next.value);
      if (n % turn === 0) {
        await breathe();
        check(signal);
      }
      if (isFull()) {
        check(signal);
        given = true;
        yield builder.finish();
      }
      next = rows.next();
    }
    // A result without rows still has columns.
    if (builder.rows > 0 || (first && !given)) yield builder.finish();
  } finally {
    rows.return?.();
  }
}

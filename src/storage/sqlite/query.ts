import type { RecordBatch } from 'apache-arrow';
import type { StatementSync } from 'node:sqlite';
import { batchOf } from '../arrow-rows.js';
import type { ColumnType, Parameter, ReadOptions, StoredColumn } from '../backend.js';
import { schemaOf } from '../columns.js';
import { declaredType } from '../declared.js';
import { check, writesRefused } from '../problems.js';
import { patiently } from './connect.js';
import { borrow, problem, type Sqlite } from './context.js';
import { isReadOnly } from './errors.js';
import { MOST_TEXT } from './limits.js';
import { batchesOf } from './read.js';
import { bare, bound, explain, prepareOne } from './statement.js';

/** Values of a result that tell the types of columns that no table declares. */
const SEEN = 1_000_000;

const READS = /^(?:select|with|values|explain)\b/i;
const PRAGMA = /^pragma\s+(?:\w+\.)?(\w+)\s*(?:;|$|\((.*)\))/i;
const TAKES_A_NAME = /^(?:(?:table|index)_x?info|index_list|foreign_key_(?:list|check)|table_list|integrity_check|quick_check)$/i;
const DOES_SOMETHING = /^(?:optimize|wal_checkpoint|incremental_vacuum|shrink_memory|data_store_directory)$/i;

function mayRead(sql: string): boolean {
  const text = bare(sql);
  if (READS.test(text)) return true;
  const [all, name, argument] = PRAGMA.exec(text) ?? [];
  return all !== undefined && !DOES_SOMETHING.test(name!) && (argument === undefined || TAKES_A_NAME.test(name!));
}

export async function* query(
  sqlite: Sqlite,
  store: string,
  sql: string,
  parameters: readonly Parameter[] = [],
  options: ReadOptions = {},
): AsyncGenerator<RecordBatch> {
  if (!mayRead(sql)) throw writesRefused(sql);
  const { settings, trace } = sqlite;
  const { signal, batchSize = settings.batchSize } = options;
  const { db, done } = await borrow(sqlite, store, signal);
  let rows: Iterator<unknown[]> | undefined;
  try {
    db.exec('PRAGMA query_only = ON');
    const values = bound(parameters);
    const statement = await patiently(db, settings.patience, signal, () => prepareOne(db, sql));
    explain(sqlite, store, db, sql, values);
    const start = performance.now();
    statement.setReturnArrays(true);
    statement.setReadBigInts(true);
    rows = statement.iterate(...values) as unknown as Iterator<unknown[]>;
    const read = await patiently(db, settings.patience, signal, () => head(rows!, batchSize));
    check(signal);
    const columns = resultColumns(statement, read);
    // A result without rows still has columns.
    if (read.length === 0) yield batchOf(schemaOf(columns), []);
    else yield* batchesOf(db, statement, columns, values, { batchSize, signal }, settings.patience, { rows, read });
    trace.took(store, sql, performance.now() - start);
  } catch (error) {
    throw isReadOnly(error) ? writesRefused(sql, error) : problem(sqlite, store, error);
  } finally {
    rows?.return?.();
    if (db.isOpen) db.exec('PRAGMA query_only = OFF');
    await done();
  }
}

/** The first rows of a result, in bounded memory. */
function head(rows: Iterator<unknown[]>, count: number): unknown[][] {
  const read: unknown[][] = [];
  let characters = 0;
  let values = 0;
  while (read.length < count && characters < MOST_TEXT && values < SEEN) {
    const next = rows.next();
    if (next.done) break;
    read.push(next.value);
    values += next.value.length;
    for (const value of next.value) if (typeof value === 'string') characters += value.length;
  }
  return read;
}

/** Columns of a result: as their table declares them, else as the first rows have them. */
function resultColumns(statement: StatementSync, rows: readonly unknown[][]): StoredColumn[] {
  return statement.columns().map(({ name, type }, i) => ({ name, type: (type ? declaredType(type) : undefined) ?? seen(rows, i) }));
}

function seen(rows: readonly unknown[][], column: number): ColumnType {
  let type: ColumnType | undefined;
  for (const row of rows) {
    const value = row[column];
    if (value === null) continue;
    if (typeof value === 'bigint') type ??= 'int64';
    else if (typeof value === 'number') type = 'double';
    else if (value !== 'NaN' || type === 'int64' || type === undefined) return 'text';
  }
  return type ?? 'text';
}

import type { RecordBatch } from 'apache-arrow';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { MdmError } from '../../errors.js';
import { batchOf } from '../arrow-rows.js';
import type { ColumnType, Parameter, ReadOptions, StoredColumn } from '../backend.js';
import { declaredType, schemaOf } from '../columns.js';
import { check, writesRefused } from '../problems.js';
import { borrow, problem, type Sqlite } from './context.js';
import { patiently } from './connect.js';
import { isReadOnly } from './errors.js';
import { MOST_TEXT } from './limits.js';
import { batchesOf } from './read.js';

type Bound = null | number | bigint | string;

/** Values of a result that tell the types of columns that no table declares. */
const SEEN = 1_000_000;

export const bound = (parameters: readonly Parameter[]): Bound[] =>
  parameters.map((value) =>
    typeof value === 'boolean' ? Number(value) : typeof value === 'number' && Number.isNaN(value) ? 'NaN' : value,
  );

/** Spaces, comments and semicolons. */
const NOTHING = /^(?:\s|;|--[^\n]*(?:\n|$)|\/\*[\s\S]*?(?:\*\/|$))*/;
const bare = (sql: string): string => sql.replace(NOTHING, '');

/** One statement, and nothing after it. */
export function prepareOne(db: DatabaseSync, sql: string): StatementSync {
  if (bare(sql) === '') throw new MdmError('usage', 'The statement is empty.');
  let statement: StatementSync;
  try {
    statement = db.prepare(sql);
  } catch (error) {
    const { errcode, message } = error as { errcode?: number; message: string };
    if (errcode !== 1) throw error;
    throw new MdmError(
      'backend',
      `SQLite refused the statement: ${message}.`,
      'Names of tables and columns stand in double quotes.',
      error,
    );
  }
  if (bare(sql.slice(statement.sourceSQL.length)) !== '')
    throw new MdmError('usage', 'More than one statement was given.', 'Give them one after another.');
  return statement;
}

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

/** Logs how SQLite goes about a statement. */
export function explain({ trace }: Sqlite, store: string, db: DatabaseSync, sql: string, parameters: readonly Bound[]): void {
  if (!trace.explains || !/^(?:select|with|values|insert|update|delete)\b/i.test(bare(sql))) return;
  const steps = db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...parameters);
  trace.plan(
    store,
    sql,
    steps.map(({ detail }) => String(detail)),
  );
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

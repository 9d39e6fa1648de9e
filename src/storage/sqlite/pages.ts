import type { RecordBatch } from 'apache-arrow';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { setImmediate as breathe } from 'node:timers/promises';
import { batchBuilder } from '../arrow-rows.js';
import { quote } from '../names.js';
import { check } from '../problems.js';
import type { Column, Table } from '../catalog.js';
import { batchLimits } from './limits.js';

/** Rows taken at once: enough that a call costs nothing beside them, few enough that long texts fit into memory. */
const MOST_ROWS = 512;
const FIRST_ROWS = 32;
const PAGE_TEXT = 16 * 1024 * 1024;

const LEAST = -(2n ** 63n);
const MOST = 2n ** 63n - 1n;

/** A column that every row has, in the order of which rows are kept and were loaded; undefined where there is none. */
export function rowidOf(db: DatabaseSync, { stored, view }: Table, columns: readonly Column[]): string | undefined {
  if (view) return undefined;
  const found = db.prepare("SELECT 1 FROM pragma_table_list(?) WHERE schema = 'main' AND type = 'table' AND NOT wr").get(stored);
  const taken = new Set(columns.map((one) => one.stored.toLowerCase()));
  return found && ['rowid', '_rowid_', 'oid'].find((name) => !taken.has(name));
}

export interface Paged {
  readonly table: Table;
  readonly columns: readonly Column[];
  readonly rowid: string;
  readonly limit?: number | undefined;
  readonly offset?: number | undefined;
  readonly batchSize: number;
  readonly signal?: AbortSignal | undefined;
}

/** The rows of a table in the transaction that is open. Taking many at once is faster than one by one. */
export async function* pagedBatches(
  db: DatabaseSync,
  { table, columns, rowid, limit = Infinity, offset = 0, batchSize, signal }: Paged,
): AsyncGenerator<RecordBatch> {
  const from = `${quote(table.stored)} NOT INDEXED`;
  const list = [...columns.map((one) => quote(one.stored)), rowid].join(', ');
  const page = arrays(db, `SELECT ${list} FROM ${from} WHERE ${rowid} >= ? ORDER BY ${rowid} LIMIT ?`);
  const take = (at: bigint, rows: number): unknown[][] => page.all(at, rows) as unknown as unknown[][];
  const start = offset < 1 ? LEAST : rowidAt(db, from, rowid, Math.floor(offset));
  if (start === undefined || limit < 1) return;

  const builder = batchBuilder(columns);
  const { size, turn, isFull } = batchLimits(builder, batchSize, columns.length);
  let left = Math.floor(limit);
  let many = FIRST_ROWS;
  let rows = take(start, Math.min(many, size, left));
  for (let since = 0; rows.length > 0;) {
    const before = builder.bytes;
    for (const row of rows) builder.push(row);
    const last = rows.at(-1)!.at(-1) as bigint;
    const perRow = (builder.bytes - before) / rows.length;
    left -= rows.length;
    since += rows.length;
    if (since >= turn) {
      since = 0;
      await breathe();
      check(signal);
    }
    if (isFull()) {
      check(signal);
      yield builder.finish();
    }
    if (left < 1 || last === MOST) break;
    many = Math.max(1, Math.min(many * 2, MOST_ROWS, Math.floor(PAGE_TEXT / Math.max(1, perRow))));
    rows = take(last + 1n, Math.min(many, size - builder.rows, left));
  }
  if (builder.rows > 0) yield builder.finish();
}

function arrays(db: DatabaseSync, sql: string): StatementSync {
  const statement = db.prepare(sql);
  statement.setReturnArrays(true);
  statement.setReadBigInts(true);
  return statement;
}

/** That of the row behind so many. */
const rowidAt = (db: DatabaseSync, from: string, rowid: string, offset: number): bigint | undefined =>
  (arrays(db, `SELECT ${rowid} FROM ${from} ORDER BY ${rowid} LIMIT 1 OFFSET ?`).get(offset) as unknown as [bigint] | undefined)?.[0];

import type { RecordBatch, Schema } from 'apache-arrow';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { setImmediate as breathe } from 'node:timers/promises';
import { fitInto } from '../append-to.js';
import { valueReader } from '../arrow-read.js';
import type { ColumnType, LoadOptions, StoredColumn } from '../backend.js';
import { columnsOf } from '../columns.js';
import { MOST_COLUMNS } from '../declared.js';
import { quote } from '../names.js';
import { check, noColumns, tableExists, tooWide } from '../problems.js';
import { columnsOfTable, findTable, keepNames, namesFor, prepareOwn, tableNamed } from './catalog.js';
import { type Sqlite, writing } from './context.js';

const COLUMNS = MOST_COLUMNS.sqlite!;
/** Few enough places for any SQLITE_MAX_VARIABLE_NUMBER. */
const PLACES = 2_000;
const ROWS = 100;
/** Values written before other work gets its turn, and a Ctrl-C is heard. */
const TURN = 50_000;

const DECLARED: Readonly<Record<ColumnType, string>> = {
  int64: 'INTEGER',
  double: 'REAL',
  boolean: 'BOOLEAN',
  text: 'TEXT',
  timestamp: 'TIMESTAMP',
  date: 'DATE',
};

interface Target {
  readonly stored: string;
  readonly columns: readonly (StoredColumn & { readonly stored: string })[];
  /** Which column of a batch goes into each. */
  readonly places: readonly number[];
}

export async function loadData(
  sqlite: Sqlite,
  store: string,
  table: string,
  schema: Schema,
  batches: AsyncIterable<RecordBatch>,
  { append = false, onBatch, signal }: LoadOptions = {},
): Promise<number> {
  const wanted = columnsOf(schema);
  if (wanted.length === 0) throw noColumns(table);
  if (wanted.length > COLUMNS) throw tooWide('SQLite', table, wanted.length, COLUMNS);
  return writing(
    sqlite,
    store,
    async (db) => {
      prepareOwn(db);
      const target = append && findTable(db, table) ? existing(db, store, table, schema) : created(db, store, table, wanted);
      const writer = inserter(db, target);
      let rows = 0;
      for await (const batch of batches) {
        check(signal);
        await writer(batch, signal);
        rows += batch.numRows;
        onBatch?.(batch.numRows);
      }
      return rows;
    },
    signal,
  );
}

function existing(db: DatabaseSync, store: string, table: string, schema: Schema): Target {
  const found = tableNamed(db, store, table);
  const columns = columnsOfTable(db, found);
  return { stored: found.stored, columns, places: fitInto(table, columns, schema) };
}

function created(db: DatabaseSync, store: string, table: string, columns: readonly StoredColumn[]): Target {
  if (findTable(db, table)) throw tableExists(store, table);
  const names = namesFor(
    db,
    table,
    columns.map(({ name }) => name),
  );
  const named = columns.map((one, i) => ({ ...one, stored: names.columns[i]! }));
  db.exec(`CREATE TABLE ${quote(names.table)} (${named.map((one) => `${quote(one.stored)} ${DECLARED[one.type]}`).join(', ')})`);
  keepNames(db, table, names.table, named);
  return { stored: names.table, columns: named, places: columns.map((_, i) => i) };
}

type Writer = (batch: RecordBatch, signal?: AbortSignal) => Promise<void>;
type Bound = null | number | bigint | string;

/** Writes batches, many rows by a statement. */
function inserter(db: DatabaseSync, { stored, columns, places }: Target): Writer {
  const width = columns.length;
  const together = Math.max(1, Math.min(ROWS, Math.floor(PLACES / width)));
  const row = `(${Array<string>(width).fill('?').join(', ')})`;
  const into = `INSERT INTO ${quote(stored)} (${columns.map((one) => quote(one.stored)).join(', ')}) VALUES `;
  let many: StatementSync | undefined;
  let one: StatementSync | undefined;
  const rowsATurn = Math.max(together, Math.floor(TURN / width));
  return async (batch, signal) => {
    const readers = places.map((place) => valueReader(batch, place));
    const bind = columns.map(({ type }, i) => binder(type, readers[i]!));
    const values = (from: number, to: number): Bound[] => {
      const bound = new Array<Bound>((to - from) * width);
      for (let r = from, at = 0; r < to; r++) for (let c = 0; c < width; c++) bound[at++] = bind[c]!(r);
      return bound;
    };
    let turn = rowsATurn;
    let at = 0;
    for (; at + together <= batch.numRows; at += together) {
      many ??= db.prepare(into + Array<string>(together).fill(row).join(', '));
      many.run(...values(at, at + together));
      if (at < turn) continue;
      await breathe();
      check(signal);
      turn = at + rowsATurn;
    }
    for (; at < batch.numRows; at++) {
      one ??= db.prepare(into + row);
      one.run(...values(at, at + 1));
    }
    await breathe();
  };
}

/** NaN is kept as text, since SQLite would make it NULL. */
function binder(type: ColumnType, read: ReturnType<typeof valueReader>): (row: number) => Bound {
  if (type === 'double')
    return (row) => {
      const value = read(row);
      if (value === null) return null;
      const number = Number(value);
      return Number.isNaN(number) ? 'NaN' : number;
    };
  if (type === 'text')
    return (row) => {
      const value = read(row);
      return value === null ? null : String(value);
    };
  return (row) => {
    const value = read(row);
    return typeof value === 'boolean' ? Number(value) : value;
  };
}

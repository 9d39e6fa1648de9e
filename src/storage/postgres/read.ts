import type { RecordBatch } from 'apache-arrow';
import type { PoolClient, QueryArrayResult } from 'pg';
import { batchBuilder, type BatchBuilder } from '../arrow-rows.js';
import type { Parameter, ReadOptions, StoredColumn } from '../backend.js';
import { quote } from '../names.js';
import { check, writesRefused } from '../problems.js';
import type { CatalogColumn, CatalogTable } from './catalog.js';
import { copiedBatches } from './copy-read.js';
import { extended, numbered } from './placeholders.js';
import { DECLARED, RAW, readers, typeOf } from './values.js';

/** A statement sees the moment at which it has its tables; an earlier one would not know the rows of a table that was swapped in since. */
const BEGIN = 'BEGIN ISOLATION LEVEL READ COMMITTED READ ONLY';
/** Values that are read at a time are bounded, however many columns or long texts there are. */
const MOST_VALUES = 1_000_000;
const MOST_CHARACTERS = 32 * 1024 * 1024;
/** Rows of the first piece, before anything is known of their length. */
const FIRST = 1_000;

/** Only a scan from the first page to the last gives rows as they were loaded. */
const IN_ORDER = ['enable_indexscan', 'enable_indexonlyscan', 'enable_bitmapscan'].map((name) => `SET LOCAL ${name} = off`).join('; ');

/**
 * Rows of a table in the order in which they were loaded. A reader that stops early leaves a connection in the middle of its rows: it is
 * told to `discard`.
 */
export async function* readRows(
  client: PoolClient,
  table: CatalogTable,
  columns: readonly CatalogColumn[],
  { batchSize, limit, offset, signal }: ReadOptions & { readonly batchSize: number },
  discard: () => void,
): AsyncGenerator<RecordBatch> {
  // How long a statement may take is meant for queries; a table takes as long as its reader.
  await client.query(`${IN_ORDER}; SET LOCAL max_parallel_workers_per_gather = 0; SET LOCAL statement_timeout = 0`);
  const list = columns.map(({ stored, type }) => `${quote(stored)}::${DECLARED[type]}`).join(', ');
  const bounds = `${limit === undefined ? '' : ` LIMIT ${Math.floor(limit)}`}${offset ? ` OFFSET ${Math.floor(offset)}` : ''}`;
  const { to } = (await import('pg-copy-streams')).default;
  const pieces: AsyncIterable<Buffer> = client.query(
    to(`COPY (SELECT ${list} FROM ${quote(table.stored)}${bounds}) TO STDOUT (FORMAT binary)`),
  );
  let done = false;
  try {
    for await (const batch of copiedBatches(pieces, columns, batchSize)) {
      check(signal);
      yield batch;
    }
    done = true;
  } finally {
    if (!done) discard();
  }
}

export async function beginRead(client: PoolClient): Promise<void> {
  await client.query(BEGIN);
}

const COMMENTS = /^(?:\s|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)*/;
const CURSOR = /^(?:\(|(?:SELECT|WITH|VALUES|TABLE)\b)/i;
const DIRECT = /^(?:EXPLAIN|SHOW)\b/i;

/** The rows of one statement that reads; the transaction may not write either. */
export async function* queryRows(
  client: PoolClient,
  sql: string,
  parameters: readonly Parameter[],
  options: ReadOptions & { readonly batchSize: number },
): AsyncGenerator<RecordBatch> {
  const start = sql.replace(COMMENTS, '');
  const text = numbered(sql, parameters.length);
  try {
    if (CURSOR.test(start)) yield* cursorRows(client, text, parameters, options);
    else if (DIRECT.test(start)) yield* directRows(client, text, parameters, options);
    else throw writesRefused(sql);
  } catch (error) {
    throw isWrite(error) ? writesRefused(sql, error) : error;
  }
}

function isWrite(error: unknown): boolean {
  const { code, message = '' } = error as { readonly code?: string; readonly message?: string };
  return code === '25006' || /must not contain data-modifying|SELECT (?:\.\.\. )?INTO is not allowed|multiple commands/.test(message);
}

interface CursorOptions extends ReadOptions {
  readonly batchSize: number;
}

async function* cursorRows(
  client: PoolClient,
  sql: string,
  parameters: readonly Parameter[],
  { batchSize, signal, columns, limit = Infinity, offset = 0 }: CursorOptions,
): AsyncGenerator<RecordBatch> {
  await client.query(extended(`DECLARE _mdm_rows NO SCROLL CURSOR FOR ${sql}`, parameters));
  let left = Math.floor(limit);
  // A result without rows still has columns.
  let given = false;
  if (offset > 0) await client.query(`MOVE FORWARD ${Math.floor(offset)} FROM _mdm_rows`);
  let collect: Collector | undefined;
  for (let rows = Math.min(batchSize, FIRST, left); rows > 0 || !collect;) {
    check(signal);
    const piece = await fetchRows(client, `FETCH FORWARD ${rows} FROM _mdm_rows`);
    collect ??= collector(described(piece), columns);
    for (const row of piece.rows) collect.push(row);
    left -= piece.rows.length;
    if (piece.rows.length < rows || left <= 0) break;
    if (collect.builder.rows >= batchSize || collect.full()) {
      given = true;
      yield collect.finish();
    }
    rows = Math.min(collect.bounded(batchSize - collect.builder.rows), left);
  }
  if (collect && (collect.builder.rows > 0 || !given)) yield collect.finish();
  await client.query('CLOSE _mdm_rows');
}

async function* directRows(
  client: PoolClient,
  sql: string,
  parameters: readonly Parameter[],
  { columns }: CursorOptions,
): AsyncGenerator<RecordBatch> {
  const result = await client.query<unknown[]>({ ...extended(sql, parameters), rowMode: 'array', types: RAW });
  const collect = collector(described(result), columns);
  for (const row of result.rows) collect.push(row);
  yield collect.finish();
}

const fetchRows = (client: PoolClient, text: string): Promise<QueryArrayResult<unknown[]>> =>
  client.query<unknown[]>({ text, rowMode: 'array', types: RAW });

const described = ({ fields }: QueryArrayResult<unknown[]>): readonly StoredColumn[] =>
  fields.map(({ name, dataTypeID }) => ({ name, type: typeOf(dataTypeID) }));

interface Collector {
  readonly builder: BatchBuilder;
  push(row: unknown[]): void;
  /** Whether what was collected is large, however few its rows are. */
  full(): boolean;
  /** How many rows may be read next. */
  bounded(rows: number): number;
  finish(): RecordBatch;
}

function collector(columns: readonly StoredColumn[], names?: readonly string[]): Collector {
  const picked = names?.map((name) => columns.findIndex((column) => column.name === name)).filter((at) => at >= 0);
  const kept = picked ? picked.map((at) => columns[at]!) : columns;
  const builder = batchBuilder(kept);
  const converted = kept.flatMap(({ type }, i) => (readers[type] ? [[i, readers[type]] as const] : []));
  const texts = kept.flatMap(({ type }, i) => (type === 'text' ? [i] : []));
  let characters = 0;
  let seen = 0;
  let inBatch = 0;
  return {
    builder,
    push: (given) => {
      const row = picked ? picked.map((at) => given[at]) : given;
      for (const [i, read] of converted) if (row[i] !== null) row[i] = read(row[i] as string);
      for (const i of texts) {
        const length = (row[i] as string | null)?.length ?? 0;
        characters += length;
        inBatch += length;
      }
      seen++;
      builder.push(row);
    },
    full: () => inBatch >= MOST_CHARACTERS * 2,
    bounded: (rows) => {
      const byLength = seen === 0 ? rows : Math.floor(MOST_CHARACTERS / Math.max(1, characters / seen));
      return Math.max(1, Math.min(rows, byLength, Math.ceil(MOST_VALUES / Math.max(1, columns.length))));
    },
    finish: () => {
      inBatch = 0;
      return builder.finish();
    },
  };
}

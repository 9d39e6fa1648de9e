import type { DatasetRecord } from '../../datasets/record.js';
import type { ColumnType } from '../../storage/backend.js';
import { valueReader } from '../../storage/arrow-read.js';
import { isPlainDate } from './dates.js';
import type { Registration } from './difference.js';

/** What differences of two records are judged by. */
export interface Facts {
  readonly old: DatasetRecord;
  readonly now: DatasetRecord;
  /** Types of the columns of the new table that is learned from. */
  readonly types: ReadonlyMap<string, ColumnType>;
  /** Values of the target there. */
  readonly target?: { readonly known: number; readonly distinct: number };
  /** Columns that hold nothing but plain dates, which the old side found and the new one keeps as text. */
  readonly datesMissed: readonly string[];
}

export async function factsOf(old: Registration, now: Registration): Promise<Facts> {
  const { record, backend } = now;
  const { store } = record.database;
  const table = record.tables['train'] ?? record.tables['data'] ?? Object.values(record.tables)[0];
  const there = table === undefined ? undefined : await backend.table(store, table);
  const types = new Map(there?.columns.map(({ name, type }) => [name, type]));
  const { target_column: target } = record;
  const missed: string[] = [];
  for (const name of old.record.metadata.datetime_columns)
    if (there && types.get(name) === 'text' && (await arePlainDates(now, there.name, name))) missed.push(name);
  return {
    old: old.record,
    now: record,
    types,
    datesMissed: missed,
    ...(there && target !== null && types.has(target) ? { target: await countsOf(now, there.name, target) } : {}),
  };
}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

async function countsOf({ record, backend }: Registration, table: string, column: string): Promise<NonNullable<Facts['target']>> {
  const sql = `SELECT count(${quoted(column)}) AS k, count(DISTINCT ${quoted(column)}) AS d FROM ${quoted(table)}`;
  for await (const batch of backend.query(record.database.store, sql))
    for (const row of batch) return { known: Number(row['k']), distinct: Number(row['d']) };
  return { known: 0, distinct: 0 };
}

/** Rows that are looked at. */
const ROWS = 1_000;

async function arePlainDates({ record, backend }: Registration, table: string, column: string): Promise<boolean> {
  let some = false;
  for await (const batch of backend.readTable(record.database.store, table, { columns: [column], limit: ROWS })) {
    const read = valueReader(batch, 0);
    for (let row = 0; row < batch.numRows; row++) {
      const value = read(row);
      if (value === null) continue;
      if (!isPlainDate(String(value))) return false;
      some = true;
    }
  }
  return some;
}

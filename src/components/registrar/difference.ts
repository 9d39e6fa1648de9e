import { resolve } from 'node:path';
import type { RecordBatch } from 'apache-arrow';
import type { DatasetRecord } from '../../datasets/record.js';
import type { IStorageBackend, StoredColumn, StoredTable } from '../../storage/backend.js';
import { valueReader } from '../../storage/arrow-read.js';
import { short } from '../../parity/equality.js';

export const CASES = [
  'registration',
  'layout',
  'detection',
  'tables',
  'columns',
  'values',
  'features',
  'statistics',
  'errors',
  'update',
  'search',
  'export and import',
  'time',
] as const;
export type Case = (typeof CASES)[number];

/** One way in which the dataset of the new side is not that of the old one. */
export interface RegistrationDifference {
  readonly case: Case;
  /** Such as `record.target_column` or `tables.train.age`. */
  readonly path: string;
  readonly old: string;
  readonly new: string;
}

/** A registered dataset and where its tables are. */
export interface Registration {
  readonly record: DatasetRecord;
  readonly backend: IStorageBackend;
}

const text = (value: unknown): string => short(value === undefined ? 'nothing' : JSON.stringify(value));

export const differing = (of: Case, path: string, old: unknown, now: unknown): readonly RegistrationDifference[] =>
  JSON.stringify(old) === JSON.stringify(now) ? [] : [{ case: of, path, old: text(old), new: text(now) }];

const RECORD = {
  registration: ['name', 'display_name', 'description', 'tags', 'time_column', 'group_column', 'version'],
  detection: ['target_column', 'problem_type', 'id_columns'],
} as const satisfies Partial<Record<Case, readonly (keyof DatasetRecord)[]>>;

/** The table of a single file, which the original called data and the new side takes for one to train on. */
const SINGLE = 'data';
const MAIN = 'train';

/** Compares two records and their tables: rows by their place, numbers as the storage kept them. */
export async function differencesOf(old: Registration, now: Registration, signal?: AbortSignal): Promise<RegistrationDifference[]> {
  const found: RegistrationDifference[] = [];
  for (const part of ['registration', 'detection'] as const)
    for (const key of RECORD[part]) found.push(...differing(part, `record.${key}`, old.record[key], now.record[key]));
  found.push(...differing('registration', 'record.source', sourceOf(old.record), sourceOf(now.record)));
  const dates = (record: DatasetRecord): string[] => [...record.metadata.datetime_columns].sort();
  found.push(...differing('detection', 'record.metadata.datetime_columns', dates(old.record), dates(now.record)));
  const roles = (record: DatasetRecord): string[] => Object.keys(record.tables).sort();
  found.push(...differing('layout', 'record.tables', roles(old.record), roles(now.record)));
  const pairs = (of: 'tables' | 'feature_tables'): [role: string, old: string, now: string][] =>
    Object.entries(old.record[of]).flatMap(([role, table]) => {
      const other = now.record[of][role] ?? (role === SINGLE ? now.record[of][MAIN] : undefined);
      return other === undefined ? [] : [[role, table, other]];
    });
  const lost = new Map<string, number>();
  for (const [role, a, b] of pairs('tables')) {
    const duplicates = await duplicatesLost([old, a], [now, b]);
    lost.set(role, duplicates);
    found.push(...(await tableDifferences('tables', `tables.${role}`, [old, a], [now, b], duplicates, signal)));
  }
  const [before, after] = [old.record.metadata.statistics, now.record.metadata.statistics];
  const all = [...lost.values()].reduce((sum, count) => sum + count, 0);
  const counted = all > 0 && (before?.row_count ?? 0) - (after?.row_count ?? 0) === all ? DUPLICATES : '';
  found.push(...differing('statistics', `record.metadata.statistics.row_count${counted}`, before?.row_count, after?.row_count));
  const bytes = 'memory_size_bytes';
  found.push(...differing('statistics', `record.metadata.statistics.${bytes}`, before?.[bytes], after?.[bytes]));
  const made = (record: DatasetRecord): string[] => Object.keys(record.feature_tables).sort();
  found.push(...differing('features', 'record.feature_tables', made(old.record), made(now.record)));
  for (const [role, a, b] of pairs('feature_tables'))
    found.push(...(await tableDifferences('features', `features.${role}`, [old, a], [now, b], lost.get(role) ?? 0, signal)));
  return found;
}

/** One of the two may have been given the path in another way. */
const sourceOf = ({ source, metadata }: DatasetRecord): string =>
  source === 'kaggle' && metadata.source_path !== undefined ? source : resolve(source);

/** Ends the path of a number of rows that is lower by the duplicates that the new side left out. */
export const DUPLICATES = ' (duplicate rows)';

/** Rows that the new table lacks because another row is the same; 0 where that is not all that it lacks. */
async function duplicatesLost(old: At, now: At): Promise<number> {
  const [{ backend, record }, table] = old;
  const [a, b] = [(await tableAt(old)).rows, (await tableAt(now)).rows];
  if (a <= b) return 0;
  const sql = `SELECT count(*) AS n FROM (SELECT DISTINCT * FROM "${table.replaceAll('"', '""')}") AS d`;
  for await (const batch of backend.query(record.database.store, sql))
    if (batch.numRows > 0) return Number(batch.get(0)!.toArray()[0]) === b ? a - b : 0;
  return 0;
}

type At = readonly [of: Registration, table: string];
const tableAt = ([{ backend, record }, table]: At): Promise<StoredTable> => backend.table(record.database.store, table);

async function tableDifferences(
  of: 'tables' | 'features',
  path: string,
  old: At,
  now: At,
  lost: number,
  signal?: AbortSignal,
): Promise<RegistrationDifference[]> {
  const [a, b] = [await tableAt(old), await tableAt(now)];
  const within = (one: Case): Case => (of === 'features' ? of : one);
  const fewer = lost > 0 && a.rows - b.rows === lost;
  const found = [...differing(within('tables'), `${path}${fewer ? DUPLICATES : ' (rows)'}`, a.rows, b.rows)];
  const names = new Map(b.columns.map((column) => [column.name, column]));
  const common: { readonly name: string; readonly types: readonly [StoredColumn['type'], StoredColumn['type']] }[] = [];
  for (const { name, type } of a.columns) {
    const other = names.get(name);
    names.delete(name);
    if (!other) found.push({ case: within('columns'), path: `${path}.${name}`, old: type, new: 'no such column' });
    else {
      common.push({ name, types: [type, other.type] });
      found.push(...differing(within('columns'), `${path}.${name} (type)`, type, other.type));
    }
  }
  for (const { name, type } of names.values())
    found.push({ case: within('columns'), path: `${path}.${name}`, old: 'no such column', new: type });
  const aligned = a.rows === b.rows || (fewer && common.length === a.columns.length);
  if (aligned && common.length > 0) found.push(...(await valueDifferences(within('values'), path, common, old, now, fewer, signal)));
  return found;
}

/** The first row in which each column differs. */
async function valueDifferences(
  of: Case,
  path: string,
  columns: readonly { readonly name: string; readonly types: readonly string[] }[],
  old: At,
  now: At,
  once: boolean,
  signal?: AbortSignal,
): Promise<RegistrationDifference[]> {
  const options = { columns: columns.map(({ name }) => name), batchSize: 10_000, ...(signal ? { signal } : {}) };
  const read = ([{ backend, record }, table]: At): Rows => rowsOf(backend.readTable(record.database.store, table, options));
  const [a, b] = [once ? unique(read(old)) : read(old), read(now)];
  const found: (RegistrationDifference | undefined)[] = columns.map(() => undefined);
  const digits = [...found];
  try {
    for (let row = 0; ; row++) {
      const [x, y] = [await a.next(), await b.next()];
      if (x.done || y.done) break;
      columns.forEach(({ name, types }, i) => {
        const how = found[i] === undefined ? unlike(x.value[i], y.value[i], types) : undefined;
        if (how === undefined) return;
        const difference = { case: of, path: `${path}.${name}[${row}]`, old: short(String(x.value[i])), new: short(String(y.value[i])) };
        if (how === 'value') found[i] = difference;
        else digits[i] ??= { ...difference, path: `${difference.path} (digits)` };
      });
    }
  } finally {
    await a.return();
    await b.return();
  }
  return found.flatMap((one, i) => one ?? digits[i] ?? []);
}

type Value = ReturnType<ReturnType<typeof valueReader>>;
type Rows = AsyncGenerator<readonly Value[], void, void>;

async function* rowsOf(batches: AsyncGenerator<RecordBatch>): Rows {
  for await (const batch of batches) {
    const readers = batch.schema.fields.map((_, i) => valueReader(batch, i));
    for (let row = 0; row < batch.numRows; row++) yield readers.map((reader) => reader(row));
  }
}

/** The first of rows that are the same. */
async function* unique(rows: Rows): Rows {
  const seen = new Set<string>();
  for await (const row of rows) {
    const text = JSON.stringify(row, (_, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value));
    if (seen.has(text)) continue;
    seen.add(text);
    yield row;
  }
}

/** How far the numbers that pandas read may be from those that are written in the file: of their size, and for small ones at all. */
const DIGITS = 1e-14;
const LAST_PLACE = 1e-16;

/** How two values differ; undefined: they do not. */
function unlike(a: Value | undefined, b: Value | undefined, types: readonly string[]): 'value' | 'digits' | undefined {
  if (a === b || Object.is(a, b)) return undefined;
  const number = (value: Value | undefined): boolean => typeof value === 'number' || typeof value === 'bigint';
  if (number(a) && number(b)) {
    if (typeof a === 'bigint' && typeof b === 'bigint') return 'value';
    const [x, y] = [Number(a), Number(b)];
    if (x === y) return undefined;
    return Math.abs(x - y) <= Math.max(LAST_PLACE, DIGITS * Math.max(Math.abs(x), Math.abs(y))) ? 'digits' : 'value';
  }
  // A date as text and as time cannot be told from each other row by row.
  const when = types[0] === 'text' && (types[1] === 'timestamp' || types[1] === 'date');
  return when && a !== null && b !== null ? undefined : 'value';
}

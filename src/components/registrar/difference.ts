import { resolve } from 'node:path';
import type { DatasetRecord } from '../../datasets/record.js';
import type { IStorageBackend, StoredColumn, StoredTable } from '../../storage/backend.js';
import { short } from '../../parity/equality.js';
import { factsOf, type Facts } from './facts.js';
import { rowsOf, unlikeValues, type CommonColumn } from './values.js';

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
] as const;
export type Case = (typeof CASES)[number];

/** One way in which the dataset of the new side is not that of the old one. */
export interface RegistrationDifference {
  readonly case: Case;
  /** Such as `record.target_column` or `tables.train.age`. */
  readonly path: string;
  readonly old: string;
  readonly new: string;
  /** What a rule may judge a difference of the records by. */
  readonly facts?: Facts;
  /** The column of a feature, and whether it is of the table that features are fitted on. */
  readonly feature?: { readonly column: string; readonly fitted: boolean };
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
  const found: RegistrationDifference[] = [...recordDifferences(old.record, now.record)];
  const lost = new Map<string, number>();
  for (const [role, a, b] of pairsOf(old.record, now.record, 'tables')) {
    const duplicates = await duplicatesLost([old, a], [now, b]);
    lost.set(role, duplicates);
    found.push(...(await tableDifferences({ of: 'tables', role, old: [old, a], now: [now, b], lost: duplicates, signal })));
  }
  const [before, after] = [old.record.metadata.statistics, now.record.metadata.statistics];
  const all = [...lost.values()].reduce((sum, count) => sum + count, 0);
  const counted = all > 0 && (before?.row_count ?? 0) - (after?.row_count ?? 0) === all ? DUPLICATES : '';
  found.push(...differing('statistics', `record.metadata.statistics.row_count${counted}`, before?.row_count, after?.row_count));
  const bytes = 'memory_size_bytes';
  found.push(...differing('statistics', `record.metadata.statistics.${bytes}`, before?.[bytes], after?.[bytes]));
  const made = (record: DatasetRecord): string[] => Object.keys(record.feature_tables).sort();
  found.push(...differing('features', 'record.feature_tables', made(old.record), made(now.record)));
  for (const [role, a, b] of pairsOf(old.record, now.record, 'feature_tables'))
    found.push(...(await tableDifferences({ of: 'features', role, old: [old, a], now: [now, b], lost: lost.get(role) ?? 0, signal })));
  if (!found.some(({ path }) => path.startsWith('record.'))) return found;
  const facts = await factsOf(old, now);
  return found.map((one) => (one.path.startsWith('record.') ? { ...one, facts } : one));
}

function* recordDifferences(old: DatasetRecord, now: DatasetRecord): Generator<RegistrationDifference> {
  for (const part of ['registration', 'detection'] as const)
    for (const key of RECORD[part]) yield* differing(part, `record.${key}`, old[key], now[key]);
  yield* differing('registration', 'record.source', sourceOf(old), sourceOf(now));
  const dates = (record: DatasetRecord): string[] => [...record.metadata.datetime_columns].sort();
  yield* differing('detection', 'record.metadata.datetime_columns', dates(old), dates(now));
  const roles = (record: DatasetRecord): string[] => Object.keys(record.tables).sort();
  yield* differing('layout', 'record.tables', roles(old), roles(now));
}

/** The tables that both have. */
function pairsOf(old: DatasetRecord, now: DatasetRecord, of: 'tables' | 'feature_tables'): [role: string, old: string, now: string][] {
  return Object.entries(old[of]).flatMap(([role, table]) => {
    const other = now[of][role] ?? (role === SINGLE ? now[of][MAIN] : undefined);
    return other === undefined ? [] : [[role, table, other]];
  });
}

/** One of the two may have been given the path in another way. */
const sourceOf = ({ source, metadata }: DatasetRecord): string =>
  source === 'kaggle' && metadata.source_path !== undefined ? source : resolve(source);

export const NO_COLUMN = 'no such column';

/** Ends the path of a number of rows that is lower by the duplicates that the new side left out. */
export const DUPLICATES = ' (duplicate rows)';

/** Rows that the new table lacks because another row is the same; 0 where that is not all that it lacks. */
async function duplicatesLost(old: At, now: At): Promise<number> {
  const [a, b] = [await tableAt(old), await tableAt(now)];
  if (a.rows <= b.rows) return 0;
  return (await rowsOnce(old, a)) === b.rows && (await rowsOnce(now, b)) === b.rows ? a.rows - b.rows : 0;
}

/** The number of rows but for those that are another again. A row without any value is no other again. */
async function rowsOnce([{ backend, record }, table]: At, { rows, columns }: StoredTable): Promise<number> {
  const known = columns.map(({ name }) => `${quoted(name)} IS NOT NULL`);
  // In groups, as SQLite takes 1,000 levels of an expression.
  const groups = Array.from({ length: Math.ceil(known.length / GROUP) }, (_, i) => known.slice(i * GROUP, (i + 1) * GROUP).join(' OR '));
  const some = `FROM ${quoted(table)} WHERE ${groups.map((one) => `(${one})`).join(' OR ')}`;
  const sql = `SELECT (SELECT count(*) ${some}) AS k, (SELECT count(*) FROM (SELECT DISTINCT * ${some}) AS d) AS n`;
  for await (const batch of backend.query(record.database.store, sql))
    for (const row of batch) return rows - Number(row['k']) + Number(row['n']);
  return 0;
}

const GROUP = 200;
const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

type At = readonly [of: Registration, table: string];
const tableAt = ([{ backend, record }, table]: At): Promise<StoredTable> => backend.table(record.database.store, table);

interface Pair {
  readonly of: 'tables' | 'features';
  readonly role: string;
  readonly old: At;
  readonly now: At;
  /** Duplicate rows that the new table lacks. */
  readonly lost: number;
  readonly signal: AbortSignal | undefined;
}

async function tableDifferences({ of, role, old, now, lost, signal }: Pair): Promise<RegistrationDifference[]> {
  const path = `${of}.${role}`;
  const [a, b] = [await tableAt(old), await tableAt(now)];
  const within = (one: Case): Case => (of === 'features' ? of : one);
  const fitted = role === SINGLE || role === MAIN || Object.keys(now[0].record.feature_tables)[0] === role;
  const about = (column: string) => (of === 'features' ? { feature: { column, fitted } } : {});
  const fewer = lost > 0 && a.rows - b.rows === lost;
  const found = [...differing(within('tables'), `${path}${fewer ? DUPLICATES : ' (rows)'}`, a.rows, b.rows)];
  const names = new Map(b.columns.map((column) => [column.name, column]));
  const common: CommonColumn[] = [];
  for (const { name, type } of a.columns) {
    const other = names.get(name);
    names.delete(name);
    if (!other) found.push({ case: within('columns'), path: `${path}.${name}`, old: type, new: NO_COLUMN, ...about(name) });
    else {
      common.push({ name, types: [type, other.type] });
      found.push(...differing(within('columns'), `${path}.${name} (type)`, type, other.type));
    }
  }
  for (const { name, type } of names.values())
    found.push({ case: within('columns'), path: `${path}.${name}`, old: NO_COLUMN, new: type, ...about(name) });
  if (of === 'features') found.push(...(await madeDifferences(path, [old, a], [now, b])));
  const aligned = a.rows === b.rows || (fewer && of === 'tables' && common.length === a.columns.length);
  if (!aligned || common.length === 0) return found;
  const options = { columns: common.map(({ name }) => name), batchSize: 10_000, ...(signal ? { signal } : {}) };
  const read = ([{ backend, record }, table]: At) => rowsOf(backend.readTable(record.database.store, table, options));
  const walk = { features: of === 'features', lost: fewer ? lost : 0, ...(signal ? { signal } : {}) };
  for (const { column, row, only, ...values } of await unlikeValues(common, read(old), read(now), walk))
    found.push({
      case: within('values'),
      path: `${path}.${column}[${row}]${only === undefined ? '' : ` (${only})`}`,
      ...values,
      ...about(column),
    });
  return found;
}

/** Says it where the new side made no feature at all: columns of the table itself are none. */
async function madeDifferences(
  path: string,
  [[old], a]: readonly [At, StoredTable],
  [[now], b]: readonly [At, StoredTable],
): Promise<readonly RegistrationDifference[]> {
  const made = async ({ record, backend }: Registration, { name, columns }: StoredTable): Promise<number> => {
    const role = Object.keys(record.feature_tables).find((one) => record.feature_tables[one] === name)!;
    const { columns: own } = await backend.table(record.database.store, record.tables[role]!);
    const names = new Set(own.map((column: StoredColumn) => column.name.toLowerCase()));
    return columns.filter((column) => !names.has(column.name.toLowerCase())).length;
  };
  const [before, after] = [await made(old, a), await made(now, b)];
  return before === 0 || after > 0 ? [] : differing('features', `${path} (made)`, before, after);
}

import { countedRoles } from '../../datasets/counted.js';
import type { DatasetRecord } from '../../datasets/record.js';
import type { IStorageBackend, StoredTable } from '../../storage/backend.js';
import { differences, fingerprint } from '../../storage/checksum.js';
import type { KeptPrint } from '../runs/state.js';

/** One thing that was looked at. */
export interface Check {
  readonly check: string;
  readonly result: 'passed' | 'failed' | 'skipped';
  readonly detail: string;
}

const ROWS = [
  ['target column', ({ target_column: target }: DatasetRecord) => target],
  ['id columns', ({ id_columns: ids }: DatasetRecord) => ids],
  ['problem type', ({ problem_type: type }: DatasetRecord) => type],
  ['tables by role', ({ tables }: DatasetRecord) => sorted(tables)],
  ['feature tables by role', ({ feature_tables: tables }: DatasetRecord) => sorted(tables)],
] as const;

const sorted = (map: Readonly<Record<string, string>>): readonly (readonly [string, string])[] =>
  Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1));

/** What the pointer of the source says and that of the target. */
export function checkRecords(source: DatasetRecord | undefined, target: DatasetRecord): readonly Check[] {
  return ROWS.map(([check, read]): Check => {
    if (!source) return { check, result: 'skipped', detail: 'the source has no record' };
    const [before, after] = [JSON.stringify(read(source)), JSON.stringify(read(target))];
    return before === after ? { check, result: 'passed', detail: after } : { check, result: 'failed', detail: `${before} became ${after}` };
  });
}

export interface OpenedSource {
  readonly backend: IStorageBackend;
  readonly store: string;
  /** If they are known. */
  readonly tables?: readonly StoredTable[];
}

export interface TableSides {
  readonly record: DatasetRecord;
  readonly target: IStorageBackend;
  readonly source?: OpenedSource | undefined;
  /** What the run noted. */
  readonly kept: readonly KeptPrint[] | undefined;
  readonly signal: AbortSignal | undefined;
}

/** Compares all values of all tables, of data and of features apart, and the statistics with what is there. */
export async function checkTables(sides: TableSides): Promise<readonly Check[]> {
  const { record, target, source } = sides;
  const { store } = record.database;
  const there = await target.tables(store);
  const features = new Set(Object.values(record.feature_tables));
  const before = source && (source.tables ?? (await source.backend.tables(source.store)));
  const looked = before?.map(({ name }) => name) ?? sides.kept?.map(({ table }) => table) ?? there.map(({ name }) => name);
  const found: { readonly table: string; readonly problems: readonly string[] }[] = [];
  for (const table of looked) found.push({ table, problems: await compared(sides, table, there) });
  const of = (which: (table: string) => boolean): readonly string[] =>
    found.flatMap(({ table, problems }) => (which(table) ? problems.map((one) => `${JSON.stringify(table)}: ${one}`) : []));
  const some = (check: string, problems: readonly string[], count: number): Check => {
    if (problems.length > 0) return { check, result: 'failed', detail: problems.slice(0, 3).join('; ') };
    if (before) return { check, result: 'passed', detail: `${tablesText(count)}, all values are equal` };
    if (!sides.kept) return { check, result: 'skipped', detail: 'there is nothing to compare them with' };
    const values = sides.kept.every(({ checksum }) => checksum !== undefined);
    return { check, result: 'passed', detail: `${tablesText(count)}${values ? '' : ' with as many rows'} as noted when it was migrated` };
  };
  const missing = Object.values({ ...record.tables, ...record.feature_tables }).filter((name) => !there.some((one) => one.name === name));
  const names = found.map(({ table }) => table);
  return [
    missing.length === 0
      ? { check: 'tables', result: 'passed', detail: tablesText(there.length) }
      : { check: 'tables', result: 'failed', detail: `not there: ${missing.join(', ')}` },
    some(
      'data',
      of((table) => !features.has(table)),
      names.filter((table) => !features.has(table)).length,
    ),
    some(
      'features',
      of((table) => features.has(table)),
      names.filter((table) => features.has(table)).length,
    ),
    statistics(record, there),
  ];
}

async function compared(
  { record, target, source, kept, signal }: TableSides,
  name: string,
  there: readonly StoredTable[],
): Promise<readonly string[]> {
  const { store } = record.database;
  const present = there.find((one) => one.name === name);
  if (!present) return ['it is not there'];
  if (source) {
    const [a, b] = [await fingerprint(source.backend, source.store, name, signal), await fingerprint(target, store, name, signal)];
    return differences(a, b);
  }
  const noted = kept?.find(({ table }) => table === name);
  if (!noted) return [];
  if (present.rows !== noted.rows) return [`${noted.rows} rows became ${present.rows}`];
  if (noted.checksum === undefined) return [];
  const now = await fingerprint(target, store, name, signal);
  return now.checksum === noted.checksum ? [] : ['its values are not those that were migrated'];
}

const tablesText = (count: number): string => `${count} ${count === 1 ? 'table' : 'tables'}`;

function statistics({ tables, metadata }: DatasetRecord, there: readonly StoredTable[]): Check {
  const check = 'statistics';
  const said = metadata.statistics?.row_count;
  if (said === undefined) return { check, result: 'skipped', detail: 'the record has none' };
  const rows = new Map(there.map((table) => [table.name, table.rows]));
  const counted = countedRoles(Object.keys(tables)).reduce((sum, role) => sum + (rows.get(tables[role] ?? '') ?? 0), 0);
  return counted === said
    ? { check, result: 'passed', detail: `${said} rows` }
    : { check, result: 'failed', detail: `the record says ${said} rows, and there are ${counted}` };
}

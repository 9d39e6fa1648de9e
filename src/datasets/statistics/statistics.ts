import { MdmError, nearest } from '../../errors.js';
import type { Dataset } from '../open.js';
import type { Workspace } from '../workspace.js';
import { computeStatistics, keepWherePossible } from './compute.js';
import type { DatasetStatistics, TableStatistics } from './result.js';
import { covered, storedStatistics } from './stored.js';

export interface DatasetStatisticsOptions {
  readonly full?: boolean;
  /** One table; default those of the record, and with `full` the tables of features too. */
  readonly table?: string | undefined;
}

/** A table of which no more was asked than its size. */
export interface TableSize {
  readonly table: string;
  readonly rows: number;
  readonly columns: number;
}

export interface StatisticsFound extends DatasetStatistics {
  /** The other tables of the dataset: features, unless they were measured, and predictions. */
  readonly other_tables: readonly TableSize[];
}

/** The statistics of a dataset: those that are kept, or measured now when there are none, or the dataset changed since. */
export async function datasetStatistics(ws: Workspace, dataset: Dataset, options: DatasetStatisticsOptions = {}): Promise<StatisticsFound> {
  const { track } = await import('../../operations/operations.js');
  return track(ws.config, { type: 'dataset_read', operation: 'stats', dataset: dataset.record.name }, async (note) => {
    const found = await statisticsOf(ws, dataset, options);
    note.rows?.(found.tables.reduce((sum, { rows }) => sum + rows, 0));
    return found;
  });
}

async function statisticsOf(ws: Workspace, dataset: Dataset, options: DatasetStatisticsOptions): Promise<StatisticsFound> {
  const { full = false } = options;
  const there = await dataset.backend.tables(dataset.store);
  const wanted = wantedTables(
    dataset,
    there.map(({ name }) => name),
    options,
  );
  const names = Object.values(wanted);
  const held = await storedStatistics(dataset);
  const ready = covered(held, names, full);
  const found = held && ready ? { ...held, tables: ready } : await measured(ws, dataset, wanted, names, full);
  const others = there.filter(({ name }) => !names.includes(name));
  return { ...found, other_tables: others.map(({ name, rows, columns }) => ({ table: name, rows, columns: columns.length })) };
}

async function measured(
  ws: Workspace,
  dataset: Dataset,
  wanted: Readonly<Record<string, string>>,
  names: readonly string[],
  full: boolean,
): Promise<DatasetStatistics> {
  const all = await computeStatistics(ws, dataset, wanted, { full, save: false });
  await keepWherePossible(ws, dataset, all);
  const found = names.map((name) => all.tables.find(({ table }) => table === name));
  return { ...all, tables: found.filter((one): one is TableStatistics => one !== undefined) };
}

/** Role -> table of what is measured; refuses a table that is not there. */
function wantedTables(
  { record }: Dataset,
  there: readonly string[],
  { full = false, table }: DatasetStatisticsOptions,
): Readonly<Record<string, string>> {
  if (table === undefined) {
    const features = full ? Object.entries(record.feature_tables).map(([role, name]) => [`${role} features`, name]) : [];
    const all = Object.entries({ ...record.tables, ...(Object.fromEntries(features) as Record<string, string>) });
    return Object.fromEntries(all.filter(([, name]) => there.includes(name)));
  }
  const role = Object.hasOwn(record.tables, table) ? record.tables[table] : undefined;
  const name = there.includes(table) ? table : role;
  if (name !== undefined && there.includes(name)) {
    const [known] = Object.entries(record.tables).find(([, one]) => one === name) ?? [name];
    return Object.fromEntries([[known, name]]);
  }
  const near = nearest(table, there);
  throw new MdmError(
    'usage',
    `The dataset ${JSON.stringify(record.display_name)} has no table ${JSON.stringify(table)}${near ? `; did you mean ${near}?` : '.'}`,
    `Tables: ${there.join(', ')}`,
  );
}

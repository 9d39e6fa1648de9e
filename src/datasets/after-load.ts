import type { ColumnType } from '../storage/backend.js';
import { countedRoles } from './counted.js';
import type { Dataset } from './open.js';
import type { DatasetRecord, RecordColumn } from './record.js';
import { tablesOf, trainingRole } from './table-of.js';

const MEANT: Readonly<Record<ColumnType, string>> = {
  int64: 'numeric',
  double: 'numeric',
  boolean: 'boolean',
  text: 'categorical',
  timestamp: 'datetime',
  date: 'datetime',
};

/** The record of a dataset one of whose tables has other rows now: rows and columns as they are, without features of the rows before. */
export async function recordAfterLoad({ record, backend, store }: Dataset, table: string): Promise<DatasetRecord> {
  const role = Object.entries(record.tables).find(([, name]) => name === table)?.[0];
  const last_updated_at = new Date().toISOString();
  const known = role !== undefined || [...tablesOf(record).values()].includes(table);
  if (role === undefined && known) return { ...record, last_updated_at };
  const tables = known ? record.tables : { ...record.tables, [table]: table };
  const stored = new Map((await backend.tables(store)).map((one) => [one.name, one]));
  const rows = countedRoles(Object.keys(tables)).reduce((sum, one) => sum + (stored.get(tables[one]!)?.rows ?? 0), 0);
  const { statistics, columns = [] } = record.metadata;
  const before = new Map(columns.map((column) => [column.name, column]));
  const now = (stored.get(table)?.columns ?? []).map(({ name, type }): RecordColumn => before.get(name) ?? { name, type: MEANT[type] });
  return {
    ...record,
    tables,
    feature_tables: Object.fromEntries(Object.entries(record.feature_tables).filter(([one]) => one !== role)),
    last_updated_at,
    metadata: {
      ...record.metadata,
      ...(statistics ? { statistics: { ...statistics, row_count: rows, computed_at: last_updated_at } } : {}),
      ...(role !== undefined && role === trainingRole(record) ? { columns: now } : {}),
    },
  };
}

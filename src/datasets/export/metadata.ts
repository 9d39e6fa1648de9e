import type { StoredTable } from '../../storage/backend.js';
import { roleOf } from '../info.js';
import type { Dataset } from '../open.js';

/** What is written beside the data: the schema of every table, and what is known of the dataset. */
export function exportMetadata(
  { record, backend }: Dataset,
  tables: readonly StoredTable[],
  files: Readonly<Record<string, string>>,
): object {
  return {
    name: record.name,
    display_name: record.display_name,
    description: record.description,
    problem_type: record.problem_type,
    target_column: record.target_column,
    id_columns: record.id_columns,
    time_column: record.time_column,
    group_column: record.group_column,
    tags: record.tags,
    source: record.source,
    version: record.version,
    registered_at: record.registered_at,
    last_updated_at: record.last_updated_at,
    backend: backend.backendType,
    datetime_columns: record.metadata.datetime_columns,
    statistics: record.metadata.statistics ?? null,
    tables: tables.map((table) => ({
      name: table.name,
      ...roleOf(record, table.name),
      rows: table.rows,
      file: files[table.name] ?? null,
      columns: table.columns.map(({ name, type }) => ({ name, type, role: columnRole(record, name) })),
    })),
  };
}

function columnRole({ target_column, id_columns, time_column, group_column }: Dataset['record'], column: string): string | null {
  if (column === target_column) return 'target';
  if (id_columns.includes(column)) return 'id';
  if (column === time_column) return 'time';
  return column === group_column ? 'group' : null;
}

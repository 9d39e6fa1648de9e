import type { BackendName } from './backend.js';

/** Tables in which MDM 1.0.6 kept what it knew of a dataset, with their columns. */
export const ORIGINALS = {
  _metadata: { key: 'TEXT', value: 'TEXT', created_at: 'TEXT', updated_at: 'TEXT' },
  _columns: {
    table_name: 'TEXT',
    column_name: 'TEXT',
    data_type: 'TEXT',
    column_type: 'TEXT',
    cardinality: 'BIGINT',
    null_count: 'BIGINT',
    created_at: 'TEXT',
  },
  _statistics: { table_name: 'TEXT', row_count: 'BIGINT', column_count: 'BIGINT', memory_usage_bytes: 'BIGINT', created_at: 'TEXT' },
} as const;

export type OriginalName = keyof typeof ORIGINALS;
export const ORIGINAL_NAMES = Object.keys(ORIGINALS) as readonly OriginalName[];

const some = ORIGINAL_NAMES.map((name) => `'${name}'`).join(', ');

/** The columns of tables that are called so: table, column. */
export const COLUMNS_OF_ORIGINALS: Readonly<Record<BackendName, string>> = {
  sqlite: `SELECT t.name AS "table", c.name AS "column" FROM sqlite_schema t, pragma_table_info(t.name) c WHERE t.name IN (${some})`,
  duckdb: `SELECT table_name, column_name FROM duckdb_columns()
    WHERE database_name = current_database() AND schema_name = current_schema() AND table_name IN (${some})`,
  postgresql: `SELECT table_name::text, column_name::text FROM information_schema.columns
    WHERE table_schema = current_schema() AND table_name IN (${some})`,
};

/** Which tables are those of MDM 1.0.6: they have its columns. One that only is called so is the dataset's. */
export function originalsAmong(columns: Iterable<readonly [table: string, column: string]>): ReadonlySet<string> {
  const found = new Map<string, Set<string>>();
  for (const [table, column] of columns) found.set(table, (found.get(table) ?? new Set()).add(column));
  return new Set(
    ORIGINAL_NAMES.filter((name) => {
      const wanted = Object.keys(ORIGINALS[name]);
      const there = found.get(name);
      return there?.size === wanted.length && wanted.every((column) => there.has(column));
    }),
  );
}

import type { RecordBatch, Table } from 'apache-arrow';
import type { QueryOptions } from '../datasets/query.js';
import type { ReadTableOptions } from '../datasets/read.js';
import type { Parameter, StoredColumn } from '../storage/backend.js';
import type { Session } from './session.js';

export type { QueryOptions } from '../datasets/query.js';
export type { IterateOptions, ReadTableOptions } from '../datasets/read.js';
export type { Parameter, StoredColumn } from '../storage/backend.js';

/**
 * Asks datasets. With one name a statement is in the SQL of the dataset's backend; with several it is in DuckDB's, and tables are named
 * `dataset.table`. Values are bound to `?`, never pasted.
 */
export interface QueryClient {
  /** The rows of a statement that reads. */
  query(names: string | readonly string[], sql: string, parameters?: readonly Parameter[]): Promise<Table>;
  /** The same batch by batch, in bounded memory. */
  batches(
    names: string | readonly string[],
    sql: string,
    parameters?: readonly Parameter[],
    options?: QueryOptions,
  ): AsyncGenerator<RecordBatch, void, void>;
  /** The same as objects; for small results. */
  rows(names: string | readonly string[], sql: string, parameters?: readonly Parameter[]): Promise<Record<string, unknown>[]>;
  /** One statement that may write, such as CREATE INDEX; gives the number of rows changed. */
  executeSql(name: string, sql: string, parameters?: readonly Parameter[]): Promise<number>;
  /** How the backend would run a statement, line by line. */
  explain(name: string, sql: string, parameters?: readonly Parameter[]): Promise<readonly string[]>;
  /** A stored table: a role, such as `test`, or its name. */
  loadTable(name: string, table?: string, options?: Omit<ReadTableOptions, 'table'>): Promise<Table>;
  /** The columns of a stored table. */
  getColumnInfo(name: string, table?: string): Promise<readonly StoredColumn[]>;
}

export function queryClient({ run, iterate }: Session): QueryClient {
  const query: QueryClient['query'] = (names, sql, parameters) =>
    run(async (ws) => (await import('../datasets/query.js')).queryDatasets(ws, names, sql, parameters));
  return {
    query,
    batches: (names, sql, parameters, options) =>
      iterate(async function* (ws) {
        yield* (await import('../datasets/query.js')).queryBatches(ws, names, sql, parameters, options);
      }),
    rows: async (names, sql, parameters) => {
      const [table, { rowsOfTable }] = await Promise.all([query(names, sql, parameters), import('../datasets/read.js')]);
      return rowsOfTable(table);
    },
    executeSql: (name, sql, parameters) =>
      run(async (ws) => (await import('../datasets/execute.js')).executeSql(ws, name, sql, parameters)),
    explain: (name, sql, parameters) => run(async (ws) => (await import('../datasets/execute.js')).explainQuery(ws, name, sql, parameters)),
    loadTable: (name, table, options) =>
      run(async (ws) =>
        (await import('../datasets/read.js')).loadTable(ws, name, { ...options, ...(table === undefined ? {} : { table }) }),
      ),
    getColumnInfo: (name, table) =>
      run(async (ws) => {
        const [{ openDataset }, { tableOf }] = await Promise.all([import('../datasets/open.js'), import('../datasets/table-of.js')]);
        const { record, backend, store } = await openDataset(ws, name);
        return (await backend.table(store, tableOf(record, table))).columns;
      }),
  };
}

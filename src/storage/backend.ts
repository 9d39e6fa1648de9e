import type { RecordBatch, Schema } from 'apache-arrow';
import type { Json } from '@mdm/sdk';

export const BACKENDS = ['sqlite', 'duckdb', 'postgresql'] as const;
export type BackendName = (typeof BACKENDS)[number];

/** A value bound to a place of a statement; a date is its ISO text. */
export type Parameter = null | boolean | number | bigint | string;

/** What a column is, whatever the backend calls it. Everything else becomes text when it is stored. */
export type ColumnType = 'int64' | 'double' | 'boolean' | 'text' | 'timestamp' | 'date';

export interface StoredColumn {
  readonly name: string;
  readonly type: ColumnType;
}

export interface StoredTable {
  readonly name: string;
  readonly rows: number;
  readonly columns: readonly StoredColumn[];
}

export interface ReadOptions {
  /** These columns in this order; default all as stored. */
  readonly columns?: readonly string[];
  readonly limit?: number;
  readonly offset?: number;
  /** Rows of a batch; default `performance.batch_size` of the backend. */
  readonly batchSize?: number;
  readonly signal?: AbortSignal;
}

export interface LoadOptions {
  /** Adds to a table that is there; default: the table must not be there. */
  readonly append?: boolean;
  /** Told after each batch that was written. */
  readonly onBatch?: (rows: number) => void;
  readonly signal?: AbortSignal;
}

/** A connection of a store's pool. Give it back by `release`. */
export interface StorageConnection {
  /** Rows as objects; integers beyond 2^53 as bigint, times as ISO text. For small results. */
  rows(sql: string, parameters?: readonly Parameter[]): Promise<readonly Record<string, unknown>[]>;
  /** The number of rows that were changed. */
  run(sql: string, parameters?: readonly Parameter[]): Promise<number>;
  release(): Promise<void>;
}

/**
 * Keeps datasets. A dataset's tables are in a store of their own: a file of SQLite or DuckDB in a folder of the datasets' path, or a
 * database of a PostgreSQL server. A backend holds no state but its pools, so two of one kind with other settings may be open together.
 *
 * Every method takes the store's name and throws an `MdmError`: `not-found` where there is no such store or table, `exists`, `permission`,
 * `disk-full`, `interrupted`, or `backend` for what the database itself refused. Names of tables and columns may be any text.
 */
export interface IStorageBackend {
  readonly backendType: BackendName;
  /** Where a store is, for people: a file's path, or `postgresql://host:port/database`; never a password. */
  locate(store: string): string;
  datasetExists(store: string): Promise<boolean>;
  /** The stores that are there, sorted. */
  datasets(): Promise<readonly string[]>;
  /** Makes an empty store, whole or not at all; of several that make one, one succeeds and the others get `exists`. */
  createDataset(store: string): Promise<void>;
  /** Takes a store away with all its tables and side files; nothing happens when it is not there. */
  dropDataset(store: string): Promise<void>;
  /** Bytes on disk. */
  sizeOf(store: string): Promise<number>;
  /** The tables, sorted by name, without those that MDM keeps for itself (their names begin with `_mdm`) and those that MDM 1.0.6 did. */
  tables(store: string): Promise<readonly StoredTable[]>;
  table(store: string, table: string): Promise<StoredTable>;
  /** Writes batches of one schema as a table, all or nothing; gives the number of rows. No batch: an empty table of the schema. */
  loadData(store: string, table: string, schema: Schema, batches: AsyncIterable<RecordBatch>, options?: LoadOptions): Promise<number>;
  /** A table batch by batch in the order it was loaded, in bounded memory, as of one moment. */
  readTable(store: string, table: string, options?: ReadOptions): AsyncGenerator<RecordBatch>;
  /** The Arrow schema in which a table is read. */
  schemaOf(store: string, table: string): Promise<Schema>;
  /**
   * One statement that reads, in the backend's SQL; placeholders are `?` for all backends. Refuses what writes. A result without rows is
   * one empty batch, which has the columns.
   */
  query(store: string, sql: string, parameters?: readonly Parameter[], options?: ReadOptions): AsyncGenerator<RecordBatch>;
  /** One statement that may write, in the backend's SQL; gives the number of rows changed. */
  executeSql(store: string, sql: string, parameters?: readonly Parameter[]): Promise<number>;
  dropTables(store: string, tables: readonly string[]): Promise<void>;
  /**
   * In one transaction: drops `drop` (those that are there), renames tables (`from` -> `to`), and sets metadata. A reader sees the state
   * before or after.
   */
  swapTables(store: string, swap: TableSwap): Promise<void>;
  getMetadata(store: string, key: string): Promise<Json | undefined>;
  /** Undefined takes the key out. */
  updateMetadata(store: string, key: string, value: Json | undefined): Promise<void>;
  /** A connection of the store's pool; waits `pool_timeout` for one. */
  getConnection(store: string): Promise<StorageConnection>;
  /** Closes the pools of one store. Idle stores are also closed when many are open. */
  closeConnections(store: string): Promise<void>;
  /** Closes everything; may be called twice. */
  close(): Promise<void>;
}

export interface TableSwap {
  readonly drop?: readonly string[];
  readonly rename?: Readonly<Record<string, string>>;
  readonly metadata?: Readonly<Record<string, Json | undefined>>;
}

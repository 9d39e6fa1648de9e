/** The storage of MDM 1.0.6 as its host knows it. The host has the same types; plain data crosses. */
export interface OldStorage {
  readonly version: string;
  /** Settings of every connection to SQLite, which the original had fixed. */
  readonly pragmas: Readonly<Record<string, string | number>>;
  /** The file of a dataset below the folder of datasets. */
  place(folder: string, dataset: string, backend: 'sqlite' | 'duckdb'): string;
  /** Makes the tables of metadata of a new dataset. */
  prepare(sql: SqlConnection): Promise<void>;
  /** Tables and views, without those of metadata and those that begin with `hidden`. */
  tables(sql: SqlConnection, hidden: string): Promise<readonly OldTable[]>;
  /** The columns of a table as the database declares them. */
  columns(sql: SqlConnection, table: string): Promise<readonly OldColumn[]>;
  count(sql: SqlConnection, table: string): Promise<number>;
  create(sql: SqlConnection, table: string, columns: readonly TypedColumn[]): Promise<void>;
  /** Adds rows, whose values are in the order of the columns. */
  insert(sql: SqlConnection, table: string, columns: readonly TypedColumn[], rows: Iterable<readonly OldValue[]>): Promise<void>;
  /** Rows of a table, piece by piece, by LIMIT and OFFSET. */
  read(sql: SqlConnection, table: string, pieces: Pieces): AsyncGenerator<readonly Readonly<Record<string, unknown>>[]>;
  drop(sql: SqlConnection, table: OldTable): Promise<void>;
  rename(sql: SqlConnection, table: string, to: string): Promise<void>;
  metadata(sql: SqlConnection, key: string): Promise<string | undefined>;
  /** Undefined takes the key out. `now` is the time of the change, ISO 8601. */
  setMetadata(sql: SqlConnection, key: string, value: string | undefined, now: string): Promise<void>;
}

export type Dialect = 'sqlite' | 'duckdb' | 'postgresql';
export type OldType = 'int64' | 'double' | 'boolean' | 'text' | 'timestamp' | 'date';
/** A time is the text `YYYY-MM-DD HH:MM:SS.ffffff`, of which the fraction may be absent. */
export type OldValue = null | boolean | number | bigint | string;

/** A connection that the host opened; places of values are `?`. */
export interface SqlConnection {
  readonly dialect: Dialect;
  rows(sql: string, values?: readonly OldValue[]): Promise<readonly Readonly<Record<string, unknown>>[]>;
  run(sql: string, values?: readonly OldValue[]): Promise<number>;
}

export interface OldTable {
  readonly name: string;
  readonly view: boolean;
}

export interface OldColumn {
  readonly name: string;
  /** As it is declared, such as BIGINT. */
  readonly declared: string;
}

export interface TypedColumn {
  readonly name: string;
  readonly type: OldType;
}

export interface Pieces {
  /** Default: all. */
  readonly columns?: readonly string[];
  readonly limit?: number;
  readonly offset?: number;
  /** Rows of a piece. */
  readonly size: number;
}

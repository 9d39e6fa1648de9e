import type { Flat } from '../../contract.js';

/** How MDM 1.0.6 registered a dataset. The host has the same types; plain data crosses. */
export interface OldRegistrar {
  readonly version: string;
  register(request: RegistrarRequest, host: RegistrarHost): Promise<RegistrarReport>;
}

export interface RegistrarRequest {
  /** As typed. */
  readonly name: string;
  /** A file or a folder. */
  readonly path: string;
  readonly target?: string;
  readonly problemType?: string;
  readonly timeColumn?: string;
  readonly groupColumn?: string;
  readonly description?: string;
  readonly tags?: readonly string[];
  readonly types?: Readonly<Record<string, 'numeric' | 'categorical' | 'datetime' | 'text'>>;
  readonly force: boolean;
  readonly features: boolean;
  /** Rows read, fitted and written at a time. */
  readonly batchSize: number;
  /** Whose types the tables take on when features are made. */
  readonly storage: 'sqlite' | 'duckdb';
}

/** What the old registrar may ask of its host. */
export interface RegistrarHost {
  /** Whether a dataset of this name is registered. */
  exists(name: string): Promise<boolean>;
  /** Takes a dataset away, with all that it has. */
  remove(name: string): Promise<void>;
  /** Makes the database of a dataset; one that a failed registration left is used again. */
  createStore(name: string): Promise<void>;
  /** Reads a file that is not delimited text. */
  read(path: string): Promise<readonly Flat[]>;
  /** Writes a table, instead of one of this name, and tells of the rows as they are written. */
  write(table: RegistrarTable, of: RegistrarShare): Promise<void>;
  /** Adds rows to `_columns` and `_statistics`, where the database has these tables. */
  note(facts: RegistrarFacts): Promise<void>;
  save(record: RegistrarRecord): Promise<void>;
  step(event: RegistrarStep): void;
  warn(sentence: string): void;
}

export interface RegistrarStep {
  readonly kind: 'start' | 'progress' | 'complete' | 'skip' | 'fail';
  /** 1 to 12. */
  readonly number: number;
  readonly name: string;
  readonly detail?: string;
  readonly share?: number;
  readonly rows?: number;
  readonly seconds?: number;
  readonly error?: string;
}

/** Rows in the order of the columns of the tables. */
export interface RegistrarFacts {
  readonly _columns: readonly (readonly (string | number)[])[];
  readonly _statistics: readonly (readonly (string | number)[])[];
}

/** Rows that the step has written before a table, and is to write in all. */
export interface RegistrarShare {
  readonly before: number;
  readonly all: number;
}

export interface RegistrarTable {
  readonly name: string;
  readonly rows: number;
  readonly columns: readonly Flat[];
}

/** The pointer of a dataset without its database, which the host knows. */
export interface RegistrarRecord {
  readonly name: string;
  readonly display_name: string;
  readonly description: string | null;
  readonly tables: Readonly<Record<string, string>>;
  readonly problem_type: string | null;
  readonly target_column: string | null;
  readonly id_columns: readonly string[];
  readonly time_column: string | null;
  readonly group_column: string | null;
  readonly feature_tables: Readonly<Record<string, string>>;
  readonly registered_at: string;
  readonly last_updated_at: string;
  readonly tags: readonly string[];
  readonly source: string;
  readonly version: string;
  readonly metadata: {
    readonly datetime_columns: readonly string[];
    readonly statistics: { readonly row_count: number; readonly memory_size_bytes: number; readonly computed_at: string };
  };
}

export interface RegistrarColumn {
  readonly name: string;
  readonly type: string;
  readonly stored: 'int64' | 'double' | 'boolean' | 'text' | 'timestamp';
  /** Missing values, in percent. */
  readonly missing: number;
  readonly distinct: number;
}

export interface RegistrarReport {
  readonly record: RegistrarRecord;
  readonly structure: 'file' | 'folder' | 'kaggle';
  readonly tables: readonly { readonly table: string; readonly rows: number; readonly columns: readonly RegistrarColumn[] }[];
  readonly detected: { readonly target: boolean; readonly problemType: boolean };
  readonly replaced: boolean;
  /** Absent: none were to be made. */
  readonly features?: {
    /** Features of the first table. */
    readonly made: number;
    readonly dropped: readonly { readonly name: string; readonly reason: string }[];
    readonly rows: Readonly<Record<string, number>>;
    readonly seconds: number;
  };
}

export type RegistrarProblem = 'bad-data' | 'empty' | 'exists' | 'not-found' | 'unknown-column' | 'usage';

/** An error that the host shows as it is. */
export const problem = (code: RegistrarProblem, message: string, next: string): Error => Object.assign(new Error(message), { code, next });

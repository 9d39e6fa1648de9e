import type { Json } from '@mdm/sdk';
import type { BackendName } from '../storage/backend.js';

export const PROBLEM_TYPES = [
  'binary_classification',
  'multiclass_classification',
  'regression',
  'time_series',
  'clustering',
  'ranking',
  'multilabel',
] as const;
export type ProblemType = (typeof PROBLEM_TYPES)[number];

/** Where the tables are. */
export interface RecordDatabase {
  readonly backend: BackendName;
  /** The store in the backend: the dataset's name, or `name~2` after it was replaced. */
  readonly store: string;
  /** Of SQLite and DuckDB: the absolute path of the file. */
  readonly path?: string;
  /** Of PostgreSQL; never a user or a password. */
  readonly host?: string;
  readonly port?: number;
  readonly database?: string;
}

export interface RecordStatistics {
  /** Rows of train, validation, test and data; not of sample_submission nor of features. */
  readonly row_count: number;
  readonly memory_size_bytes: number;
  readonly computed_at: string;
}

/** A column of the training table as registration understood it. */
export interface RecordColumn {
  readonly name: string;
  /** numeric, categorical, datetime, text, boolean, id or constant. */
  readonly type: string;
}

/**
 * What is known of a dataset, as its YAML pointer holds it: the names and their order are those of MDM 1.0.6, so that an older home can be
 * read and an older reader finds what it knows. Times are ISO 8601 in UTC.
 */
export interface DatasetRecord {
  /** Lower case, NFC, with `_` for `-`. */
  readonly name: string;
  /** As it was first typed. */
  readonly display_name: string;
  readonly description: string | null;
  readonly database: RecordDatabase;
  /** Role -> table: train, test, validation, sample_submission, submission, data, or a file's stem. */
  readonly tables: Readonly<Record<string, string>>;
  readonly problem_type: ProblemType | null;
  readonly target_column: string | null;
  readonly id_columns: readonly string[];
  readonly time_column: string | null;
  readonly group_column: string | null;
  /** Role -> table of features: train -> train_features. */
  readonly feature_tables: Readonly<Record<string, string>>;
  readonly registered_at: string;
  readonly last_updated_at: string;
  readonly tags: readonly string[];
  /** Where it came from: what --source says, else `kaggle`, else the path as given. */
  readonly source: string;
  readonly version: string;
  readonly metadata: RecordMetadata;
}

export interface RecordMetadata {
  /** The source's path as it was given. */
  readonly source_path?: string;
  readonly structure?: 'file' | 'folder' | 'kaggle' | 'files';
  readonly datetime_columns: readonly string[];
  readonly statistics?: RecordStatistics;
  readonly stratify_column?: string;
  readonly ignored_columns?: readonly string[];
  /** What --categorical-columns and the like said, by column. */
  readonly column_types?: Readonly<Record<string, string>>;
  readonly columns?: readonly RecordColumn[];
  /** Names of predictions that were saved -> table. */
  readonly predictions?: Readonly<Record<string, string>>;
  /** Anything that an older or newer MDM wrote stays. */
  readonly [key: string]: Json | undefined | object;
}

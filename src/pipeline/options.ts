import type { RecordBatch } from 'apache-arrow';
import type { Json } from '@mdm/sdk';
import type { FitScope, Profile } from './profile-schema.js';
import type { RoleOptions } from './table.js';

export type { FitScope, Profile };

export type OutputFormat = 'parquet' | 'csv' | 'arrow' | 'json';

/** Input columns kept in the output: all, those with a role, the ids alone, or none. */
export type Keep = 'all' | 'roles' | 'ids' | 'none';

/** How one transformer is used: on which columns, with which parameters. A profile is a list of these. */
export interface Use {
  /** `temporal.cycle`, or a whole plugin: `temporal`. */
  readonly use: string;
  /** Only these columns; default every column it applies to. */
  readonly on?: readonly string[] | undefined;
  readonly params?: Readonly<Record<string, Json>> | undefined;
  /** Of a transformer of all columns: columns of these roles are given to it as well. */
  readonly roles?: readonly ('id' | 'target')[] | undefined;
}

export interface SignalOptions {
  /** False keeps every feature. */
  readonly enabled: boolean;
  /** A feature is dropped when its most frequent value (or missing) has at least this share of the rows looked at. Default 0.999. */
  readonly nearConstant: number;
  /** A feature is dropped when |r| with an earlier one is at least this. Default 0.9999. */
  readonly correlation: number;
  /** Training rows looked at: all when there are no more, else a fixed spread. Default 20,000. */
  readonly rows: number;
}

export type Stage = 'read' | 'profile' | 'fit' | 'signal' | 'stage' | 'batch' | 'write';
export interface Progress {
  readonly stage: Stage;
  /** What is worked on, such as the table's name. */
  readonly detail: string;
  /** 0 to 1 over the whole run; an estimate that never falls. */
  readonly share: number;
}

/** What the engine and the library need besides the data. */
export interface RunOptions {
  /** Such as `2GB`; default 80 % of the machine's memory. */
  readonly memoryLimit?: string;
  readonly threads?: number;
  /** Folder for temporary files; default the system's. */
  readonly temp?: string;
  /** How these three are called where they are set; default the flags of the command line. */
  readonly limitNames?: { readonly memory: string; readonly threads: string; readonly temp: string };
  /** Seconds that a batch transformer may take for one batch; default 120. */
  readonly pluginTimeout?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

export interface GenerateOptions extends RoleOptions, RunOptions {
  /** A file, a glob or a folder; see the guide on input. */
  readonly source: string;
  /** A table that gets the features fitted on `source`. */
  readonly test?: string;
  /** Feature file; with several tables `<stem>.<table>.<ext>` beside it. Absent: no features are written. */
  readonly output?: string;
  /** With `output`: also give the seconds of each transformer, in `transformerSeconds` of the result. */
  readonly timed?: boolean;
  /** Instead of `output`: a folder for one `<table>_features.<ext>` per table. */
  readonly folder?: string;
  readonly format?: OutputFormat;
  /** Called with the features batch by batch, in the order of the rows, table after table. */
  readonly onBatch?: (batch: RecordBatch, table: string) => void | Promise<void>;
  /** Where the recipe goes; absent: it is only in the result. */
  readonly recipe?: string;
  readonly force?: boolean;
  /** `temporal`, `text.shape`: these only. */
  readonly only?: readonly string[];
  readonly skip?: readonly string[];
  /** Transformers that are off by default. */
  readonly with?: readonly string[];
  /** `text.tfidf.terms` -> 50. */
  readonly set?: Readonly<Record<string, Json>>;
  /** A profile, the name of a built-in one, or the path of a file. */
  readonly profile?: Profile | string;
  /** On which rows features are fitted: once on the training table, on each table, or on each chunk of it. Default: the profile's, else `train`. */
  readonly fit?: FitScope;
  /** Rows of a chunk. Default: the profile's, else 10,000. */
  readonly batchSize?: number;
  /** Default all. */
  readonly keep?: Keep;
  readonly signalFilter?: Partial<SignalOptions>;
  /** Number of folds for what reads the target. Default 5. */
  readonly folds?: number;
  /** With `time`: rows this many seconds before a fold are not seen by it. Default 0. */
  readonly gap?: number;
  /** How rows are divided into folds: by hash of the id (or row number), by the group, or by time. Default: group if set, else time if set, else hash. */
  readonly foldBy?: 'hash' | 'group' | 'time';
  readonly seed?: number;
  /** A transformer that fails is left out and listed in `failures`; default: the first failure ends the run. */
  readonly keepGoing?: boolean;
}

export interface ApplyOptions extends RunOptions {
  readonly recipe: string;
  readonly source: string;
  readonly output?: string;
  readonly format?: OutputFormat;
  readonly force?: boolean;
  readonly keep?: Keep;
}

/** Options whose profile has been read. */
export interface ReadyOptions extends Omit<GenerateOptions, 'profile'> {
  readonly profile?: Profile;
}

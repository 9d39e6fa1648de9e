import type { Discovered } from '../source/discover.js';
import type { DatasetRecord, ProblemType, RecordColumn } from '../record.js';
import type { Workspace } from '../workspace.js';
import type { Database } from '../../engine/duckdb/driver.js';
import type { DetectedColumn } from '../detect/types.js';
import type { FeaturesMade } from '../features/input.js';
import type { Duplicates } from '../source/duplicates.js';
import type { SourceRead } from '../source/read.js';
import type { Semantic } from '@mdm/sdk';
import type { StepEvent } from './step.js';

export interface RegisterOptions {
  /** A file, a folder or a glob. Not with `files`. */
  readonly path?: string;
  /** Without detection: exactly these files. */
  readonly files?: { readonly train: string; readonly test?: string; readonly validation?: string; readonly submission?: string };
  /** False: nothing is detected, only what is given holds. Default true. */
  readonly auto?: boolean;
  readonly target?: string;
  readonly idColumns?: readonly string[];
  readonly problemType?: ProblemType | 'classification';
  readonly timeColumn?: string;
  readonly groupColumn?: string;
  readonly stratifyColumn?: string;
  readonly ignoreColumns?: readonly string[];
  /** What columns are, whatever they look like. */
  readonly types?: Readonly<Record<string, Semantic>>;
  readonly description?: string;
  readonly tags?: readonly string[];
  readonly source?: string;
  /** Sheet of an Excel file; default the first. */
  readonly sheet?: string;
  /** Replaces a dataset of this name; the old one stays until the new one is complete. */
  readonly force?: boolean;
  /** Default `feature_engineering.enabled`. */
  readonly features?: boolean;
  /** Keeps the tables of generic and of custom features beside those of all; default `feature_engineering.keep_intermediate`. */
  readonly keepIntermediate?: boolean;
  /** False: no column statistics. Default true. */
  readonly analysis?: boolean;
  /** Finds out everything and writes nothing. */
  readonly dryRun?: boolean;
  readonly onStep?: (event: StepEvent) => void;
}

/** A table as it was loaded. */
export interface LoadedTable {
  readonly role: string;
  readonly table: string;
  readonly rows: number;
  readonly columns: readonly RecordColumn[];
}

/** The tables of the source as they were read, and the engine that holds them. */
export interface SourceInput {
  readonly db: Database;
  readonly tables: readonly SourceRead[];
  /** The training table: train, else data, else the only one or the one that has the target. */
  readonly main: SourceRead;
  /** Of the training table. */
  readonly duplicates: Duplicates;
}

/** The shared state of the steps; each fills in what it finds. Everything but `workspace`, `input` and `options.onStep` is kept in the journal. */
export interface Registration {
  readonly workspace: Workspace;
  readonly options: RegisterOptions;
  /** As typed. */
  readonly given: string;
  /** A dataset of this name that will be replaced. */
  replaces?: DatasetRecord;
  name: string;
  store: string;
  discovered?: Discovered;
  input?: SourceInput;
  target?: string;
  idColumns: string[];
  timeColumn?: string;
  problemType?: ProblemType;
  readonly detected: { target: boolean; idColumns: boolean; problemType: boolean };
  loaded: LoadedTable[];
  /** Columns of the training table. */
  columns: readonly DetectedColumn[];
  features?: FeaturesMade;
  record?: DatasetRecord;
  /** The pointer of the dataset that is replaced, as it was. */
  pointerBefore?: string;
  /** Folders of the home that were made, the deepest first. */
  madeFolders: readonly string[];
  /** The file that says that MDM made the home, when this is its first dataset. */
  madeMarker?: string;
  /** What a person should know; each said once in the summary. */
  readonly warnings: string[];
  readonly notes: string[];
  readonly log: { readonly step: string; readonly seconds: number; readonly skipped?: boolean }[];
  /** Tells how the step goes on. */
  progress: (detail: string, share?: number, rows?: number) => void;
}

export interface Registered {
  readonly record: DatasetRecord;
  readonly tables: readonly LoadedTable[];
  readonly columns: readonly DetectedColumn[];
  readonly detected: { readonly target: boolean; readonly idColumns: boolean; readonly problemType: boolean };
  readonly structure: Discovered['structure'];
  readonly ignored: readonly string[];
  readonly features?: FeaturesMade;
  /** With `dryRun`: what features would be made of. */
  readonly planned?: readonly string[];
  readonly replaced: boolean;
  readonly warnings: readonly string[];
  readonly notes: readonly string[];
  readonly seconds: number;
  readonly dryRun: boolean;
}

import type { Table } from 'apache-arrow';
import type { Loaded, LoadDatasetOptions, PrepareOptions, Prepared, TableFramework } from '../datasets/prepare.js';
import type { PredictionOptions, SavedPredictions } from '../datasets/predictions.js';
import type { PythonFiles, PythonOptions } from '../datasets/python.js';
import type { DatasetFoldOptions, DatasetSplitOptions, Divided } from '../datasets/split.js';
import type { Submitted, SubmissionOptions } from '../datasets/submission.js';
import type { Matrix } from '../ml/matrix.js';
import type { Fold, Split } from '../ml/split.js';
import type { Predicted } from '../ml/submission.js';
import type { Session } from './session.js';

export type { Framework, Loaded, LoadDatasetOptions, PrepareOptions, Prepared, TableFramework, Target } from '../datasets/prepare.js';
export type { PredictionOptions, SavedPredictions } from '../datasets/predictions.js';
export type { PythonFiles, PythonOptions } from '../datasets/python.js';
export type { DatasetFoldOptions, DatasetSplitOptions, Divided, SplitBy } from '../datasets/split.js';
export type { Submitted, SubmissionOptions } from '../datasets/submission.js';

/** What a model is trained and tested on, and what it gives. */
export interface MlClient {
  /** Features, target and ids of the tables, as typed arrays, Arrow tables, or files for Python. */
  prepareForMl(name: string, options: PrepareOptions & { readonly framework: TableFramework }): Promise<Prepared<Table>>;
  prepareForMl(
    name: string,
    options: PrepareOptions & { readonly framework: 'tfjs' },
  ): Promise<Prepared<Matrix<Float32Array<ArrayBuffer>>>>;
  prepareForMl(name: string, options?: PrepareOptions & { readonly framework?: 'auto' | 'javascript' | 'tfjs' }): Promise<Prepared<Matrix>>;
  prepareForMl(name: string, options?: PrepareOptions): Promise<Prepared<Matrix | Table>>;
  /** One table as features, target and ids, as it is stored. */
  loadDataset(name: string, options?: LoadDatasetOptions): Promise<Loaded>;
  /** Row numbers of train, test and validation: at random, stratified, by group, or by time with a gap. */
  split(name: string, options?: DatasetSplitOptions): Promise<Split & Divided>;
  /** Folds of row numbers, of the same kinds. */
  folds(name: string, options?: DatasetFoldOptions): Promise<Divided & { readonly folds: readonly Fold[] }>;
  /** Keeps predictions with the dataset, as the table `predictions_<name>` with ids. */
  savePredictions(
    name: string,
    predictions: Table | Readonly<Record<string, ArrayLike<unknown>>>,
    options: PredictionOptions,
  ): Promise<SavedPredictions>;
  loadPredictions(name: string, label: string): Promise<Table>;
  /** Writes a submission as the sample of the dataset has it. */
  createSubmission(name: string, predictions: Predicted | string, options?: SubmissionOptions): Promise<Submitted>;
  /** Parquet or Arrow files that pandas, polars and pyarrow read, and `dataset.json` that says what their columns are. */
  writeForPython(name: string, folder: string, options?: PythonOptions): Promise<PythonFiles & { readonly files: readonly string[] }>;
}

export function mlClient({ run }: Session): MlClient {
  const prepare = (name: string, options?: PrepareOptions): Promise<Prepared<Matrix | Table>> =>
    run(async (ws) => (await import('../datasets/prepare.js')).prepareForMl(ws, name, options));
  return {
    // Which of the two X is, the framework says.
    prepareForMl: prepare as MlClient['prepareForMl'],
    loadDataset: (name, options) => run(async (ws) => (await import('../datasets/prepare.js')).loadXy(ws, name, options)),
    split: (name, options) => run(async (ws) => (await import('../datasets/split.js')).splitDataset(ws, name, options)),
    folds: (name, options) => run(async (ws) => (await import('../datasets/split.js')).foldDataset(ws, name, options)),
    savePredictions: (name, predictions, options) =>
      run(async (ws) => (await import('../datasets/predictions.js')).savePredictions(ws, name, predictions, options)),
    loadPredictions: (name, label) => run(async (ws) => (await import('../datasets/predictions.js')).loadPredictions(ws, name, label)),
    createSubmission: (name, predictions, options) =>
      run(async (ws) => (await import('../datasets/submission.js')).createSubmission(ws, name, predictions, options)),
    writeForPython: (name, folder, options) =>
      run(async (ws) => (await import('../datasets/python.js')).writeForPython(ws, name, folder, options)),
  };
}

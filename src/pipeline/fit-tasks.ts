import type { Database } from '../engine/duckdb/driver.js';
import { bindFeatures, bindMeasures } from './bind.js';
import { askAll, transformAll, type BatchStage, type Binder, type OnFailure, type Planned } from './features.js';
import { fit, type FitResult } from './fit.js';
import { planFolds, type FoldOptions } from './folds.js';
import type { Task } from './select.js';
import type { InputTable, ProfiledColumn } from './table.js';

/** What the tasks make of the training rows. */
export interface FittedTasks {
  readonly features: readonly Planned[];
  readonly batches: readonly BatchStage[];
  readonly fitted: FitResult;
}

/** Asks every task, measures everything in few scans, and turns the answers into features. `onFailure` takes a transformer that fails; without it the first failure is thrown. */
export async function fitTasks(
  db: Database,
  training: InputTable,
  columns: readonly ProfiledColumn[],
  tasks: readonly Task[],
  options: FoldOptions,
  onFailure?: OnFailure,
): Promise<FittedTasks> {
  const binder: Binder = {
    features: (features) => bindFeatures(db, training, features),
    measures: (measures) => bindMeasures(db, training, measures),
  };
  const asked = await askAll(tasks, binder, onFailure);
  const measures = [...asked.values()].flatMap((m) => Object.values(m));
  const fitted = await fit(db, training, columns, measures, () => planFolds(db, training, columns, options));
  const made = await transformAll(
    asked,
    fitted,
    columns.map((c) => c.name),
    binder,
    onFailure,
  );
  return { ...made, fitted };
}

import type { Database } from '../engine/duckdb/driver.js';
import { askAll, transformAll, type BatchStage, type Planned } from './features.js';
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

/** Asks every task, measures everything in few scans, and turns the answers into features. */
export async function fitTasks(
  db: Database,
  training: InputTable,
  columns: readonly ProfiledColumn[],
  tasks: readonly Task[],
  options: FoldOptions,
): Promise<FittedTasks> {
  const asked = askAll(tasks);
  const measures = [...asked.values()].flatMap((m) => Object.values(m));
  const fitted = await fit(db, training, columns, measures, () => planFolds(db, training, columns, options));
  const made = await transformAll(
    asked,
    fitted,
    columns.map((c) => c.name),
  );
  return { ...made, fitted };
}

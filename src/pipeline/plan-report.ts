import type { TransformerFailure } from '../errors.js';
import type { BatchStage, Planned } from './features.js';
import type { FitResult } from './fit.js';
import { planTable } from './plan.js';
import type { MadeFeature, PlanReport } from './result.js';
import type { SignalResult } from './signal.js';
import type { InputTable, ProfiledColumn } from './table.js';

/** A table whose features are fitted. */
export interface FittedPlan {
  readonly table: InputTable;
  readonly columns: readonly ProfiledColumn[];
  readonly features: readonly Planned[];
  readonly batches: readonly BatchStage[];
  readonly fitted: FitResult;
  readonly failures: readonly TransformerFailure[];
  readonly keep: readonly string[];
  readonly rename: ReadonlyMap<string, string>;
}

/** The scans, stages and the SELECT of a table's features. */
export function planReport({ table, columns, features, batches, fitted, failures, keep, rename }: FittedPlan): PlanReport {
  const plan = planTable(table, columns, features, fitted.tables, true);
  return {
    columns,
    failures,
    features: features.map((f) => shown(f, { dropped: new Map(), rows: 0 }, rename)),
    scans: fitted.scans,
    stages: plan.stages.map((s) => {
      const b = batches.find((x) => x.id === s.id);
      return {
        name: b ? `${s.id}: ${b.task.id}` : s.id,
        kind: s.kind,
        outputs: b ? b.outputs.map((o) => o.name) : s.outputs,
        ...(s.sql === undefined ? {} : { sql: s.sql }),
        ...(b?.transformer.reason === undefined ? {} : { reason: b.transformer.reason }),
      };
    }),
    sql: plan.select(features, { keep, rename }),
  };
}

/** A feature as it is shown: by its name in the output, with what became of it. */
export const shown = (f: Planned, signal: SignalResult, rename: ReadonlyMap<string, string>): MadeFeature => {
  const why = signal.dropped.get(f.name);
  return {
    name: rename.get(f.name) ?? f.name,
    transformer: f.transformer,
    type: f.type,
    explain: f.explain,
    ...(why === undefined ? {} : { dropped: why }),
  };
};

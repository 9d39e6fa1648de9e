import { keptColumns } from '../keep.js';
import type { Planned } from '../features.js';
import { planTable, type TablePlan } from '../plan.js';
import { shown } from '../plan-report.js';
import type { Tracker } from '../progress.js';
import type { MadeFeature } from '../result.js';
import type { SignalResult } from '../signal.js';
import { prepareStages } from '../stages.js';
import type { InputTable, ProfiledColumn } from '../table.js';
import { fitTable, type FittedTable, type Fitting } from './fit-table.js';
import { signalOf } from './judge.js';
import type { OpenTable } from './open.js';

/** A table fitted on its rows, its features judged and ready to be selected. */
export interface ReadyTable {
  readonly table: InputTable;
  readonly fitted: FittedTable;
  readonly plan: TablePlan;
  readonly result: SignalResult;
  readonly kept: readonly Planned[];
  readonly columns: readonly ProfiledColumn[];
  /** Input columns of the output. */
  readonly keep: readonly string[];
  /** The same of another table. */
  keepOf(columns: readonly ProfiledColumn[], table: InputTable): readonly string[];
  /** The name of a column or feature in the output. */
  shown(name: string): string;
  /** Frees what was staged. */
  drop(): Promise<void>;
}

/** Fits the features of a table and judges them. */
export async function readyTable(run: Fitting, one: OpenTable, progress: Tracker, target: boolean): Promise<ReadyTable> {
  const { db, options, source, losses } = run;
  const { table, columns } = one;
  progress('fit', table.name, 0);
  const fitted = await fitTable(run, one, table, target);
  const plan = planTable(table, columns, fitted.features, fitted.fitted.tables, true);
  progress('stage', table.name, 0);
  const prepared = await prepareStages(db, table, plan, fitted.batches, fitted.fitted.tables, source, options, losses.note);
  progress('signal', table.name, 0);
  const result = await signalOf(run, table, plan, fitted);
  const keepOf: ReadyTable['keepOf'] = (own, of) => keptColumns(own, options.keep ?? options.profile?.keep ?? 'all', of);
  return {
    table,
    columns,
    fitted,
    plan,
    result,
    kept: fitted.features.filter(({ name }) => !result.dropped.has(name)),
    keep: keepOf(columns, table),
    keepOf,
    shown: (name) => fitted.rename.get(name) ?? name,
    drop: prepared.drop,
  };
}

/** The features as they are shown: by their names in the output, with what became of them. */
export const madeFeatures = ({ fitted, result }: ReadyTable): MadeFeature[] => fitted.features.map((f) => shown(f, result, fitted.rename));

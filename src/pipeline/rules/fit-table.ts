import type { Database } from '../../engine/duckdb/driver.js';
import type { Hosted } from '../../host/hosted.js';
import { fitTasks, type FittedTasks } from '../fit-tasks.js';
import { chosen } from '../keep.js';
import { createLosses, type Losses } from '../losses.js';
import { inOrderOf, named, ofOneColumn, type Naming, unusedRenames } from '../naming.js';
import type { ReadyOptions } from '../options.js';
import { tasks, wanted, withoutTarget, type Task, type Wanted } from '../select.js';
import type { InputTable, ProfiledColumn } from '../table.js';
import type { TransformerSource } from '../transformers.js';
import type { OpenTable } from './open.js';

/** What every table of a run is fitted with. */
export interface Fitting {
  readonly db: Database;
  readonly options: ReadyOptions;
  readonly source: TransformerSource;
  readonly losses: Losses;
  readonly wanted: readonly Wanted[];
  readonly loaded: ReadonlyMap<string, Hosted>;
  readonly order: readonly string[];
}

/** A table fitted on itself, or on its rows in one chunk. */
export interface FittedTable extends FittedTasks, Naming {
  readonly tasks: readonly Task[];
  readonly notes: readonly string[];
}

/** What is asked of the transformers of a run. */
export async function fitting(
  db: Database,
  options: ReadyOptions,
  source: TransformerSource,
  losses: Losses = createLosses(false),
  order: readonly string[] = [],
): Promise<Fitting> {
  const uses = wanted(source, options);
  const loaded = await losses.load(
    source,
    uses.map(({ id }) => id),
  );
  return { db, options, source, losses, wanted: uses, loaded, order };
}

/** Fits the features of a table on all of its rows. */
export async function fitTable(run: Fitting, { columns, written }: OpenTable, table: InputTable, target: boolean): Promise<FittedTable> {
  const { db, options, source, losses, loaded, order } = run;
  const owners = new Map(source.list().map((t) => [t.id, t.package]));
  const uses = target ? run.wanted : run.wanted.map(withoutTarget);
  const found = await tasks(uses, loaded, columns, (id) => owners.get(id), losses.take);
  const unfit = new Set(columns.filter(unread).map(({ name }) => name));
  const idle = (task: Task): boolean => ofOneColumn(task) && unfit.has(task.scope.on[0].name);
  const all = inOrderOf(
    losses.left(found).filter((task) => !idle(task)),
    order,
    options,
  );
  const made = await fitTasks(db, table, columns, all, options, losses.note);
  const features = chosen(made.features, options);
  const lost = columns.filter((c) => found.some((task) => idle(task) && task.scope.on[0].name === c.name));
  const notes = lost.map(
    (c) => `Column ${JSON.stringify(c.name)} gets no features: it is ${c.semantic} by its values and holds ${c.type} values.`,
  );
  const inputs = table.columns.map(({ name }) => name);
  const names = named(features, inputs, options, written);
  return { ...made, features, tasks: all, ...names, notes: [...notes, ...unusedRenames(features, names, options)] };
}

/** Whether the values of a column are not of the kind that it was taken for. */
const unread = ({ semantic, type }: ProfiledColumn): boolean =>
  (semantic === 'numeric' && type !== 'int64' && type !== 'double') ||
  (semantic === 'text' && type !== 'text') ||
  (semantic === 'datetime' && type !== 'timestamp');

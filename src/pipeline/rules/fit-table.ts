import type { Database } from '../../engine/duckdb/driver.js';
import type { Hosted } from '../../host/hosted.js';
import type { Planned } from '../features.js';
import { fitTasks, type FittedTasks } from '../fit-tasks.js';
import { chosen } from '../keep.js';
import { createLosses, type Losses } from '../losses.js';
import type { ReadyOptions } from '../options.js';
import { tasks, wanted, type Task, type Wanted } from '../select.js';
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
export interface FittedTable extends FittedTasks {
  readonly tasks: readonly Task[];
  /** Names as made, and as they stand in the output. */
  readonly rename: ReadonlyMap<string, string>;
  /** Features left out because a column or an earlier feature has their name. */
  readonly collided: ReadonlyMap<string, string>;
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
  const uses = target ? run.wanted : run.wanted.map((use) => ({ ...use, roles: use.roles?.filter((role) => role !== 'target') }));
  const found = await tasks(uses, loaded, columns, (id) => owners.get(id), losses.take);
  const unfit = new Set(columns.filter(unread).map(({ name }) => name));
  const each = (task: Task): boolean => task.transformer.meta.appliesTo.arity === 'each';
  const able = losses.left(found).filter((task) => !each(task) || !unfit.has(task.scope.on[0].name));
  const all = options.profile?.order === 'columns' ? byColumns(able, each, order) : able;
  const made = await fitTasks(db, table, columns, all, options, losses.note);
  const features = chosen(made.features, options);
  const lost = columns.filter((c) => unfit.has(c.name) && c.role === undefined && found.some((task) => each(task) && task.scope.on[0].name === c.name));
  const notes = lost.map((c) => `Column ${JSON.stringify(c.name)} gets no features: it is ${c.semantic} by its values and holds ${c.type} values.`);
  const inputs = table.columns.map(({ name }) => written.get(name) ?? name);
  return { ...made, features, tasks: all, ...named(features, inputs, options, written), notes };
}

/** Whether the values of a column are not of the kind that it was taken for. */
const unread = ({ semantic, type }: ProfiledColumn): boolean =>
  (semantic === 'numeric' && type !== 'int64' && type !== 'double') ||
  (semantic === 'text' && type !== 'text') ||
  (semantic === 'datetime' && type !== 'timestamp');

/** Calls on one column by the order of the columns, then those on all of them. */
function byColumns(all: readonly Task[], each: (task: Task) => boolean, order: readonly string[]): Task[] {
  const place = (task: Task): number => (each(task) ? order.indexOf(task.scope.on[0].name) : order.length);
  return all
    .map((task, i) => ({ task, at: place(task), i }))
    .sort((a, b) => a.at - b.at || a.i - b.i)
    .map(({ task }) => task);
}

/** The names of the output; with plain ones, the first of two equal names stays. */
export function named(
  features: readonly Planned[],
  inputs: readonly string[],
  { profile }: ReadyOptions,
  written: ReadonlyMap<string, string> = new Map(),
): Pick<FittedTable, 'rename' | 'collided'> {
  const rename = new Map([...written, ...Object.entries(profile?.rename ?? {})]);
  const collided = new Map<string, string>();
  if (profile?.names !== 'plain') return { rename, collided };
  const taken = new Set(inputs);
  for (const { name, plain = name } of features) {
    const wish = profile.rename?.[plain] ?? profile.rename?.[name] ?? plain;
    rename.set(name, wish);
    if (taken.has(wish)) collided.set(name, 'a column of this name stands before it');
    taken.add(wish);
  }
  return { rename, collided };
}

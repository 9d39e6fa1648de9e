import type { DataType, Table } from 'apache-arrow';
import { MdmError } from '../errors.js';
import {
  groupKFold,
  groupSplit,
  kFold,
  randomSplit,
  stratifiedKFold,
  stratifiedSplit,
  timeFolds,
  timeSplit,
  type Fold,
  type Split,
} from '../ml/split.js';
import { columnOf, kindOf, numberOf } from '../ml/matrix.js';
import { openDataset } from './open.js';
import { readStored } from './read.js';
import type { DatasetRecord } from './record.js';
import { tableOf } from './table-of.js';
import type { Workspace } from './workspace.js';

export type SplitBy = 'random' | 'stratified' | 'group' | 'time';

export interface DatasetSplitOptions {
  /** A role or a table's name; default the one that is trained on. */
  readonly table?: string;
  /**
   * How rows are divided. Default: by time when the dataset has a time column, else by its group column, else so that its stratify column,
   * or the target of a classification, has equal shares, else at random.
   */
  readonly by?: SplitBy;
  /** The column of the time, the group or the strata; default what the dataset's record says. */
  readonly column?: string;
  /** A share of the rows (below 1), or their number. Default 0.2. */
  readonly testSize?: number;
  readonly validationSize?: number;
  /** Equal seeds give equal splits, on every platform. Default 0. */
  readonly seed?: number;
  /** Between the times of two parts: days when the column holds times, else in its own unit. Default 0. */
  readonly gap?: number;
}

export interface DatasetFoldOptions extends Omit<DatasetSplitOptions, 'validationSize'> {
  /** Default 5. */
  readonly folds?: number;
  /** By time: whether training always begins at the first row. Default `expanding`. */
  readonly strategy?: 'expanding' | 'sliding';
}

/** How the rows of a table were divided. */
export interface Divided {
  readonly table: string;
  readonly by: SplitBy;
  readonly column: string | null;
  readonly rows: number;
}

/** Numbers of rows, ascending, of each part. */
export async function splitDataset(ws: Workspace, name: string, options: DatasetSplitOptions = {}): Promise<Split & Divided> {
  const { held, rows, ...divided } = await dividing(ws, name, options);
  return { ...divided, rows, ...splitRows(divided.by, rows, held, options) };
}

/** Folds of row numbers, each tested on rows that it is not trained on. */
export async function foldDataset(
  ws: Workspace,
  name: string,
  options: DatasetFoldOptions = {},
): Promise<Divided & { readonly folds: readonly Fold[] }> {
  const { held, rows, ...divided } = await dividing(ws, name, options);
  const { by } = divided;
  const folds =
    by === 'random'
      ? kFold(rows, options)
      : by === 'group'
        ? groupKFold(held.values, options)
        : by === 'stratified'
          ? stratifiedKFold(held.values, options)
          : timeFolds(held.times!.values, { ...options, gap: gapOf(held.times!, options.gap) });
  return { ...divided, rows, folds };
}

/** The values of the column that divides the rows. */
interface Held {
  readonly values: ArrayLike<unknown>;
  readonly times?: Times;
}

/** Times as milliseconds, or as the numbers of a column of numbers. */
export interface Times {
  readonly values: Float64Array;
  readonly dated: boolean;
}

/** In milliseconds. */
export const DAY = 86_400_000;

function splitRows(by: SplitBy, rows: number, { values, times }: Held, options: DatasetSplitOptions): Split {
  if (by === 'random') return randomSplit(rows, options);
  if (by === 'group') return groupSplit(values, options);
  if (by === 'stratified') return stratifiedSplit(values, options);
  return timeSplit(times!.values, { ...options, gap: gapOf(times!, options.gap) });
}

const gapOf = ({ dated }: Times, gap = 0): number => gap * (dated ? DAY : 1);

async function dividing(ws: Workspace, name: string, options: DatasetSplitOptions): Promise<Divided & { readonly held: Held }> {
  const dataset = await openDataset(ws, name);
  const table = tableOf(dataset.record, options.table);
  const stored = await dataset.backend.table(dataset.store, table);
  const names = stored.columns.map((one) => one.name);
  const { by, column } = wayOf(dataset.record, options, names);
  if (column === null) return { table, by, column, rows: stored.rows, held: { values: [] } };
  const read = await readStored(ws, dataset, table, { columns: [column] });
  const held: Held = by === 'time' ? { values: [], times: timesOf(read, column) } : { values: valuesOf(read, column) };
  return { table, by, column, rows: read.numRows, held };
}

function wayOf(record: DatasetRecord, options: DatasetSplitOptions, columns: readonly string[]): { by: SplitBy; column: string | null } {
  const there = (column: string | null | undefined): string | undefined => (column && columns.includes(column) ? column : undefined);
  const classes = record.problem_type === 'binary_classification' || record.problem_type === 'multiclass_classification';
  const known: Readonly<Record<SplitBy, string | undefined>> = {
    time: there(record.time_column),
    group: there(record.group_column),
    stratified: there(record.metadata.stratify_column) ?? there(classes ? record.target_column : null),
    random: undefined,
  };
  const by =
    options.by ?? (options.column ? 'stratified' : (['time', 'group', 'stratified'] as const).find((way) => known[way])) ?? 'random';
  if (by === 'random') return { by, column: null };
  const column = options.column ?? known[by] ?? there(by === 'stratified' ? record.target_column : null);
  if (column !== undefined) return { by, column };
  const what = { time: 'time', group: 'group', stratified: 'stratify' }[by];
  throw new MdmError('usage', `The dataset ${JSON.stringify(record.name)} has no ${what} column.`, 'Name one: column.');
}

/** The times of a column: a text is read as ISO 8601, in UTC where it names no zone. */
export function timesOf(table: Table, name: string): Times {
  const vector = columnOf(table, name);
  const kind = kindOf(vector.type as DataType);
  if (kind !== 'number' && kind !== 'time' && kind !== 'text')
    throw new MdmError('usage', `The column ${JSON.stringify(name)} holds no times.`, 'Name the column of the time: column.');
  const values = Float64Array.from({ length: vector.length }, (_, row) => {
    const value = vector.get(row) as unknown;
    return typeof value === 'string' ? Date.parse(inUtc(value)) : numberOf(value);
  });
  return { values, dated: kind !== 'number' };
}

const inUtc = (text: string): string => (/\d[T ]\d/.test(text) && !/(?:[Zz]|[+-]\d\d:?\d\d)$/.test(text) ? `${text}Z` : text);

const valuesOf = (table: Table, name: string): ArrayLike<unknown> => {
  const vector = columnOf(table, name);
  return Array.from({ length: vector.length }, (_, row): unknown => vector.get(row));
};

import { type DataType, Float64, makeVector, type Table, type Vector, vectorFromArray } from 'apache-arrow';
import { tableFrom } from '../engine/arrow-table.js';
import { MdmError } from '../errors.js';
import { columnOf, kindOf, numberOf } from '../ml/matrix.js';
import type { Workspace } from './workspace.js';
import { openDataset } from './open.js';
import { readStored } from './read.js';
import { tableOf } from './table-of.js';
import { track } from '../operations/operations.js';
import { writeTable, type FileFormat } from './write-table.js';

/** A step that needs no code. Missing values stay missing, except with `fill`. */
export type Transformation =
  /** Mean 0, standard deviation 1 (of all rows, as of a population). */
  | { readonly type: 'normalize' | 'standard'; readonly columns: readonly string[] }
  /** From 0 to 1. */
  | { readonly type: 'minmax'; readonly columns: readonly string[] }
  /** Distance from the median in interquartile ranges. */
  | { readonly type: 'robust'; readonly columns: readonly string[] }
  /** Logarithm of 1 + value. */
  | { readonly type: 'log1p'; readonly columns: readonly string[] }
  | { readonly type: 'fill'; readonly columns: readonly string[]; readonly value: 'mean' | 'median' | number }
  | { readonly type: 'drop' | 'select'; readonly columns: readonly string[] }
  | { readonly type: 'rename'; readonly names: Readonly<Record<string, string>> };

export interface TransformOptions {
  /** A role or a table's name; default the one that is trained on. */
  readonly table?: string;
  /** Done one after another, before `transform`. */
  readonly transformations?: readonly Transformation[];
  /** Any function from Arrow table to Arrow table. */
  readonly transform?: (table: Table) => Table | Promise<Table>;
  /** The file; default `<dataset>_<table>.<format>` in the folder of the process. */
  readonly output?: string;
  /** Default what the output's name says, else `export.default_format`. */
  readonly format?: FileFormat;
  /** Writes over a file that is there. */
  readonly force?: boolean;
}

export interface Transformed {
  readonly file: string;
  readonly rows: number;
  readonly columns: readonly string[];
}

/** Writes a transformed copy of a table to a file, whole or not at all; what is stored stays as it is. */
export async function exportWithTransform(ws: Workspace, name: string, options: TransformOptions = {}): Promise<Transformed> {
  return track(ws.config, { type: 'dataset_export', operation: 'export_with_transform', dataset: name }, async (note) => {
    const dataset = await openDataset(ws, name);
    const table = tableOf(dataset.record, options.table);
    let made = applyTransformations(await readStored(ws, dataset, table), options.transformations ?? []);
    if (options.transform) made = await called(options.transform, made);
    const format = options.format ?? ws.config.get('export.default_format');
    const file = options.output ?? `${dataset.record.name}_${table}.${format}`;
    await writeTable(ws, made, file, { ...(options.format ? { format: options.format } : {}), force: options.force ?? false });
    note.rows?.(made.numRows);
    return { file, rows: made.numRows, columns: made.schema.fields.map((field) => field.name) };
  });
}

async function called(transform: (table: Table) => Table | Promise<Table>, table: Table): Promise<Table> {
  const made: unknown = await transform(table);
  if (typeof made === 'object' && made !== null && 'batches' in made && 'schema' in made) return made as Table;
  throw new MdmError('usage', 'The transform function gave no Arrow table.', 'Return a table: new Table({ column: vector }).');
}

/** The table after the steps; the one given stays as it is. */
export function applyTransformations(table: Table, steps: readonly Transformation[]): Table {
  let now = table;
  for (const step of steps) now = applyOne(now, step);
  return now;
}

function applyOne(table: Table, step: Transformation): Table {
  const names = table.schema.fields.map(({ name }) => name);
  switch (step.type) {
    case 'rename': {
      for (const name of Object.keys(step.names)) columnOf(table, name);
      return checkedTable(names.map((name, i) => [Object.hasOwn(step.names, name) ? step.names[name]! : name, table.getChildAt(i)!]));
    }
    case 'drop':
    case 'select': {
      for (const name of step.columns) columnOf(table, name);
      const kept = step.type === 'select' ? step.columns : names.filter((name) => !step.columns.includes(name));
      return checkedTable(kept.map((name) => [name, columnOf(table, name)]));
    }
    default: {
      const changed = new Map(step.columns.map((name) => [name, changedColumn(columnOf(table, name), name, step)]));
      return checkedTable(names.map((name, i) => [name, changed.get(name) ?? table.getChildAt(i)!]));
    }
  }
}

function checkedTable(columns: readonly (readonly [string, Vector])[]): Table {
  const names = columns.map(([name]) => name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw new MdmError('usage', `Two columns would be called ${JSON.stringify(twice)}.`);
  return tableFrom(columns);
}

type Numeric = Extract<Transformation, { readonly type: 'normalize' | 'standard' | 'minmax' | 'robust' | 'log1p' | 'fill' }>;

function changedColumn(vector: Vector, name: string, step: Numeric): Vector {
  if (kindOf(vector.type as DataType) !== 'number')
    throw new MdmError(
      'usage',
      `The column ${JSON.stringify(name)} is no number, so it cannot be changed by ${step.type}.`,
      'Name columns of numbers.',
    );
  const values = Float64Array.from({ length: vector.length }, (_, row) => numberOf(vector.get(row)));
  const known = values.filter((value) => !Number.isNaN(value));
  const change = changeOf(known, step);
  const out = values.map(change);
  if (!out.some(Number.isNaN)) return makeVector(out);
  return vectorFromArray(
    Array.from(out, (value) => (Number.isNaN(value) ? null : value)),
    new Float64(),
  );
}

function changeOf(known: Float64Array, step: Numeric): (value: number) => number {
  switch (step.type) {
    case 'normalize':
    case 'standard': {
      const mean = meanOf(known);
      const std = Math.sqrt(meanOf(known.map((value) => (value - mean) ** 2)));
      return scale(mean, std);
    }
    case 'minmax': {
      const least = known.reduce((a, b) => Math.min(a, b), Infinity);
      return scale(least, known.reduce((a, b) => Math.max(a, b), -Infinity) - least);
    }
    case 'robust':
      return scale(quantile(known, 0.5), quantile(known, 0.75) - quantile(known, 0.25));
    case 'log1p':
      return Math.log1p;
    case 'fill': {
      const value = typeof step.value === 'number' ? step.value : step.value === 'mean' ? meanOf(known) : quantile(known, 0.5);
      return (one) => (Number.isNaN(one) ? value : one);
    }
  }
}

/** A column of one value becomes 0. */
const scale = (centre: number, width: number) => (value: number) => (width === 0 ? (value - centre) * 0 : (value - centre) / width);

/** Kahan's sum: the error does not grow with the rows. */
function meanOf(values: Float64Array): number {
  let sum = 0;
  let rest = 0;
  for (const value of values) {
    const add = value - rest;
    const next = sum + add;
    rest = next - sum - add;
    sum = next;
  }
  return sum / values.length;
}

function quantile(values: Float64Array, at: number): number {
  const sorted = values.slice().sort();
  const place = (sorted.length - 1) * at;
  const low = Math.floor(place);
  const [a, b] = [sorted[low] ?? NaN, sorted[Math.min(low + 1, sorted.length - 1)] ?? NaN];
  return a + (b - a) * (place - low);
}

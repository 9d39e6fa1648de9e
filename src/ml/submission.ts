import { type DataType, Float64, Int64, makeVector, type Table, type Vector, vectorFromArray } from 'apache-arrow';
import { tableFrom } from '../engine/arrow-table.js';
import { MdmError } from '../errors.js';
import { numberOf } from './matrix.js';

/** One prediction for each row, or one array for each target column. */
export type Predicted = ArrayLike<unknown> | Readonly<Record<string, ArrayLike<unknown>>>;

export interface SubmissionInput {
  /** The id columns of the test table, in its order. */
  readonly ids: Table;
  /** In the order of the test table. */
  readonly predictions: Predicted;
  /** The columns to predict; those of the sample without ids, or the target. */
  readonly targets: readonly string[];
  /** The sample that the submission must be like: its columns, in its order, and its ids, in their order. */
  readonly sample?: Table;
}

/** The rows of a submission file: ids and predictions, ordered as the sample. Refuses numbers of rows and ids that do not fit. */
export function submissionTable({ ids, predictions, targets, sample }: SubmissionInput): Table {
  const byTarget = valuesByTarget(predictions, targets, ids.numRows);
  const idNames = ids.schema.fields.map(({ name }) => name);
  if (sample === undefined) return tableFrom([...columnsOf(idNames, ids, targets, byTarget, undefined)]);
  const keys = idNames.filter((name) => sample.getChild(name) !== null);
  if (keys.length === 0)
    throw new MdmError(
      'schema-mismatch',
      `The sample submission has none of the id columns ${idNames.join(', ')}.`,
      'Name its id: idColumn.',
    );
  if (sample.numRows !== ids.numRows)
    throw new MdmError('schema-mismatch', `The sample submission has ${sample.numRows} rows, the test table ${ids.numRows}.`);
  const order = rowsByKey(ids, sample, keys);
  const all = columnsOf(keys, ids, targets, byTarget, order);
  const named = sample.schema.fields.map(({ name }) => name);
  const names = [...named, ...[...all.keys()].filter((name) => !named.includes(name))].filter((name) => all.has(name));
  return tableFrom(names.map((name) => [name, all.get(name)!]));
}

function valuesByTarget(predictions: Predicted, targets: readonly string[], rows: number): ReadonlyMap<string, ArrayLike<unknown>> {
  const listed = isList(predictions);
  if (listed && targets.length !== 1)
    throw new MdmError(
      'usage',
      `There are ${targets.length} columns to predict: ${targets.join(', ')}.`,
      'Give the predictions of each by its name.',
    );
  const found = new Map(
    targets.map((name) => {
      const values = listed ? predictions : Object.hasOwn(predictions, name) ? predictions[name] : undefined;
      if (values === undefined) throw new MdmError('usage', `There are no predictions of the column ${JSON.stringify(name)}.`);
      return [name, values] as const;
    }),
  );
  for (const [name, values] of found)
    if (values.length !== rows)
      throw new MdmError(
        'schema-mismatch',
        `There are ${values.length} predictions of ${name} for ${rows} rows.`,
        'Give one for each row of the test table.',
      );
  return found;
}

const isList = (value: Predicted): value is ArrayLike<unknown> =>
  Array.isArray(value) || ArrayBuffer.isView(value) || (typeof (value as { get?: unknown }).get === 'function' && 'length' in value);

function columnsOf(
  keys: readonly string[],
  ids: Table,
  targets: readonly string[],
  values: ReadonlyMap<string, ArrayLike<unknown>>,
  order: Uint32Array | undefined,
): Map<string, Vector> {
  const picked = (read: (row: number) => unknown): unknown[] => Array.from({ length: ids.numRows }, (_, i) => read(order?.[i] ?? i));
  const columns = new Map<string, Vector>();
  for (const key of keys) {
    const vector = ids.getChild(key)!;
    columns.set(
      key,
      order === undefined
        ? vector
        : vectorFromArray(
            picked((row) => vector.get(row)),
            vector.type as DataType,
          ),
    );
  }
  for (const target of targets) columns.set(target, vectorOf(picked(reader(values.get(target)!))));
  return columns;
}

const reader = (values: ArrayLike<unknown>): ((row: number) => unknown) =>
  typeof (values as { get?: unknown }).get === 'function'
    ? (row) => (values as unknown as Vector).get(row) as unknown
    : (row) => values[row];

/** Whole numbers as integers, other numbers as doubles, and so on by what the values are. */
export function vectorOf(values: readonly unknown[]): Vector {
  const known = values.filter((value) => value !== null && value !== undefined);
  if (
    known.every((value) => typeof value === 'bigint' || (typeof value === 'number' && Number.isSafeInteger(value) && !Object.is(value, -0)))
  )
    return vectorFromArray(
      values.map((value) => (value === null || value === undefined ? null : BigInt(value as number))),
      new Int64(),
    );
  if (known.every((value) => typeof value === 'number'))
    return known.length === values.length
      ? makeVector(Float64Array.from(values as number[]))
      : vectorFromArray(values as number[], new Float64());
  return vectorFromArray(values as string[]);
}

/** For each row of `wanted` the row of `have` that has its key. */
export function rowsByKey(have: Table, wanted: Table, keys: readonly string[]): Uint32Array {
  const rows = new Map<string, number>();
  const mine = keyReader(have, keys);
  for (let row = 0; row < have.numRows; row++) {
    const key = mine(row);
    if (rows.has(key)) throw new MdmError('schema-mismatch', `The id ${worded(key)} is there more than once.`);
    rows.set(key, row);
  }
  const theirs = keyReader(wanted, keys);
  return Uint32Array.from({ length: wanted.numRows }, (_, i) => {
    const key = theirs(i);
    const row = rows.get(key);
    if (row === undefined)
      throw new MdmError(
        'schema-mismatch',
        `The id ${worded(key)} is on one side only.`,
        'Predictions need the ids of the test table, each once.',
      );
    rows.delete(key);
    return row;
  });
}

const worded = (key: string): string => (JSON.parse(key) as unknown[]).map(String).join(', ');

/** Equal text for equal ids, whether they are stored as 32 or 64 bits or as text. */
function keyReader(table: Table, keys: readonly string[]): (row: number) => string {
  const vectors = keys.map((name) => {
    const vector = table.getChild(name);
    if (vector) return vector;
    throw new MdmError('schema-mismatch', `The id column ${JSON.stringify(name)} is missing.`, `Give it beside the predictions.`);
  });
  return (row) =>
    JSON.stringify(
      vectors.map((vector) => {
        const value = vector.get(row) as unknown;
        if (value === null || value === undefined) return null;
        return `${typeof value === 'object' ? numberOf(value) : (value as string | number | bigint | boolean)}`;
      }),
    );
}

import type { Cell, Column, Frame } from './frame.js';
import { generateLegacy, type LegacyOptions } from './register.js';

/** A danfojs `DataFrame`, of whichever copy of danfojs: what is used of it. */
export interface DataFrame {
  readonly columns: string[];
  readonly shape: number[];
  column(name: string): { readonly values: unknown };
}
/** The class; pass that of your own danfojs to get your own frames back. */
export type DataFrameClass<T extends DataFrame = DataFrame> = new (data: Record<string, unknown[]>) => T;

/**
 * The features of MDM 1.0.6 for a danfojs `DataFrame`: its columns, then the features, as one table called `data`.
 *
 * ```ts
 * const features = await generateDataFrame(new DataFrame({ price: [1, 2, 5], colour: ['red', 'red', 'blue'] }));
 * features.print();
 * ```
 *
 * Without a class the frame is of the danfojs that comes with this package (loading it takes a quarter of a second).
 */
export async function generateDataFrame<T extends DataFrame = DataFrame>(
  data: DataFrame,
  options: LegacyOptions = {},
  type?: DataFrameClass<T>,
): Promise<T> {
  const { tables } = generateLegacy({ tables: [{ name: 'data', frame: fromDataFrame(data) }], dates: [] }, options);
  return toDataFrame(tables[0]!.generated.frame, type);
}

/** Columns as danfojs keeps them: what is missing is NaN among numbers and null elsewhere, a time is a Date. */
export async function toDataFrame<T extends DataFrame = DataFrame>({ columns }: Frame, type?: DataFrameClass<T>): Promise<T> {
  const Class = type ?? ((await import('#danfojs')).DataFrame as unknown as DataFrameClass<T>);
  return new Class(Object.fromEntries(columns.map((column) => [column.name, cellsOf(column)])));
}

function cellsOf(column: Column): unknown[] {
  switch (column.dtype) {
    case 'bool':
      return Array.from(column.values, (bit) => bit === 1);
    case 'object':
      return [...column.values];
    case 'datetime':
      return Array.from(column.values, (time) => (time === time ? new Date(time / 1000) : null));
    default:
      return Array.from(column.values, Number);
  }
}

/** Columns typed by their values, as pandas would: numbers without fractions and gaps are int64, the others float64. */
export function fromDataFrame(data: DataFrame): Frame {
  return {
    rows: data.shape[0] ?? 0,
    columns: data.columns.map((name) => columnOf(name, Array.from(data.column(name).values as unknown[]))),
  };
}

const isMissing = (value: unknown): boolean => value === null || value === undefined || value !== value;

function columnOf(name: string, values: readonly unknown[]): Column {
  const present = values.filter((value) => !isMissing(value));
  const gaps = present.length < values.length;
  const all = (kind: string): boolean => present.every((value) => typeof value === kind);
  if (all('number')) {
    const numbers = Float64Array.from(values, (value) => (isMissing(value) ? NaN : (value as number)));
    const whole = !gaps && numbers.every(Number.isSafeInteger);
    return { name, dtype: whole ? 'int64' : 'float64', values: numbers };
  }
  if (all('boolean') && !gaps) return { name, dtype: 'bool', values: Uint8Array.from(values, Number) };
  if (present.every((value) => value instanceof Date))
    return {
      name,
      dtype: 'datetime',
      zoned: false,
      values: Float64Array.from(values, (value) => (isMissing(value) ? NaN : Number(value) * 1000)),
    };
  return { name, dtype: 'object', values: values.map(cell) };
}

const cell = (value: unknown): Cell =>
  isMissing(value) ? null : typeof value === 'boolean' || typeof value === 'string' ? value : String(value);

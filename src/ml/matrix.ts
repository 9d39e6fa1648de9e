import { type Data, type DataType, type Table, Type, type Vector } from 'apache-arrow';
import { worded } from '../engine/arrow-types.js';
import { MdmError } from '../errors.js';

export type Order = 'row' | 'column';

export type Numbers = Float32Array<ArrayBuffer> | Float64Array<ArrayBuffer>;

/** Numbers of a table for a library of machine learning: one typed array, and what it needs to be read. */
export interface Matrix<Data extends Numbers = Numbers> {
  readonly data: Data;
  /** Rows and columns, such as `tf.tensor2d(data, shape)` takes them. */
  readonly shape: [rows: number, columns: number];
  /** `row`: row after row. `column`: column after column. */
  readonly order: Order;
  readonly featureNames: readonly string[];
  /** Of columns that were coded: the value of code 0, 1, ... Give them to a further table, so that its codes mean the same. */
  readonly categories: Readonly<Record<string, readonly string[]>>;
}

export interface MatrixOptions {
  /** These columns in this order; default all. */
  readonly columns?: readonly string[];
  /** Default `float32`. */
  readonly precision?: 'float32' | 'float64';
  /** Default `row`. */
  readonly order?: Order;
  /** What is done with columns of text: refused, which is the default, or replaced by the number of their value in sorted order. */
  readonly texts?: 'refuse' | 'codes';
  /** Categories of an earlier table; a value that is none of them is missing (NaN). */
  readonly categories?: Readonly<Record<string, readonly string[]>>;
  /** What is done with times and dates: refused, which is the default, or given in seconds since 1970. */
  readonly times?: 'refuse' | 'seconds';
}

/** What a column is to a matrix. */
export type Kind = 'number' | 'boolean' | 'text' | 'time' | 'other';

export function kindOf(type: DataType): Kind {
  switch (type.typeId) {
    case Type.Int:
    case Type.Float:
      return 'number';
    case Type.Bool:
      return 'boolean';
    case Type.Utf8:
    case Type.LargeUtf8:
    case Type.Utf8View:
      return 'text';
    case Type.Timestamp:
    case Type.Date:
      return 'time';
    case Type.Dictionary:
      return kindOf((type as DataType & { dictionary: DataType }).dictionary);
    case Type.Null:
      return 'number';
    default:
      return 'other';
  }
}

/**
 * The columns of a table as one matrix. Booleans are 0 and 1, a missing value is NaN; texts and times are refused unless options say how
 * they become numbers.
 *
 * ```ts
 * const { data, shape } = matrixOf(table, { columns: ['age', 'fare'] });
 * const X = tf.tensor2d(data, shape);
 * ```
 */
export function matrixOf(table: Table, options?: MatrixOptions & { readonly precision?: 'float32' }): Matrix<Float32Array<ArrayBuffer>>;
export function matrixOf(table: Table, options?: MatrixOptions): Matrix;
export function matrixOf(table: Table, options: MatrixOptions = {}): Matrix {
  const { precision = 'float32', order = 'row' } = options;
  const names = options.columns ?? table.schema.fields.map(({ name }) => name);
  const rows = table.numRows;
  const vectors = names.map((name) => columnOf(table, name));
  const categories: Record<string, readonly string[]> = Object.create(null) as Record<string, readonly string[]>;
  const size = rows * names.length;
  const data = precision === 'float32' ? new Float32Array(size) : new Float64Array(size);
  const [step, jump] = order === 'row' ? [names.length, 1] : [1, rows];
  vectors.forEach((vector, c) => {
    const name = names[c]!;
    fill(name, vector, { data, from: c * jump, step }, options, (found) => (categories[name] = found));
  });
  return { data, shape: [rows, names.length], order, featureNames: names, categories };
}

export function columnOf(table: Table, name: string): Vector {
  const vector = table.getChild(name);
  if (vector) return vector;
  const names = table.schema.fields.map((field) => field.name);
  throw new MdmError('unknown-column', `There is no column ${JSON.stringify(name)}.`, `The columns are: ${names.slice(0, 20).join(', ')}`);
}

/** Where a column's numbers go. */
interface Place {
  readonly data: Numbers;
  readonly from: number;
  readonly step: number;
}

function fill(name: string, vector: Vector, place: Place, options: MatrixOptions, found: (categories: readonly string[]) => void): void {
  const type = vector.type as DataType;
  const kind = kindOf(type);
  const put = (row: number, value: number): void => void (place.data[place.from + row * place.step] = value);
  if (kind === 'number' && type.typeId !== Type.Dictionary) return numbers(vector, place);
  if (kind === 'text') {
    const given = options.categories?.[name];
    if (options.texts !== 'codes' && given === undefined)
      throw new MdmError(
        'schema-mismatch',
        `The column ${JSON.stringify(name)} holds text, which is no number.`,
        "Leave it out, or have its values numbered: texts: 'codes'.",
      );
    const texts = given ?? categoriesOf(vector);
    found(texts);
    const codes = new Map(texts.map((text, code) => [text, code]));
    for (let row = 0; row < vector.length; row++) put(row, codes.get(vector.get(row) as string) ?? NaN);
    return;
  }
  if (kind === 'time' && options.times !== 'seconds')
    throw new MdmError(
      'schema-mismatch',
      `The column ${JSON.stringify(name)} holds times, which have no unit as numbers.`,
      "Leave it out, or give seconds since 1970: times: 'seconds'.",
    );
  if (kind === 'other')
    throw new MdmError(
      'schema-mismatch',
      `The column ${JSON.stringify(name)} of type ${worded(type)} has no number for a value.`,
      'Leave it out.',
    );
  const scale = kind === 'time' ? 1e-3 : 1;
  for (let row = 0; row < vector.length; row++) put(row, numberOf(vector.get(row)) * scale);
}

/** Numbers, straight from Arrow's buffers. */
function numbers(vector: Vector, { data: out, from, step }: Place): void {
  let at = from;
  for (const data of vector.data as readonly Data[]) {
    const values = data.values as Float64Array | BigInt64Array | undefined;
    const half = data.type.typeId === Type.Float && (data.type as { precision?: number }).precision === 0;
    if (half || values === undefined)
      for (let i = 0; i < data.length; i++) out[at + i * step] = numberOf(vector.get((at - from) / step + i));
    else if (values instanceof BigInt64Array || values instanceof BigUint64Array)
      for (let i = 0; i < data.length; i++) out[at + i * step] = Number(values[i]);
    else if (step === 1) out.set(values.subarray(0, data.length), at);
    else for (let i = 0; i < data.length; i++) out[at + i * step] = values[i]!;
    if (data.nullCount > 0) for (let i = 0; i < data.length; i++) if (!data.getValid(i)) out[at + i * step] = NaN;
    at += data.length * step;
  }
}

/** A value of any Arrow column as a number; what is missing is NaN. */
export function numberOf(value: unknown): number {
  if (value === null || value === undefined) return NaN;
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint' || typeof value === 'boolean') return Number(value);
  if (value instanceof Date) return value.getTime();
  return Number(value);
}

/** The values of a column of text, sorted by code unit, so that two machines number them alike. */
export function categoriesOf(vector: Vector): string[] {
  const found = new Set<string>();
  for (let row = 0; row < vector.length; row++) {
    const value = vector.get(row) as string | null;
    if (value !== null) found.add(value);
  }
  return [...found].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}

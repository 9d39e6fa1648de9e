import { MdmError } from '../errors.js';
import type { Matrix } from './matrix.js';
import { allRows, seeded, shuffle } from './random.js';

export interface BatchesOptions {
  /** Rows of a batch; the last may have fewer. Default 32. */
  readonly size?: number;
  /** Mixes the rows, the same way for the same seed. Default: their order. */
  readonly seed?: number;
}

/** Row numbers batch by batch, of all rows or of those given: for training in steps. */
export function* batchesOf(rows: number | Uint32Array, { size = 32, seed }: BatchesOptions = {}): Generator<Uint32Array> {
  if (!Number.isInteger(size) || size < 1) throw new MdmError('usage', `A batch of ${size} rows is not possible.`, 'Give 1 or more.');
  const order = typeof rows === 'number' ? allRows(rows) : rows.slice();
  if (seed !== undefined) shuffle(order, seeded(seed));
  for (let from = 0; from < order.length; from += size) yield order.subarray(from, from + size);
}

/** Some rows of a matrix, in the order given. */
export function takeRows<M extends Matrix>(matrix: M, rows: ArrayLike<number>): M {
  const { data, order, shape } = matrix;
  const [all, columns] = shape;
  const out = data instanceof Float32Array ? new Float32Array(rows.length * columns) : new Float64Array(rows.length * columns);
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!;
    if (!(row >= 0 && row < all)) throw new MdmError('usage', `There is no row ${row}; the matrix has ${all}.`);
    if (order === 'row') out.set(data.subarray(row * columns, (row + 1) * columns), i * columns);
    else for (let c = 0; c < columns; c++) out[c * rows.length + i] = data[c * all + row]!;
  }
  return { ...matrix, data: out, shape: [rows.length, columns] };
}

/** Some values of a vector of labels or numbers, in the order given. */
export function takeValues<V extends Int32Array | Float32Array | Float64Array>(values: V, rows: ArrayLike<number>): V {
  const out = values.slice(0, rows.length) as V;
  if (out.length < rows.length) throw new MdmError('usage', `${rows.length} rows were asked of ${values.length} values.`);
  for (let i = 0; i < rows.length; i++) out[i] = values[rows[i]!]!;
  return out;
}

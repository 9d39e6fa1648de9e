import { MdmError } from '../errors.js';

/** Values that divide rows: of a column, by row. Missing ones are one class, or one group, of their own. */
export type Values = ArrayLike<unknown>;

/** Row numbers, ascending. Every row is in at most one of them. */
export interface Split {
  readonly train: Uint32Array;
  readonly test: Uint32Array;
  readonly validation?: Uint32Array;
}

/** One of several folds: every row of a fold that is not for testing may be trained on. */
export interface Fold {
  readonly train: Uint32Array;
  readonly test: Uint32Array;
}

export interface SplitOptions {
  /** A share of the rows (below 1), or their number. Default 0.2. */
  readonly testSize?: number;
  /** A third part, taken like the test rows. Default none. */
  readonly validationSize?: number;
  /** Equal seeds give equal splits, on every platform. Default 0. */
  readonly seed?: number;
}

export interface FoldOptions {
  /** Default 5. */
  readonly folds?: number;
  readonly seed?: number;
  /** False: rows stay in their order, so folds are blocks. Default true. */
  readonly shuffle?: boolean;
}

/** How many rows a share or number of rows is; at least one, as scikit-learn rounds. */
export function countOf(size: number, rows: number, what: string): number {
  const count = size < 1 ? Math.ceil(size * rows - 1e-9) : size;
  if (!(size > 0) || !Number.isInteger(count) || count >= rows)
    throw new MdmError(
      'usage',
      `A ${what} size of ${size} cannot be taken of ${rows.toLocaleString('en-US')} rows.`,
      `Give a share between 0 and 1, or a number of rows below ${rows}.`,
    );
  return count;
}

/** Sizes of the parts: test, validation (0: none) and what is left for training. */
export function sizesOf(rows: number, { testSize = 0.2, validationSize = 0 }: SplitOptions): { test: number; validation: number } {
  const test = countOf(testSize, rows, 'test');
  const validation = validationSize === 0 ? 0 : countOf(validationSize, rows, 'validation');
  if (test + validation >= rows)
    throw new MdmError('usage', `Test and validation rows (${test} and ${validation}) leave none of ${rows} to train on.`);
  return { test, validation };
}

export function foldsOf(folds: number | undefined, most: number, of: string): number {
  const count = folds ?? 5;
  if (!Number.isInteger(count) || count < 2 || count > most)
    throw new MdmError('usage', `${count} folds cannot be made of ${most} ${of}.`, `Give a number from 2 to ${Math.max(2, most)}.`);
  return count;
}

/** The rows of each part, ascending, from the part of each row. */
export function partsOf(part: Uint32Array, parts: number): Uint32Array[] {
  const counts = new Uint32Array(parts);
  for (const p of part) counts[p]!++;
  const out = Array.from(counts, (n) => new Uint32Array(n));
  counts.fill(0);
  for (let row = 0; row < part.length; row++) out[part[row]!]![counts[part[row]!]!++] = row;
  return out;
}

export const [TRAIN, TEST, VALIDATION] = [0, 1, 2] as const;

export function splitOf(part: Uint32Array): Split {
  const [train, test, validation] = partsOf(part, 3) as [Uint32Array, Uint32Array, Uint32Array];
  return validation.length > 0 ? { train, test, validation } : { train, test };
}

/** Folds from the fold in which each row is tested. */
export function foldsFrom(fold: Uint32Array, count: number): Fold[] {
  return Array.from({ length: count }, (_, f) => {
    const [train, test] = partsOf(
      fold.map((own) => (own === f ? TEST : TRAIN)),
      2,
    ) as [Uint32Array, Uint32Array];
    return { train, test };
  });
}

/** Rows by equal value: the values in the order of their first row, and which of them each row has. */
export function classesOf(values: Values): { readonly code: Uint32Array; readonly counts: readonly number[] } {
  const codes = new Map<unknown, number>();
  const counts: number[] = [];
  const code = new Uint32Array(values.length);
  for (let row = 0; row < values.length; row++) {
    const key = keyOf(values[row]);
    let c = codes.get(key);
    if (c === undefined) {
      c = counts.length;
      codes.set(key, c);
      counts.push(0);
    }
    counts[c]!++;
    code[row] = c;
  }
  return { code, counts };
}

const keyOf = (value: unknown): unknown => {
  if (value === undefined || value === null || (typeof value === 'number' && Number.isNaN(value))) return null;
  if (value instanceof Date) return value.getTime();
  return typeof value === 'object' ? JSON.stringify(value) : value;
};

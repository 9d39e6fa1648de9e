import type { RecordBatch } from 'apache-arrow';
import { short } from '../../parity/equality.js';
import type { ColumnType } from '../../storage/backend.js';
import { valueReader } from '../../storage/arrow-read.js';
import { ANY_ORDER, ordersOf } from './dates.js';

/** A column of both tables. */
export interface CommonColumn {
  readonly name: string;
  readonly types: readonly [old: ColumnType, now: ColumnType];
}

export interface UnlikeValue {
  readonly column: string;
  readonly row: number;
  readonly old: string;
  readonly new: string;
  /** What is less than another value: see {@link Kind}. */
  readonly only?: Exclude<Kind, 'value'>;
}

type Value = ReturnType<ReturnType<typeof valueReader>>;
type Row = readonly Value[];
type Rows = AsyncGenerator<Row, void, void>;

export interface WalkOptions {
  /** Features are computed, and so differ in more than the last place. */
  readonly features: boolean;
  /** Rows of the old table that the new one need not have. */
  readonly lost: number;
  readonly signal?: AbortSignal;
}

export async function* rowsOf(batches: AsyncGenerator<RecordBatch>): Rows {
  for await (const batch of batches) {
    const readers = batch.schema.fields.map((_, i) => valueReader(batch, i));
    for (let row = 0; row < batch.numRows; row++) yield readers.map((reader) => reader(row));
  }
}

/** The first row in which each column differs; rows of the new table are counted. */
export async function unlikeValues(
  columns: readonly CommonColumn[],
  old: Rows,
  now: Rows,
  { features, lost, signal }: WalkOptions,
): Promise<UnlikeValue[]> {
  const found = columns.map(() => new Map<Kind, UnlikeValue>());
  // How dates of a column can be read, as far as its rows have shown.
  const orders = columns.map(() => ANY_ORDER);
  const how = (x: Row, y: Row, i: number): Kind | undefined => {
    const [a, b] = [x[i], y[i]];
    if (isWrittenTime(columns[i]!, a, b)) return (orders[i]! & ordersOf(a as string, b as string)) === 0 ? 'value' : undefined;
    return unlike(a, b, features, columns[i]!.types);
  };
  const isSame = (x: Row, y: Row): boolean => columns.every((_, i) => how(x, y, i) !== 'value');
  const compare = (x: Row, y: Row, row: number): void =>
    columns.forEach((column, i) => {
      if (found[i]!.has('value')) return;
      const kind = how(x, y, i);
      if (kind !== undefined && !found[i]!.has(kind)) {
        const shown = { column: column.name, row, old: short(String(x[i])), new: short(String(y[i])) };
        found[i]!.set(kind, kind === 'value' ? shown : { ...shown, only: kind });
      } else if (isWrittenTime(column, x[i], y[i])) orders[i]! &= ordersOf(x[i] as string, y[i] as string);
    });
  try {
    for (let [row, left] = [0, lost]; ; row++) {
      if (row % 1_000 === 0) signal?.throwIfAborted();
      const [first, y] = [await old.next(), await now.next()];
      if (first.done || y.done) break;
      let x: IteratorResult<Row, void> = first;
      while (left > 0 && !x.done && !isSame(x.value, y.value)) {
        left--;
        x = await old.next();
      }
      const next = !x.done && (lost === 0 || isSame(x.value, y.value)) ? x.value : undefined;
      compare(next ?? first.value, y.value, row);
      // Which rows belong together is not known any more.
      if (next === undefined) break;
    }
  } finally {
    await old.return();
    await now.return();
  }
  return found.flatMap((kinds) => kinds.get('value') ?? [...kinds.values()]);
}

/**
 * Another value; a number that differs in its last digits alone; a value that is missing where the old side had an infinity, or, of a
 * feature, 0; a text that pandas takes for a missing value.
 */
type Kind = 'value' | 'digits' | 'infinite' | 'missing' | 'spelled';

const MISSING: ReadonlySet<string> = new Set(['#N/A N/A', '#NA', '-1.#IND', '-1.#QNAN', '-NaN', '-nan', '1.#IND', '1.#QNAN']);

/** Dates that the old side keeps as text and the new one as times. */
const isWrittenTime = ({ types: [old, now] }: CommonColumn, a: Value | undefined, b: Value | undefined): boolean =>
  old === 'text' && (now === 'timestamp' || now === 'date') && typeof a === 'string' && typeof b === 'string';

/** How far the numbers that pandas read may be from those that are written in the file: of their size, and for small ones at all. */
const READ = { size: 1e-14, least: 1e-16 };
/** How far two ways to compute a feature may be from each other. */
const COMPUTED = { size: 1e-9, least: 1e-12 };

/** How two values differ; undefined: they do not. */
function unlike(a: Value | undefined, b: Value | undefined, features: boolean, types: CommonColumn['types']): Kind | undefined {
  if (a === b || Object.is(a, b)) return undefined;
  if (a === null && typeof b === 'string' && MISSING.has(b)) return 'spelled';
  // Whole numbers of more than 64 bits are texts to pandas.
  const wide = types[0] === 'text' && types[1] === 'double' && typeof a === 'string';
  const [x, y] = [wide ? Number(a) : numberOf(a, features), numberOf(b, features)];
  if (b === null && (x === Infinity || x === -Infinity)) return 'infinite';
  if (x === undefined || y === undefined) return features && x === 0 && b === null ? 'missing' : 'value';
  if (typeof a === 'bigint' && typeof b === 'bigint') return 'value';
  if (x === y) return undefined;
  const { size, least } = features ? COMPUTED : READ;
  return Math.abs(x - y) <= Math.max(least, size * Math.max(Math.abs(x), Math.abs(y))) ? 'digits' : 'value';
}

/** The features of the original have truth values where the new ones have 0 and 1. */
function numberOf(value: Value | undefined, features: boolean): number | undefined {
  if (typeof value === 'number' || typeof value === 'bigint' || (features && typeof value === 'boolean')) return Number(value);
  return undefined;
}

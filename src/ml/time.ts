import { MdmError } from '../errors.js';
import { allRows } from './random.js';
import { countOf, foldsOf, partsOf, sizesOf, splitOf, TEST, TRAIN, VALIDATION, type Fold, type Split } from './rows.js';

/** Times as numbers of one unit, by row; in any order. */
export type Times = ArrayLike<number | bigint>;

export interface TimeSplitOptions {
  /** A share of the rows (below 1), or their number. Default 0.2. */
  readonly testSize?: number;
  /** Rows between training and test. Default none. */
  readonly validationSize?: number;
  /** In the unit of the times: every time of a part is before the next part's first time minus this. Default 0. */
  readonly gap?: number;
}

export interface TimeFoldOptions {
  /** Default 5. */
  readonly folds?: number;
  /** Test rows of each fold, as a share or a number. Default: rows / (folds + 1). */
  readonly testSize?: number;
  readonly gap?: number;
  /** Whether training begins at the first row always, or moves on with the test rows. Default `expanding`. */
  readonly strategy?: 'expanding' | 'sliding';
}

/** Divides rows by time: train before validation before test. Rows of one time are on one side, so sizes are met within such rows. */
export function timeSplit(times: Times, options: TimeSplitOptions = {}): Split {
  const at = numbersOf(times);
  const { test, validation } = sizesOf(at.length, options);
  const gap = gapOf(options.gap);
  const sorted = Float64Array.from(at).sort();
  const testFrom = sorted[sorted.length - test]!;
  const validationFrom = validation === 0 ? testFrom : sorted[sorted.length - test - validation]!;
  const OUT = 3;
  const part = Uint32Array.from(at, (t) => {
    if (t >= testFrom) return TEST;
    if (t >= validationFrom) return t < testFrom - gap ? VALIDATION : OUT;
    return t < validationFrom - gap ? TRAIN : OUT;
  });
  const split = splitOf3(part);
  if (split.train.length === 0) throw nothingBefore(gap);
  return split;
}

function splitOf3(part: Uint32Array): Split {
  if (!part.includes(3)) return splitOf(part);
  const [train, test, validation] = partsOf(part, 4) as [Uint32Array, Uint32Array, Uint32Array];
  return validation.length > 0 ? { train, test, validation } : { train, test };
}

/** Walks forward: each fold is tested on the rows that follow those it may train on. The last fold ends with the last row. */
export function timeFolds(times: Times, options: TimeFoldOptions = {}): Fold[] {
  const at = numbersOf(times);
  const rows = at.length;
  const folds = foldsOf(options.folds, Math.max(0, rows - 1), 'rows in their order of time');
  const gap = gapOf(options.gap);
  const size = options.testSize === undefined ? Math.floor(rows / (folds + 1)) : countOf(options.testSize, rows, 'test');
  const first = rows - folds * size;
  if (size < 1 || first < 1)
    throw new MdmError(
      'usage',
      `${folds} folds of ${size} rows leave none of ${rows} to train on.`,
      'Use fewer folds or a smaller test size.',
    );
  const order = allRows(rows).sort((a, b) => at[a]! - at[b]! || a - b);
  const starts = Array.from({ length: folds }, (_, f) => at[order[first + f * size]!]!);
  const found = starts.map((start, f) => {
    const end = starts[f + 1] ?? Infinity;
    const before = order.filter((row) => at[row]! < start - gap);
    const train = options.strategy === 'sliding' ? before.subarray(Math.max(0, before.length - first)) : before;
    return { train: train.slice().sort(), test: order.filter((row) => at[row]! >= start && at[row]! < end).sort() };
  });
  const whole = found.filter(({ train, test }) => train.length > 0 && test.length > 0);
  if (whole.length === 0) throw nothingBefore(gap);
  return whole;
}

function numbersOf(times: Times): Float64Array {
  const at = Float64Array.from({ length: times.length }, (_, row) => Number(times[row] ?? NaN));
  const missing = at.findIndex(Number.isNaN);
  if (missing >= 0)
    throw new MdmError(
      'usage',
      `Row ${missing} has no time, so it is neither before nor after another.`,
      'Take rows without a time out first.',
    );
  return at;
}

function gapOf(gap = 0): number {
  if (!(gap >= 0)) throw new MdmError('usage', `A gap of ${gap} is not possible.`, 'Give 0 or more.');
  return gap;
}

const nothingBefore = (gap: number): MdmError =>
  new MdmError(
    'usage',
    `No row is earlier than the test rows${gap > 0 ? ` and a gap of ${gap}` : ''}.`,
    'Use a smaller test size, or a smaller gap.',
  );

import type { Table } from 'apache-arrow';
import { MdmError } from '../errors.js';

/** One pair of a walk forward in time. */
export interface TrainTest {
  readonly train: Table;
  readonly test: Table;
}

export interface TimeSplitsOptions {
  /** Default 5. */
  readonly nSplits?: number;
  /** The share of the distinct times that is tested, in all splits together. */
  readonly testSize?: number;
  /** Days between training and test; of a column of numbers, in its own unit. Default 0. */
  readonly gap?: number;
  /** Whether training always begins with the first row, or goes on with the tests. Default `expanding`. */
  readonly strategy?: 'expanding' | 'sliding';
  /** Default the dataset's time column. */
  readonly timeColumn?: string;
}

export interface ChunkOptions {
  readonly table?: string;
  /** Rows of a chunk, at most. Default `performance.batch_size`, or 10,000 of a table in memory. */
  readonly chunkSize?: number;
}

/**
 * Divides a table in time as `mdm timeseries split` does; without `testSize` as `mdm timeseries validate`: each of equal parts is tested
 * after those before it. The rows of each part are in the order of their times; rows without a time are in none.
 */
export async function timeSplits(
  table: Table,
  column: string | null | undefined,
  options: TimeSplitsOptions,
): Promise<readonly TrainTest[]> {
  if (!column) throw new MdmError('usage', 'It is not known which column holds the time.', 'Name it: timeColumn.');
  const [{ timesOf, DAY }, { foldWindows, splitWindows }, { takeTable }] = await Promise.all([
    import('../datasets/split.js'),
    import('../timeseries/windows.js'),
    import('../ml/take.js'),
  ]);
  const { nSplits = 5, testSize, gap = 0, strategy = 'expanding' } = options;
  if (!Number.isInteger(nSplits) || nSplits < 1 || !(gap >= 0) || (testSize !== undefined && !(testSize > 0 && testSize < 1)))
    throw new MdmError('usage', 'Splits are 1 or more, their test size is a share between 0 and 1, and their gap is 0 or more.');
  const { values, dated } = timesOf(table, column);
  const order = Array.from(values.keys()).filter((row) => !Number.isNaN(values[row]));
  order.sort((a, b) => values[a]! - values[b]! || a - b);
  // Where each distinct time begins in the order.
  const starts = Array.from(order.keys()).filter((i) => i === 0 || values[order[i]!] !== values[order[i - 1]!]);
  if (starts.length <= nSplits)
    throw new MdmError('usage', `There are ${starts.length} different times, too few for ${nSplits} splits.`, 'Ask for fewer.');
  const timeAt = (i: number): number => values[order[starts[i]!]!]!;
  const rows = (from: number, to: number): number[] => order.slice(starts[from], starts[to] ?? order.length);
  const windows = testSize === undefined ? foldWindows(starts.length, nSplits) : splitWindows(starts.length, nSplits, testSize);
  let size: number | undefined;
  const splits: TrainTest[] = [];
  for (const { from, to } of windows) {
    let before = from;
    while (before > 0 && timeAt(before - 1) >= timeAt(from) - gap * (dated ? DAY : 1)) before--;
    if (before === 0) continue;
    size ??= before;
    const first = strategy === 'sliding' ? Math.max(0, before - size) : 0;
    splits.push({ train: takeTable(table, rows(first, before)), test: takeTable(table, rows(from, to)) });
  }
  if (splits.length === 0)
    throw new MdmError('usage', 'No split has anything to train on.', 'Use a smaller gap or test size, or fewer splits.');
  return splits;
}

export async function chunksOf<T>(
  data: AsyncIterable<Table> | Table,
  work: (chunk: Table, index: number) => T | Promise<T>,
  { chunkSize = 10_000 }: ChunkOptions,
): Promise<T[]> {
  const results: T[] = [];
  for await (const chunk of Symbol.asyncIterator in data ? data : slices(data, chunkSize)) results.push(await work(chunk, results.length));
  return results;
}

function* slices(table: Table, size: number): Generator<Table> {
  if (!Number.isInteger(size) || size < 1) throw new MdmError('usage', `Chunks of ${size} rows are not possible.`, 'Give 1 or more.');
  for (let from = 0; from < table.numRows; from += size) yield table.slice(from, from + size);
}

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { literal } from '../../engine/duckdb/dialect.js';
import { track } from '../../operations/operations.js';
import { createOutbox } from '../../pipeline/output.js';
import type { Duration } from '../../timeseries/duration.js';
import { foldWindows, splitWindows, type Window } from '../../timeseries/windows.js';
import { columnList } from '../stage.js';
import type { Workspace } from '../workspace.js';
import { openSeries, type Series, type SeriesOptions } from './series.js';
import { checkParts, lengthOf, orderTimes, reachBack, type Strategy, trainTests, type TrainTest, within } from './windows.js';

export interface SplitOptions extends SeriesOptions {
  /** Share of all times that is tested, in all splits together; or how long each test is. Default 0.2. */
  readonly testSize?: number | Duration;
  /** Default 3. */
  readonly splits?: number;
  /** Between the last time of training and the first of a test. Default none. */
  readonly gap?: Duration;
  /** Whether training always begins with the series, or goes on with the tests. Default expanding. */
  readonly strategy?: Strategy;
  /** Folder of the files; without one nothing is written. */
  readonly output?: string | undefined;
  /** Default csv. */
  readonly format?: 'csv' | 'parquet';
  readonly force?: boolean;
}

export interface SplitSeries {
  readonly dataset: string;
  readonly table: string;
  readonly time_column: string;
  readonly strategy: Strategy;
  readonly splits: readonly TrainTest[];
  readonly files: readonly string[];
  readonly notes: readonly string[];
}

const NO_GAP: Duration = { amount: 0 };

/** Divides a table of a dataset in time, so that every test is later than what is trained on, and writes the parts to files. */
export async function splitSeries(ws: Workspace, name: string, options: SplitOptions = {}): Promise<SplitSeries> {
  const { testSize = 0.2, splits: count = 3, gap = NO_GAP, strategy = 'expanding', output } = options;
  return track(ws.config, { type: 'dataset_read', operation: 'timeseries split', dataset: name }, async (note) => {
    const series = await openSeries(ws, name, options, output === undefined ? () => [] : undefined);
    try {
      note.rows?.(series.rows);
      const times = await orderTimes(series);
      checkParts(series, times, count + 1, `${count} splits`);
      const windows = await testWindows(series, times, count, testSize);
      const { splits, notes } = await trainTests(series, windows, { gap: lengthOf(series, gap, '--gap'), strategy });
      const files = output === undefined ? [] : await writeSplits(series, splits, output, options);
      const { dataset, table, time } = series;
      return { dataset: dataset.record.name, table, time_column: time, strategy, splits, files, notes: [...series.notes, ...notes] };
    } finally {
      await series.close();
    }
  });
}

async function testWindows(series: Series, times: number, count: number, size: number | Duration): Promise<readonly Window[]> {
  if (typeof size === 'number') return splitWindows(times, count, size);
  const length = lengthOf(series, size, '--test-size');
  const windows: Window[] = [];
  for (const { to } of splitWindows(times, count, 0)) windows.push({ from: await reachBack(series, to, length), to });
  return windows;
}

async function writeSplits(
  series: Series,
  splits: readonly TrainTest[],
  folder: string,
  { format = 'csv', force = false }: SplitOptions,
): Promise<string[]> {
  const { db, dataset, from, columns } = series;
  await mkdir(folder, { recursive: true });
  const outbox = createOutbox(force);
  const how = format === 'csv' ? 'FORMAT csv, HEADER true' : 'FORMAT parquet, COMPRESSION snappy';
  const files: string[] = [];
  try {
    for (const { number, ...parts } of splits)
      for (const part of ['train', 'test'] as const) {
        const file = join(folder, `${dataset.record.name}_split${number}_${part}.${format}`);
        const path = await outbox.place(file);
        const rows = `SELECT ${columnList(columns)} FROM ${from} WHERE ${within(parts[part])} ORDER BY mdm_t, mdm_r`;
        await db.run(`COPY (${rows}) TO ${literal(path)} (${how})`);
        files.push(file);
      }
    await outbox.commit();
  } catch (error) {
    await outbox.discard();
    throw error;
  }
  return files;
}

export interface FoldOptions extends SeriesOptions {
  /** Default 5. */
  readonly folds?: number;
  readonly gap?: Duration;
}

export interface FoldedSeries {
  readonly dataset: string;
  readonly table: string;
  readonly time_column: string;
  readonly folds: readonly TrainTest[];
  readonly notes: readonly string[];
}

/** Walks forward through a table of a dataset: each fold is trained on everything before its test but the gap. */
export async function foldSeries(ws: Workspace, name: string, options: FoldOptions = {}): Promise<FoldedSeries> {
  const { folds: count = 5, gap = NO_GAP } = options;
  return track(ws.config, { type: 'dataset_read', operation: 'timeseries validate', dataset: name }, async (note) => {
    const series = await openSeries(ws, name, options, () => []);
    try {
      note.rows?.(series.rows);
      const times = await orderTimes(series);
      checkParts(series, times, count + 1, `${count} folds`);
      const { splits, notes } = await trainTests(series, foldWindows(times, count), {
        gap: lengthOf(series, gap, '--gap'),
        strategy: 'expanding',
      });
      return {
        dataset: series.dataset.record.name,
        table: series.table,
        time_column: series.time,
        folds: splits,
        notes: [...series.notes, ...notes],
      };
    } finally {
      await series.close();
    }
  });
}

import type { Analysis } from '../datasets/timeseries/analyze.js';
import type { Resampled, ResampleOptions } from '../datasets/timeseries/resample.js';
import type { SeriesOptions } from '../datasets/timeseries/series.js';
import type {
  FoldedSeries,
  FoldOptions as SeriesFoldOptions,
  SplitOptions as SeriesSplitOptions,
  SplitSeries,
} from '../datasets/timeseries/split.js';
import type { Session } from './session.js';

export type { Analysis, FoldedSeries, Resampled, SeriesOptions, SplitSeries };

/** Lengths of time are texts, such as `12h` or `2w`, or numbers of days. */
type Spoken<T> = Omit<T, 'frequency' | 'gap' | 'testSize'> & { readonly gap?: string | number };

/** Tables as series in time, as `mdm timeseries` has them. */
export interface TimeSeriesClient {
  /** Range, frequency, missing and repeated times, gaps, seasons and trend; by group where there are groups. */
  analyze(name: string, options?: SeriesOptions): Promise<Analysis>;
  /** One row for each stretch of time, such as `1d`, `1h`, `month`: to a file (`output`), to a table of the dataset (`into`), or a preview. */
  resample(name: string, frequency: string, options?: Omit<ResampleOptions, 'frequency'>): Promise<Resampled>;
  /** Splits of which every test is later than its training; with `output` written to files. `testSize` is a share or a length of time. */
  split(name: string, options?: Spoken<SeriesSplitOptions> & { readonly testSize?: number | string }): Promise<SplitSeries>;
  /** Walks forward: each fold is trained on everything before its test. */
  validate(name: string, options?: Spoken<SeriesFoldOptions>): Promise<FoldedSeries>;
}

export function timeSeriesClient({ run }: Session): TimeSeriesClient {
  const duration = async (text: string | number, name: string) =>
    (await import('../timeseries/duration.js')).parseDuration(String(text), name);
  return {
    analyze: (name, options) => run(async (ws) => (await import('../datasets/timeseries/analyze.js')).analyzeSeries(ws, name, options)),
    resample: (name, frequency, options) =>
      run(async (ws) => {
        const [{ resampleSeries }, { parseFrequency }] = await Promise.all([
          import('../datasets/timeseries/resample.js'),
          import('../timeseries/duration.js'),
        ]);
        return resampleSeries(ws, name, { ...options, frequency: parseFrequency(frequency) });
      }),
    split: (name, { gap, testSize, ...options } = {}) =>
      run(async (ws) =>
        (await import('../datasets/timeseries/split.js')).splitSeries(ws, name, {
          ...options,
          ...(gap === undefined ? {} : { gap: await duration(gap, 'gap') }),
          ...(testSize === undefined ? {} : { testSize: typeof testSize === 'number' ? testSize : await duration(testSize, 'testSize') }),
        }),
      ),
    validate: (name, { gap, ...options } = {}) =>
      run(async (ws) =>
        (await import('../datasets/timeseries/split.js')).foldSeries(ws, name, {
          ...options,
          ...(gap === undefined ? {} : { gap: await duration(gap, 'gap') }),
        }),
      ),
  };
}

import { quote } from '../../engine/duckdb/dialect.js';
import { track } from '../../operations/operations.js';
import type { StoredColumn } from '../../storage/backend.js';
import { missingIn } from '../../timeseries/missing.js';
import type { Workspace } from '../workspace.js';
import { openSeries, type Series, type SeriesOptions } from './series.js';
import { type GroupTimes, groupTimes, type Missing, missingTimes } from './spacing.js';
import { type Season, seasons, type TargetFacts, targetFacts } from './target.js';

/** What a series is like; of a table with groups there is one for all rows and one for each group. */
export interface SeriesFacts {
  readonly rows: number;
  readonly start: string;
  readonly end: string;
  /** From the first time to the last; of a column of numbers in its own unit. */
  readonly duration_days: number;
  readonly frequency: { readonly name: string; readonly code: string | null; readonly regularity: number } | null;
  readonly missing: { readonly count: number; readonly percent: number; readonly first: readonly string[] };
  readonly duplicates: { readonly rows: number; readonly times: number };
  readonly gaps: {
    readonly count: number;
    readonly longest: readonly { readonly after: string; readonly before: string; readonly missing: number }[];
  };
  readonly seasonality: readonly Season[];
  /** Null without a target that is a number. */
  readonly target: TargetFacts | null;
}

export interface Analysis extends SeriesFacts {
  readonly dataset: string;
  readonly table: string;
  readonly time_column: string;
  readonly target_column: string | null;
  readonly group_column: string | null;
  readonly groups: readonly (SeriesFacts & { readonly group: string | null })[];
  readonly notes: readonly string[];
}

/** Looks at a table of a dataset as a series: its range, frequency, missing and repeated times, seasons and trend. */
export async function analyzeSeries(ws: Workspace, name: string, options: SeriesOptions = {}): Promise<Analysis> {
  return track(ws.config, { type: 'dataset_read', operation: 'timeseries analyze', dataset: name }, async (note) => {
    const series = await openSeries(ws, name, options, (record) => [record.target_column]);
    try {
      note.rows?.(series.rows);
      const target = series.columns.find((one) => one.name === series.target && isNumber(one));
      const [whole] = await factsOf(series, 'NULL::VARCHAR', target?.name);
      const groups = series.group === undefined ? [] : await factsOf(series, `${quote(series.group)}::VARCHAR`, target?.name);
      const { group: _, ...facts } = whole!;
      return {
        dataset: series.dataset.record.name,
        table: series.table,
        time_column: series.time,
        target_column: series.target ?? null,
        group_column: series.group ?? null,
        ...facts,
        groups,
        notes: [
          ...series.notes,
          ...(series.target !== undefined && !target
            ? [`The target ${JSON.stringify(series.target)} is no number: it has no figures.`]
            : []),
        ],
      };
    } finally {
      await series.close();
    }
  });
}

const isNumber = ({ type }: StoredColumn): boolean => type === 'int64' || type === 'double' || type === 'boolean';

async function factsOf(
  series: Series,
  group: string,
  target: string | undefined,
): Promise<(SeriesFacts & { readonly group: string | null })[]> {
  const { db, dated } = series;
  const y = target === undefined ? 'NULL::DOUBLE' : `${quote(target)}::DOUBLE`;
  const from = `(SELECT ${group} AS g, mdm_t AS t, ${y} AS y FROM ${series.from})`;
  const groups = await groupTimes(db, from, dated);
  const missing = await missingTimes(db, groups, dated);
  const targets = target === undefined ? new Map<string | null, TargetFacts>() : await targetFacts(db, from, dated);
  const cycles = target === undefined || !dated ? new Map<string | null, readonly Season[]>() : await seasons(db);
  return groups.map((one) => ({
    group: one.group,
    ...timesFacts(series, one, missing.get(one.group)),
    seasonality: cycles.get(one.group) ?? [],
    target: targets.get(one.group) ?? null,
  }));
}

const NONE: Missing = { count: 0, gaps: 0, first: [], longest: [] };
const LISTED = 10;

function timesFacts({ word, dated }: Series, one: GroupTimes, missing = NONE): Omit<SeriesFacts, 'seasonality' | 'target'> {
  const { frequency } = one;
  return {
    rows: one.rows,
    start: word(one.first),
    end: word(one.last),
    duration_days: (one.last - one.first) / (dated ? 86_400e6 : 1),
    frequency: frequency ? { name: frequency.name, code: frequency.code, regularity: frequency.regularity } : null,
    missing: {
      count: missing.count,
      percent: (100 * missing.count) / (missing.count + one.times),
      first: frequency ? missingIn(missing.first, frequency, LISTED).map(word) : [],
    },
    duplicates: { rows: one.duplicates, times: one.duplicateTimes },
    gaps: {
      count: missing.gaps,
      longest: missing.longest.map(({ after, before, missing: count }) => ({ after: word(after), before: word(before), missing: count })),
    },
  };
}

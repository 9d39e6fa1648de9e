import { literal } from '../../engine/duckdb/dialect.js';
import type { Database } from '../../engine/duckdb/driver.js';
import { frequencyOf, type Frequency, type Spacing } from '../../timeseries/frequency.js';
import { MICROS } from '../../timeseries/duration.js';

/** What is known of the times of one group; of a table without groups the group is null. */
export interface GroupTimes {
  readonly group: string | null;
  readonly rows: number;
  /** Distinct times. */
  readonly times: number;
  readonly first: number;
  readonly last: number;
  /** Rows that have the time of an earlier row. */
  readonly duplicates: number;
  /** Times that several rows have. */
  readonly duplicateTimes: number;
  readonly frequency: Frequency | undefined;
}

export interface Gap {
  /** The last time before it, and the first behind it. */
  readonly after: number;
  readonly before: number;
  readonly missing: number;
}

export interface Missing {
  readonly count: number;
  readonly gaps: number;
  /** The first gaps, in order. */
  readonly first: readonly Gap[];
  readonly longest: readonly Gap[];
}

/** Working days since the Monday of the week of 1970-01-01. */
const WORKING = (t: string): string =>
  `(5 * ((epoch_us(${t}) // ${MICROS.d} + 3) // 7) + least((epoch_us(${t}) // ${MICROS.d} + 3) % 7, 5))`;
const MONTH = (t: string): string => `(year(${t}) * 12 + month(${t}))`;
const AT_END = (t: string): string => `${t}::DATE = last_day(${t})`;

/**
 * Makes `mdm_times` (the distinct times of each group) and `mdm_pairs` (neighbours among them), and looks at both. `from` has the columns
 * g and t.
 */
export async function groupTimes(db: Database, from: string, dated: boolean): Promise<readonly GroupTimes[]> {
  await db.run(`CREATE OR REPLACE TEMP TABLE mdm_times AS SELECT g, t, count(*) AS n FROM ${from} GROUP BY g, t`);
  await db.run(`CREATE OR REPLACE TEMP TABLE mdm_pairs AS SELECT *, ${apart(dated)} FROM (
    SELECT g, lag(t) OVER (PARTITION BY g ORDER BY t) AS p, t FROM mdm_times) WHERE p IS NOT NULL`);
  const number = (t: string): string => (dated ? `epoch_us(${t})` : t);
  const weekend = dated ? 'count(*) FILTER (WHERE isodow(t) > 5)' : '0';
  const rows = await db.rows(`
    WITH steps AS (SELECT g, d, count(*) AS c FROM mdm_pairs GROUP BY g, d QUALIFY row_number() OVER (PARTITION BY g ORDER BY c DESC, d) = 1),
    months AS (SELECT g, md, count(*) AS c FROM mdm_pairs WHERE md > 0 GROUP BY g, md QUALIFY row_number() OVER (PARTITION BY g ORDER BY c DESC, md) = 1),
    pairs AS (SELECT g, count(*) FILTER (WHERE md > 0) AS monthly, count(*) FILTER (WHERE wd = 1) AS working FROM mdm_pairs GROUP BY g),
    times AS (SELECT g, sum(n) AS rows, count(*) AS times, ${number('min(t)')} AS first, ${number('max(t)')} AS last, sum(n - 1) AS repeated,
      count(*) FILTER (WHERE n > 1) AS several, ${weekend} AS weekend FROM mdm_times GROUP BY g)
    SELECT times.*, d, steps.c, monthly, md, months.c, working FROM times
    LEFT JOIN steps ON times.g IS NOT DISTINCT FROM steps.g LEFT JOIN months ON times.g IS NOT DISTINCT FROM months.g
    LEFT JOIN pairs ON times.g IS NOT DISTINCT FROM pairs.g ORDER BY times.g`);
  return rows.map(
    ([group, count, times, first, last, duplicates, several, weekendTimes, step, withStep, monthly, months, withMonths, working]) => {
      const spacing: Spacing = {
        times: Number(times),
        step: step === null ? null : Number(step),
        withStep: Number(withStep),
        monthly: Number(monthly),
        months: months === null ? null : Number(months),
        withMonths: Number(withMonths),
        weekend: Number(weekendTimes),
        span: Number(last) - Number(first),
        workingDays: Number(working),
      };
      return {
        group: group as string | null,
        rows: Number(count),
        times: spacing.times,
        first: Number(first),
        last: Number(last),
        duplicates: Number(duplicates),
        duplicateTimes: Number(several),
        frequency: frequencyOf(spacing, dated),
      };
    },
  );
}

/** How far neighbours are apart: d in microseconds or numbers, md in months, wd in working days. */
function apart(dated: boolean): string {
  if (!dated) return 't - p AS d, NULL::BIGINT AS md, NULL::BIGINT AS wd';
  const sameTime = 't::TIME = p::TIME';
  return `epoch_us(t) - epoch_us(p) AS d,
    CASE WHEN ${sameTime} AND (day(t) = day(p) OR (${AT_END('t')} AND ${AT_END('p')})) THEN ${MONTH('t')} - ${MONTH('p')} END AS md,
    CASE WHEN ${sameTime} AND isodow(t) < 6 AND isodow(p) < 6 THEN ${WORKING('t')} - ${WORKING('p')} END AS wd`;
}

/** How many times are missing between two neighbours. */
const MISSING = `CASE kind
  WHEN 'months' THEN CAST(round(coalesce(md, datediff('month', p::TIMESTAMP, t::TIMESTAMP)) / step) AS BIGINT) - 1
  WHEN 'working days' THEN coalesce(wd, ${WORKING('t::TIMESTAMP')} - ${WORKING('p::TIMESTAMP')}) - 1
  ELSE CAST(round(d / step) AS BIGINT) - 1 END`;

const LISTED = 10;
const INSERTED = 1_000;

/** What is missing between the times of each group, by its frequency; `groupTimes` was called before. */
export async function missingTimes(
  db: Database,
  groups: readonly GroupTimes[],
  dated: boolean,
): Promise<ReadonlyMap<string | null, Missing>> {
  await db.run('CREATE OR REPLACE TEMP TABLE mdm_frequency (g VARCHAR, kind VARCHAR, step DOUBLE)');
  const known = groups.flatMap(({ group, frequency }) => (frequency ? [{ group, frequency }] : []));
  for (let at = 0; at < known.length; at += INSERTED) {
    const values = known
      .slice(at, at + INSERTED)
      .map(
        ({ group, frequency }) => `(${group === null ? 'NULL' : literal(group)}, ${literal(frequency.kind)}, ${frequency.step}::DOUBLE)`,
      );
    await db.run(`INSERT INTO mdm_frequency VALUES ${values.join(', ')}`);
  }
  const missing = dated ? MISSING : 'CAST(round(d / step) AS BIGINT) - 1';
  const number = (t: string): string => (dated ? `epoch_us(${t})` : t);
  await db.run(`CREATE OR REPLACE TEMP TABLE mdm_gaps AS SELECT * FROM (
    SELECT mdm_pairs.g, ${number('p')} AS p, ${number('t')} AS t, ${missing} AS missing
    FROM mdm_pairs JOIN mdm_frequency ON mdm_pairs.g IS NOT DISTINCT FROM mdm_frequency.g) WHERE missing > 0`);
  const sums = await db.rows('SELECT g, sum(missing), count(*) FROM mdm_gaps GROUP BY g');
  const list = async (order: string, most: number): Promise<(group: string | null) => Gap[]> => {
    const rows = await db.rows(
      `SELECT g, p, t, missing FROM mdm_gaps QUALIFY row_number() OVER (PARTITION BY g ORDER BY ${order}) <= ${most} ORDER BY g, ${order}`,
    );
    const byGroup = Map.groupBy(rows, ([g]) => g as string | null);
    return (group) =>
      (byGroup.get(group) ?? []).map(([, p, t, count]) => ({ after: Number(p), before: Number(t), missing: Number(count) }));
  };
  const first = await list('p', LISTED);
  const longest = await list('missing DESC, p', 5);
  return new Map(
    sums.map(([g, count, gaps]) => {
      const group = g as string | null;
      return [group, { count: Number(count), gaps: Number(gaps), first: first(group), longest: longest(group) }] as const;
    }),
  );
}

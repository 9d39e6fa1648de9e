import type { Database } from '../../engine/duckdb/driver.js';
import { MICROS } from '../../timeseries/duration.js';
import { correlationP, groupsP } from '../../timeseries/significance.js';

export interface Trend {
  /** Change of the target in a day, or by one of a column of numbers. */
  readonly slope: number;
  readonly p_value: number | null;
  readonly direction: 'rising' | 'falling' | 'none';
}

export interface TargetFacts {
  readonly count: number;
  readonly missing: number;
  readonly mean: number | null;
  /** Of a sample. */
  readonly std: number | null;
  readonly min: number | null;
  readonly max: number | null;
  readonly trend: Trend | null;
}

/** Up to which chance a trend or a season counts as one. */
const SIGNIFICANT = 0.05;
const STRONG = 0.1;

/** Figures of the target of each group, whose trend is a line by least squares. `from` has the columns g, t and y. */
export async function targetFacts(db: Database, from: string, dated: boolean): Promise<ReadonlyMap<string | null, TargetFacts>> {
  const x = dated ? `(epoch_us(t) - min(epoch_us(t)) OVER (PARTITION BY g)) / ${MICROS.d}::DOUBLE` : 't - min(t) OVER (PARTITION BY g)';
  await db.run(`CREATE OR REPLACE TEMP TABLE mdm_values AS SELECT g, t, CASE WHEN isfinite(y) THEN y END AS y, ${x} AS x FROM ${from}`);
  const rows =
    await db.rows(`SELECT g, count(y), count(*) - count(y), avg(y), CASE WHEN count(y) > 1 THEN stddev_samp(y) END, min(y), max(y),
    CASE WHEN var_pop(x) FILTER (WHERE y IS NOT NULL) > 0 THEN regr_slope(y, x) END,
    CASE WHEN var_pop(x) FILTER (WHERE y IS NOT NULL) > 0 AND var_pop(y) > 0 THEN corr(y, x) END FROM mdm_values GROUP BY g`);
  return new Map(
    rows.map(([group, count, missing, mean, std, min, max, slope, r]) => {
      const facts: TargetFacts = {
        count: Number(count),
        missing: Number(missing),
        mean: figure(mean),
        std: figure(std),
        min: figure(min),
        max: figure(max),
        trend: slope === null ? null : trendOf(Number(slope), r === null ? 0 : Number(r), Number(count)),
      };
      return [group as string | null, facts] as const;
    }),
  );
}

const figure = (value: unknown): number | null => (value === null ? null : Number(value));

function trendOf(slope: number, r: number, n: number): Trend {
  const p = correlationP(r, n);
  const direction = p !== null && p < SIGNIFICANT && slope !== 0 ? (slope > 0 ? 'rising' : 'falling') : 'none';
  return { slope, p_value: p, direction };
}

export interface Season {
  readonly cycle: 'hour of day' | 'day of week' | 'month of year';
  /** Share of the variation around the trend that the cycle explains. */
  readonly strength: number;
  readonly p_value: number | null;
  readonly detected: boolean;
}

interface Cycle {
  readonly cycle: Season['cycle'];
  readonly sql: string;
  /** A longer step cannot show it, and it is looked for in two rounds at least. */
  readonly step: number;
  readonly round: number;
}

const CYCLES: readonly Cycle[] = [
  { cycle: 'hour of day', sql: 'hour(t)', step: MICROS.d / 2, round: MICROS.d },
  { cycle: 'day of week', sql: 'isodow(t)', step: MICROS.d, round: MICROS.w },
  { cycle: 'month of year', sql: 'month(t)', step: 100 * MICROS.d, round: 365 * MICROS.d },
];

/** Cycles in the target of each group, once its trend is taken out. `targetFacts` was called before. */
export async function seasons(db: Database): Promise<ReadonlyMap<string | null, readonly Season[]>> {
  const found = new Map<string | null, Season[]>();
  await db.run(`CREATE OR REPLACE TEMP TABLE mdm_rest AS WITH line AS (
      SELECT g, coalesce(regr_slope(y, x), 0) AS slope, coalesce(regr_intercept(y, x), avg(y)) AS start FROM mdm_values WHERE y IS NOT NULL GROUP BY g)
    SELECT v.g, t, y - (start + slope * x) AS e FROM mdm_values v JOIN line ON v.g IS NOT DISTINCT FROM line.g WHERE y IS NOT NULL`);
  for (const { cycle, sql, step, round } of CYCLES) {
    const rows = await db.rows(`
      WITH usual AS (SELECT g, median(d) AS step FROM mdm_pairs GROUP BY g),
      fit AS (SELECT r.g, count(*) AS n, var_pop(e) * count(*) AS total, avg(e) AS mean FROM mdm_rest r JOIN usual ON r.g IS NOT DISTINCT FROM usual.g
        GROUP BY r.g HAVING any_value(usual.step) <= ${step} AND max(epoch_us(t)) - min(epoch_us(t)) >= ${2 * round}),
      parts AS (SELECT g, ${sql} AS c, count(*) AS n, avg(e) AS mean FROM mdm_rest GROUP BY g, c)
      SELECT fit.g, fit.n, count(*), any_value(total), sum(parts.n * (parts.mean - fit.mean) ** 2)
      FROM fit JOIN parts ON fit.g IS NOT DISTINCT FROM parts.g GROUP BY fit.g, fit.n`);
    for (const [g, n, groups, total, between] of rows) {
      const strength = Number(total) > 0 ? Math.min(1, Number(between) / Number(total)) : 0;
      const p = groupsP(strength, Number(n), Number(groups));
      const group = g as string | null;
      const detected = strength > STRONG && p !== null && p < SIGNIFICANT;
      found.set(group, [...(found.get(group) ?? []), { cycle, strength, p_value: p, detected }]);
    }
  }
  return found;
}

import type { Database } from '../../engine/duckdb/driver.js';
import { double } from '../../engine/duckdb/dialect.js';
import { asText } from '../../engine/duckdb/introspect.js';
import { ask, numberOf, type Aggregates } from './ask.js';
import { isDate, type Measured } from './columns.js';
import type { ColumnStatistics, Histogram, TopValue } from './result.js';

/** Characters of a value that are kept. */
const longest = 120;

/** The most frequent values, the earlier in order first among equals; nothing where every value is there once. */
export async function topValues(
  db: Database,
  from: string,
  column: Measured,
  { count, unique }: ColumnStatistics,
  limit: number,
): Promise<readonly TopValue[] | undefined> {
  if (count === 0 || (unique === count && count > limit)) return undefined;
  const rows = await db.rows(
    `SELECT left(v::VARCHAR, ${longest}), n FROM (SELECT ${column.ref} AS v, count(*) AS n FROM ${from} WHERE ${column.ref} IS NOT NULL GROUP BY v ORDER BY n DESC, v LIMIT ${limit})`,
  );
  return rows.map(([value, n]) => ({ value: asText(value), count: Number(n) }));
}

/** Bins of a histogram by Sturges' rule, from 5 to 30. */
const binsFor = (count: number): number => Math.min(30, Math.max(5, Math.ceil(Math.log2(Math.max(1, count))) + 1));

/** Histograms of numbers and dates, all in one scan. */
export async function histograms(
  db: Database,
  from: string,
  columns: readonly Measured[],
  statistics: readonly ColumnStatistics[],
): Promise<(Histogram | undefined)[]> {
  const ends = await ask(
    db,
    from,
    columns.map((column): Aggregates =>
      column.number === undefined ? {} : { min: `min(${column.number})`, max: `max(${column.number})` },
    ),
  );
  const edges = columns.map((column, i) => edgesOf(column, statistics[i]!, numberOf(ends[i]!['min']), numberOf(ends[i]!['max'])));
  const counts = await ask(
    db,
    from,
    columns.map(({ number }, i): Aggregates => {
      const bins = edges[i];
      if (!bins) return {};
      const [low, width, last] = [bins[0]!, (bins.at(-1)! - bins[0]!) / (bins.length - 1), bins.length - 2];
      const bin =
        width > 0
          ? `least(${last}, greatest(0, floor((${number} - ${double(low)}) / ${double(width)})))::INTEGER`
          : `CASE WHEN ${number} IS NOT NULL THEN 0 END`;
      return Object.fromEntries([['bins', `to_json(histogram(CASE WHEN ${number} IS NOT NULL THEN ${bin} END))::VARCHAR`]]);
    }),
  );
  return edges.map((bins, i) => {
    if (!bins) return undefined;
    const tally = JSON.parse(asText(counts[i]!['bins'] ?? '{}')) as Readonly<Record<string, number>>;
    return { edges: bins, counts: Array.from({ length: bins.length - 1 }, (_, k) => tally[k] ?? 0) };
  });
}

/** Whole numbers of few values get a bin each, centred on the value. */
function edgesOf(column: Measured, { count, unique }: ColumnStatistics, min: number | null, max: number | null): number[] | undefined {
  if (min === null || max === null || !Number.isFinite(max - min)) return undefined;
  if (min === max) return [min, min];
  if (column.type === 'int64' && max - min < 30 && unique <= 30) return Array.from({ length: max - min + 2 }, (_, k) => min + k - 0.5);
  const bins = isDate(column) && unique < 5 ? unique : binsFor(count);
  return Array.from({ length: bins + 1 }, (_, k) => (k === bins ? max : min + ((max - min) * k) / bins));
}

import type { Database } from '../../engine/duckdb/driver.js';
import { double } from '../../engine/duckdb/dialect.js';
import { bytesOf } from '../../engine/size.js';
import { MdmError } from '../../errors.js';
import { ask, numberOf, parts, valueOf, type Aggregates, type Answers } from './ask.js';
import { isDate, isNumeric, type Measured, type MeasuredFile } from './columns.js';
import { exactQuantiles } from './quantiles.js';
import type { ColumnStatistics } from './result.js';

/** Beyond it the squares of a standard deviation leave the range of doubles. */
const HUGE = 1e150;

export interface Basics {
  readonly columns: readonly ColumnStatistics[];
  /** Of each column: bytes of its texts. */
  readonly bytes: readonly number[];
}

/**
 * Counts, extremes, moments, quartiles and distinct values of every column. They come from one scan of the table when the sets that exact
 * quartiles and distinct counts need fit into a quarter of the memory; else the columns are taken in groups. A column that is too large on
 * its own gets its quartiles by selection.
 */
export async function basics(db: Database, { from, rows, columns }: MeasuredFile): Promise<Basics> {
  const budget = bytesOf(db.limits.memory) / 4;
  const weight = ({ bytes }: Measured): number => rows * 24 + bytes * 2;
  const found: ColumnStatistics[] = [];
  const texts: number[] = [];
  for (const group of parts(columns, weight, budget)) {
    const large = group.length === 1 && weight(group[0]!) > budget;
    const answers = await measured(db, from, group, large);
    for (const [i, column] of group.entries()) {
      const basic = columnOf(column, answers[i]!, rows);
      found.push(large ? await largeColumn(db, from, column, basic) : basic);
      texts.push(numberOf(answers[i]!['bytes']) ?? 0);
    }
  }
  return { columns: await withOutliers(db, from, columns, found), bytes: texts };
}

async function measured(db: Database, from: string, group: readonly Measured[], large: boolean): Promise<Answers[]> {
  const questions = group.map((column) => aggregates(column, large));
  try {
    return await ask(db, from, questions);
  } catch (error) {
    if (!(error instanceof MdmError) || !/out of range/i.test(error.message)) throw error;
    const scaled = group.map((column, i) =>
      isNumeric(column) ? { ...questions[i]!, std: `stddev_samp(${column.number} / ${double(HUGE)}) * ${double(HUGE)}` } : questions[i]!,
    );
    return ask(db, from, scaled);
  }
}

function aggregates(column: Measured, large: boolean): Aggregates {
  const { ref, number, type } = column;
  const exact: Aggregates = large ? { near: `approx_count_distinct(${ref})` } : { unique: `count(DISTINCT ${ref})` };
  const always = { count: `count(${ref})`, ...exact };
  if (isNumeric(column)) {
    const x = number!;
    const quartiles: Aggregates = large ? {} : { quartiles: `quantile_cont(${x}, [0.25, 0.5, 0.75])` };
    const ends =
      type === 'int64'
        ? { min: `min(${ref})`, max: `max(${ref})`, mean: `avg(${ref})` }
        : { min: `min(${x})`, max: `max(${x})`, mean: `avg(${x})` };
    return {
      ...always,
      ...ends,
      finite: `count(${x})`,
      std: `stddev_samp(${x})`,
      zeros: `count(CASE WHEN ${x} = 0 THEN 1 END)`,
      ...quartiles,
    };
  }
  if (isDate(column)) return { ...always, min: `min(${ref})::VARCHAR`, max: `max(${ref})::VARCHAR` };
  if (type === 'boolean') return { ...always, trues: `count(CASE WHEN ${ref} THEN 1 END)` };
  return {
    ...always,
    least: `min(length(${ref}))`,
    middle: `avg(length(${ref}))`,
    most: `max(length(${ref}))`,
    bytes: `sum(strlen(${ref}))::DOUBLE`,
  };
}

function columnOf(column: Measured, answers: Answers, rows: number): ColumnStatistics {
  const count = numberOf(answers['count']) ?? 0;
  const unique = numberOf(answers['unique'] ?? answers['near']) ?? 0;
  const estimate = answers['unique'] === undefined ? { unique_is_estimate: true as const } : {};
  const basic = { name: column.name, type: column.type, count, nulls: rows - count, unique, ...estimate };
  if (isNumeric(column)) {
    const quartiles = Array.isArray(answers['quartiles']) ? answers['quartiles'] : [];
    const nonfinite = count - (numberOf(answers['finite']) ?? 0);
    return {
      ...basic,
      mean: numberOf(answers['mean']),
      std: numberOf(answers['std']),
      min: valueOf(answers['min']),
      q25: numberOf(quartiles[0]),
      median: numberOf(quartiles[1]),
      q75: numberOf(quartiles[2]),
      max: valueOf(answers['max']),
      zeros: numberOf(answers['zeros']) ?? 0,
      ...(nonfinite > 0 ? { nonfinite } : {}),
    };
  }
  if (isDate(column)) return { ...basic, min: valueOf(answers['min']), max: valueOf(answers['max']) };
  if (column.type === 'boolean') return { ...basic, trues: numberOf(answers['trues']) ?? 0 };
  const [min, mean, max] = ['least', 'middle', 'most'].map((name) => numberOf(answers[name]));
  return { ...basic, length: min == null || mean == null || max == null ? null : { min, mean, max } };
}

/** What the scan left out for a column that does not fit: the quartiles by selection, and distinct values by a hash table that may spill. */
async function largeColumn(db: Database, from: string, column: Measured, basic: ColumnStatistics): Promise<ColumnStatistics> {
  const { unique_is_estimate: estimate, ...rest } = basic;
  const unique = await db.rows(`SELECT count(*) FROM (SELECT DISTINCT ${column.ref} AS v FROM ${from}) WHERE v IS NOT NULL`).then(
    ([row]) => ({ unique: Number(row![0]) }),
    (error: unknown) => {
      if (error instanceof MdmError && error.code === 'memory')
        return { unique: basic.unique, ...(estimate ? { unique_is_estimate: estimate } : {}) };
      throw error;
    },
  );
  const quartiles = isNumeric(column) ? await exactQuantiles(db, from, column.number!, [0.25, 0.5, 0.75]) : undefined;
  return { ...rest, ...unique, ...(quartiles ? { q25: quartiles[0]!, median: quartiles[1]!, q75: quartiles[2]! } : {}) };
}

/** Values beyond the fences of every numeric column, counted in one scan. */
async function withOutliers(
  db: Database,
  from: string,
  columns: readonly Measured[],
  found: readonly ColumnStatistics[],
): Promise<ColumnStatistics[]> {
  const fences = found.map(({ q25, q75 }) => {
    if (q25 == null || q75 == null) return undefined;
    const reach = 1.5 * (q75 - q25);
    return { low: q25 - reach, high: q75 + reach };
  });
  const counts = await ask(
    db,
    from,
    columns.map(({ number }, i): Aggregates => {
      const fence = fences[i];
      return fence ? { n: `count(CASE WHEN ${number} < ${double(fence.low)} OR ${number} > ${double(fence.high)} THEN 1 END)` } : {};
    }),
  );
  return found.map((column, i) => {
    const fence = fences[i];
    if (!isNumeric(column)) return column;
    if (!fence || !Number.isFinite(fence.low) || !Number.isFinite(fence.high)) return { ...column, outliers: null };
    return { ...column, outliers: { count: numberOf(counts[i]!['n']) ?? 0, ...fence } };
  });
}

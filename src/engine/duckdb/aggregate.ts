import type { Aggregate } from '@mdm/sdk';
import { double } from './dialect.js';

/** Least and greatest known value of an aggregate's argument, and how many rows can be added up. When one is infinite, sums are missing. */
export interface Range {
  readonly min: number | null;
  readonly max: number | null;
  readonly rows: number;
}

/** An aggregate as parts that can be added over disjoint sets of rows, and the expression that makes the answer of their sums. */
export interface AggregateSql {
  readonly raw: readonly string[];
  readonly finish: (raw: readonly string[]) => string;
}

/*
 * A sum of doubles depends on the order in which threads add. So values are first scaled by a power of two to whole numbers, which
 * add up the same in any order; values of one size (years, times) are moved to the middle of their range before.
 *
 * Sums and means have 60 bits: a mean is within 2^-51 of itself and 2^-60 of the greatest |x| of the table. Squares have up to 53
 * bits, as many as n * sum of squares leaves room for in 127: a deviation is within range * 2^-bits, bits = 53 up to 1,000 rows, 44
 * at 300,000, 41 at 3.4 million. The variance is (n * sum d^2 - (sum d)^2) / (n * (n - 1)), exact until the last division. Scales are
 * those of the whole table, in groups too. Numbers below 2^-940 (1e-283) lose digits, and below 2^-1001 count as 0.
 */
export function aggregateSql(agg: Aggregate, arg: string, range: Range | undefined): AggregateSql {
  const one = (sql: string): AggregateSql => ({ raw: [sql], finish: ([r]) => r! });
  switch (agg.fn) {
    case 'rows':
      return one('count(*)');
    case 'count':
      return one(`count(${arg})`);
    case 'countIf':
      return one(`count(*) FILTER (WHERE ${arg})`);
    case 'distinct':
      return one(`count(DISTINCT ${arg})`);
    case 'min':
    case 'max':
      return one(`${agg.fn}(${arg})`);
    case 'sum':
    case 'mean':
    case 'std':
      return sums(agg.fn, arg, range ?? { min: null, max: null, rows: 0 });
    default:
      return agg.fn satisfies never;
  }
}

/** Whether the range of the argument must be measured before this aggregate. */
export const needsRange = (agg: Aggregate): boolean => agg.fn === 'sum' || agg.fn === 'mean' || agg.fn === 'std';

/** How numbers of a range become whole numbers of so many bits: (x - middle) * times, each worth `unit`. The middle is 0 where it would save less than two bits, unless `centred`. */
export function scaleOf(
  min: number | null,
  max: number | null,
  bits: number,
  centred = false,
): { readonly middle: number; readonly times: number; readonly unit: number } {
  if (min === null || max === null) return { middle: 0, times: 1, unit: 1 };
  const alike = min > 0 ? min * 2 > max : max < 0 && max * 2 < min;
  const middle = min === max ? min : centred || alike ? min / 2 + max / 2 : 0;
  const size = min === max ? 0 : centred || alike ? max / 2 - min / 2 : Math.max(-min, max);
  const power = Math.min(bits - (size === 0 ? 0 : Math.ceil(Math.log2(size))), 1000);
  return { middle, times: 2 ** power, unit: 2 ** -power };
}

function sums(fn: 'sum' | 'mean' | 'std', arg: string, { min, max, rows }: Range): AggregateSql {
  // With an infinite value there is no sum; the engine words it as text.
  if (!Number.isFinite(min) || !Number.isFinite(max) || min === null || max === null)
    return { raw: ['count(*)'], finish: () => 'NULL::DOUBLE' };
  const bits = fn === 'std' ? Math.min(53, 63 - Math.ceil(Math.log2(rows + 1))) : 60;
  const scale = scaleOf(min, max, bits, fn === 'std');
  const [middle, unit] = [double(scale.middle), double(scale.unit)];
  const sql = `CAST((${arg}${scale.middle === 0 ? '' : ` - ${middle}`}) * ${double(scale.times)} AS BIGINT)`;
  const count = `count(${arg})`;
  if (fn === 'std') {
    return {
      raw: [count, `sum(${sql})`, `sum(CAST(${sql} AS HUGEINT) * ${sql})`],
      finish: ([n, s, q]) =>
        `CASE WHEN ${n} > 1 THEN sqrt((${n}::HUGEINT * ${q} - ${s}::HUGEINT * ${s})::DOUBLE / (${n}::DOUBLE * (${n}::DOUBLE - 1e0))) * ${unit} END`,
    };
  }
  return {
    raw: [count, `sum(${sql})`],
    finish: ([n, s]) => {
      const mean = `(${middle} + ${s}::DOUBLE / ${n}::DOUBLE * ${unit})`;
      // Counts and other whole numbers stay whole; a sum whose middle would overflow takes the long way.
      const sum = Math.abs(scale.middle) < 1e290 ? `(${middle} * ${n}::DOUBLE + ${s}::DOUBLE * ${unit})` : `${mean} * ${n}::DOUBLE`;
      return `CASE WHEN ${n} > 0 THEN ${fn === 'mean' ? mean : sum} END`;
    },
  };
}

import type { Aggregate } from '@mdm/sdk';
import { double } from './dialect.js';

/** Least and greatest known value of an aggregate's argument, and how many rows can be added up. */
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
 * A sum of doubles depends on the order in which threads add. So values are first moved to the middle of their range and
 * scaled by a power of two to whole numbers of 60 bits (squares: 40 bits or less, so that n * sum of squares fits 127 bits); whole
 * numbers add up the same in any order. The variance is (n * sum d^2 - (sum d)^2) / (n * (n - 1)), exact until the last division.
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

function sums(fn: 'sum' | 'mean' | 'std', arg: string, { min, max, rows }: Range): AggregateSql {
  if (min === null || max === null) return { raw: ['count(*)'], finish: () => 'NULL::DOUBLE' };
  const middle = min === max ? min : min / 2 + max / 2;
  const half = max / 2 - min / 2;
  const exponent = half === 0 ? 0 : Math.ceil(Math.log2(half));
  const scaled = (bits: number): { sql: string; unit: string } => {
    const power = Math.min(bits - exponent, 1000);
    return { sql: `CAST((${arg} - ${double(middle)}) * ${double(2 ** power)} AS BIGINT)`, unit: double(2 ** -power) };
  };
  const count = `count(${arg})`;
  if (fn === 'std') {
    const { sql, unit } = scaled(Math.min(40, Math.floor((126 - 2 * Math.ceil(Math.log2(rows + 1))) / 2)));
    return {
      raw: [count, `sum(${sql})`, `sum(CAST(${sql} AS HUGEINT) * ${sql})`],
      finish: ([n, s, q]) =>
        `CASE WHEN ${n} > 1 THEN sqrt((${n}::HUGEINT * ${q} - ${s}::HUGEINT * ${s})::DOUBLE / (${n}::DOUBLE * (${n}::DOUBLE - 1e0))) * ${unit} END`,
    };
  }
  const { sql, unit } = scaled(60);
  const times = fn === 'mean' ? '' : ' * %n::DOUBLE';
  return {
    raw: [count, `sum(${sql})`],
    finish: ([n, s]) => `CASE WHEN ${n} > 0 THEN (${double(middle)} + ${s}::DOUBLE / ${n}::DOUBLE * ${unit})${times.replace('%n', n!)} END`,
  };
}

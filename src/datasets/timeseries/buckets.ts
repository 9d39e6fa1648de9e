import { quote } from '../../engine/duckdb/dialect.js';
import type { StoredColumn } from '../../storage/backend.js';
import type { Aggregate, Fill } from '../../timeseries/aggregates.js';
import { type Bucket, type FixedUnit, MICROS } from '../../timeseries/duration.js';

const MONTHS = { month: 1, quarter: 3, year: 12 } as const;

export interface BucketSql {
  /** The number of the bucket of a time, from 0 on. */
  index(t: string): string;
  /** The first moment of a bucket. */
  label(index: string): string;
}

/** Buckets begin with the first day, week (Monday), month, quarter or year that has a row; all groups have the same ones. */
export function bucketSql({ amount, unit }: Bucket, from: string): BucketSql {
  const origin = (part: string): string => `(SELECT date_trunc('${part}', min(mdm_t))::TIMESTAMP FROM ${from})`;
  if (unit in MONTHS) {
    const start = origin(unit);
    const months = amount * MONTHS[unit as keyof typeof MONTHS];
    const number = (t: string): string => `(year(${t}) * 12 + month(${t}))`;
    return {
      index: (t) => `(${number(t)} - ${number(start)}) // ${months}`,
      label: (b) => `(${start} + to_months((${b} * ${months})::INTEGER))`,
    };
  }
  const start = origin(unit === 'w' ? 'week' : 'day');
  const step = amount * MICROS[unit as FixedUnit];
  return {
    index: (t) => `(epoch_us(${t}) - epoch_us(${start})) // ${step}`,
    label: (b) => `make_timestamp(epoch_us(${start}) + ${b} * ${step})`,
  };
}

export interface Aggregated {
  readonly name: string;
  readonly sql: string;
  readonly type: 'number' | 'count' | 'other';
}

const NUMBERS: readonly StoredColumn['type'][] = ['int64', 'double', 'boolean'];

/** A column's value of a bucket, or nothing where the aggregate has none for its type. */
export function aggregated({ name, type }: StoredColumn, aggregate: Aggregate): readonly Aggregated[] {
  const column = quote(name);
  const numeric = NUMBERS.includes(type);
  const number = type === 'boolean' ? `${column}::BIGINT` : column;
  // Sums by compensation do not depend on the order in which threads come by.
  switch (aggregate) {
    case 'count':
      return [{ name, sql: `count(${column})`, type: 'count' }];
    case 'mean':
      return numeric ? [{ name, sql: `favg(${number}::DOUBLE)`, type: 'number' }] : [];
    case 'sum':
      return numeric ? [{ name, sql: type === 'double' ? `fsum(${column})` : `sum(${number})::BIGINT`, type: 'number' }] : [];
    case 'min':
    case 'max':
      return [{ name, sql: `${aggregate}(${column})`, type: kind(type) }];
    case 'first':
    case 'last': {
      const order = aggregate === 'first' ? 'mdm_t, mdm_r' : 'mdm_t DESC, mdm_r DESC';
      return [{ name, sql: `first(${column} ORDER BY ${order}) FILTER (WHERE ${column} IS NOT NULL)`, type: kind(type) }];
    }
    default:
      return aggregate satisfies never;
  }
}

const kind = (type: StoredColumn['type']): Aggregated['type'] => (type === 'int64' || type === 'double' ? 'number' : 'other');

/** A value, or what stands where there is none. A count that is missing is 0 in any case. */
export function filled(value: string, { type }: Aggregated, fill: Fill): string {
  if (type === 'count') return `coalesce(${value}, 0)`;
  if (fill === 'ffill') return before(value);
  if (fill === 'zero' && type === 'number') return `coalesce(${value}, 0)`;
  if (fill !== 'interpolate' || type !== 'number') return value;
  const known = `CASE WHEN ${value} IS NOT NULL THEN b END`;
  const [p, q, bp, bq] = [before(value), after(value), before(known), after(known)];
  return `coalesce(${value}::DOUBLE, ${p}::DOUBLE + (${q}::DOUBLE - ${p}::DOUBLE) * ((b - ${bp})::DOUBLE / (${bq} - ${bp})))`;
}

const before = (value: string): string =>
  `last_value(${value} IGNORE NULLS) OVER (PARTITION BY g ORDER BY b ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)`;
const after = (value: string): string =>
  `first_value(${value} IGNORE NULLS) OVER (PARTITION BY g ORDER BY b ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING)`;

import type { Dialect, OldType, OldValue } from './contract.js';

/** As pandas and SQLAlchemy declared columns. DuckDB was spoken to as PostgreSQL. */
const DECLARED: Readonly<Record<Dialect, Readonly<Record<OldType, string>>>> = {
  sqlite: { int64: 'BIGINT', double: 'FLOAT', boolean: 'BOOLEAN', text: 'TEXT', timestamp: 'DATETIME', date: 'DATE' },
  duckdb: { int64: 'BIGINT', double: 'FLOAT(53)', boolean: 'BOOLEAN', text: 'TEXT', timestamp: 'TIMESTAMP', date: 'DATE' },
  postgresql: { int64: 'BIGINT', double: 'FLOAT(53)', boolean: 'BOOLEAN', text: 'TEXT', timestamp: 'TIMESTAMP', date: 'DATE' },
};

export const declared = (dialect: Dialect, type: OldType): string => DECLARED[dialect][type];

/** A value as it was written: NaN was a missing value, and SQLite kept times as text with six digits behind the point. */
export function written(dialect: Dialect, type: OldType, value: OldValue): OldValue {
  if (value === null) return null;
  if (type === 'double') {
    const number = Number(value);
    return Number.isNaN(number) ? null : number;
  }
  if (type === 'text') return String(value);
  if (type === 'timestamp' && dialect === 'sqlite') return String(value).includes('.') ? value : `${String(value)}.000000`;
  return value;
}

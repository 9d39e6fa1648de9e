import type { Column, Frame } from './frame.js';
import { timestampText } from './python.js';

export type Storage = 'sqlite' | 'duckdb';

/** A table as it comes back from the database the original kept it in. */
export function stored(frame: Frame, storage: Storage): Frame {
  return storage === 'duckdb' ? frame : { ...frame, columns: frame.columns.map(throughSqlite) };
}

/** SQLite has neither booleans nor times, and no type for a column of nulls. */
function throughSqlite(column: Column): Column {
  const { name } = column;
  if (column.dtype === 'bool') return { name, dtype: 'int64', values: Float64Array.from(column.values) };
  if (column.dtype === 'float64' && (column.values as Float64Array).every((value) => value !== value))
    return { name, dtype: 'object', values: new Array<null>(column.values.length).fill(null) };
  if (column.dtype === 'datetime') {
    const text = (value: number): string => {
      const written = timestampText(value, false);
      if (column.days) return written.slice(0, 10);
      return written.includes('.') ? written : `${written}.000000`;
    };
    return { name, dtype: 'object', values: Array.from(column.values, (value) => (value === value ? text(value) : null)) };
  }
  if (column.dtype === 'object') {
    const present = column.values.filter((value) => value !== null);
    if (present.length > 0 && present.every((value) => typeof value === 'boolean'))
      return { name, dtype: 'float64', values: Float64Array.from(column.values, (value) => (value === null ? NaN : Number(value))) };
  }
  return column;
}

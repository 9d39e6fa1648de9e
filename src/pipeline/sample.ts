import { quote } from '../engine/duckdb/dialect.js';
import type { InputTable } from './table.js';

/** Knuth's multiplicative hash spreads consecutive row numbers evenly, the same on every engine. */
const spread = (row: string): string => `((${row} * 2654435761) % 4294967296)`;

/** Condition for the rows of a fixed sample; TRUE when the table has no more rows than wanted. */
export const inSample = (table: Pick<InputTable, 'rows' | 'rowColumn'>, size: number, qualifier = ''): string =>
  table.rows <= size ? 'TRUE' : `${spread(`${qualifier}${quote(table.rowColumn)}`)} < ${Math.floor((size / table.rows) * 4294967296)}`;

/** The WHERE, ORDER BY and LIMIT of a fixed sample. */
export const sampled = (table: Pick<InputTable, 'rows' | 'rowColumn'>, size: number): string =>
  `WHERE ${inSample(table, size)} ORDER BY ${quote(table.rowColumn)} LIMIT ${size}`;

export function* chunks<T>(all: readonly T[], size: number): Generator<T[]> {
  for (let i = 0; i < all.length; i += size) yield all.slice(i, i + size);
}

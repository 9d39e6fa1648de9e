import { agg, column, lookup, lookupTable, text, type Column, type Expr } from '@mdm/sdk';

/** A category as it is compared and counted; times by the text they are written as. */
export const category = (c: Column): Expr => (c.type === 'timestamp' ? text(c) : column(c));

/** Rows per category of the training rows, and the rows whose category is known. The same for every transformer, so measured once. */
export const counts = (c: Column) => ({
  counts: lookupTable([category(c)], { rows: agg.rows() }),
  known: agg.count(category(c)),
});

/** Training rows of the row's category; missing when it is missing or was never seen. */
export const rowsOf = (c: Column): Expr<'int64'> => lookup('counts', [category(c)], 'rows', 'int64');

/** The least number of rows whose share of the known ones is not below `share`, exact where `share * known` rounds. */
export function leastRows(share: number, known: number): number {
  let rows = Math.ceil(share * known);
  while (rows > 0 && (rows - 1) / known >= share) rows--;
  while (rows / known < share) rows++;
  return rows;
}

/** A number with up to six significant digits. */
export const show = (x: number): string => String(Number(x.toPrecision(6)));

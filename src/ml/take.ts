import { type DataType, type Table, vectorFromArray } from 'apache-arrow';
import { tableOf } from '../engine/arrow-table.js';

/** Some rows of an Arrow table, in the order given, with its types. Rows that stand together are not copied. */
export function takeTable(table: Table, rows: ArrayLike<number>): Table {
  const first = rows[0] ?? 0;
  let together = true;
  for (let i = 1; together && i < rows.length; i++) together = rows[i] === first + i;
  if (together) return table.slice(first, first + rows.length);
  const columns = table.schema.fields.map(({ type }, c) => {
    const vector = table.getChildAt(c)!;
    const cells = Array.from(rows, (row): unknown => vector.get(row));
    return vectorFromArray(cells, type as DataType);
  });
  return tableOf(table.schema, columns);
}

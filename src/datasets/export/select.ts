import { MdmError, nearest } from '../../errors.js';
import type { StoredColumn, StoredTable } from '../../storage/backend.js';
import { roleOf } from '../info.js';
import type { DatasetRecord } from '../record.js';

/** The tables to export, in the order they are named or stored. */
export function selectTables(
  record: DatasetRecord,
  stored: readonly StoredTable[],
  { tables, features }: { readonly tables?: readonly string[] | undefined; readonly features: boolean },
): readonly StoredTable[] {
  if (tables === undefined) return features ? stored : stored.filter(({ name }) => roleOf(record, name).kind !== 'features');
  return [...new Set(tables)].map((wanted) => {
    const found = stored.find(({ name }) => name === wanted) ?? stored.find(({ name }) => name === record.tables[wanted]);
    if (found) return found;
    const names = stored.map(({ name }) => name);
    const near = nearest(wanted, names);
    throw new MdmError(
      'usage',
      `The dataset ${record.display_name} has no table ${JSON.stringify(wanted)}.`,
      `${near ? `Did you mean ${near}? ` : ''}Its tables are ${names.join(', ')}.`,
    );
  });
}

export interface Selected {
  readonly table: StoredTable;
  readonly columns: readonly StoredColumn[];
}

/** The columns of each table, in the order they are named; a table without any of them is left out. */
export function selectColumns(tables: readonly StoredTable[], columns: readonly string[] | undefined): readonly Selected[] {
  if (columns === undefined) return tables.map((table) => ({ table, columns: table.columns }));
  const wanted = [...new Set(columns)];
  const all = [...new Set(tables.flatMap((table) => table.columns.map(({ name }) => name)))];
  const unknown = wanted.find((name) => !all.includes(name));
  if (unknown !== undefined || wanted.length === 0) {
    const near = nearest(unknown ?? '', all);
    const where = tables.length === 1 ? `the table ${tables[0]!.name}` : 'any of the tables';
    throw new MdmError(
      'unknown-column',
      unknown === undefined ? '--columns names no column.' : `There is no column ${JSON.stringify(unknown)} in ${where}.`,
      `${near ? `Did you mean ${near}? ` : ''}There are ${all.slice(0, 20).join(', ')}${all.length > 20 ? `, and ${all.length - 20} more` : ''}.`,
    );
  }
  return tables.flatMap((table) => {
    const own = wanted.flatMap((name) => table.columns.find((column) => column.name === name) ?? []);
    return own.length === 0 ? [] : [{ table, columns: own }];
  });
}

import { MdmError, nearest } from '../errors.js';
import type { StoredColumn } from './backend.js';

/** The columns that are wanted, in the order in which they are. */
export function chosen<C extends StoredColumn>(table: string, columns: readonly C[], names: readonly string[] | undefined): readonly C[] {
  if (!names) return columns;
  return names.map((name) => {
    const found = columns.find((one) => one.name === name);
    if (found) return found;
    const near = nearest(
      name,
      columns.map((one) => one.name),
    );
    throw new MdmError(
      'unknown-column',
      `The table ${JSON.stringify(table)} has no column ${JSON.stringify(name)}.`,
      near ? `Did you mean ${JSON.stringify(near)}?` : undefined,
    );
  });
}

import type { Database } from '../../engine/duckdb/driver.js';
import { list, shorten, type InputType, type Scan, type ScanColumn } from '../../engine/duckdb/introspect.js';
import { absent, convert, type Want } from '../convert.js';
import { lacking, tableOf, unfit, type SchemaColumn } from '../input.js';
import type { Reading } from '../profile-schema.js';
import { findTables, type TableFiles } from '../source.js';
import type { InputTable } from '../table.js';
import { fullReading, readTable, withTimes } from './read.js';
import { tablesByStem } from './stems.js';

/** A table in the types of a schema; its other columns stay. What is lacking, or does not fit, must not be needed: it is read as missing. */
export async function conform(
  db: Database,
  table: Pick<TableFiles, 'name' | 'files'>,
  scan: Scan,
  schema: readonly SchemaColumn[],
  needed: ReadonlySet<string>,
): Promise<InputTable> {
  const file = table.files[0]!;
  const have = new Map(scan.columns.map((column) => [column.name, column]));
  const lost = schema.filter(({ name }) => !have.has(name));
  const lostNeeded = lost.filter(({ name }) => needed.has(name)).map(({ name }) => name);
  if (lostNeeded.length > 0) throw lacking(file, lostNeeded, [...have.keys()]);
  const wants = schema.flatMap(({ name, type }): Want[] => {
    const column = have.get(name);
    return column && column.type !== type ? [{ column, types: [type as InputType] }] : [];
  });
  const unread: string[] = [];
  const found = await convert(db, scan, wants, (misfit) => {
    if (needed.has(misfit.want.column.name)) throw unfit(file, misfit);
    unread.push(misfit.want.column.name);
  });
  const converted = new Map(found.map((column) => [column.name, column]));
  // What does not fit and is not needed stays as it is: it is only passed on.
  const own = scan.columns.map((column): ScanColumn => (unread.includes(column.name) ? column : (converted.get(column.name) ?? column)));
  const columns = [...own, ...lost.map(({ name, type }) => absent(name, type as InputType))];
  const missing = lost.map(({ name }) => JSON.stringify(shorten(name)));
  const notes = missing.length > 0 ? [`Not in the table, read as missing: ${list(missing)}.`] : [];
  return tableOf(db, { name: table.name, files: table.files, notes: [] }, { ...scan, columns, notes });
}

/** The tables of a source that a recipe with a reading of its own is applied to. */
export async function conformable(source: string, given: Reading): Promise<readonly TableFiles[]> {
  const found = await (fullReading(given).tables === 'stems' ? tablesByStem(source) : findTables(source));
  return found.filter(({ name }) => name !== 'sample_submission');
}

/** The tables of a source as a recipe with a reading of its own needs them. */
export async function conformSource(
  db: Database,
  source: string,
  schema: readonly SchemaColumn[],
  optional: readonly string[],
  given: Reading,
): Promise<InputTable[]> {
  const reading = fullReading(given);
  const needed = new Set(schema.map(({ name }) => name).filter((name) => !optional.includes(name)));
  const times = new Set(schema.filter(({ type }) => type === 'timestamp').map(({ name }) => name));
  const tables: InputTable[] = [];
  for (const table of await conformable(source, given)) {
    const read = await readTable(db, table, reading);
    const conformed = await conform(db, table, await withTimes(db, read, times, reading.dates), schema, needed);
    tables.push({ ...conformed, notes: [...table.notes, ...read.notes, ...conformed.notes] });
  }
  return tables;
}

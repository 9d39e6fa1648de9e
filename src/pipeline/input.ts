import { basename } from 'node:path';
import type { ScalarType, Semantic } from '@mdm/sdk';
import { MdmError, nearest } from '../errors.js';
import type { Database } from '../engine/duckdb/driver.js';
import { countRows, freeName, type InputType, list, relation, type Scan, type ScanColumn, shorten } from '../engine/duckdb/introspect.js';
import { nextPath } from '../engine/duckdb/files.js';
import { typesOf } from '../engine/duckdb/typing.js';
import { absent, convert, type Misfit, type Want } from './convert.js';
import { findTables, oneTable, type TableFiles } from './source.js';
import { stage } from './stage.js';
import type { InputTable } from './table.js';

export { findTables, type TableFiles } from './source.js';

export interface InputOptions {
  /** What columns are, whatever they look like. */
  readonly types?: Readonly<Record<string, Semantic>>;
}

/** A column that a recipe needs. */
export interface SchemaColumn {
  readonly name: string;
  readonly type: ScalarType;
  readonly format?: string;
}

const wanted: Readonly<Partial<Record<Semantic, readonly InputType[]>>> = {
  numeric: ['int64', 'double'],
  datetime: ['timestamp'],
  boolean: ['boolean'],
  categorical: ['text'],
  text: ['text'],
};

/** Opens a file, a glob or a folder (or one of its tables): every column by its own name, typed by all of its values. */
export async function openInput(
  db: Database,
  source: string | readonly string[] | TableFiles,
  options: InputOptions = {},
): Promise<InputTable[]> {
  const tables = await tablesOf(source);
  const types = new Map(Object.entries(options.types ?? {}));
  const keep = new Set([...types].flatMap(([name, type]) => (wanted[type]?.[0] === 'text' ? [name] : [])));
  const opened: InputTable[] = [];
  for (const table of tables) {
    const scan = await stage(db, table, { keep, dates: true });
    if (table === tables[0]) known(scan, [...types.keys()]);
    const columns = await forced(db, scan, types, table);
    opened.push(await tableOf(db, table, { ...scan, columns }));
  }
  return opened;
}

/** Opens tables that must fit a recipe: exactly the schema's columns in the schema's types. Optional ones that are missing or do not fit are null. */
export async function conformInput(
  db: Database,
  source: string | readonly string[] | TableFiles,
  schema: readonly SchemaColumn[],
  optionalNames: readonly string[] = [],
): Promise<InputTable[]> {
  const optional = new Set(optionalNames);
  const opened: InputTable[] = [];
  for (const table of await tablesOf(source)) {
    if (table.name === 'sample_submission') continue;
    const scan = await stage(db, table, {
      keep: new Set(schema.filter(({ type }) => type === 'text' || type === 'timestamp').map(({ name }) => name)),
      dates: false,
    });
    const have = new Map(scan.columns.map((column) => [column.name, column]));
    const lost = schema.flatMap(({ name }) => (have.has(name) || optional.has(name) ? [] : [name]));
    const wantedNames = new Set(schema.map(({ name }) => name));
    const extra = [...have.keys()].filter((name) => !wantedNames.has(name));
    if (lost.length > 0) throw lacking(table.files[0]!, lost, extra);
    const unread: string[] = [];
    const wants = schema.flatMap(({ name, type, format }): Want[] => {
      const column = have.get(name);
      return column ? [{ column, types: [type as InputType], ...(format === undefined ? {} : { format }) }] : [];
    });
    const found = await convert(db, scan, wants, (misfit) => {
      if (!optional.has(misfit.want.column.name)) throw unfit(table.files[0]!, misfit);
      unread.push(say(misfit.want.column.name));
    });
    const converted = new Map(found.map((column) => [column.name, column]));
    const columns = schema.map(({ name, type }) => converted.get(name) ?? absent(name, type as InputType));
    const missing = schema.flatMap(({ name }) => (have.has(name) ? [] : [say(name)]));
    const notes = [
      ...scan.notes,
      ...(extra.length > 0 ? [`Not in the recipe and not read: ${list(extra.map(say))}.`] : []),
      ...(missing.length > 0 ? [`Not in the table, read as missing: ${list(missing)}.`] : []),
      ...(unread.length > 0 ? [`Not of the recipe's type and not needed, read as missing: ${list(unread)}.`] : []),
    ];
    opened.push(await tableOf(db, table, { ...scan, columns, notes }));
  }
  return opened;
}

async function tablesOf(source: string | readonly string[] | TableFiles): Promise<TableFiles[]> {
  if (typeof source === 'string') return findTables(source);
  return 'kind' in source ? [source] : [await oneTable(source)];
}

/** The error for columns that a table must have. */
export function lacking(file: string, lost: readonly string[], extra: readonly string[]): MdmError {
  const near = nearest(lost[0]!, extra);
  const what = lost.length === 1 ? 'the column' : `${lost.length} columns`;
  const next = 'Give a table with the columns of the training table.';
  return new MdmError(
    'schema-mismatch',
    `${file} lacks ${what} ${list(lost.map(say))}, which the recipe reads.`,
    near === undefined ? next : `Did you mean ${say(near)}? ${next}`,
  );
}

/** The error for a value of another type than a column must have. */
export function unfit(file: string, { want, value, row }: Misfit): MdmError {
  const type = `${want.types[0]}${want.format ? ` (${want.format})` : ''}`;
  return new MdmError(
    'schema-mismatch',
    `Column ${say(want.column.name)} of ${file} must be ${type}: row ${row} has ${JSON.stringify(shorten(value))}.`,
    'Correct the value, or make the recipe anew from data that holds such values.',
  );
}

const say = (name: string): string => JSON.stringify(shorten(name));

/** An error for the first of the names that is no column. */
function known(scan: Scan, names: readonly string[]): void {
  const have = scan.columns.map(({ name }) => name);
  const unknown = names.find((name) => !have.includes(name));
  if (unknown !== undefined) throw unknownColumn(unknown, have);
}

/** The error for a name that no column has. */
export function unknownColumn(name: string, columns: readonly string[]): MdmError {
  const near = nearest(name, columns);
  return new MdmError(
    'unknown-column',
    `There is no column ${say(name)}.`,
    near === undefined ? `The columns are ${list(columns.map(say))}.` : `Did you mean ${say(near)}?`,
  );
}

/** The columns, those a person spoke of in the types they said. */
async function forced(db: Database, scan: Scan, types: ReadonlyMap<string, Semantic>, table: TableFiles): Promise<readonly ScanColumn[]> {
  const spoken = scan.columns.filter(({ name }) => wanted[types.get(name) ?? 'id'] !== undefined);
  // A CSV file does not say whether 007 is a number; other files do.
  const texts = spoken
    .filter(({ name, type }) => table.kind === 'csv' && type === 'text' && wanted[types.get(name)!]![0] === 'text')
    .map(({ name, value }) => ({ name, ref: value }));
  const numbers = texts.length > 0 ? await typesOf(db, scan.from, texts, true) : new Map<string, { readonly type: InputType }>();
  const wants = spoken.map((column): Want => {
    const type = numbers.get(column.name)?.type;
    const target = wanted[types.get(column.name)!]!;
    if (target[0] === 'int64' && column.type === 'double') return { column, types: ['double'] };
    return { column, types: target, ...(type === 'int64' || type === 'double' ? { format: 'number' } : {}) };
  });
  const found = await convert(db, scan, wants, ({ want, value, row }) => {
    const { name } = want.column;
    const what = types.get(name)!;
    throw new MdmError(
      'bad-data',
      `Column ${say(name)} of ${table.files[0]} cannot be ${what}: row ${row} has ${JSON.stringify(shorten(value))}.`,
      `Correct the value, or leave out --type ${name}=${what}.`,
    );
  });
  const converted = new Map(found.map((column) => [column.name, column]));
  return scan.columns.map((column) => converted.get(column.name) ?? column);
}

/** A scan as a table that has rows and columns. */
export async function tableOf(db: Database, { name, files, notes }: Omit<TableFiles, 'kind'>, scan: Scan): Promise<InputTable> {
  if (scan.columns.length === 0)
    throw new MdmError(
      'empty',
      `${files[0]} has no columns that MDM can use.`,
      scan.notes[0] ?? 'Give a table with columns of numbers, text, dates or booleans.',
    );
  const rows = await countRows(db, scan.from);
  if (rows === 0) throw new MdmError('empty', `${files[0]} has no rows.`, 'Give a table with at least one row.');
  const rowColumn = freeName(
    'mdm_row',
    scan.columns.map((column) => column.name),
  );
  const columns = scan.columns.map(({ name: column, type, stored, format }) => ({
    name: column,
    type,
    stored,
    ...(format === undefined ? {} : { format }),
  }));
  const read = relation(scan, rowColumn);
  return {
    name,
    files,
    relation: (await held(db, read, rows, columns.length)) ?? read,
    rowColumn,
    rows,
    columns,
    notes: [...notes, ...scan.notes],
  };
}

const wideColumns = 250;
const heldValues = 5_000_000;

/** A table of many columns and few rows is held in the engine: to describe a wide file in every statement takes longer than to read it. */
async function held(db: Database, read: string, rows: number, columns: number): Promise<string | undefined> {
  if (columns < wideColumns || rows * columns > heldValues) return undefined;
  const name = basename(nextPath(db, 'table')).replace(/\W/g, '_');
  await db.inOrder(() => db.run(`CREATE TABLE ${name} AS ${read}`));
  return `SELECT * FROM ${name}`;
}

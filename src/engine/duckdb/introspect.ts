import type { Json } from '#duckdb';
import type { Database } from './driver.js';
import { literal, quote } from './dialect.js';

/** The types a column of an input table can have. */
export type InputType = 'int64' | 'double' | 'boolean' | 'text' | 'timestamp';

/** A column that can be read: `value` is SQL over the scan's `from`. */
export interface ScanColumn {
  readonly name: string;
  /** The engine's or file's own type, for people. */
  readonly stored: string;
  readonly type: InputType;
  readonly value: string;
  /** How a text date is read (`iso` or a strptime format), or `number` for the text of numbers. */
  readonly format?: string;
}

/** Something to select from: `row` is SQL of the row's number, counted from 0 in file order. */
export interface Scan {
  readonly from: string;
  readonly row: string;
  readonly columns: readonly ScanColumn[];
  readonly notes: readonly string[];
}

/** The names and types of a query's columns. */
export async function describe(db: Database, from: string): Promise<{ name: string; type: string }[]> {
  const rows = await db.rows(`DESCRIBE SELECT * FROM ${from}`);
  return rows.map(([name, type]) => ({ name: asText(name), type: asText(type) }));
}

/** A value of a result as text. */
export const asText = (value: Json | undefined): string => (typeof value === 'string' ? value : JSON.stringify(value ?? ''));

/** How many rows a scan has. */
export async function countRows(db: Database, from: string): Promise<number> {
  const [row] = await db.rows(`SELECT count(*) FROM ${from}`);
  return Number(row?.[0] ?? 0);
}

/** How a column of an engine's type is read, or nothing when MDM cannot use it (nested values, bytes). */
export function reading(type: string, ref: string): { type: InputType; value: string } | undefined {
  if (/^(TINYINT|SMALLINT|INTEGER|UTINYINT|USMALLINT|UINTEGER)$/.test(type)) return { type: 'int64', value: `CAST(${ref} AS BIGINT)` };
  if (type === 'BIGINT') return { type: 'int64', value: ref };
  if (type === 'DOUBLE') return { type: 'double', value: `CASE WHEN isfinite(${ref}) THEN ${ref} END` };
  if (type === 'FLOAT') return { type: 'double', value: `CASE WHEN isfinite(${ref}) THEN CAST(${ref} AS DOUBLE) END` };
  if (/^(DECIMAL\(\d+,\d+\)|HUGEINT|UHUGEINT|UBIGINT)$/.test(type)) return { type: 'double', value: `CAST(${ref} AS DOUBLE)` };
  if (type === 'BOOLEAN') return { type: 'boolean', value: ref };
  if (type === 'VARCHAR') return { type: 'text', value: ref };
  if (type === 'JSON') return { type: 'text', value: `json_extract_string(${ref}, '$')` };
  if (/^(ENUM\((?!.*\)\[).*\)|UUID|TIME( WITH TIME ZONE)?|TIME_NS|"NULL")$/s.test(type))
    return { type: 'text', value: `CAST(${ref} AS VARCHAR)` };
  if (type === 'TIMESTAMP') return { type: 'timestamp', value: ref };
  if (/^(DATE|TIMESTAMP_(S|MS|NS)|TIMESTAMP WITH TIME ZONE)$/.test(type)) return { type: 'timestamp', value: `CAST(${ref} AS TIMESTAMP)` };
  return undefined;
}

/** As {@link reading}, with every other type as text: nested values as JSON, bytes as hexadecimal digits. */
export function readingWhole(type: string, ref: string): { type: InputType; value: string } {
  const known = reading(type, ref);
  if (known) return known;
  if (type === 'BLOB') return { type: 'text', value: `lower(hex(${ref}))` };
  const nested = /\]$|^(?:STRUCT|MAP|UNION)\b/.test(type);
  return { type: 'text', value: nested ? `CAST(to_json(${ref}) AS VARCHAR)` : `CAST(${ref} AS VARCHAR)` };
}

/** Positional names, so that no name of a user ever meets the engine. */
export const positions = (count: number): string[] => Array.from({ length: count }, (_, i) => `c${i}`);

/** A Parquet file as a FROM item with positional names; its row number is `t.file_row_number`. */
export const parquetItem = (files: readonly string[], columns: number, options = ''): string =>
  `read_parquet(${pathList(files)}, hive_partitioning = false${options}) AS t(${positions(columns).join(', ')})`;

export const pathList = (files: readonly string[]): string =>
  files.length === 1 ? literal(files[0]!) : `[${files.map(literal).join(', ')}]`;

/** Names as the engine can tell them apart: none empty, none equal to another in ASCII lower case. */
export function usableNames(raw: readonly string[]): { names: string[]; notes: string[] } {
  const fold = (name: string): string => name.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
  const taken = new Set(raw.map(fold));
  const used = new Set<string>();
  const renamed: string[] = [];
  const names = raw.map((original, i) => {
    const wanted = original.replaceAll('\0', '') || `column${i}`;
    let name = wanted;
    for (let n = 1; used.has(fold(name)) || (name !== original && taken.has(fold(name))); n++) name = `${wanted}_${n}`;
    used.add(fold(name));
    if (name !== original)
      renamed.push(
        `${original === '' ? `column ${i + 1} without a name` : JSON.stringify(shorten(original))} is called ${JSON.stringify(shorten(name))}`,
      );
    return name;
  });
  return { names, notes: renamed.length === 0 ? [] : [`Names must differ in more than case: ${list(renamed)}.`] };
}

/** A name that no column has. */
export function freeName(wanted: string, names: readonly string[]): string {
  const taken = new Set(names.map((name) => name.toLowerCase()));
  let name = wanted;
  while (taken.has(name)) name += '_';
  return name;
}

export const shorten = (text: string, length = 60): string => (text.length <= length ? text : `${text.slice(0, length - 1)}…`);
export const list = (items: readonly string[], most = 8): string =>
  items.length <= most ? items.join(', ') : `${items.slice(0, most).join(', ')} and ${items.length - most} more`;

/** The query that gives every column by its own name and type, and the row number. */
export function relation(scan: Pick<Scan, 'from' | 'row' | 'columns'>, rowColumn: string): string {
  const columns = scan.columns.map(({ name, value }) => `${value} AS ${quote(name)}`);
  return `SELECT ${[...columns, `${scan.row} AS ${quote(rowColumn)}`].join(', ')} FROM ${scan.from}`;
}

import { symlink } from 'node:fs/promises';
import { extname, join, resolve } from 'node:path';
import { MdmError } from '../../errors.js';
import { literal } from './dialect.js';
import type { Database } from './driver.js';
import {
  describe,
  list,
  parquetItem,
  positions,
  pathList,
  reading,
  readingWhole,
  type Scan,
  type ScanColumn,
  shorten,
  usableNames,
} from './introspect.js';

const counters = new WeakMap<Database, number>();

/** A path in the temporary folder that was not given before. */
export function nextPath(db: Database, extension: string): string {
  const n = (counters.get(db) ?? 0) + 1;
  counters.set(db, n);
  return join(db.temp, `input-${n}.${extension}`);
}

/** Options of COPY for a staged file; row groups of wide tables are short, so that they fit into memory. */
export const parquetOptions = (columns: number): string =>
  `(FORMAT parquet, COMPRESSION lz4_raw, ROW_GROUP_SIZE ${Math.max(2_048, Math.min(122_880, Math.floor(20_000_000 / Math.max(1, columns))))})`;

/** A path the engine takes as it is: where a name holds characters of a glob, a link to it. */
export async function plainPath(db: Database, file: string): Promise<string> {
  if (!/[*?[\]{}]/.test(file)) return file;
  const path = nextPath(db, extname(file).slice(1).replace(/\W/g, '') || 'data');
  await symlink(resolve(file), path);
  return path;
}

/** The engine's full message behind an error. */
export function engineMessage(error: unknown): string {
  if (error instanceof MdmError) return error.cause instanceof Error ? error.cause.message : error.message;
  return error instanceof Error ? error.message : String(error);
}

function columnsOf(described: readonly { name: string; type: string }[], whole: boolean): { columns: ScanColumn[]; notes: string[] } {
  const { names, notes } = usableNames(described.map(({ name }) => name));
  const left: string[] = [];
  const decimals: string[] = [];
  const columns = described.flatMap(({ type }, i): ScanColumn[] => {
    const read = reading(type, `c${i}`);
    if (whole && /^DECIMAL/.test(type)) decimals.push(`${JSON.stringify(shorten(names[i]!))} (${type})`);
    if (!read) left.push(`${JSON.stringify(shorten(names[i]!))} (${shorten(type, 40)})`);
    if (!read && !whole) return [];
    return [{ name: names[i]!, stored: type, ...(read ?? readingWhole(type, `c${i}`)) }];
  });
  if (decimals.length > 0) notes.push(`Decimal numbers become floating-point numbers: ${list(decimals)}.`);
  if (left.length > 0 && whole) notes.push(`Stored as text, for their values are nested or bytes: ${list(left)}.`);
  else if (left.length > 0) notes.push(`Left out, for their values are nested or bytes: ${list(left)}.`);
  return { columns, notes };
}

/** One Parquet file is read where it lies; several become one. With `whole`, nested values and bytes are text; else they are left out. */
export async function scanParquet(db: Database, files: readonly string[], whole = false): Promise<Scan> {
  const described = await describe(
    db,
    `read_parquet(${pathList(files)}, hive_partitioning = false${files.length > 1 ? ', union_by_name = true' : ''})`,
  );
  const { columns, notes } = columnsOf(described, whole);
  // The engine's own row number hides behind a column of that name.
  const hidden = described.some(({ name }) => /^file_row_number$/i.test(name));
  if (files.length === 1 && !hidden) return { from: parquetItem(files, described.length), row: 't.file_row_number', columns, notes };
  return stageScan(db, parquetItem(files, described.length, files.length > 1 ? ', union_by_name = true' : ''), columns, notes);
}

/** Reads columns once into a Parquet file with positional names. */
async function stageScan(db: Database, from: string, columns: readonly ScanColumn[], notes: readonly string[]): Promise<Scan> {
  if (columns.length === 0) return { from, row: '0', columns, notes };
  const path = nextPath(db, 'parquet');
  const refs = positions(columns.length);
  const values = columns.map(({ value }, i) => `${value} AS ${refs[i]}`).join(', ');
  await db.run(`COPY (SELECT ${values} FROM ${from}) TO ${literal(path)} ${parquetOptions(columns.length)}`);
  return stagedScan(
    path,
    columns.map((column, i) => ({ ...column, value: refs[i]! })),
    notes,
  );
}

/** A staged Parquet file with positional names. */
export const stagedScan = (path: string, columns: readonly ScanColumn[], notes: readonly string[]): Scan => ({
  from: parquetItem([path], columns.length),
  row: 't.file_row_number',
  columns,
  notes,
});

/** JSON and NDJSON. Every object is looked at first: a guess from some would drop late fields and round late fractions. Dates stay text. */
export async function scanJson(db: Database, files: readonly string[], whole = false, largest = 1 << 24): Promise<Scan> {
  const from =
    `read_json(${pathList(files)}, records = true, sample_size = -1, union_by_name = true, hive_partitioning = false, compression = 'uncompressed', ` +
    `dateformat = '~%Y', timestampformat = '~%Y', maximum_object_size = ${largest})`;
  try {
    const described = await describe(db, from);
    const { columns, notes } = columnsOf(described, whole);
    return await stageScan(db, `${from} AS t(${positions(described.length).join(', ')})`, columns, notes);
  } catch (error) {
    // Buffers are as large as the largest object may be, so a large limit is for those who need it.
    if (largest > 1 << 24 || !/maximum_object_size/.test(engineMessage(error))) throw error;
    return scanJson(db, files, whole, 1 << 28);
  }
}

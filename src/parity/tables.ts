import { quote, literal } from '../engine/duckdb/dialect.js';
import type { Database } from '../engine/duckdb/driver.js';
import { nextPath, parquetOptions, plainPath } from '../engine/duckdb/files.js';
import { countRows, describe, parquetItem, positions } from '../engine/duckdb/introspect.js';
import { MdmError } from '../errors.js';
import { findTables } from '../pipeline/source.js';
import { stage } from '../pipeline/stage.js';

/** A column as its file has it. */
export interface SideColumn {
  readonly name: string;
  /** The engine's type. */
  readonly type: string;
  /** SQL over `from`. */
  readonly ref: string;
}

/** One of the two tables: values are as they are stored, nothing is read as missing. */
export interface Side {
  readonly path: string;
  readonly from: string;
  /** SQL of the row's number, from 0. */
  readonly row: string;
  readonly rows: number;
  readonly columns: readonly SideColumn[];
  /** CSV: the file does not say what its text is. */
  readonly untyped: boolean;
  readonly notes: readonly string[];
}

const COARSE = /^(Uint64|Decimal)/;

/** Opens a feature table for comparison. */
export async function openSide(db: Database, path: string): Promise<Side> {
  const tables = await findTables(path);
  const [table] = tables;
  if (tables.length !== 1 || table!.files.length !== 1)
    throw new MdmError('usage', `${path} is more than one file.`, 'Name one file for each side.');
  const file = table!.files[0]!;
  if (table!.kind === 'parquet') return parquetSide(db, path, await plainPath(db, file));
  const scan = await stage(db, table!, { keep: new Set(), dates: false, exact: true });
  const refs = positions(scan.columns.length);
  // JSON and Arrow are staged with their values in these places; what was made of them to be an input does not matter here.
  const types = scan.columns.length > 0 ? await describe(db, scan.from) : [];
  const left = scan.notes.filter((note) => note.startsWith('Left out'));
  if (left.length > 0)
    throw new MdmError('bad-data', `${path} holds values that cannot be compared: ${left[0]}`, 'Write both tables as Parquet.');
  const coarse = scan.columns.filter(({ stored }) => table!.kind === 'arrow' && COARSE.test(stored)).map(({ name }) => name);
  return {
    path,
    from: scan.from,
    row: scan.row,
    rows: await rowsOf(db, path, scan.from),
    columns: scan.columns.map(({ name }, i) => ({ name, type: types[i]!.type, ref: refs[i]! })),
    untyped: table!.kind === 'csv',
    notes: [...scan.notes, ...(coarse.length > 0 ? [`Of ${path}, read as doubles: ${coarse.join(', ')}.`] : [])],
  };
}

async function parquetSide(db: Database, path: string, file: string): Promise<Side> {
  let described: { name: string; type: string }[];
  try {
    described = await describe(db, `read_parquet(${literal(file)}, hive_partitioning = false)`);
  } catch (error) {
    if (error instanceof MdmError && error.code === 'engine')
      throw new MdmError('bad-data', `${path} cannot be read as Parquet.`, 'Copy or write the file again.', error);
    throw error;
  }
  const refs = positions(described.length);
  let from = parquetItem([file], described.length);
  // The engine's own row number hides behind a column of that name.
  if (described.some(({ name }) => /^file_row_number$/i.test(name))) {
    const copy = nextPath(db, 'parquet');
    await db.inOrder(() => db.run(`COPY (SELECT ${refs.join(', ')} FROM ${from}) TO ${literal(copy)} ${parquetOptions(described.length)}`));
    from = parquetItem([copy], described.length);
  }
  return {
    path,
    from,
    row: 't.file_row_number',
    rows: await rowsOf(db, path, from),
    columns: described.map(({ name, type }, i) => ({ name, type, ref: refs[i]! })),
    untyped: false,
    notes: [],
  };
}

async function rowsOf(db: Database, path: string, from: string): Promise<number> {
  const rows = await countRows(db, from);
  if (rows === 0) throw new MdmError('empty', `${path} has no rows, so that nothing can be compared.`, 'Compare tables with rows.');
  return rows;
}

/** A side's query: its row number as `r` and other expressions. */
export const select = (side: Side, parts: readonly (readonly [sql: string, name: string])[], where = ''): string =>
  `SELECT ${[[side.row, 'r'] as const, ...parts].map(([sql, name]) => `${sql} AS ${quote(name)}`).join(', ')} FROM ${side.from}${where}`;

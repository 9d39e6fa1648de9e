import type { Database } from './driver.js';
import { literal } from './dialect.js';
import { nextPath, parquetOptions } from './files.js';
import { positions } from './introspect.js';

/** A CSV file in UTF-8 whose layout is known. */
export interface CsvTexts {
  readonly path: string;
  readonly delimiter: string;
  /** Lines before the header. */
  readonly skip: number;
  readonly columns: number;
  /** Text that is missing, in quotes or not. */
  readonly missing: readonly string[];
}

/** Lays the texts of a CSV file down as Parquet with positional names, row by row. Short rows are filled up; `loose` takes quotes as they come. */
export async function stageTexts(db: Database, csv: CsvTexts, loose: boolean): Promise<string> {
  // Loosely read, a row of more fields than the header would lose them: one more column shows that there are some.
  const all = positions(csv.columns + (loose ? 1 : 0));
  const refs = all.slice(0, csv.columns);
  const single = csv.columns === 1;
  // A blank line would be a row of one column: missing text is told apart from it before it is missing.
  // A word with the delimiter in it can only stand in quotes, and the engine refuses it as a missing one.
  const quoted = single ? [] : csv.missing.filter((word) => word.includes(csv.delimiter));
  const nulls = single ? [''] : csv.missing.filter((word) => !quoted.includes(word));
  const file =
    `read_csv(${literal(csv.path)}, auto_detect = false, header = true, skip = ${csv.skip}, delim = ${literal(csv.delimiter)}, quote = '"', escape = '"', ` +
    `comment = '', nullstr = [${nulls.map(literal).join(', ')}], allow_quoted_nulls = ${!single}, hive_partitioning = false, compression = 'none', ` +
    `${loose ? 'strict_mode = false, null_padding = true, parallel = false, max_line_size = 268435456, ' : ''}` +
    `columns = {${all.map((ref) => `${ref}: 'VARCHAR'`).join(', ')}})`;
  const read = loose ? 'mdm_loose' : file;
  if (loose) await readLoosely(db, file, all.at(-1)!, csv.columns);
  const absent = csv.missing.map(literal).join(', ');
  const select = single
    ? `SELECT CASE WHEN c0 NOT IN (${absent || "''"}) THEN c0 END AS c0 FROM ${read} WHERE c0 IS NOT NULL AND NOT regexp_full_match(c0, ' +')`
    : `SELECT ${quoted.length === 0 ? refs.join(', ') : refs.map((ref) => `CASE WHEN ${ref} NOT IN (${quoted.map(literal).join(', ')}) THEN ${ref} END AS ${ref}`).join(', ')} FROM ${read}`;
  const path = nextPath(db, 'parquet');
  await db.run(`COPY (${select}) TO ${literal(path)} ${parquetOptions(csv.columns)}`);
  if (loose) await db.run('DROP TABLE mdm_loose');
  return path;
}

/** Lays a file down as the table `mdm_loose`; `more` is a column beyond the header's. */
async function readLoosely(db: Database, file: string, more: string, columns: number): Promise<void> {
  await db.run(`CREATE OR REPLACE TEMP TABLE mdm_loose AS SELECT * FROM ${file}`);
  const [row] = await db.rows(`SELECT min(rowid)::DOUBLE FROM mdm_loose WHERE ${more} IS NOT NULL`);
  if (typeof row?.[0] === 'number') throw new RangeError(`row ${row[0] + 1} has more than the ${columns} fields of the header`);
}

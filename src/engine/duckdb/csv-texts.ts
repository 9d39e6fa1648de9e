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
  readonly longLines?: boolean;
}

/** Lays the texts of a CSV file down as Parquet with positional names, row by row. A row of another length is an error. */
export async function stageTexts(db: Database, csv: CsvTexts): Promise<string> {
  const refs = positions(csv.columns);
  const single = csv.columns === 1;
  // A blank line would be a row of one column: missing text is told apart from it before it is missing.
  // A word with the delimiter in it can only stand in quotes, and the engine refuses it as a missing one.
  const quoted = single ? [] : csv.missing.filter((word) => word.includes(csv.delimiter));
  const nulls = single ? [''] : csv.missing.filter((word) => !quoted.includes(word));
  const read =
    `read_csv(${literal(csv.path)}, auto_detect = false, header = true, skip = ${csv.skip}, delim = ${literal(csv.delimiter)}, quote = '"', escape = '"', ` +
    `comment = '', nullstr = [${nulls.map(literal).join(', ')}], allow_quoted_nulls = ${!single}, hive_partitioning = false, compression = 'none', ` +
    `${csv.longLines ? 'max_line_size = 268435456, ' : ''}columns = {${refs.map((ref) => `${ref}: 'VARCHAR'`).join(', ')}})`;
  const without = (ref: string, words: readonly string[]): string =>
    words.length === 0 ? ref : `CASE WHEN ${ref} NOT IN (${words.map(literal).join(', ')}) THEN ${ref} END AS ${ref}`;
  const select = single
    ? `SELECT ${without('c0', csv.missing)} FROM ${read} WHERE c0 IS NOT NULL AND NOT regexp_full_match(c0, ' +')`
    : `SELECT ${refs.map((ref) => without(ref, quoted)).join(', ')} FROM ${read}`;
  const path = nextPath(db, 'parquet');
  await db.run(`COPY (${select}) TO ${literal(path)} ${parquetOptions(csv.columns)}`);
  return path;
}

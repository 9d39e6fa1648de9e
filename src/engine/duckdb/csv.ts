import type { Database } from './driver.js';
import { literal } from './dialect.js';
import { readOrFail } from './dates.js';
import { engineMessage, nextPath, parquetOptions, stagedScan } from './files.js';
import { parquetItem, positions, type Scan, type ScanColumn } from './introspect.js';
import { isWhole, typesOf, type TextType } from './typing.js';

/** A CSV file as its first lines describe it. `path` may be a decoded copy of `file`. */
export interface CsvFile {
  readonly file: string;
  readonly path: string;
  readonly delimiter: string;
  readonly escape: string;
  /** Empty lines before the header. */
  readonly skip: number;
  /** Names as they are written in the header. */
  readonly header: readonly string[];
  readonly longLines?: boolean;
}

/** Text that means a missing value, in quotes or not. */
export const missing: readonly string[] = ['', 'NA', 'N/A', 'n/a', 'NaN', 'nan', 'NULL', 'null', 'None', '#N/A', '<NA>'];

/** Values looked at to guess types; what they do not show is found while the whole file is read. */
const sampleRows = 20_480;
const sampleValues = 4_000_000;

type Reader = 'VARCHAR' | 'BIGINT' | 'DOUBLE' | 'BOOLEAN';
interface Reading {
  readonly reader: Reader;
  readonly value: (ref: string) => string;
}
const verbatim: Reading = { reader: 'VARCHAR', value: (ref) => ref };

/** `order[i]` is the place in the table of the file's column `i`. */
export interface PlacedFile {
  readonly file: CsvFile;
  readonly order: readonly number[];
}

function readCsv({ file, order }: PlacedFile, reader: (place: number) => Reader, exact = false): string {
  const columns = order.map((place) => `c${place}: '${reader(place)}'`).join(', ');
  return (
    `read_csv(${literal(file.path)}, auto_detect = false, header = true, skip = ${file.skip}, delim = ${literal(file.delimiter)}, quote = '"', ` +
    `escape = ${literal(file.escape)}, comment = '', nullstr = [${(exact ? [''] : missing).map(literal).join(', ')}], allow_quoted_nulls = ${!exact}, ` +
    `hive_partitioning = false, compression = 'none', columns = {${columns}}` +
    `${file.longLines ? ', max_line_size = 268435456, buffer_size = 300000000' : ''})`
  );
}

/** Reads the files once into Parquet. Columns named in `keep` stay text as they are written; `dates` false: all dates do. */
export async function stageCsv(
  db: Database,
  files: readonly PlacedFile[],
  names: readonly string[],
  options: { readonly keep: ReadonlySet<string>; readonly dates: boolean; readonly exact?: boolean },
): Promise<Scan> {
  const refs = positions(names.length);
  if (options.exact) {
    const path = await copyCsv(
      db,
      files,
      refs,
      names.map(() => verbatim),
      true,
    );
    return stagedScan(
      path,
      names.map((name, i) => ({ name, stored: 'VARCHAR', type: 'text', value: refs[i]! })),
      [],
    );
  }
  const looked = names.flatMap((name, i) => (options.keep.has(name) ? [] : [{ name, ref: refs[i]! }]));
  const everyText = (limit: string): string[] =>
    files.map((one) => `(SELECT ${refs.join(', ')} FROM ${readCsv(one, () => 'VARCHAR')}${limit})`);

  const rows = Math.max(1_000, Math.min(sampleRows, Math.floor(sampleValues / names.length)));
  const each = Math.max(100, Math.ceil(rows / files.length));
  await db.run(`CREATE OR REPLACE TEMP TABLE mdm_sample AS ${everyText(` LIMIT ${each}`).join(' UNION ALL ')}`);
  const [counted] = await db.rows('SELECT count(*) FROM mdm_sample');
  let whole = Number(counted?.[0]) < each;
  let types = await typesOf(db, 'mdm_sample', looked, true);
  await db.run('DROP TABLE mdm_sample');

  let path: string;
  try {
    path = await copyCsv(db, files, refs, readings(names, types, whole, options.dates));
  } catch (error) {
    // A value the sample did not show: look at all of them, then read again.
    if (whole || !conversion.test(engineMessage(error))) throw error;
    whole = true;
    types = await typesOf(db, `(${everyText('').join(' UNION ALL ')})`, looked, true);
    path = await copyCsv(db, files, refs, readings(names, types, whole, options.dates));
  }
  const open = whole ? [] : looked.filter(({ name }) => unsure(types.get(name)!));
  const settled = await typesOf(db, parquetItem([path], names.length), open, true);
  const notes: string[] = [];
  const columns = names.map((name, i): ScanColumn => {
    const ref = refs[i]!;
    const late = settled.get(name);
    const type = late ?? types.get(name);
    if (!type || (type.type === 'timestamp' && !options.dates)) return { name, stored: 'VARCHAR', type: 'text', value: ref };
    notes.push(...type.notes);
    return asTyped(name, type, ref, late !== undefined);
  });
  return stagedScan(path, columns, notes);
}

const conversion = /Error when converting column|no (date|whole number): |Could not (convert|parse)|Conversion Error/;

/** A staged column; one that was settled late is converted as it is read. */
function asTyped(name: string, { type, date }: TextType, ref: string, late: boolean): ScanColumn {
  const stored = { int64: 'BIGINT', double: 'DOUBLE', boolean: 'BOOLEAN', text: 'VARCHAR', timestamp: 'VARCHAR' }[type];
  const cast = late ? `CAST(${ref} AS ${stored})` : ref;
  if (type === 'timestamp') return { name, stored, type, value: late ? date!.read(ref) : ref, format: date!.format };
  return { name, stored, type, value: type === 'double' ? `CASE WHEN isfinite(${cast}) THEN ${cast} END` : cast };
}

/** The sample says too little: no known value, or dates that can be read in two ways. */
const unsure = (type: TextType): boolean => type.known === 0 || type.open;

function readings(names: readonly string[], types: ReadonlyMap<string, TextType>, certain: boolean, dates: boolean): Reading[] {
  return names.map((name) => {
    const type = types.get(name);
    if (!type || (!certain && unsure(type))) return verbatim;
    switch (type.type) {
      case 'int64':
        if (certain) return { reader: 'BIGINT', value: (ref) => ref };
        // Read as BIGINT, a later 2.7 would silently become 3.
        return type.longest > 15
          ? {
              reader: 'VARCHAR',
              value: (ref) =>
                `CASE WHEN ${isWhole(ref)} THEN CAST(${ref} AS BIGINT) WHEN ${ref} IS NOT NULL THEN error('no whole number: ' || ${ref}) END`,
            }
          : {
              reader: 'DOUBLE',
              value: (ref) =>
                `CASE WHEN ${ref} = trunc(${ref}) AND abs(${ref}) <= 9007199254740991 THEN CAST(${ref} AS BIGINT) WHEN ${ref} IS NOT NULL THEN error('no whole number: ' || ${ref}) END`,
            };
      case 'double':
        return { reader: 'DOUBLE', value: (ref) => ref };
      case 'boolean':
        return { reader: 'BOOLEAN', value: (ref) => ref };
      case 'timestamp':
        return dates ? { reader: 'VARCHAR', value: (ref) => readOrFail(type.date!, ref) } : verbatim;
      case 'text':
        return verbatim;
    }
  });
}

/** File by file, so that rows keep their order, then as one. */
async function copyCsv(
  db: Database,
  files: readonly PlacedFile[],
  refs: readonly string[],
  plan: readonly Reading[],
  exact = false,
): Promise<string> {
  const values = refs.map((ref, i) => `${plan[i]!.value(ref)} AS ${ref}`).join(', ');
  const parts: string[] = [];
  for (const one of files) {
    const path = nextPath(db, 'parquet');
    await db.run(
      `COPY (SELECT ${values} FROM ${readCsv(one, (place) => plan[place]!.reader, exact)}) TO ${literal(path)} ${parquetOptions(refs.length)}`,
    );
    parts.push(path);
  }
  if (parts.length === 1) return parts[0]!;
  const path = nextPath(db, 'parquet');
  await db.run(`COPY (SELECT * FROM ${parquetItem(parts, refs.length)}) TO ${literal(path)} ${parquetOptions(refs.length)}`);
  return path;
}

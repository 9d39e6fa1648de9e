import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';

export const data = join(import.meta.dirname, '../../test/data');

const TYPES = { int64: 'BIGINT', int32: 'INTEGER', float64: 'DOUBLE', bool: 'BOOLEAN', object: 'VARCHAR' };
/** @param {string} dtype of pandas */
const typeOf = (dtype) => TYPES[dtype] ?? 'TIMESTAMP';
/** @param {string} text */
const quote = (text) => `"${text.replaceAll('"', '""')}"`;
/** @param {string} text */
const literal = (text) => `'${text.replaceAll("'", "''")}'`;

/**
 * Makes the table `name` of CSV text in which what is missing is empty; `r` is the place of each row.
 * @param {{ run(sql: string): Promise<unknown> }} db
 * @param {string} name
 * @param {string} csv
 * @param {Readonly<Record<string, string>>} dtypes
 */
export async function loadCsv(db, name, csv, dtypes) {
  const folder = mkdtempSync(join(tmpdir(), 'mdm-table-'));
  try {
    const file = join(folder, 'table.csv');
    writeFileSync(file, csv);
    const names = Object.keys(dtypes).map((_, i) => literal(`c${i}`));
    // The only zone is UTC, which is left out.
    const columns = Object.entries(dtypes).map(([column, dtype], i) => {
      const text = dtype.startsWith('datetime') ? `regexp_replace(c${i}, '\\+00:00$', '')` : `c${i}`;
      return `CAST(${text} AS ${typeOf(dtype)}) AS ${quote(column)}`;
    });
    const read = `read_csv(${literal(file)}, header = false, skip = 1, all_varchar = true, names = [${names.join(', ')}], delim = ',', quote = '"', escape = '"', nullstr = '', allow_quoted_nulls = false, parallel = false)`;
    await db.run(`CREATE TABLE ${quote(name)} AS SELECT ${columns.join(', ')}, row_number() OVER () - 1 AS r FROM ${read}`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** @param {string} dataset */
export const readManifest = (dataset) => JSON.parse(readFileSync(join(data, 'legacy', dataset, 'manifest.json'), 'utf8'));

/**
 * The feature table that the original made, by its name: `wine/test`, or `penguins` of a single file.
 * @param {{ run(sql: string): Promise<unknown> }} db
 * @param {string} name
 */
export async function loadGolden(db, name) {
  const [dataset, table = 'data'] = name.split('/');
  const { columns } = readManifest(dataset).tables.find((one) => one.table === table);
  await loadCsv(db, name, brotliDecompressSync(readFileSync(join(data, 'legacy', dataset, `${table}.csv.br`))).toString(), columns);
}

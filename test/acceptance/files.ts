import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Writes what a query of DuckDB gives as a Parquet file. */
export async function writeParquet(path: string, query: string, compression = 'snappy'): Promise<string> {
  const { DuckDBInstance } = await import('@duckdb/node-api');
  mkdirSync(dirname(path), { recursive: true });
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    await connection.run(`COPY (${query}) TO '${path.replaceAll("'", "''")}' (FORMAT parquet, COMPRESSION ${compression})`);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
  return path;
}

/** Writes an Excel file: a sheet for each list of rows. A date is written as one. */
export async function writeExcel(
  path: string,
  sheets: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>,
): Promise<string> {
  const xlsx = await import('@e965/xlsx');
  const book = xlsx.utils.book_new();
  for (const [name, rows] of Object.entries(sheets))
    xlsx.utils.book_append_sheet(book, xlsx.utils.json_to_sheet([...rows], { UTC: true, dateNF: 'yyyy-mm-dd' }), name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, xlsx.write(book, { type: 'buffer', bookType: 'xlsx' }) as Buffer);
  return path;
}

import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase, type Database } from '../../src/engine/duckdb/driver.js';
import { writeArrowFile } from '../../src/engine/duckdb/arrow.js';
import { quote } from '../../src/engine/duckdb/dialect.js';

const ways = {
  csv: 'FORMAT csv, HEADER',
  tsv: "FORMAT csv, HEADER, DELIMITER '\t'",
  'csv.gz': 'FORMAT csv, HEADER, COMPRESSION gzip',
  parquet: 'FORMAT parquet',
  json: 'FORMAT json, ARRAY true',
  ndjson: 'FORMAT json',
};
const formats = [...(Object.keys(ways) as (keyof typeof ways)[]), 'arrow'] as const;

/** A folder for a file of tests, and an engine to write and read tables with; both gone after them. */
export function workfolder() {
  const work = {
    folder: '',
    db: undefined as unknown as Database,
    at: (name: string): string => join(work.folder, name),
    has: (name: string): boolean => existsSync(work.at(name)),
    text: (name: string): string => readFileSync(work.at(name), 'utf8'),
    bytes: (name: string): Buffer => readFileSync(work.at(name)),
    put: (name: string, text: string): string => {
      writeFileSync(work.at(name), text);
      return work.at(name);
    },
    /** Writes a query as a file; the rest of its name is its format. */
    write: async (name: string, sql: string): Promise<string> => {
      const format = formats.find((f) => name.endsWith(`.${f}`))!;
      if (format === 'arrow') await writeArrowFile(await work.db.stream(sql), work.at(name), undefined);
      else await work.db.run(`COPY (${sql}) TO '${work.at(name)}' (${ways[format]})`);
      return work.at(name);
    },
    /** The columns of a Parquet file, in the order of its rows. */
    columns: async (name: string): Promise<Map<string, unknown[]>> => {
      const names = (await work.db.rows(`SELECT column_name FROM (DESCRIBE SELECT * FROM read_parquet('${work.at(name)}'))`)).map(([n]) =>
        String(n as string),
      );
      const rows = await work.db.rows(
        `SELECT ${names.map(quote).join(', ')} FROM read_parquet('${work.at(name)}', file_row_number = true) ORDER BY file_row_number`,
      );
      return new Map(names.map((n, i) => [n, rows.map((r) => r[i])]));
    },
  };
  beforeAll(async () => {
    work.folder = mkdtempSync(join(tmpdir(), 'mdm-work-'));
    work.db = await openDatabase({ threads: 2 });
  });
  afterAll(async () => {
    await work.db.close();
    rmSync(work.folder, { recursive: true, force: true });
  });
  return work;
}

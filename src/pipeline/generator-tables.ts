import { createReadStream, createWriteStream } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { setImmediate } from 'node:timers/promises';
import type { RecordBatch } from 'apache-arrow';
import { MdmError } from '../errors.js';
import { createAppender, recordBatches } from '../engine/duckdb/arrow.js';
import { literal, quote } from '../engine/duckdb/dialect.js';
import type { Database } from '../engine/duckdb/driver.js';
import { describe, parquetItem, positions, type InputType, type Scan } from '../engine/duckdb/introspect.js';
import { nextPath } from '../engine/duckdb/files.js';
import { joinParquet } from '../engine/duckdb/parquet.js';
import { flatten, type Flat } from '../engine/flat.js';
import type { GeneratorColumn, GeneratorTable } from '../host/generator.js';
import { oneTable } from './source.js';
import { stage } from './stage.js';
import { groupRows } from './parts.js';
import type { OutputFormat } from './options.js';

/** Rows put in at a time; a multiple of a vector, and short enough that Ctrl-C is heard. */
const ROWS = 65_536;

/** A file that a generator does not read itself, with the types that a data frame would give it; `dates`: texts that are dates become times. */
export async function readColumns(
  db: Database,
  path: string,
  onNote: (note: string) => void,
  dates = false,
): Promise<readonly GeneratorColumn[]> {
  const table = await oneTable([path]);
  if (table.kind === 'csv')
    throw new MdmError('bad-data', `MDM does not know the kind of ${path}.`, 'Name it by its kind: .csv, .tsv, .parquet, .json or .arrow.');
  const scan = await stage(db, table, { keep: new Set(), dates });
  for (const note of scan.notes) onNote(note);
  const raw = table.kind === 'parquet' ? await unfiltered(db, path, scan) : scan;
  if (raw.columns.length === 0) return [];
  const refs = raw.columns.map(({ value }, i) => `${value} AS c${i}`).join(', ');
  const batches: RecordBatch[] = [];
  await db.run('SET threads = 1');
  try {
    for await (const batch of recordBatches(await db.stream(`SELECT ${refs} FROM ${raw.from}`), undefined, db.options)) batches.push(batch);
  } finally {
    await db.run(`SET threads = ${db.limits.threads}`);
  }
  const { Table } = await import('apache-arrow');
  const whole = new Table(batches);
  return raw.columns.map(({ name, type, stored }, i) => ({
    ...(flatten(whole.getChildAt(i)!, type) as Flat & { type: InputType }),
    name,
    ...(stored === 'DATE' && { days: true }),
  }));
}

/** Infinities stay: the old generator had them, where the pipeline has nothing. */
async function unfiltered(db: Database, path: string, scan: Scan): Promise<Scan> {
  const described = await describe(db, `read_parquet(${literal(path)}, hive_partitioning = false)`);
  const columns = scan.columns.map((column) => {
    const i = described.findIndex(({ name }) => name === column.name);
    const type = described[i]?.type;
    return type === 'DOUBLE' || type === 'FLOAT' ? { ...column, value: `CAST(c${i} AS DOUBLE)` } : column;
  });
  // The scan may have staged the file; then its columns stand in other places.
  return scan.from === parquetItem([path], described.length) ? { ...scan, columns } : scan;
}

const SQL: Readonly<Record<GeneratorColumn['type'], string>> = {
  int64: 'BIGINT',
  int32: 'INTEGER',
  double: 'DOUBLE',
  boolean: 'BOOLEAN',
  text: 'VARCHAR',
  timestamp: 'TIMESTAMP',
};

/** Writes a table as it is handed over: its columns typed, its rows in their order. */
export async function writeTable(db: Database, table: GeneratorTable, path: string, format: OutputFormat): Promise<void> {
  const { columns, rows } = table;
  const refs = positions(columns.length);
  await db.run(`CREATE OR REPLACE TABLE mdm_generated (${columns.map(({ type }, i) => `${refs[i]} ${SQL[type]}`).join(', ')})`);
  const appender = await createAppender(
    db,
    'mdm_generated',
    columns.map(({ type }) => type),
  );
  try {
    for (let from = 0; from < rows; from += ROWS) {
      db.options.signal?.throwIfAborted();
      appender.append(columns.map((column) => part(column, from, Math.min(ROWS, rows - from))));
      await setImmediate();
    }
    appender.close();
  } catch (error) {
    appender.discard();
    throw error;
  }
  const same = new Set(columns.map(({ name }) => name.toLowerCase())).size < columns.length;
  const select = `SELECT ${columns.map(({ name }, i) => `${refs[i]} AS ${quote(name)}`).join(', ')} FROM mdm_generated`;
  if (format === 'arrow') {
    const { writeArrowFile } = await import('../engine/duckdb/arrow.js');
    await db.inOrder(async () => writeArrowFile(await db.stream(select), path, db.options.signal));
  } else {
    const options = {
      parquet: `FORMAT parquet, COMPRESSION snappy, ROW_GROUP_SIZE ${groupRows(rows, columns.length)}, WRITE_BLOOM_FILTER false`,
      csv: 'FORMAT csv, HEADER true',
      json: 'FORMAT json',
    }[format];
    if (format === 'parquet' && same) await copyNamed(db, `SELECT * FROM mdm_generated`, options, path, columns);
    else if (format === 'json' && same) throw sameNames(columns);
    else if (format === 'csv' && same) await copyCsv(db, path, columns);
    else await db.inOrder(() => db.run(`COPY (${select}) TO ${literal(path)} (${options})`));
  }
  await db.run('DROP TABLE mdm_generated');
}

/** The engine cannot write names that differ in case alone, so they are put in afterwards. */
async function copyNamed(db: Database, select: string, options: string, path: string, columns: readonly GeneratorColumn[]): Promise<void> {
  const part = nextPath(db, 'parquet');
  await db.inOrder(() => db.run(`COPY (${select}) TO ${literal(part)} (${options})`));
  const whole = await joinParquet(
    path,
    columns.map(({ name }) => name),
  );
  try {
    await whole.add(part);
    await whole.finish();
  } catch (error) {
    await whole.close().catch(() => undefined);
    throw error;
  }
  await rm(part);
}

function sameNames(columns: readonly GeneratorColumn[]): MdmError {
  const names = columns.map(({ name }) => name);
  const pair = [...Map.groupBy(names, (name) => name.toLowerCase()).values()].find((group) => group.length > 1)!;
  return new MdmError(
    'usage',
    `The columns ${pair.map((name) => JSON.stringify(name)).join(' and ')} differ in case alone, and so cannot be written as JSON.`,
    'Write another format: --format parquet',
  );
}

async function copyCsv(db: Database, path: string, columns: readonly GeneratorColumn[]): Promise<void> {
  const part = nextPath(db, 'csv');
  await db.inOrder(() => db.run(`COPY mdm_generated TO ${literal(part)} (FORMAT csv, HEADER false)`));
  const quoted = columns.map(({ name }) => (/[",\r\n]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name));
  await writeFile(path, `${quoted.join(',')}\n`);
  await pipeline(createReadStream(part), createWriteStream(path, { flags: 'a' }));
  await rm(part);
}

/** Some rows of a column, without a copy; `from` is a multiple of 8. */
function part(column: GeneratorColumn, from: number, length: number): Flat {
  const { type, values, validity, offsets } = column;
  const width = { int64: 8, int32: 4, double: 8, timestamp: 8, boolean: 0, text: 0 }[type];
  const bits = (all: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> => all.subarray(from >> 3, (from + length + 7) >> 3);
  return {
    type,
    length,
    nullCount: column.nullCount,
    values: type === 'text' ? values : type === 'boolean' ? bits(values) : values.subarray(from * width, (from + length) * width),
    ...(validity ? { validity: bits(validity) } : {}),
    ...(offsets ? { offsets: offsets.subarray(from, from + length + 1) } : {}),
  };
}

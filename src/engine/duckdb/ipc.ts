import { open } from 'node:fs/promises';
import { zstdDecompressSync } from 'node:zlib';
import { DuckDBDataChunk } from '#duckdb';
import { CompressionType, compressionRegistry, type DataType, type RecordBatch, RecordBatchReader, type Schema } from 'apache-arrow';
import { MdmError } from '../../errors.js';
import { literal } from './dialect.js';
import { interrupted, type Database } from './driver.js';
import { nextPath, parquetOptions, stagedScan } from './files.js';
import { list, positions, reading, type Scan, type ScanColumn, shorten, usableNames } from './introspect.js';
import { named, stagedType } from './ipc-values.js';
import { decodeLz4 } from './lz4.js';

compressionRegistry.set(CompressionType.ZSTD, { decode: (data) => zstdDecompressSync(data) });
compressionRegistry.set(CompressionType.LZ4_FRAME, { decode: decodeLz4 });

const chunkRows = 2_048;

interface ArrowTable {
  readonly columns: ScanColumn[];
  readonly notes: string[];
  readonly schema: Schema;
  /** The field of each column. */
  readonly place: readonly number[];
}

/** Arrow IPC files and streams, read batch by batch and staged as Parquet. */
export async function scanArrow(db: Database, files: readonly string[]): Promise<Scan> {
  let scan: ArrowTable | undefined;
  for (const file of files) {
    const handle = await open(file);
    try {
      const reader = await RecordBatchReader.from(handle);
      await reader.open();
      scan ??= await create(db, reader.schema);
      if (scan.columns.length === 0) break;
      const place = file === files[0] ? scan.place : placeIn(scan, reader.schema, file, files[0]!);
      for await (const batch of reader) await append(db, batch, place);
    } finally {
      await handle.close();
    }
  }
  const { columns, notes } = scan!;
  if (columns.length === 0) return { from: '(SELECT 0)', row: '0', columns, notes };
  const path = nextPath(db, 'parquet');
  await db.run(`COPY mdm_arrow TO ${literal(path)} ${parquetOptions(columns.length)}; DROP TABLE mdm_arrow`);
  return stagedScan(path, columns, notes);
}

/** Where a further file has the first one's columns. */
function placeIn({ place, schema }: ArrowTable, own: Schema, file: string, first: string): number[] {
  return place.map((i) => {
    const field = schema.fields[i]!;
    const { name } = field;
    const type = field.type as DataType;
    const at = own.fields[i]?.name === name ? i : own.fields.findIndex((field) => field.name === name);
    const next = 'Read files with the same columns and types, or name one of them.';
    if (at === -1) throw new MdmError('bad-data', `${file} has no column ${JSON.stringify(shorten(name))}, unlike ${first}.`, next);
    const other = own.fields[at]!.type as DataType;
    if (stagedType(other)?.type !== stagedType(type)?.type) {
      throw new MdmError(
        'bad-data',
        `Column ${JSON.stringify(shorten(name))} is ${named(other)} in ${file} and ${named(type)} in ${first}.`,
        next,
      );
    }
    return at;
  });
}

async function create(db: Database, schema: Schema): Promise<ArrowTable> {
  const { fields } = schema;
  const { names, notes } = usableNames(fields.map(({ name }) => name));
  const left: string[] = [];
  const place: number[] = [];
  const columns: ScanColumn[] = [];
  const definitions: string[] = [];
  fields.forEach((field, i) => {
    const kind = stagedType(field.type as DataType);
    if (!kind) return void left.push(`${JSON.stringify(shorten(names[i]!))} (${shorten(named(field.type as DataType), 40)})`);
    const ref = positions(columns.length + 1).at(-1)!;
    columns.push({ name: names[i]!, stored: named(field.type as DataType), ...reading(String(kind.type), ref)! });
    definitions.push(`${ref} ${String(kind.type)}`);
    place.push(i);
  });
  if (left.length > 0) notes.push(`Left out, for their values are nested or bytes: ${list(left)}.`);
  if (columns.length > 0) await db.run(`CREATE OR REPLACE TEMP TABLE mdm_arrow (${definitions.join(', ')})`);
  return { columns, notes, schema, place };
}

async function append(db: Database, batch: RecordBatch, place: readonly number[]): Promise<void> {
  const staged = place.map((i) => stagedType(batch.schema.fields[i]!.type as DataType)!);
  const gets = place.map((i, n) => staged[n]!.get(batch.getChildAt(i)!));
  const appender = await db.connection.createAppender('mdm_arrow', 'main', 'temp');
  const types = staged.map(({ type }) => type);
  for (let start = 0; start < batch.numRows; start += chunkRows) {
    if (db.options.signal?.aborted) throw interrupted();
    const count = Math.min(chunkRows, batch.numRows - start);
    const chunk = DuckDBDataChunk.create(types, count);
    gets.forEach((get, n) =>
      chunk.setColumnValues(
        n,
        Array.from({ length: count }, (_, row) => get(start + row)),
      ),
    );
    appender.appendDataChunk(chunk);
  }
  appender.closeSync();
}

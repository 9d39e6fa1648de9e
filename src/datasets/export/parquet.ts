import type { Database } from '../../engine/duckdb/driver.js';
import { rowsOfPart, writeParts } from '../stage.js';
import type { Compression } from './options.js';
import type { ExportSource } from './text.js';

/** LZ4_RAW is the LZ4 that every reader of Parquet agrees on. */
const CODECS: Readonly<Partial<Record<Compression, string>>> = {
  none: 'uncompressed',
  gzip: 'gzip',
  snappy: 'snappy',
  lz4: 'lz4_raw',
  zstd: 'zstd',
};

/** Writes a table as one Parquet file in the order of its rows. */
export async function writeParquet(
  db: Database,
  { columns, batches }: ExportSource,
  file: string,
  compression: Compression,
): Promise<void> {
  const codec = CODECS[compression] ?? 'snappy';
  await writeParts(db, columns, batches, file, {
    options: `(FORMAT parquet, COMPRESSION ${codec}, ROW_GROUP_SIZE ${rowsOfPart(columns.length)}, WRITE_BLOOM_FILTER false)`,
  });
}

import { open, rm } from 'node:fs/promises';
import type { RecordBatch } from 'apache-arrow';
import { literal } from '../engine/duckdb/dialect.js';
import type { Database } from '../engine/duckdb/driver.js';
import { MdmError } from '../errors.js';
import { joinParquet } from '../engine/duckdb/parquet.js';
import type { OutputFormat } from './options.js';
import { groupRows, partRows } from './parts.js';
import type { InputTable } from './table.js';

/** The SELECT of the features of a range of rows, in their order. */
export type FeatureQuery = (range?: { readonly from: number; readonly to: number }) => string;

function ranges(rows: number): { from: number; to: number }[] {
  const size = partRows(rows);
  return Array.from({ length: Math.max(1, Math.ceil(rows / size)) }, (_, i) => ({ from: i * size, to: Math.min(rows, (i + 1) * size) }));
}

/**
 * Writes features in the order of the table's rows. The engine keeps no order across threads where it joins, so ranges of rows are
 * written side by side, each by one thread, and put one behind the other. Only Arrow passes through this process.
 */
export async function writeFeatures(
  db: Database,
  table: InputTable,
  query: FeatureQuery,
  columns: number,
  path: string,
  format: OutputFormat,
  onShare: (share: number) => void,
): Promise<void> {
  if (format === 'arrow') {
    const { writeArrowFile } = await import('../engine/duckdb/arrow.js');
    await db.inOrder(async () => writeArrowFile(await db.stream(query()), path, db.options.signal));
    return;
  }
  const all = ranges(table.rows);
  const options = {
    parquet: () => `FORMAT parquet, COMPRESSION snappy, ROW_GROUP_SIZE ${groupRows(table.rows, columns)}, WRITE_BLOOM_FILTER false`,
    csv: (i: number) => `FORMAT csv, HEADER ${i === 0}`,
    json: () => 'FORMAT json',
  }[format];
  const copy = (i: number, to: string): string =>
    `COPY (${query(all.length === 1 ? undefined : all[i])}) TO ${literal(to)} (${options(i)})`;
  if (all.length === 1) {
    checkRows(table, table.rows, await db.inOrder(() => db.run(copy(0, path))));
    return;
  }
  const parts = all.map((_, i) => `${path}.${i}`);
  try {
    const whole = format === 'parquet' ? await joinParquet(path) : await joinBytes(path);
    try {
      await db.sideBySide(
        parts.map((part, i) => copy(i, part)),
        async (i, rows) => {
          checkRows(table, all[i]!.to - all[i]!.from, rows);
          await whole.add(parts[i]!);
          await rm(parts[i]!);
          onShare((i + 1) / parts.length);
        },
      );
      await whole.finish();
    } catch (error) {
      await whole.close().catch(() => undefined);
      throw error;
    }
  } finally {
    for (const part of parts) await rm(part, { force: true });
  }
}

/** A row of the table is a row of the output, whatever was joined. */
function checkRows({ name }: InputTable, wanted: number, written: number): void {
  if (written === wanted) return;
  throw new MdmError(
    'engine',
    `The features of ${name} came out with ${written.toLocaleString('en-US')} rows for ${wanted.toLocaleString('en-US')} of the input.`,
    'This is a fault of MDM, and nothing was written: please report it, with the recipe or the flags of the run.',
  );
}

/** A stream of features in the order of the rows. No other statement may run until it ends. */
export async function* inOrder(db: Database, query: FeatureQuery): AsyncGenerator<RecordBatch> {
  const { recordBatches } = await import('../engine/duckdb/arrow.js');
  await db.run('SET threads = 1');
  try {
    yield* recordBatches(await db.stream(query()), undefined, db.options);
  } finally {
    await db.run(`SET threads = ${db.limits.threads}`);
  }
}

async function joinBytes(path: string): Promise<{ add(part: string): Promise<void>; finish(): Promise<void>; close(): Promise<void> }> {
  const out = await open(path, 'wx');
  return {
    async add(part) {
      const input = await open(part, 'r');
      try {
        for await (const bytes of input.createReadStream({ autoClose: false, highWaterMark: 1 << 20 })) await out.write(bytes as Buffer);
      } finally {
        await input.close();
      }
    },
    finish: async () => {
      await out.sync();
      await out.close();
    },
    close: () => out.close(),
  };
}

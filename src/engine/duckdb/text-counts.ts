import type { DuckDBResult } from '#duckdb';
import { MdmError } from '../../errors.js';
import { bitAt, bitmapBytes } from '../bits.js';
import { countTexts, type TextAsk } from '../text-kernel.js';
import type { Flat } from '../stored.js';
import { createAppender } from './append.js';
import { appendTexts, type Texts } from './arrow-strings.js';
import { moreMemory, type Database } from './driver.js';
import { rawData, rawValidity } from './raw.js';

/** Rows of a range: those of one of DuckDB's row groups, so that none is read twice. */
const ROWS = 122_880;

/**
 * Makes a table `name` of `r` and `c0`, `c1`, ...: the answers to `asks` for a text column. `query` gives the row number (BIGINT) and the
 * text of a range of row numbers.
 */
export async function makeTextCounts(
  db: Database,
  name: string,
  query: (from: number, to: number) => string,
  rows: number,
  asks: readonly TextAsk[],
): Promise<void> {
  await db.run(`CREATE OR REPLACE TABLE ${name} (r BIGINT, ${asks.map((_, i) => `c${i} INTEGER`).join(', ')})`);
  for (let from = 0; from < rows; from += ROWS) {
    const columns = await counted(db, await db.stream(query(from, Math.min(rows, from + ROWS))), asks);
    db.options.signal?.throwIfAborted();
    const appender = await createAppender(db, name, ['int64', ...asks.map(() => 'int32' as const)]);
    try {
      for (const part of columns) appender.append(part);
    } catch (error) {
      appender.discard();
      throw error;
    }
    appender.close();
  }
}

async function counted(db: Database, result: DuckDBResult, asks: readonly TextAsk[]): Promise<Flat[][]> {
  const out: Flat[][] = [];
  // One buffer for all chunks: a new one each would pile up until it is collected.
  const texts: Texts = { values: new Uint8Array(1 << 18), offsets: new Int32Array(2_049), rows: 0, bytes: 0 };
  for (;;) {
    const chunk = await result.fetchChunk();
    if (!chunk || chunk.rowCount === 0) break;
    const rows = chunk.rowCount;
    texts.rows = texts.bytes = 0;
    const mask = rawValidity(chunk, 1, rows);
    appendTexts(texts, rawData(chunk, 1, rows * 16), mask, 0, rows);
    const flat = (type: 'int64' | 'int32', values: Uint8Array, validity: Uint8Array<ArrayBuffer> | undefined): Flat => ({
      type,
      length: rows,
      nullCount: validity ? 1 : 0,
      values: new Uint8Array(values),
      ...(validity ? { validity } : {}),
    });
    const known = mask ? new Uint8Array(bitmapBytes(rows)).map((_, i) => mask[i]!) : undefined;
    const missing = known && Array.from({ length: rows }, (_, i) => i).some((i) => !bitAt(known, i)) ? known : undefined;
    const counts = countTexts(texts.values, texts.offsets, rows, asks);
    out.push([
      flat('int64', rawData(chunk, 0, rows * 8), undefined),
      ...counts.map((c) => flat('int32', new Uint8Array(c.buffer), missing)),
    ]);
  }
  // A result that was cut short ends like one that is complete, but is no longer streaming.
  if (!result.isStreaming)
    throw new MdmError('engine', 'Reading a text column ended early.', `Memory may have run out: ${moreMemory(db.options)}.`);
  return out;
}

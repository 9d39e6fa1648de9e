import { createHash, type Hash } from 'node:crypto';
import type { RecordBatch } from 'apache-arrow';
import { valueReader } from '../../storage/arrow-rows.js';
import { columnsOf } from '../../storage/columns.js';

/** What rows came to: equal for equal rows in the same order, however they were cut into batches. */
export interface RowsDigest {
  readonly rows: number;
  /** By column: its type, and a checksum of its values. */
  readonly columns: Readonly<Record<string, string>>;
}

export interface Digester {
  add(batch: RecordBatch): void;
  finish(): RowsDigest;
}

export function digester(): Digester {
  const columns = new Map<string, Hash>();
  let rows = 0;
  return {
    add: (batch) => {
      rows += batch.numRows;
      columnsOf(batch.schema).forEach(({ name, type }, i) => {
        const key = `${name}: ${type}`;
        const hash = columns.get(key) ?? createHash('sha256');
        columns.set(key, hash);
        const read = valueReader(batch, i);
        for (let row = 0; row < batch.numRows; row++) {
          const value = read(row);
          // One zero; a text is told from nothing.
          hash.update(value === null ? '\u0001' : `\u0002${Object.is(value, -0) ? 0 : value}`);
        }
      });
    },
    finish: () => ({ rows, columns: Object.fromEntries([...columns].map(([key, hash]) => [key, hash.digest('hex').slice(0, 16)])) }),
  };
}

export async function digestOf(batches: AsyncIterable<RecordBatch>): Promise<RowsDigest> {
  const digest = digester();
  for await (const batch of batches) digest.add(batch);
  return digest.finish();
}

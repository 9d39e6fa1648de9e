import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tableFromArrays, tableToIPC } from 'apache-arrow';
import { openDatabase } from '../../src/engine/duckdb/driver.js';

const numbers = Float64Array.from({ length: 5000 }, (_, i) => Math.sin(i));

/** The bytes of a sound Parquet file. */
export async function parquetFile(): Promise<Buffer> {
  const folder = mkdtempSync(join(tmpdir(), 'mdm-e2e-parquet-'));
  const db = await openDatabase({ threads: 1 });
  try {
    const path = join(folder, 'x.parquet');
    await db.run(`COPY (SELECT i AS a, sin(i) AS b, 'v' || (i % 7) AS s FROM range(5000) t(i)) TO '${path}' (FORMAT parquet)`);
    return readFileSync(path);
  } finally {
    await db.close();
    rmSync(folder, { recursive: true });
  }
}

/** The bytes of a sound Arrow file. */
export const arrowFile = (): Promise<Buffer> =>
  Promise.resolve(Buffer.from(tableToIPC(tableFromArrays({ a: numbers, b: numbers.map((x) => x * x) }), 'file')));

import { arrowSchema, recordBatches } from '../engine/duckdb/arrow.js';
import type { RecordBatch } from 'apache-arrow';
import type { Database } from '../engine/duckdb/driver.js';
import { quote } from '../engine/duckdb/dialect.js';
import type { Scan } from '../engine/duckdb/introspect.js';
import type { IStorageBackend } from '../storage/backend.js';
import { batchSize } from './engine.js';
import type { Workspace } from './workspace.js';

/** How a load goes on. */
export interface LoadProgress {
  readonly table: string;
  readonly rows: number;
  readonly total: number;
  readonly rowsPerSecond: number;
  /** Until the table is loaded. */
  readonly secondsLeft: number;
}

/** How far a load is that began at `begun` (of the clock of `performance`). */
export function progressOf(table: string, rows: number, total: number, begun: number): LoadProgress {
  const seconds = (performance.now() - begun) / 1000;
  const rowsPerSecond = seconds > 0 ? rows / seconds : 0;
  return { table, rows, total, rowsPerSecond, secondsLeft: rowsPerSecond > 0 ? Math.max(0, total - rows) / rowsPerSecond : 0 };
}

/** `train: 120,000 rows, 51,000 rows/s, about 3 s left`. */
export function progressText({ table, rows, total, rowsPerSecond, secondsLeft }: LoadProgress): string {
  const rate = Math.round(rowsPerSecond).toLocaleString('en-US');
  const left = rows < total ? `, about ${Math.max(1, Math.ceil(secondsLeft))} s left` : '';
  return `${table}: ${rows.toLocaleString('en-US')} rows, ${rate} rows/s${left}`;
}

export interface LoadScan {
  readonly scan: Scan;
  readonly rows: number;
  /** A table of the engine with the numbers of rows that are left out, column `r`. */
  readonly without?: string | undefined;
}

/** Streams a scan into a table of a store, in the order of its rows, a batch at a time. */
export async function loadScan(
  ws: Workspace,
  db: Database,
  backend: IStorageBackend,
  store: string,
  table: string,
  { scan, rows, without }: LoadScan,
  onProgress?: (progress: LoadProgress) => void,
): Promise<number> {
  const size = batchSize(ws, backend.backendType);
  const values = scan.columns.map(({ name, value }) => `${value} AS ${quote(name)}`).join(', ');
  const where = without === undefined ? '' : ` WHERE ${scan.row} NOT IN (SELECT r FROM ${without})`;
  const log = ws.log.child('load');
  const begun = performance.now();
  return db.inOrder(async () => {
    const result = await db.stream(`SELECT ${values} FROM ${scan.from}${where}`);
    let batch = 0;
    let done = 0;
    const counted = async function* (): AsyncGenerator<RecordBatch> {
      for await (const one of recordBatches(result, size, db.options)) {
        batch += 1;
        log.debug('load batch', { table, batch, rows: one.numRows });
        yield one;
        done += one.numRows;
        onProgress?.(progressOf(table, done, rows, begun));
      }
    };
    const loaded = await backend.loadData(store, table, arrowSchema(result), counted(), ws.signal ? { signal: ws.signal } : {});
    const seconds = (performance.now() - begun) / 1000;
    log.info('loaded', { table, rows: loaded, batches: batch, seconds: Number(seconds.toFixed(3)) });
    return loaded;
  });
}

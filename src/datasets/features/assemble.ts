import { literal, quote } from '../../engine/duckdb/dialect.js';
import type { Database } from '../../engine/duckdb/driver.js';
import type { BackendName, IStorageBackend } from '../../storage/backend.js';
import type { FileColumn } from './columns.js';

/** Columns of a file that go into a table, in the order of its rows. */
export interface TableFile {
  /** SQL of a FROM item. */
  readonly relation: string;
  readonly columns: readonly FileColumn[];
}

const TYPES = { double: 'DOUBLE', int64: 'BIGINT', boolean: 'BOOLEAN', text: 'VARCHAR', timestamp: 'TIMESTAMP' } as const;

export interface MissingColumn {
  readonly name: string;
  readonly type: keyof typeof TYPES;
}

/** Files of the same rows beside each other, as one query. */
export function besides(files: readonly TableFile[], missing: readonly MissingColumn[] = []): string {
  const used = files.filter(({ columns }, i) => i === 0 || columns.length > 0);
  const columns = used.flatMap(({ columns: own }, i) => own.map(({ name, column }) => `f${i}.${quote(column)} AS ${quote(name)}`));
  const nulls = missing.map(({ name, type }) => `CAST(NULL AS ${TYPES[type]}) AS ${quote(name)}`);
  return `SELECT ${[...columns, ...nulls].join(', ')} FROM ${used.map(({ relation }, i) => `${relation} f${i}`).join(' POSITIONAL JOIN ')}`;
}

/** Columns that a table of a backend may have, and bytes of a row; SQLite and PostgreSQL are built with these limits. */
const LIMITS: Readonly<Record<BackendName, { readonly columns: number; readonly bytes: number }>> = {
  sqlite: { columns: 1990, bytes: Infinity },
  duckdb: { columns: 100_000, bytes: Infinity },
  postgresql: { columns: 1590, bytes: 8000 },
};
/** Bytes of a value in a row of PostgreSQL at most; long texts are kept elsewhere. */
const WIDTH = 8;

/** How many of the features a table of the backend can hold beside so many other columns. */
export function roomFor(backend: BackendName, others: number): number {
  const { columns, bytes } = LIMITS[backend];
  return Math.max(0, Math.min(columns, Math.floor(bytes / WIDTH)) - others);
}

/** Writes a query to Parquet, in its order, and gives a FROM item of it. */
export async function written(db: Database, query: string, file: string, columns: number): Promise<string> {
  const { parquetOptions } = await import('../../engine/duckdb/files.js');
  await db.inOrder(() => db.run(`COPY (${query}) TO ${literal(file)} ${parquetOptions(columns)}`));
  return `read_parquet(${literal(file)})`;
}

/** Loads the rows of a query as a table of a backend, in their order. */
export async function loadQuery(
  db: Database,
  query: string,
  backend: IStorageBackend,
  store: string,
  table: string,
  options: { readonly batchSize: number; readonly signal?: AbortSignal | undefined; readonly onRows?: (rows: number) => void },
): Promise<number> {
  const { arrowSchema, recordBatches } = await import('../../engine/duckdb/arrow.js');
  return db.inOrder(async () => {
    const result = await db.stream(query);
    let rows = 0;
    return backend.loadData(store, table, arrowSchema(result), recordBatches(result, options.batchSize, db.options), {
      onBatch: (count) => options.onRows?.((rows += count)),
      ...(options.signal ? { signal: options.signal } : {}),
    });
  });
}

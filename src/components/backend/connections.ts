import { DuckDBDateValue, DuckDBDecimalValue, DuckDBTimestampTZValue, DuckDBTimestampValue, type DuckDBValue } from '#duckdb';
import type { Config } from '../../config/config.js';
import type { IStorageBackend } from '../../storage/backend.js';
import { borrow, bound, duckdbContext, problem, type Duckdb } from '../../storage/duckdb/context.js';
import { dateText, timeText } from '../../storage/times.js';
import type { TraceOptions } from '../../storage/trace.js';
import type { Dialect, SqlConnection } from './contract.js';

/** A connection in a transaction; what was not committed by then is undone by `done`. */
export interface Held {
  readonly sql: SqlConnection;
  readonly commit: () => Promise<void>;
  readonly done: () => Promise<void>;
}

export type Connect = (store: string, writes: boolean, signal?: AbortSignal) => Promise<Held>;

/** Rows of a table are read in its order by one process of the server, each statement as of its own moment. */
const BEGIN: Readonly<Record<Exclude<Dialect, 'duckdb'>, { readonly read: readonly string[]; readonly write: readonly string[] }>> = {
  sqlite: { read: ['BEGIN'], write: ['BEGIN IMMEDIATE'] },
  postgresql: {
    read: ['BEGIN ISOLATION LEVEL READ COMMITTED READ ONLY', 'SET LOCAL max_parallel_workers_per_gather = 0'],
    write: ['BEGIN'],
  },
};

/** How the old storage connects: as the backend that has the pools. A file of DuckDB is opened for reading alone where nothing is written. */
export function connecting(backend: IStorageBackend, config: Config, options: TraceOptions): Connect {
  const { backendType: dialect } = backend;
  if (dialect === 'duckdb') {
    const duckdb = duckdbContext(config, options);
    return (store, writes, signal) => connectDuckdb(duckdb, store, writes, signal);
  }
  return async (store, writes) => {
    const connection = await backend.getConnection(store);
    try {
      for (const statement of BEGIN[dialect][writes ? 'write' : 'read']) await connection.run(statement);
    } catch (error) {
      await connection.release();
      throw error;
    }
    const sql: SqlConnection = { dialect, rows: (text, values) => connection.rows(text, values), run: connection.run.bind(connection) };
    return { sql, commit: async () => void (await connection.run('COMMIT')), done: () => connection.release() };
  };
}

async function connectDuckdb(duckdb: Duckdb, store: string, writes: boolean, signal: AbortSignal | undefined): Promise<Held> {
  const { session, done } = await borrow(duckdb, store, writes, signal);
  const told = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw problem(duckdb, store, error);
    }
  };
  const { connection } = session;
  const sql: SqlConnection = {
    dialect: 'duckdb',
    rows: (text, values = []) =>
      told(async () => {
        const reader = await connection.runAndReadAll(text, ...bound(values));
        const names = reader.deduplicatedColumnNames();
        return reader.getRows().map((row) => {
          const object = Object.create(null) as Record<string, unknown>;
          row.forEach((value, i) => (object[names[i]!] = plain(value)));
          return object;
        });
      }),
    run: (text, values) => told(() => session.run(text, values)),
  };
  try {
    await sql.run(writes ? 'BEGIN' : 'BEGIN TRANSACTION READ ONLY');
  } catch (error) {
    await done();
    throw error;
  }
  return { sql, commit: async () => void (await sql.run('COMMIT')), done };
}

function plain(value: DuckDBValue): unknown {
  if (value === null || typeof value !== 'object') return value;
  if (value instanceof DuckDBDateValue) return dateText(value.days);
  if (value instanceof DuckDBTimestampValue || value instanceof DuckDBTimestampTZValue) return timeText(value.micros);
  return value instanceof DuckDBDecimalValue ? Number(value.toString()) : String(value);
}

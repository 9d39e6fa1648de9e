import { DuckDBDateValue, DuckDBDecimalValue, DuckDBTimestampTZValue, DuckDBTimestampValue, type DuckDBValue } from '#duckdb';
import { MdmError } from '../../errors.js';
import type { Parameter, StorageConnection } from '../backend.js';
import { oneByOne } from '../queue.js';
import { dateText, timeText } from '../times.js';
import { borrow, bound, type Duckdb, problem, type Session } from './context.js';
import { explain, oneStatement } from './statement.js';

export async function getConnection(duckdb: Duckdb, store: string): Promise<StorageConnection> {
  const { session, done } = await borrow(duckdb, store, !duckdb.settings.readOnly).catch((error: unknown) => {
    // What may not be written can still be read.
    if (error instanceof MdmError && error.code === 'permission') return borrow(duckdb, store, false);
    throw error;
  });
  const guarded = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw problem(duckdb, store, error);
    }
  };
  return {
    rows: (sql, parameters = []) => guarded(() => rowsOf(duckdb, session, sql, parameters)),
    run: (sql, parameters = []) => guarded(() => change(duckdb, session, sql, parameters)),
    release: done,
  };
}

export const executeSql = (duckdb: Duckdb, store: string, sql: string, parameters: readonly Parameter[] = []): Promise<number> =>
  oneByOne(duckdb.files.locate(store), async () => {
    const { session, done } = await borrow(duckdb, store, true);
    try {
      return await change(duckdb, session, sql, parameters);
    } catch (error) {
      throw problem(duckdb, store, error);
    } finally {
      await done();
    }
  });

async function change(duckdb: Duckdb, session: Session, sql: string, parameters: readonly Parameter[]): Promise<number> {
  await oneStatement(session, sql);
  await explain(duckdb, session, sql, parameters);
  return session.run(sql, parameters);
}

async function rowsOf(duckdb: Duckdb, session: Session, sql: string, parameters: readonly Parameter[]) {
  await oneStatement(session, sql);
  await explain(duckdb, session, sql, parameters);
  return duckdb.trace.timed(session.store, sql, async () => {
    const reader = await session.connection.runAndReadAll(sql, ...bound(parameters));
    const names = reader.deduplicatedColumnNames();
    return reader.getRows().map((row) => {
      const object = Object.create(null) as Record<string, unknown>;
      row.forEach((value, i) => (object[names[i]!] = plain(value)));
      return object;
    });
  });
}

function plain(value: DuckDBValue): unknown {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  if (value instanceof DuckDBDateValue) return dateText(value.days);
  if (value instanceof DuckDBTimestampValue || value instanceof DuckDBTimestampTZValue) return timeText(value.micros);
  if (value instanceof DuckDBDecimalValue) return Number(value.toString());
  return value !== null && typeof value === 'object' ? String(value) : value;
}

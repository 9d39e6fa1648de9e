import type { DuckDBConnection, DuckDBType, DuckDBValue } from '#duckdb';
import { BIGINT, BOOLEAN, DOUBLE, SQLNULL, VARCHAR } from '#duckdb';
import type { Config } from '../../config/config.js';
import type { Logger } from '../../log/logger.js';
import type { Parameter } from '../backend.js';
import { storeFiles, type StoreFiles } from '../files.js';
import { createPool } from '../pool.js';
import { check, interrupted, noStore } from '../problems.js';
import { oneByOne } from '../queue.js';
import { createStores, type Stores } from '../stores.js';
import { createTrace, type Trace, type TraceOptions } from '../trace.js';
import { accessMode, duckdbProblem } from './errors.js';
import { type DuckdbSettings, duckdbSettings, lease } from './instances.js';

/** What the functions of the backend share. A pool counts who is connected; connections themselves cost nothing. */
export interface Duckdb {
  readonly settings: DuckdbSettings;
  readonly files: StoreFiles;
  readonly stores: Stores<object>;
  readonly trace: Trace;
  readonly log: Logger;
}

export function duckdbContext(config: Config, options: TraceOptions): Duckdb {
  const settings = duckdbSettings(config);
  const files = storeFiles(settings.folder, 'duckdb', ['.wal']);
  const stores = createStores<object>((store) =>
    createPool<object>({ ...settings.pool, idle: 1_000, what: files.locate(store), create: async () => ({}), destroy: () => {} }),
  );
  return { settings, files, stores, trace: createTrace(config, 'duckdb', options), log: options.log };
}

export const problem = ({ files, settings }: Duckdb, store: string, error: unknown): Error =>
  duckdbProblem(error, { ...settings, file: files.locate(store) });

export interface Session {
  readonly store: string;
  readonly connection: DuckDBConnection;
  /** Runs a statement and tells of it; gives the number of rows changed. */
  run(sql: string, parameters?: readonly Parameter[]): Promise<number>;
  all(sql: string, parameters?: readonly Parameter[]): Promise<DuckDBValue[][]>;
}

/** A connection; give it back by `done`. An abort interrupts what it does. */
export async function borrow(
  duckdb: Duckdb,
  store: string,
  writes: boolean,
  signal?: AbortSignal,
): Promise<{ readonly session: Session; readonly done: () => Promise<void> }> {
  const { files, settings, stores, trace } = duckdb;
  if (writes && settings.readOnly) throw accessMode();
  if (!(await files.exists(store))) throw noStore(store, files.locate(store));
  const pool = stores.of(store);
  const place = await pool.acquire(signal);
  try {
    const { connection, done } = await lease(files.locate(store), writes, settings, signal);
    told(connection, store, trace);
    const stop = (): void => connection.interrupt();
    signal?.addEventListener('abort', stop, { once: true });
    const session: Session = {
      store,
      connection,
      run: (sql, parameters = []) => trace.timed(store, sql, async () => (await connection.run(sql, ...bound(parameters))).rowsChanged),
      all: (sql, parameters = []) =>
        trace.timed(store, sql, async () => (await connection.runAndReadAll(sql, ...bound(parameters))).getRows()),
    };
    let given = true;
    return {
      session,
      done: async () => {
        if (!given) return;
        given = false;
        signal?.removeEventListener('abort', stop);
        done();
        await pool.release(place);
      },
    };
  } catch (error) {
    await pool.release(place);
    throw problem(duckdb, store, error);
  }
}

/** Tells of every statement when it is run or prepared. */
function told(connection: DuckDBConnection, store: string, trace: Trace): void {
  if (!trace.tells) return;
  const [run, stream, prepare] = [connection.run.bind(connection), connection.stream.bind(connection), connection.prepare.bind(connection)];
  Object.assign(connection, {
    run: ((sql, ...rest) => {
      trace.tell(store, sql);
      return run(sql, ...rest);
    }) satisfies typeof run,
    stream: ((sql, ...rest) => {
      trace.tell(store, sql);
      return stream(sql, ...rest);
    }) satisfies typeof stream,
    prepare: ((sql) => {
      trace.tell(store, sql);
      return prepare(sql);
    }) satisfies typeof prepare,
  });
}

/** Values and their types as the driver takes them. */
export function bound(parameters: readonly Parameter[]): [DuckDBValue[] | undefined, DuckDBType[] | undefined] {
  if (parameters.length === 0) return [undefined, undefined];
  return [parameters.map(valueOf), parameters.map(typeOf)];
}

const valueOf = (value: Parameter): DuckDBValue => (Number.isSafeInteger(value) && !Object.is(value, -0) ? BigInt(value as number) : value);

function typeOf(value: Parameter): DuckDBType {
  if (value === null) return SQLNULL;
  if (typeof value === 'boolean') return BOOLEAN;
  if (typeof value === 'string') return VARCHAR;
  return typeof valueOf(value) === 'bigint' ? BIGINT : DOUBLE;
}

export async function reading<T>(duckdb: Duckdb, store: string, work: (session: Session) => Promise<T>, signal?: AbortSignal): Promise<T> {
  const { session, done } = await borrow(duckdb, store, false, signal);
  try {
    return await work(session);
  } catch (error) {
    throw signal?.aborted ? interrupted(error) : problem(duckdb, store, error);
  } finally {
    await done();
  }
}

/** Does work in one transaction; all of it or nothing. Other writers wait. */
export const writing = <T>(duckdb: Duckdb, store: string, work: (session: Session) => Promise<T>, signal?: AbortSignal): Promise<T> =>
  oneByOne(duckdb.files.locate(store), async () => {
    const { session, done } = await borrow(duckdb, store, true, signal);
    try {
      await session.run('BEGIN');
      try {
        const result = await work(session);
        check(signal);
        await session.run('COMMIT');
        return result;
      } catch (error) {
        await session.connection.run('ROLLBACK').catch(() => undefined);
        throw error;
      }
    } catch (error) {
      throw signal?.aborted ? interrupted(error) : problem(duckdb, store, error);
    } finally {
      await done();
    }
  });

import type { Pool, PoolClient } from 'pg';
import type { Config } from '../../config/config.js';
import type { Logger } from '../../log/logger.js';
import { check } from '../problems.js';
import type { Trace } from '../trace.js';
import { driver, settleEncryption } from './encryption.js';
import { type ErrorPlace, postgresError } from './error.js';
import { MAINTENANCE, poolOptions, serverOf } from './options.js';

/** Databases whose pools stay open while nobody uses them. */
const IDLE_POOLS = 8;

/** The pools of a server's databases, opened when they are first used. */
export interface Pools {
  readonly place: ErrorPlace;
  /** A connection to a database; waits for one as long as the pool may. */
  take(database: string, options?: UseOptions): Promise<Lease>;
  /** Work with a connection, which is given back afterwards. */
  use<T>(database: string, work: (client: PoolClient) => Promise<T>, options?: UseOptions): Promise<T>;
  /** Ends the connections to a database: those that are free now, others when they are given back, or at once by `force`. */
  end(database: string, options?: { readonly force?: boolean }): Promise<void>;
  /** Ends all connections, also those that somebody has. */
  close(): Promise<void>;
}

export interface UseOptions {
  /** For the words of errors. */
  readonly store?: string;
  /** Stops the statement that runs on the server. */
  readonly signal?: AbortSignal | undefined;
}

/** A connection that somebody has. */
export interface Lease {
  readonly client: PoolClient;
  /** What an error of this connection means; it is not used again where that could be wrong. */
  failed(error: unknown): Error;
  /** The connection is not used again. */
  discard(): void;
  /** Gives it back; a transaction that is open is rolled back. May be called twice. */
  release(): Promise<void>;
}

interface Held {
  readonly pool: Pool;
  readonly taken: Set<() => void>;
  waiting: number;
}

export function createPools(config: Config, log: Logger, trace: Trace): Pools {
  const { sslmode: _, ...place } = serverOf(config);
  const pools = new Map<string, Held>();
  let encrypted: Promise<boolean> | undefined;

  const open = async (database: string): Promise<Held> => {
    // An attempt that failed settles nothing: the next one tries again.
    encrypted ??= settleEncryption(config).catch((error: unknown) => {
      encrypted = undefined;
      throw error;
    });
    const secure = await encrypted;
    const { Pool } = await driver();
    const held = pools.get(database) ?? {
      pool: makePool(new Pool(poolOptions(config, database, secure)), database, log, trace),
      taken: new Set(),
      waiting: 0,
    };
    // The one used last is the last to be closed.
    pools.delete(database);
    pools.set(database, held);
    // Before anybody else gets a turn to end what nobody uses.
    held.waiting++;
    return held;
  };
  const end: Pools['end'] = async (database, { force = false } = {}) => {
    const held = pools.get(database);
    pools.delete(database);
    if (!held) return;
    const ended = held.pool.end();
    if (force) for (const destroy of held.taken) destroy();
    if (held.taken.size === 0) await ended;
  };
  const endIdle = async (): Promise<void> => {
    const idle = [...pools].filter(([, { taken, waiting }]) => taken.size === 0 && waiting === 0);
    await Promise.all(idle.slice(0, Math.max(0, pools.size - IDLE_POOLS)).map(([database]) => end(database)));
  };
  const connect = async (database: string): Promise<{ readonly client: PoolClient; readonly held: Held }> => {
    const held = await open(database);
    try {
      return { client: await held.pool.connect(), held };
    } finally {
      held.waiting--;
    }
  };
  const take: Pools['take'] = async (database, { store, signal } = {}) => {
    check(signal);
    const at = { ...place, ...(store === undefined ? {} : { store }), signal };
    const { client, held } = await connect(database).catch((error: unknown) => {
      throw postgresError(error, at);
    });
    const lease = makeLease(client, held, at, (pid) => use(MAINTENANCE, (other) => other.query('SELECT pg_cancel_backend($1)', [pid])));
    return { ...lease, release: () => lease.release().then(endIdle) };
  };
  const use: Pools['use'] = async (database, work, options) => {
    const lease = await take(database, options);
    try {
      return await work(lease.client);
    } catch (error) {
      throw lease.failed(error);
    } finally {
      await lease.release();
    }
  };
  return {
    place,
    take,
    use,
    end,
    close: async () => {
      await Promise.all([...pools.keys()].map((database) => end(database, { force: true })));
    },
  };
}

function makePool(pool: Pool, database: string, log: Logger, trace: Trace): Pool {
  // A connection that breaks while nobody uses it is replaced when one is next asked for.
  pool.on('error', (error) => log.debug('An idle connection to PostgreSQL was lost.', { error: error.message }));
  pool.on('connect', (client) => traced(client, database, trace));
  return pool;
}

/** Tells of every statement of a connection. */
function traced(client: PoolClient, database: string, trace: Trace): void {
  const query = client.query.bind(client) as (statement: unknown, ...more: unknown[]) => unknown;
  client.query = ((statement: string | { readonly text?: string }, ...more: unknown[]) => {
    trace.tell(database, (typeof statement === 'string' ? statement : statement.text) ?? '');
    return query(statement, ...more);
  }) as typeof client.query;
}

const ignore = (): void => undefined;

function makeLease(client: PoolClient, held: Held, place: ErrorPlace, cancel: (pid: number) => Promise<unknown>): Lease {
  let given = false;
  let suspect = false;
  const giveBack = (broken: boolean): void => {
    if (given) return;
    given = true;
    held.taken.delete(destroy);
    place.signal?.removeEventListener('abort', onAbort);
    client.off('error', ignore);
    client.release(broken);
  };
  const destroy = (): void => giveBack(true);
  const onAbort = (): void => {
    suspect = true;
    const { processID } = client as unknown as { readonly processID: number | null };
    if (processID !== null) cancel(processID).catch(ignore);
  };
  held.taken.add(destroy);
  // The statement that runs is told of a lost connection as well; without a listener it would end the process.
  client.on('error', ignore);
  place.signal?.addEventListener('abort', onAbort, { once: true });
  return {
    client,
    discard: () => {
      suspect = true;
    },
    failed: (error) => {
      const { code = '' } = (error ?? {}) as { readonly code?: string };
      // Only an error that the server stated leaves the connection as it was.
      if (!/^[0-9A-Z]{5}$/.test(code) || /^(?:57|08|XX)/.test(code)) suspect = true;
      return postgresError(error, place);
    },
    release: async () => {
      if (given) return;
      if (!suspect && client.getTransactionStatus() !== 'I') await client.query('ROLLBACK').catch(() => (suspect = true));
      giveBack(suspect);
    },
  };
}

import { MdmError } from '../errors.js';
import { check } from './problems.js';
import type { PoolSettings } from './settings.js';

export interface Pool<C> {
  /** A connection; waits for one where all are in use. */
  acquire(signal?: AbortSignal): Promise<C>;
  /** Gives it back; a broken one is closed. */
  release(connection: C, broken?: boolean): Promise<void>;
  /** Whether no connection is in use. */
  readonly idle: boolean;
  /** Closes what is idle, now, and what is in use when it is given back. May be called twice. */
  close(): Promise<void>;
}

export interface PoolOptions<C> extends PoolSettings {
  readonly create: () => Promise<C>;
  readonly destroy: (connection: C) => Promise<void> | void;
  /** Milliseconds after which connections that nobody uses are closed. */
  readonly idle: number;
  /** What is connected to, for errors. */
  readonly what: string;
}

interface Waiting<C> {
  readonly take: (connection: C) => void;
  readonly fail: (error: Error) => void;
}

export function createPool<C extends object>(options: PoolOptions<C>): Pool<C> {
  const free: C[] = [];
  const born = new Map<C, number>();
  const waiting: Waiting<C>[] = [];
  let opening = 0;
  let closed = false;
  let timer: NodeJS.Timeout | undefined;

  const isOld = (connection: C): boolean => options.recycle !== undefined && Date.now() - born.get(connection)! >= options.recycle;
  const end = async (connection: C): Promise<void> => {
    born.delete(connection);
    await options.destroy(connection);
  };
  const open = async (): Promise<C> => {
    opening++;
    try {
      const connection = await options.create();
      born.set(connection, Date.now());
      return connection;
    } finally {
      opening--;
    }
  };
  const rest = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      for (const connection of free.splice(0)) void Promise.resolve(end(connection)).catch(() => undefined);
    }, options.idle);
    timer.unref();
  };
  const give = async (connection: C): Promise<void> => {
    if (closed) return end(connection);
    const next = waiting.shift();
    if (next) return next.take(connection);
    free.push(connection);
    rest();
  };
  /** A place became free that nobody holds. Who waits may have given up when the connection is there: then another one gets it. */
  const refill = (): void => {
    if (closed || waiting.length === 0 || born.size + opening >= options.max) return;
    open()
      .then(give, (error: unknown) => {
        waiting.shift()?.fail(error as Error);
        refill();
      })
      .catch(() => undefined);
  };

  return {
    get idle() {
      return opening === 0 && free.length === born.size;
    },
    acquire: async (signal) => {
      if (closed) throw new MdmError('backend', `${options.what} is closed.`);
      check(signal);
      clearTimeout(timer);
      for (let connection = free.pop(); connection; connection = free.pop()) {
        if (!isOld(connection)) return connection;
        await end(connection);
      }
      if (born.size + opening < options.max) {
        try {
          return await open();
        } catch (error) {
          refill();
          throw error;
        }
      }
      return wait(waiting, options, signal);
    },
    release: async (connection, broken = false) => {
      if (!born.has(connection)) return;
      if (closed || broken || isOld(connection)) {
        return end(connection).finally(refill);
      }
      return give(connection);
    },
    close: async () => {
      closed = true;
      clearTimeout(timer);
      for (const one of waiting.splice(0)) one.fail(new MdmError('backend', `${options.what} was closed.`));
      for (const connection of free.splice(0)) await end(connection);
    },
  };
}

function wait<C>(waiting: Waiting<C>[], options: PoolOptions<C>, signal: AbortSignal | undefined): Promise<C> {
  return new Promise<C>((resolve, reject) => {
    const done = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', stop);
      const at = waiting.indexOf(one);
      if (at >= 0) waiting.splice(at, 1);
    };
    const one: Waiting<C> = {
      take: (connection) => {
        done();
        resolve(connection);
      },
      fail: (error) => {
        done();
        reject(error);
      },
    };
    const stop = (): void => one.fail(new MdmError('interrupted', 'Stopped.', undefined, signal?.reason));
    const timer = setTimeout(() => one.fail(timedOut(options)), options.wait);
    signal?.addEventListener('abort', stop, { once: true });
    waiting.push(one);
  });
}

const timedOut = <C>({ what, max, wait: ms }: PoolOptions<C>): MdmError =>
  new MdmError(
    'backend',
    `Pool timeout: no connection to ${what} became free in ${ms / 1000} s; all ${max} are in use.`,
    'Raise database.sqlalchemy.pool_size or database.sqlalchemy.pool_timeout, or release connections sooner.',
  );

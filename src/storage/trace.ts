import type { Config } from '../config/config.js';
import type { Logger } from '../log/logger.js';
import type { BackendName } from './backend.js';

/** Tells of the statements that are executed. Values of parameters are never told. */
export interface Trace {
  /** Whether plans are wanted. */
  readonly explains: boolean;
  /** Whether anybody is told of statements. */
  readonly tells: boolean;
  /** Tells of a statement, does it, and tells when it was slow. */
  run<T>(store: string, sql: string, work: () => T | Promise<T>): Promise<T>;
  /** As `run`, of a statement that is told of where it is executed. */
  timed<T>(store: string, sql: string, work: () => T | Promise<T>): Promise<T>;
  /** Tells of a statement that has no time of its own. */
  tell(store: string, sql: string): void;
  /** Tells how long a statement took whose rows were read one by one. */
  took(store: string, sql: string, milliseconds: number): void;
  plan(store: string, sql: string, lines: readonly string[]): void;
}

export interface TraceOptions {
  readonly log: Logger;
  /** Where `database.echo` prints; default stderr. */
  readonly echo?: (line: string) => void;
}

const oneLine = (sql: string): string => sql.trim().replace(/\s*\n\s*/g, ' ');

export function createTrace(config: Config, backend: BackendName, { log, echo = toStderr }: TraceOptions): Trace {
  const echoes = config.get('database.sqlalchemy.echo');
  const slow = config.get('performance.slow_query_ms');
  const debugs = log.enabled('DEBUG');
  const tell = (store: string, sql: string): void => {
    if (debugs) log.debug(oneLine(sql), { store, backend });
    if (echoes) echo(`SQL ${backend} ${store}: ${oneLine(sql)}`);
  };
  const took = (store: string, sql: string, ms: number): void => {
    if (slow !== null && ms >= slow)
      log.warning(`Slow query of ${store}: ${Math.round(ms)} ms`, {
        statement: oneLine(sql),
        ms: Math.round(ms * 1000) / 1000,
        store,
        backend,
      });
  };
  const timed: Trace['timed'] = async (store, sql, work) => {
    const start = performance.now();
    try {
      return await work();
    } finally {
      took(store, sql, performance.now() - start);
    }
  };
  return {
    explains: config.get('development.explain_queries'),
    tells: echoes || debugs,
    tell,
    took,
    timed,
    run: (store, sql, work) => {
      tell(store, sql);
      return timed(store, sql, work);
    },
    plan: (store, sql, lines) => log.info(`Plan of a query of ${store}`, { statement: oneLine(sql), plan: lines, store, backend }),
  };
}

const toStderr = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

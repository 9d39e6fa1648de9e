import type { Config } from '../config/config.js';
import { silent, type Logger } from '../log/logger.js';
import type { BackendName, IStorageBackend } from './backend.js';

export interface OpenOptions {
  readonly log?: Logger;
  /** Where `database.echo` prints statements; default stderr. */
  readonly echo?: (line: string) => void;
}

/** Opens a backend with the settings of a configuration. Nothing is made and no connection opened before it is used. */
export async function openBackend(name: BackendName, config: Config, { log = silent, echo }: OpenOptions = {}): Promise<IStorageBackend> {
  const options = { log: log.child(`storage.${name}`), ...(echo ? { echo } : {}) };
  options.log.debug(`backend ${name} opened`);
  switch (name) {
    case 'sqlite':
      return (await import('./sqlite/backend.js')).sqliteBackend(config, options);
    case 'duckdb':
      return (await import('./duckdb/backend.js')).duckdbBackend(config, options);
    case 'postgresql':
      return (await import('./postgres/backend.js')).postgresBackend(config, options);
    default:
      return name satisfies never;
  }
}

/** Backends of one configuration, each opened when it is first needed. */
export interface Backends {
  of(name: BackendName): Promise<IStorageBackend>;
  /** Closes all; may be called twice. */
  close(): Promise<void>;
}

export function createBackends(config: Config, log?: Logger): Backends {
  const open = new Map<BackendName, Promise<IStorageBackend>>();
  return {
    of: (name) => {
      const there = open.get(name);
      if (there) return there;
      const backend = openBackend(name, config, log ? { log } : {});
      open.set(name, backend);
      backend.catch(() => open.delete(name));
      return backend;
    },
    close: async () => {
      const all = await Promise.allSettled(open.values());
      open.clear();
      const opened = all.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
      const closed = await Promise.allSettled(opened.map((backend) => backend.close()));
      for (const one of closed) if (one.status === 'rejected') throw one.reason;
    },
  };
}

import type { Config } from '../config/config.js';
import { silent, type Logger } from '../log/logger.js';
import type { BackendName, IStorageBackend } from './backend.js';
import { lazily } from './lazily.js';
import { withOldMetadata } from './old-metadata.js';

export interface OpenOptions {
  readonly log?: Logger;
  /** Where `database.echo` prints statements; default stderr. */
  readonly echo?: (line: string) => void;
  /** Leaves files as they are found: one of SQLite keeps its journal mode, whatever the configuration says. */
  readonly asFound?: boolean;
}

/** Opens a backend with the settings of a configuration. Nothing is made and no connection opened before it is used. */
export async function openBackend(name: BackendName, config: Config, options: OpenOptions = {}): Promise<IStorageBackend> {
  return withOldMetadata(await opened(name, config, options));
}

async function opened(name: BackendName, config: Config, { log = silent, echo, asFound }: OpenOptions): Promise<IStorageBackend> {
  const options = { log: log.child(`storage.${name}`), ...(echo ? { echo } : {}) };
  options.log.debug(`backend ${name} opened`);
  switch (name) {
    case 'sqlite':
      return (await import('./sqlite/backend.js')).sqliteBackend(config, { ...options, ...(asFound ? { asFound } : {}) });
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

export function createBackends(config: Config, log: Logger = silent, open: typeof openBackend = openBackend): Backends {
  const backends = lazily((name: BackendName) => open(name, config, { log }));
  return {
    of: backends.of,
    close: async () => {
      const all = await backends.made();
      backends.forget();
      const closed = await Promise.allSettled(all.map((backend) => backend.close()));
      for (const one of closed) if (one.status === 'rejected') throw one.reason;
    },
  };
}

import type { Config } from '../config/config.js';
import type { BackendName } from './backend.js';

export interface PoolSettings {
  /** Connections to one store at the same time. */
  readonly max: number;
  /** Milliseconds to wait for a free one. */
  readonly wait: number;
  /** Milliseconds after which a connection is replaced; absent: never. */
  readonly recycle?: number;
}

/** What SQLite and DuckDB share. */
export interface FileSettings {
  /** Absolute folder of the stores. */
  readonly folder: string;
  /** Milliseconds to wait for a lock. */
  readonly patience: number;
  readonly batchSize: number;
  readonly pool: PoolSettings;
}

export function fileSettings(config: Config, backend: BackendName): FileSettings {
  const recycle = config.get('database.sqlalchemy.pool_recycle');
  return {
    folder: config.path('paths.datasets_path'),
    patience: config.get('database.connection_timeout') * 1000,
    batchSize: batchSize(config, backend),
    pool: {
      max: config.get('database.sqlalchemy.pool_size') + config.get('database.sqlalchemy.max_overflow'),
      wait: config.get('database.sqlalchemy.pool_timeout') * 1000,
      ...(recycle < 0 ? {} : { recycle: recycle * 1000 }),
    },
  };
}

/** Rows of a batch: `backends.<backend>.performance.batch_size` where it is set, else `performance.batch_size`. */
export const batchSize = (config: Config, backend: BackendName): number =>
  config.get(`backends.${backend}.performance.batch_size`) ?? config.get('performance.batch_size');

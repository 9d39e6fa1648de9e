import type { Config } from '../config/config.js';
import type { Logger } from '../log/logger.js';

/** Databases on the PostgreSQL server that processes of this home made for a comparison or a check, and did not live to drop. */
export const leftDatabases = async (config: Config, log: Logger): Promise<readonly string[]> =>
  (await import('./postgres/scratch.js')).leftDatabases(config, log);

/** Drops such a database; false: it is none any more. */
export const dropLeftDatabase = async (config: Config, log: Logger, name: string): Promise<boolean> =>
  (await import('./postgres/scratch.js')).dropLeftDatabase(config, log, name);

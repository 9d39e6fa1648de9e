import type { Config } from '../../config/config.js';
import { isAlive, SCRATCH_DATABASES, scratchDatabaseOwner } from '../../config/scratch.js';
import type { Logger } from '../../log/logger.js';
import { createTrace } from '../trace.js';
import { dropDatabase } from './databases.js';
import { MAINTENANCE } from './options.js';
import { createPools, type Pools } from './pools.js';

export const leftDatabases = (config: Config, log: Logger): Promise<readonly string[]> =>
  onServer(config, log, (pools) => left(pools, config.home));

export const dropLeftDatabase = (config: Config, log: Logger, name: string): Promise<boolean> =>
  onServer(config, log, async (pools) => {
    if (!(await left(pools, config.home)).includes(name)) return false;
    await dropDatabase(pools, name);
    return true;
  });

async function left(pools: Pools, home: string): Promise<readonly string[]> {
  const { rows } = await pools.use(MAINTENANCE, (client) =>
    client.query<{ name: string }>('SELECT datname AS name FROM pg_database WHERE starts_with(datname, $1) ORDER BY 1', [
      SCRATCH_DATABASES,
    ]),
  );
  return rows.flatMap(({ name }) => {
    const owner = scratchDatabaseOwner(home, name);
    return owner === undefined || isAlive(owner) ? [] : [name];
  });
}

async function onServer<T>(config: Config, log: Logger, work: (pools: Pools) => Promise<T>): Promise<T> {
  const pools = createPools(config, log, createTrace(config, 'postgresql', { log }));
  try {
    return await work(pools);
  } finally {
    await pools.close();
  }
}

import type { Config } from '../../config/config.js';
import type { Side } from '../../flags/flags.js';
import { silent, type Logger } from '../../log/logger.js';
import type { BackendName } from '../../storage/backend.js';
import { lazily } from '../../storage/lazily.js';
import { createBackends as createAll, openBackend, type Backends } from '../../storage/open.js';
import { facade, type Sides } from './facade.js';
import { watching, type Watch } from './watch.js';

/**
 * Backends of one configuration, each opened when it is first needed. With each call `refactoring.use_new_backend` says which side
 * answers it for the dataset: the current backend, or the storage of MDM 1.0.6. Both read what the other wrote.
 */
export function createBackends(config: Config, log: Logger = silent): Backends {
  let watch: Watch | undefined;
  const backends = createAll(config, log, async (name) => {
    const sides = sidesOf(name, config, log);
    return facade(config, await sides.of('new'), sides, (watch ??= watching(config, log)));
  });
  return {
    of: backends.of,
    close: async () => {
      try {
        await backends.close();
      } finally {
        await watch?.flush();
      }
    },
  };
}

function sidesOf(name: BackendName, config: Config, log: Logger): Sides {
  const open = async (side: Side, asFound: boolean) => {
    if (side === 'new') return openBackend(name, config, { log, asFound });
    const { openOldBackend } = await import('./old.js');
    return openOldBackend(name, config, { log, asFound });
  };
  const inUse = lazily((side: Side) => open(side, false));
  // Only files of SQLite have a setting that connecting would change.
  const beside = name === 'sqlite' ? lazily((side: Side) => open(side, true)) : inUse;
  return {
    of: inUse.of,
    beside: beside.of,
    opened: async () => [...new Set([...(await inUse.made()), ...(await beside.made())])],
  };
}

import type { Config } from '../../config/config.js';
import { silent, type Logger } from '../../log/logger.js';
import type { BackendName, IStorageBackend } from '../../storage/backend.js';
import { openBackend, type Backends } from '../../storage/open.js';
import { withOldMetadata } from './current.js';
import { facade } from './facade.js';
import { watching, type Watch } from './watch.js';

/**
 * Backends of one configuration, each opened when it is first needed. With each call `refactoring.use_new_backend` says which side
 * answers it for the dataset: the current backend, or the storage of MDM 1.0.6. Both read what the other wrote.
 */
export function createBackends(config: Config, log: Logger = silent): Backends {
  const open = new Map<BackendName, Promise<IStorageBackend>>();
  let watch: Watch | undefined;
  const opened = async (name: BackendName): Promise<IStorageBackend> => {
    let old: Promise<IStorageBackend> | undefined;
    const openOld = async (): Promise<IStorageBackend> => {
      const { openOldBackend } = await import('./old.js');
      return openOldBackend(name, config, { log });
    };
    const sides = {
      current: withOldMetadata(await openBackend(name, config, { log })),
      old: () => {
        old ??= openOld();
        old.catch(() => (old = undefined));
        return old;
      },
      openedOld: () => old,
    };
    return facade(config, sides, (watch ??= watching(config, log)));
  };
  return {
    of: (name) => {
      const there = open.get(name);
      if (there) return there;
      const backend = opened(name);
      open.set(name, backend);
      backend.catch(() => open.delete(name));
      return backend;
    },
    close: async () => {
      const all = await Promise.allSettled(open.values());
      open.clear();
      const closed = await Promise.allSettled(all.map(async (one) => (one.status === 'fulfilled' ? one.value.close() : undefined)));
      await watch?.flush();
      for (const one of closed) if (one.status === 'rejected') throw one.reason;
    },
  };
}

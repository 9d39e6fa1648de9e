import type { Pool } from './pool.js';

/** Pools of the stores that are open. */
export interface Stores<C> {
  of(store: string): Pool<C>;
  close(store: string): Promise<void>;
  closeAll(): Promise<void>;
}

/** Stores that stay open; so many datasets leave no open files. */
const OPEN = 8;

export function createStores<C>(open: (store: string) => Pool<C>): Stores<C> {
  /** The one used last comes last. */
  const pools = new Map<string, Pool<C>>();
  const close = async (store: string): Promise<void> => {
    const pool = pools.get(store);
    pools.delete(store);
    await pool?.close();
  };
  return {
    of: (store) => {
      const pool = pools.get(store) ?? open(store);
      pools.delete(store);
      pools.set(store, pool);
      for (const [name, old] of pools) {
        if (pools.size <= OPEN) break;
        if (name !== store && old.idle) void close(name).catch(() => undefined);
      }
      return pool;
    },
    close,
    closeAll: async () => {
      for (const store of [...pools.keys()]) await close(store);
    },
  };
}

import type { Json } from '@mdm/sdk';
import { rowsOf } from '../../storage/arrow-rows.js';
import type { BackendName, IStorageBackend, Parameter } from '../../storage/backend.js';

const THERE: Readonly<Record<BackendName, string>> = {
  sqlite: "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = '_metadata'",
  duckdb: "SELECT 1 FROM duckdb_tables() WHERE database_name = current_database() AND table_name = '_metadata'",
  postgresql: "SELECT 1 FROM pg_tables WHERE schemaname = current_schema() AND tablename = '_metadata'",
};

async function first(
  backend: IStorageBackend,
  store: string,
  sql: string,
  parameters?: readonly Parameter[],
): Promise<Parameter | undefined> {
  let found: Parameter | undefined;
  for await (const batch of backend.query(store, sql, parameters)) for (const [value] of rowsOf(batch)) found ??= value;
  return found;
}

const isThere = async (backend: IStorageBackend, store: string): Promise<boolean> =>
  (await first(backend, store, THERE[backend.backendType])) !== undefined;

async function metadata(backend: IStorageBackend, store: string, key: string): Promise<Json | undefined> {
  if (!(await isThere(backend, store))) return undefined;
  const text = await first(backend, store, 'SELECT value FROM _metadata WHERE key = ?', [key]);
  if (typeof text !== 'string') return undefined;
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}

async function forget(backend: IStorageBackend, store: string, keys: readonly string[]): Promise<void> {
  if (keys.length === 0 || !(await isThere(backend, store))) return;
  for (const key of keys) await backend.executeSql(store, 'DELETE FROM _metadata WHERE key = ?', [key]);
}

/** A current backend that also knows the metadata which the old side wrote into a store: a key has one value, whoever wrote it last. */
export const withOldMetadata = (backend: IStorageBackend): IStorageBackend => ({
  ...backend,
  getMetadata: async (store, key) => {
    const value = await backend.getMetadata(store, key);
    return value === undefined ? metadata(backend, store, key) : value;
  },
  updateMetadata: async (store, key, value) => {
    await backend.updateMetadata(store, key, value);
    await forget(backend, store, [key]);
  },
  swapTables: async (store, swap) => {
    await backend.swapTables(store, swap);
    await forget(backend, store, Object.keys(swap.metadata ?? {}));
  },
});

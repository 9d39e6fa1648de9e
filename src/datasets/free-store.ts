import type { Config } from '../config/config.js';
import type { IStorageBackend } from '../storage/backend.js';
import { storeName } from './names.js';
import { storeFolders } from './registration/journal.js';

/** The first of `name`, `name~2`, `name~3` that nothing is in, neither here nor in the backend, and that is not the store in use. */
export async function freeStore(config: Config, backend: IStorageBackend, name: string, inUse: string | undefined): Promise<string> {
  const taken = new Set([inUse, ...(await storeFolders(config)).map((one) => one.normalize('NFC'))]);
  for (let n = 1; ; n++) {
    const store = storeName(name, n);
    if (!taken.has(store) && !(await backend.datasetExists(store))) return store;
  }
}

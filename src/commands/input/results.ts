import type { StoredResults } from '../../parity/store.js';

/** The folder of results of comparisons, and how many are kept, as the configuration says. */
export async function storePlace(): Promise<{ readonly store: string; readonly keep: string }> {
  const { openConfig } = await import('../../config/config.js');
  const config = await openConfig();
  return { store: config.path('comparison.store'), keep: config.get('comparison.keep') };
}

/** The results of comparisons that are kept. */
export async function storedResults(): Promise<StoredResults> {
  const { parseKeep, readResults } = await import('../../parity/store.js');
  const { store, keep } = await storePlace();
  return readResults(store, parseKeep(keep));
}

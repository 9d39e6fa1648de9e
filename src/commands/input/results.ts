import type { Config } from '../../config/config.js';
import type { StoredResults } from '../../parity/store.js';

/** The folder of results of comparisons, and how many are kept, as the configuration says. */
export const storePlace = (config: Config): { readonly store: string; readonly keep: string } => ({
  store: config.path('comparison.store'),
  keep: config.get('comparison.keep'),
});

/** The results of comparisons that are kept. */
export async function storedResults(config: Config): Promise<StoredResults> {
  const { parseKeep, readResults } = await import('../../parity/store.js');
  const { store, keep } = storePlace(config);
  return readResults(store, parseKeep(keep));
}

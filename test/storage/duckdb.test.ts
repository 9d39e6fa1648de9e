import { openBackend } from '../../src/storage/open.js';
import { complianceSuite } from './compliance.js';
import { home } from './tables.js';

complianceSuite(
  'duckdb',
  async () => {
    const place = home();
    const backend = await openBackend('duckdb', await place.config());
    return {
      backend,
      again: async (env) => openBackend('duckdb', await place.config(env)),
      close: async () => {
        await backend.close();
        place.remove();
      },
    };
  },
  {},
);

import { openBackend } from '../../src/storage/open.js';
import { complianceSuite } from './compliance.js';
import { home } from './tables.js';

complianceSuite(
  'sqlite',
  async () => {
    const place = home();
    const backend = await openBackend('sqlite', await place.config());
    return {
      backend,
      again: async (env) => openBackend('sqlite', await place.config(env)),
      close: async () => {
        await backend.close();
        place.remove();
      },
    };
  },
  { columns: 2_000 },
);

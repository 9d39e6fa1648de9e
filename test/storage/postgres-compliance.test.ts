import type { IStorageBackend } from '../../src/storage/backend.js';
import { openBackend } from '../../src/storage/open.js';
import { complianceSuite } from './compliance.js';
import { startServer } from './postgres-server.js';
import { home } from './tables.js';

complianceSuite(
  'postgresql',
  async () => {
    const place = home();
    const server = await startServer();
    const again = async (env: Readonly<Record<string, string>> = {}): Promise<IStorageBackend> =>
      openBackend('postgresql', await place.config({ ...server.env, ...env }));
    const backend = await again();
    return {
      backend,
      again,
      close: async () => {
        await backend.close();
        await server.stop();
        place.remove();
      },
    };
  },
  { nul: false, columns: 1_600 },
);

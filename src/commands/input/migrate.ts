import { boolean, custom, integer, option } from '@oclif/core/flags';
import type { BackendName } from '../../storage/backend.js';

const BACKENDS: Readonly<Record<string, BackendName>> = {
  sqlite: 'sqlite',
  duckdb: 'duckdb',
  postgresql: 'postgresql',
  postgres: 'postgresql',
};

/** How datasets are copied, of every command that migrates. */
export const migrateFlags = {
  verify: option({
    summary: 'Compare all values, the numbers of rows and the columns, or nothing.',
    options: ['full', 'counts', 'none'] as const,
    default: 'full',
  })(),
  'batch-size': integer({ summary: 'Rows copied at a time (default: performance.batch_size).', min: 1, helpValue: 'N' }),
  'dry-run': boolean({ summary: 'Say what would be done, and do nothing.' }),
};

/** A flag that names a backend. */
export const backendFlag = custom<BackendName>({
  helpValue: 'BACKEND',
  parse: async (input) => {
    const found = Object.hasOwn(BACKENDS, input) ? BACKENDS[input] : undefined;
    if (found) return found;
    const { MdmError } = await import('../../errors.js');
    throw new MdmError('usage', `There is no backend ${JSON.stringify(input)}.`, 'There are sqlite, duckdb and postgresql.');
  },
});

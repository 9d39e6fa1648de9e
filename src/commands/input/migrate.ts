import { boolean, integer, option } from '@oclif/core/flags';

export const BACKENDS = ['sqlite', 'duckdb', 'postgresql'] as const;

/** How datasets are copied, of every command that migrates several. */
export const migrateFlags = {
  verify: option({
    summary: 'Compare all values, the numbers of rows and the columns, or nothing.',
    options: ['full', 'counts', 'none'] as const,
    default: 'full',
  })(),
  'batch-size': integer({ summary: 'Rows copied at a time (default: performance.batch_size).', min: 1, helpValue: 'N' }),
  'dry-run': boolean({ summary: 'Say what would be done, and do nothing.' }),
};

export const backendFlag = (summary: string) => option({ summary, options: BACKENDS, helpValue: 'BACKEND' });

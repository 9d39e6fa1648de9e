import { availableParallelism, tmpdir } from 'node:os';
import { scratchPrefix } from '../config/scratch.js';
import { openDatabase, type Database, type DatabaseOptions, type LimitNames } from '../engine/duckdb/driver.js';
import type { BackendName } from '../storage/backend.js';
import { batchSize as ofBackend } from '../storage/settings.js';
import type { Workspace } from './workspace.js';

/** Commands on datasets have no flags for these. */
const KEYS: LimitNames = {
  memory: 'performance.memory_limit',
  threads: 'database.duckdb.threads',
  temp: 'database.duckdb.temp_directory',
};

/** What the engine may take for work on datasets, by the configuration. */
export const engineLimits = ({
  config,
}: Pick<Workspace, 'config'>): Required<Pick<DatabaseOptions, 'memoryLimit' | 'threads' | 'limitNames'>> => ({
  memoryLimit: config.get('performance.memory_limit') ?? config.get('database.duckdb.memory_limit'),
  threads: Math.max(1, Math.min(config.get('database.duckdb.threads'), availableParallelism())),
  limitNames: KEYS,
});

/** How the engine is opened for work on datasets. */
export function engineOptions(workspace: Workspace, onProgress?: (share: number) => void): DatabaseOptions {
  const { config, signal } = workspace;
  const temp = config.origin('database.duckdb.temp_directory') === 'default' ? tmpdir() : config.path('database.duckdb.temp_directory');
  return {
    ...engineLimits(workspace),
    temp,
    prefix: scratchPrefix(config.home),
    ...(signal === undefined ? {} : { signal }),
    ...(onProgress === undefined ? {} : { onProgress }),
  };
}

/** An engine for work on datasets; its temporary folder goes with it. */
export const openEngine = (workspace: Workspace, onProgress?: (share: number) => void): Promise<Database> =>
  openDatabase(engineOptions(workspace, onProgress));

/** Rows of a batch of that backend. */
export const batchSize = ({ config }: Pick<Workspace, 'config'>, backend: BackendName): number => ofBackend(config, backend);

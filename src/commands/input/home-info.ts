import { existsSync } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../../config/config.js';

/** What `mdm info` says. */
export interface HomeInfo {
  readonly version: string;
  readonly node: string;
  readonly platform: string;
  readonly home: string;
  readonly config: { readonly file: string; readonly exists: boolean };
  readonly backend: string;
  /** Of PostgreSQL, where it is the backend or its settings are given; the password is masked. */
  readonly server?: {
    readonly host: string;
    readonly port: number;
    readonly user: string | null;
    readonly password: string | null;
    readonly database_prefix: string;
    readonly sslmode: string;
  };
  readonly paths: {
    readonly datasets: string;
    readonly configs: string;
    readonly logs: string;
    readonly custom_features: string;
    readonly log_file: string | null;
    readonly metrics: string;
  };
  readonly batch_size: number;
  readonly max_concurrent_operations: number;
  readonly datasets: number;
  /** Bytes below the folder of the datasets. */
  readonly storage_bytes: number;
}

export async function homeInfo(config: Config, version: string): Promise<HomeInfo> {
  const datasets = config.path('paths.datasets_path');
  const backend = config.get('database.default_backend');
  return {
    version,
    node: process.versions.node,
    platform: `${process.platform}-${process.arch}`,
    home: config.home,
    config: { file: config.file, exists: config.loaded },
    backend,
    ...(backend === 'postgresql' || GIVEN.some((key) => config.origin(`database.postgresql.${key}`) !== 'default')
      ? { server: serverOf(config) }
      : {}),
    paths: {
      datasets,
      configs: config.path('paths.configs_path'),
      logs: config.path('paths.logs_path'),
      custom_features: config.path('paths.custom_features_path'),
      log_file: config.path('logging.file') ?? null,
      metrics: config.path('monitoring.metrics_db'),
    },
    batch_size: config.get('performance.batch_size'),
    max_concurrent_operations: config.get('performance.max_concurrent_operations'),
    datasets: await datasetCount(config),
    storage_bytes: existsSync(datasets) ? await bytesBelow(datasets) : 0,
  };
}

const GIVEN = ['host', 'port', 'user', 'password'] as const;

const serverOf = (config: Config): NonNullable<HomeInfo['server']> => ({
  host: config.get('database.postgresql.host'),
  port: config.get('database.postgresql.port'),
  user: config.get('database.postgresql.user'),
  password: config.masked('database.postgresql.password') as string | null,
  database_prefix: config.get('database.postgresql.database_prefix'),
  sslmode: config.get('database.postgresql.sslmode'),
});

async function datasetCount(config: Config): Promise<number> {
  if (!existsSync(config.path('paths.configs_path'))) return 0;
  const { openRepository } = await import('../../datasets/repository.js');
  return (await openRepository(config).names()).length;
}

async function bytesBelow(folder: string): Promise<number> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  let sum = 0;
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) sum += await bytesBelow(path);
    // What another command removes meanwhile counts for nothing.
    else if (entry.isFile()) sum += (await lstat(path).catch(() => ({ size: 0 }))).size;
  }
  return sum;
}

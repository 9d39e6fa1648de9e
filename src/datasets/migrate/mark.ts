import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../../config/config.js';
import { BACKENDS, type BackendName } from '../../storage/backend.js';
import { storeFolder } from '../registration/journal.js';
import { writeWhole } from '../repository.js';

const FILE = 'migration.json';
const fileOf = (config: Config, store: string): string => join(storeFolder(config, store), FILE);

/** Says in a new store's folder which backend gets the store, so that what an end in the middle leaves can be found on a server too. */
export const markMigration = (config: Config, store: string, backend: BackendName): Promise<void> =>
  writeWhole(fileOf(config, store), `${JSON.stringify({ backend })}\n`);

/** The pointer says it from now on. */
export const unmarkMigration = (config: Config, store: string): Promise<void> => rm(fileOf(config, store), { force: true });

/** Which backend a store's folder says has the store: a migration that was cut off, or the record beside the tables. */
export async function saidBackend(config: Config, store: string): Promise<BackendName | undefined> {
  const mark = (await read(fileOf(config, store)))?.backend;
  const record = (await read(join(storeFolder(config, store), 'dataset_info.json')))?.database;
  return BACKENDS.find((name) => name === mark) ?? BACKENDS.find((name) => name === record?.backend);
}

interface Said {
  readonly backend?: unknown;
  readonly database?: { readonly backend?: unknown };
}

async function read(path: string): Promise<Said | undefined> {
  try {
    return (JSON.parse(await readFile(path, 'utf8')) as Said | null) ?? undefined;
  } catch {
    return undefined;
  }
}

import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../../config/config.js';
import { BACKENDS, type BackendName } from '../../storage/backend.js';
import { storeFolder } from '../registration/journal.js';
import { writeWhole } from '../repository.js';

const FILE = 'migration.json';
const fileOf = (config: Config, store: string): string => join(storeFolder(config, store), FILE);

/** What the folder of a new store says while it is filled. */
export interface Mark {
  readonly backend: BackendName | undefined;
  /** Where the store was made; absent until it was: what has its name on a server may be of another home. */
  readonly made?: string;
}

/**
 * Says in a new store's folder which backend gets the store, so that what an end in the middle leaves can be found on a server too; and
 * once more when it is made, with its place (`locate`).
 */
export const markMigration = (config: Config, store: string, backend: BackendName, made?: string): Promise<void> =>
  writeWhole(fileOf(config, store), `${JSON.stringify({ backend, ...(made === undefined ? {} : { made }) })}\n`);

/** The pointer says it from now on. */
export const unmarkMigration = (config: Config, store: string): Promise<void> => rm(fileOf(config, store), { force: true });

/** The mark of a store that a move had begun to fill; undefined: there is none. */
export async function readMark(config: Config, store: string): Promise<Mark | undefined> {
  const mark = await read(fileOf(config, store));
  if (!mark) return undefined;
  const { backend, made } = mark;
  return { backend: BACKENDS.find((name) => name === backend), ...(typeof made === 'string' ? { made } : {}) };
}

/** Which backend a store's folder says has the store: a migration that was cut off, or the record beside the tables. */
export async function saidBackend(config: Config, store: string): Promise<BackendName | undefined> {
  const record = (await read(join(storeFolder(config, store), 'dataset_info.json')))?.database;
  return (await readMark(config, store))?.backend ?? BACKENDS.find((name) => name === record?.backend);
}

interface Said {
  readonly backend?: unknown;
  readonly made?: unknown;
  readonly database?: { readonly backend?: unknown };
}

/** Undefined: there is no such file; nothing in it: it cannot be read. */
async function read(path: string): Promise<Said | undefined> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch {
    return undefined;
  }
  try {
    return (JSON.parse(text) as Said | null) ?? {};
  } catch {
    return {};
  }
}

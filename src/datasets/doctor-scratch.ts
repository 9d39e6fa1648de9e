import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Config } from '../config/config.js';
import { isAlive, scratchOwner } from '../config/scratch.js';
import { makerOf } from '../storage/files.js';
import type { Finding } from './doctor.js';
import { storeFolder, storeFolders } from './registration/journal.js';
import { writerOf } from './repository.js';

/** Temporary files and folders of processes that are gone. */
export async function scratch(config: Config): Promise<Finding[]> {
  const temps = new Set([tmpdir(), config.path('database.duckdb.temp_directory')]);
  const stores = (await storeFolders(config)).map((store) => storeFolder(config, store));
  const paths = [
    ...(await left([config.path('paths.configs_path')], writerOf)),
    ...(await left(stores, (name) => writerOf(name) ?? makerOf(name))),
    ...(await left([...temps], (name) => scratchOwner(config.home, name))),
  ];
  return paths.map((path) => ({
    kind: 'scratch',
    path,
    problem: `${path} was left by a process that ended`,
    mend: 'Takes it away',
    mendable: true,
  }));
}

/** What is in the folders and belongs to a process that is gone. */
async function left(folders: readonly string[], owner: (name: string) => number | undefined): Promise<string[]> {
  const found: string[] = [];
  for (const folder of folders)
    for (const name of await readdir(folder).catch(() => [])) {
      const process = owner(name);
      if (process !== undefined && !isAlive(process)) found.push(join(folder, name));
    }
  return found;
}

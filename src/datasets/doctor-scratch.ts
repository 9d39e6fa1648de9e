import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Config } from '../config/config.js';
import { isAlive, scratchOwner } from '../config/scratch.js';
import { makerOf } from '../storage/files.js';
import { leftDatabases } from '../storage/scratch.js';
import type { Finding } from './doctor.js';
import { leftCopies, leftStores } from './migrate/leftovers.js';
import { storeFolder, storeFolders } from './registration/journal.js';
import { writerOf } from './repository.js';
import type { Workspace } from './workspace.js';

/** Temporary files and folders of processes that are gone, but for those in a folder that goes with something else. */
export async function scratch(config: Config, others: readonly Finding[]): Promise<Finding[]> {
  const temps = new Set([tmpdir(), config.path('database.duckdb.temp_directory')]);
  const stores = (await storeFolders(config)).map((store) => storeFolder(config, store));
  const paths = [
    ...(await left([config.path('paths.configs_path')], writerOf)),
    ...(await left(stores, (name) => writerOf(name) ?? makerOf(name))),
    ...(await left([...temps], (name) => scratchOwner(config.home, name))),
    ...(await leftCopies(config)),
  ];
  const going = others.filter(({ instead }) => instead !== undefined).map(({ path }) => path);
  const alone = paths.filter((path) => !going.includes(dirname(path)));
  return alone.map((path) => ({ ...gone(path), kind: 'scratch', path }));
}

/** Databases on the server in use that comparisons and checks left. */
export async function scratchDatabases({ config, log }: Workspace): Promise<Finding[]> {
  const at = `${config.get('database.postgresql.host')}:${config.get('database.postgresql.port')}`;
  const names = await leftDatabases(config, log);
  return names.map((name) => ({ ...gone(`The database ${name} on ${at}`), kind: 'scratch-database', path: name }));
}

const gone = (what: string): Pick<Finding, 'problem' | 'mend' | 'mendable'> => ({
  problem: `${what} was left by a process that ended`,
  mend: 'Takes it away',
  mendable: true,
});

/** Stores that a migration was filling when it was cut off. */
export async function begunStores(config: Config): Promise<Finding[]> {
  const stores = await leftStores(config);
  return stores.map(({ dataset, store, backend, folder }) => ({
    kind: 'unfinished-migration',
    dataset,
    store,
    ...(backend ? { backend } : {}),
    path: folder,
    problem: `A migration of ${dataset} was cut off, and left ${store} half filled`,
    mend: 'Takes it away',
    instead: 'To go on instead: mdm migrate resume',
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

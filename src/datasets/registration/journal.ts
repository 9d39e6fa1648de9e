import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../../config/config.js';
import type { BackendName } from '../../storage/backend.js';
import { nameOfStore } from '../names.js';
import { writeWhole } from '../repository.js';
import type { Registration, RegisterOptions } from './context.js';

const VERSION = 1;
const FILE = 'journal.json';

/** What is kept of a registration while it runs, so that another process can go on with it or undo it. */
export interface Journal {
  readonly version: number;
  readonly name: string;
  readonly given: string;
  readonly store: string;
  readonly backend: BackendName;
  readonly process: number;
  /** In which paths of the options begin. */
  readonly folder?: string;
  readonly began: string;
  /** Step that began last; it need not have ended. */
  readonly step: number;
  /** Steps that ended. */
  readonly done: readonly number[];
  readonly options: Omit<RegisterOptions, 'onStep'>;
  readonly state: JournalState;
}

export type JournalState = Omit<Registration, 'workspace' | 'options' | 'given' | 'input' | 'progress' | 'name' | 'store'>;

export const storeFolder = (config: Config, store: string): string => join(config.path('paths.datasets_path'), store);
const journalFile = (config: Config, store: string): string => join(storeFolder(config, store), FILE);

/** Writes how far a registration is. */
export async function writeJournal(
  context: Registration,
  progress: { readonly step: number; readonly done: readonly number[]; readonly began: string },
): Promise<void> {
  const { workspace, options, given, input: _, progress: __, name, store, ...state } = context;
  const { onStep: ___, ...kept } = options;
  const journal: Journal = {
    version: VERSION,
    name,
    given,
    store,
    backend: workspace.config.get('database.default_backend'),
    process: process.pid,
    folder: process.cwd(),
    ...progress,
    options: kept,
    state,
  };
  await writeWhole(journalFile(workspace.config, store), `${JSON.stringify(journal)}\n`);
}

export async function readJournal(config: Config, store: string): Promise<Journal | undefined> {
  try {
    const journal = JSON.parse(await readFile(journalFile(config, store), 'utf8')) as Journal;
    return journal.version === VERSION && journal.store === store ? journal : undefined;
  } catch {
    return undefined;
  }
}

export async function dropJournal(config: Config, store: string): Promise<void> {
  await rm(journalFile(config, store), { force: true });
}

/** What MDM puts into a store's folder beside its tables. */
export const BESIDE: readonly string[] = [FILE, 'migration.json', 'dataset_info.json', 'metadata', 'recipe'];

/** Takes a store's folder away with everything that is in it; the tables are gone already. */
export async function dropFolder(config: Config, store: string): Promise<void> {
  await rm(storeFolder(config, store), { recursive: true, force: true });
}

/** Folders of stores, journal or not. */
export async function storeFolders(config: Config): Promise<string[]> {
  const found = await readdir(config.path('paths.datasets_path'), { withFileTypes: true }).catch(() => []);
  return found.flatMap((one) => (one.isDirectory() && !one.name.startsWith('.') ? [one.name] : [])).sort();
}

/** Registrations of a dataset (or of all) that did not end. */
export async function unfinished(config: Config, name?: string): Promise<Journal[]> {
  const journals: Journal[] = [];
  for (const store of await storeFolders(config)) {
    if (name !== undefined && nameOfStore(store) !== name) continue;
    const journal = await readJournal(config, store);
    if (journal) journals.push(journal);
  }
  return journals;
}

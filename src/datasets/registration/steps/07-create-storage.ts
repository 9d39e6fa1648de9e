import { existsSync } from 'node:fs';
import { rmdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Config } from '../../../config/config.js';
import { makeFolders } from '../../../config/folders.js';
import { MdmError } from '../../../errors.js';
import { dropFolder, dropJournal, storeFolder, unfinished } from '../journal.js';
import type { RegistrationStep } from '../step.js';

/** Makes an empty store. What an unfinished registration of this name left is taken away. */
export const createStorage: RegistrationStep = {
  number: 7,
  name: 'create storage',
  canExecute: () => true,
  execute: async (context) => {
    const { workspace, name, store } = context;
    const { config, backends, log } = workspace;
    const backend = await backends.of(config.get('database.default_backend'));
    for (const journal of await unfinished(config, name)) {
      if (journal.store === store || journal.store === context.replaces?.database.store) continue;
      await (await backends.of(journal.backend)).dropDataset(journal.store);
      await dropFolder(config, journal.store);
      context.notes.push(`What an unfinished registration of ${name} left was taken away.`);
    }
    context.madeFolders = missingFolders(config);
    makeFolders(config);
    await backend.createDataset(store).catch(async (error: unknown) => {
      if (error instanceof MdmError && error.code === 'exists') {
        // Another home made it on the same server since: it is not ours to undo.
        await dropJournal(config, store);
        await rmdir(storeFolder(config, store)).catch(() => undefined);
        context.store = '';
      }
      throw error;
    });
    log.info('store created', { store, at: backend.locate(store) });
  },
  undo: async ({ workspace, store, madeFolders }) => {
    const { config, backends } = workspace;
    if (store !== '') {
      await (await backends.of(config.get('database.default_backend'))).dropDataset(store);
      await dropFolder(config, store);
    }
    // Folders that others use by now are not empty.
    for (const folder of madeFolders) await rmdir(folder).catch(() => undefined);
  },
};

/** Folders of the home that are not there yet, the deepest first. */
function missingFolders(config: Config): string[] {
  const keys = ['paths.datasets_path', 'paths.configs_path', 'paths.logs_path', 'paths.custom_features_path'] as const;
  const missing = new Set<string>();
  for (const key of keys)
    for (let folder = config.path(key); !existsSync(folder) && dirname(folder) !== folder; folder = dirname(folder)) missing.add(folder);
  return [...missing].sort((a, b) => b.length - a.length);
}

import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { missingMarker } from '../../../config/original.js';
import { openRepository, writeWhole } from '../../repository.js';
import { RECORD_KEY, writeRecord } from '../../update.js';
import { storeFolder } from '../journal.js';
import { finishedRecord } from '../record.js';
import type { RegistrationStep } from '../step.js';

/** Writes what is known of the dataset; with the pointer it is there. */
export const saveConfiguration: RegistrationStep = {
  number: 12,
  name: 'save configuration',
  canExecute: () => true,
  execute: async (context) => {
    const { workspace, store } = context;
    const record = await finishedRecord(context);
    context.record = record;
    const marker = missingMarker(workspace.config.home, workspace.config.path('paths.configs_path'));
    if (marker) context.madeMarker = marker.path;
    await writeRecord(workspace, { record, backend: await workspace.backends.of(record.database.backend), store }, record);
  },
  undo: async (context) => {
    const { workspace, store } = context;
    const { config } = workspace;
    const repository = openRepository(config);
    if (context.name === '') return;
    if (context.pointerBefore !== undefined) await writeWhole(repository.file(context.name), context.pointerBefore);
    else if ((await repository.find(context.name).catch(() => undefined))?.database.store === store) await repository.remove(context.name);
    // Another process may have registered its first dataset meanwhile.
    if (context.madeMarker !== undefined && (await repository.names()).length === 0) await rm(context.madeMarker, { force: true });
    if (store === '') return;
    await rm(join(storeFolder(config, store), 'dataset_info.json'), { force: true });
    const backend = await workspace.backends.of(config.get('database.default_backend'));
    if (await backend.datasetExists(store)) await backend.updateMetadata(store, RECORD_KEY, undefined);
  },
};

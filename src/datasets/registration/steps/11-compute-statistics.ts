import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { storeFolder } from '../journal.js';
import type { RegistrationStep } from '../step.js';

/** Measures every column of every table but those of features, which are measured when they are asked for. */
export const computeStatistics: RegistrationStep = {
  number: 11,
  name: 'compute statistics',
  canExecute: ({ options }) => options.analysis !== false,
  execute: async ({ workspace, store, record }) => {
    const { computeStatistics: compute } = await import('../../statistics/compute.js');
    const backend = await workspace.backends.of(workspace.config.get('database.default_backend'));
    await compute(workspace, { backend, store, record: record! }, record!.tables);
  },
  undo: async ({ workspace, store }) => {
    if (store === '') return;
    await rm(join(storeFolder(workspace.config, store), 'metadata'), { recursive: true, force: true });
    const backend = await workspace.backends.of(workspace.config.get('database.default_backend'));
    if (await backend.datasetExists(store)) await backend.updateMetadata(store, 'statistics', undefined);
  },
};

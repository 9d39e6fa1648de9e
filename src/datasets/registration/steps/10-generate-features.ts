import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { MdmError } from '../../../errors.js';
import { METADATA } from '../../features/input.js';
import { storeFolder } from '../journal.js';
import type { MakeFeatures } from '../../features/make.js';
import type { RegistrationStep } from '../step.js';

/** Makes the tables of features, by the side that is in use. */
export const generateFeaturesBy = (makeFeatures: MakeFeatures): RegistrationStep => ({
  number: 10,
  name: 'generate features',
  canExecute: ({ options, workspace, loaded }) =>
    (options.features ?? workspace.config.get('feature_engineering.enabled')) && loaded.some(({ rows }) => rows > 0),
  execute: async (context) => {
    const { workspace, options, store, record } = context;
    const backend = await workspace.backends.of(workspace.config.get('database.default_backend'));
    try {
      context.features = await makeFeatures(workspace, {
        name: context.name,
        displayName: context.given,
        dataset: { backend, store },
        tables: record!.tables,
        target: context.target,
        idColumns: context.idColumns,
        timeColumn: context.timeColumn,
        groupColumn: options.groupColumn,
        ignore: options.ignoreColumns,
        types: options.types,
        datetime: record!.metadata.datetime_columns,
        ...(options.keepIntermediate === undefined ? {} : { keepIntermediate: options.keepIntermediate }),
        onProgress: ({ what, share, rows }) => context.progress(what.replace(/^read .*/, 'read'), share, rows),
      });
    } catch (error) {
      if (!(error instanceof MdmError) || error.code !== 'nothing-to-do') throw error;
      context.warnings.push(`No features are made: ${error.message}`);
      return;
    }
    context.warnings.push(...context.features.warnings);
    context.notes.push(...context.features.notes);
    context.record = { ...record!, feature_tables: context.features.tables };
  },
  undo: async (context) => {
    const { workspace, store, record } = context;
    delete context.features;
    if (record) context.record = { ...record, feature_tables: {} };
    const backend = await workspace.backends.of(workspace.config.get('database.default_backend'));
    if (store === '' || !(await backend.datasetExists(store))) return;
    const own = new Set(context.loaded.map(({ table }) => table));
    const made = (await backend.tables(store)).map(({ name }) => name).filter((name) => !own.has(name));
    const kept = Object.fromEntries(Object.values(METADATA).map((key) => [key, undefined]));
    await backend.swapTables(store, { drop: made, metadata: kept });
    await rm(join(storeFolder(workspace.config, store), 'recipe'), { recursive: true, force: true });
  },
});

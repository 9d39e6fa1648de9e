import { loadScan, progressText } from '../../load.js';
import { closeInput, inputOf } from '../input.js';
import type { RegistrationStep } from '../step.js';

/** Streams the tables into the store. */
export const loadFiles: RegistrationStep = {
  number: 8,
  name: 'load files',
  canExecute: () => true,
  execute: async (context) => {
    const { workspace, store } = context;
    const { db, tables, main, duplicates } = await inputOf(context);
    const backend = await workspace.backends.of(workspace.config.get('database.default_backend'));
    const without = duplicates.dropped === undefined ? 0 : duplicates.count;
    const all = tables.reduce((sum, { rows }) => sum + rows, 0) - without;
    let before = 0;
    context.loaded = [];
    for (const read of tables) {
      const { role, table } = read.source;
      const rows = await loadScan(
        workspace,
        db,
        backend,
        store,
        table,
        { scan: read.scan, rows: read.rows - (read === main ? without : 0), without: read === main ? duplicates.dropped : undefined },
        (progress) => {
          const done = before + progress.rows;
          context.progress(progressText(progress), all > 0 ? done / all : 1, done);
        },
      );
      before += rows;
      context.loaded.push({ role, table, rows, columns: read.scan.columns.map(({ name, type }) => ({ name, type })) });
    }
  },
  undo: async (context) => {
    const { workspace, store, discovered } = context;
    context.loaded = [];
    await closeInput(context);
    const backend = await workspace.backends.of(workspace.config.get('database.default_backend'));
    if (store === '' || !(await backend.datasetExists(store))) return;
    const tables = new Set(discovered?.tables.map(({ table }) => table));
    await backend.swapTables(store, { drop: (await backend.tables(store)).map(({ name }) => name).filter((name) => tables.has(name)) });
  },
};

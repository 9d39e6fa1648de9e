import { freeName, list, relation } from '../../../engine/duckdb/introspect.js';
import { detectTypes } from '../../detect/types.js';
import { checkColumns } from '../../features/validate.js';
import { closeInput } from '../input.js';
import { recordOf } from '../record.js';
import { storedInput } from '../stored-input.js';
import type { RegistrationStep } from '../step.js';

/** What the columns of the training table mean, and with that all that is known of the dataset. */
export const detectColumnTypes: RegistrationStep = {
  number: 9,
  name: 'detect types',
  canExecute: () => true,
  execute: async (context) => {
    const { workspace, options } = context;
    const { db, scan, rows } = await storedInput(context);
    context.columns = await detectTypes(db, scan, { idColumns: context.idColumns, types: options.types }, workspace.config);
    context.record = await recordOf(context);
    const main = context.input!.main.source.table;
    const without = [...context.idColumns, ...(options.ignoreColumns ?? [])];
    const names = scan.columns.map(({ name }) => name);
    const found = await checkColumns(workspace.config, {
      db,
      relation: `(${relation(scan, freeName('mdm_row', names))})`,
      columns: scan.columns,
      table: main,
      without,
    });
    context.warnings.push(...found.warnings);
    context.notes.push(...found.notes);
    const empty = context.columns.filter(({ missing, distinct }) => rows > 0 && distinct === 0 && missing === 100);
    if (empty.length > 0)
      context.notes.push(`Without signal, for every value is missing: ${list(empty.map(({ name }) => JSON.stringify(name)))}.`);
    // What follows works on the store; the source is done with.
    await closeInput(context);
  },
  undo: async (context) => {
    context.columns = [];
    delete context.record;
  },
};

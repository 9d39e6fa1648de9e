import { list } from '../../../engine/duckdb/introspect.js';
import { MdmError } from '../../../errors.js';
import { discover, discoverFiles } from '../../source/discover.js';
import type { RegistrationStep } from '../step.js';

/** Which files there are, and which tables they make. */
export const detectStructure: RegistrationStep = {
  number: 4,
  name: 'detect structure',
  canExecute: () => true,
  execute: async (context) => {
    const { options, workspace } = context;
    const how = { log: workspace.log.child('discover'), ...(options.sheet === undefined ? {} : { sheet: options.sheet }) };
    const found = options.files ? await discoverFiles(options.files, how) : await discover(options.path!, how);
    if (options.auto === false && !options.files && found.structure !== 'file')
      throw new MdmError('usage', '--no-auto needs the files by name.', 'Such as: --train train.csv --test test.csv');
    context.discovered = found;
    context.notes.push(...found.notes);
    if (found.structure === 'kaggle') context.notes.push('A Kaggle structure was found: the submission file names the ids and the target.');
    if (found.ignored.length > 0) context.notes.push(`Ignored, for MDM reads no tables from them: ${list(found.ignored, 20)}.`);
    workspace.log.info('structure detected', { structure: found.structure, tables: found.tables.length, ignored: found.ignored.length });
  },
  undo: async (context) => {
    delete context.discovered;
  },
};

import { readFile } from 'node:fs/promises';
import { MdmError } from '../../../errors.js';
import { freeStore } from '../../free-store.js';
import { openRepository } from '../../repository.js';
import type { Registration } from '../context.js';
import type { RegistrationStep } from '../step.js';

/** Whether there is such a dataset, and which store the new one gets. */
export const checkExistence: RegistrationStep = {
  number: 2,
  name: 'check existence',
  canExecute: () => true,
  execute: async (context) => {
    await lookForDataset(context);
    const { config, backends } = context.workspace;
    const backend = await backends.of(config.get('database.default_backend'));
    context.store = await freeStore(config, backend, context.name, context.replaces?.database.store);
  },
  undo: async (context) => {
    delete context.replaces;
    delete context.pointerBefore;
    context.store = '';
  },
};

/** The dataset of this name as it is now, which is refused or will be replaced. */
export async function lookForDataset(context: Registration): Promise<void> {
  const { workspace, options, name } = context;
  const repository = openRepository(workspace.config);
  const found = await repository.find(name);
  delete context.replaces;
  delete context.pointerBefore;
  if (!found) return;
  if (!options.force) throw exists(found.display_name);
  context.replaces = found;
  context.pointerBefore = await readFile(await repository.fileOf(found.name), 'utf8');
}

export const exists = (name: string): MdmError =>
  new MdmError('exists', `There is a dataset ${JSON.stringify(name)} already.`, 'Replace it with --force, or take another name.');

import { track } from '../../operations/operations.js';
import { MdmError } from '../../errors.js';
import { withDataset } from '../lock.js';
import { normalName } from '../names.js';
import { openRepository } from '../repository.js';
import { checkServer } from '../server.js';
import type { Workspace } from '../workspace.js';
import type { Registered, RegisterOptions, Registration } from './context.js';
import { closeInput } from './input.js';
import { dropFolder, dropJournal, unfinished } from './journal.js';
import { runSteps } from './run.js';
import { steps as allSteps } from './steps/index.js';
import { exists } from './steps/02-check-existence.js';
import { planRegistration } from './plan.js';
import type { RegistrationStep } from './step.js';

/** A registration that has not begun. */
export const newRegistration = (workspace: Workspace, given: string, options: RegisterOptions): Registration => ({
  workspace,
  options,
  given,
  name: '',
  store: '',
  idColumns: [],
  detected: { target: false, idColumns: false, problemType: false },
  loaded: [],
  columns: [],
  madeFolders: [],
  warnings: [],
  notes: [],
  log: [],
  progress: () => {},
});

/**
 * Registers a dataset: twelve steps, each of which is undone when a later one fails or is stopped. An existing dataset is refused unless
 * `force`, and then stays until the new one is complete.
 */
export async function registerDataset(
  workspace: Workspace,
  name: string,
  options: RegisterOptions,
  steps: readonly RegistrationStep[] = allSteps,
): Promise<Registered> {
  const begun = performance.now();
  const normal = normalName(name);
  const context = newRegistration(workspace, name, options);
  if (options.dryRun) return planRegistration(context, steps, begun);
  const { config } = workspace;
  if (!options.force) {
    const found = await openRepository(config).find(normal);
    if (found) throw exists(found.display_name);
  }
  const lock = workspace.signal ? { signal: workspace.signal } : {};
  return track(config, { type: 'dataset_register', operation: 'register', dataset: normal }, (note) =>
    withDataset(
      config,
      normal,
      async () => {
        try {
          await runSteps(context, steps);
        } finally {
          await closeInput(context);
        }
        await concluded(context);
        const registered = resultOf(context, begun);
        note.rows?.(registered.record.metadata.statistics?.row_count ?? 0);
        return registered;
      },
      lock,
    ).catch(async (error: unknown) => {
      // Who waits in vain for another registration of the name is told that it is taken.
      const busy = error instanceof MdmError && error.code === 'backend' && / is locked: /.test(error.message);
      if (!busy || options.force || (await unfinished(config, normal)).length === 0) throw error;
      throw new MdmError('exists', `Another process is registering ${JSON.stringify(name)}.`, 'Wait for it, or take another name.', error);
    }),
  );
}

/** After the switch: the journal and the store of the dataset that was replaced go. */
export async function concluded(context: Registration): Promise<void> {
  const { workspace, store, replaces } = context;
  const { config, backends, log } = workspace;
  await dropJournal(config, store);
  if (!replaces || (replaces.database.store === store && replaces.database.backend === context.record!.database.backend)) return;
  const old = replaces.database;
  try {
    checkServer(config, replaces);
    await (await backends.of(old.backend)).dropDataset(old.store);
    await dropFolder(config, old.store);
  } catch (error) {
    log.warning('the replaced store was not dropped', { store: old.store, error: String(error) });
    context.warnings.push(`The dataset was replaced, but its old database was not taken away: ${old.path ?? old.store}. See: mdm doctor`);
  }
}

export function resultOf(context: Registration, begun: number, dryRun = false): Registered {
  const { record, loaded, detected, features, discovered, warnings, notes } = context;
  return {
    record: record!,
    tables: loaded,
    columns: context.columns,
    detected: { ...detected },
    structure: discovered!.structure,
    ignored: discovered!.ignored,
    ...(features ? { features } : {}),
    replaced: context.replaces !== undefined,
    warnings: [...new Set(warnings)],
    notes: [...new Set(notes)],
    seconds: (performance.now() - begun) / 1000,
    dryRun,
  };
}

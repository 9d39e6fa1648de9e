import { MdmError } from '../../errors.js';
import { track } from '../../operations/operations.js';
import { withDataset } from '../lock.js';
import { normalName } from '../names.js';
import { openRepository } from '../repository.js';
import { absolutePath } from '../source/paths.js';
import type { Workspace } from '../workspace.js';
import type { Registered, RegisterOptions, Registration } from './context.js';
import { closeInput } from './input.js';
import { type Journal, unfinished } from './journal.js';
import { concluded, newRegistration, resultOf } from './register.js';
import { FIRST_KEPT, runSteps } from './run.js';
import { lookForDataset } from './steps/02-check-existence.js';
import { steps as allSteps } from './steps/index.js';
import type { RegistrationStep } from './step.js';

const LOADED = 8;
type More = Pick<RegisterOptions, 'onStep'>;

/** Goes on with a registration that a crash or a kill ended: from the step it was in, or, before its tables were loaded, from the start. */
export async function resumeRegistration(
  workspace: Workspace,
  name: string,
  { onStep }: More = {},
  steps: readonly RegistrationStep[] = allSteps,
): Promise<Registered> {
  const begun = performance.now();
  const { config } = workspace;
  const normal = normalName(name);
  const more = onStep ? { onStep } : {};
  return track(config, { type: 'dataset_register', operation: 'resume', dataset: normal }, (note) =>
    withDataset(
      config,
      normal,
      async () => {
        const context = await goOn(workspace, await journalOf(workspace, normal, name), more, steps);
        await concluded(context);
        const registered = resultOf(context, begun);
        note.rows?.(registered.record.metadata.statistics?.row_count ?? 0);
        return registered;
      },
      workspace.signal ? { signal: workspace.signal } : {},
    ),
  );
}

async function journalOf({ config }: Workspace, normal: string, name: string): Promise<Journal> {
  const journal = (await unfinished(config, normal)).at(-1);
  if (!journal)
    throw new MdmError(
      'not-found',
      `There is no unfinished registration of ${JSON.stringify(name)}.`,
      `Register it: mdm dataset register ${normal} PATH`,
    );
  const { backend } = journal;
  if (backend !== config.get('database.default_backend'))
    throw new MdmError('backend', `The registration of ${normal} was begun on ${backend}.`, `Set MDM_DATABASE_DEFAULT_BACKEND=${backend}`);
  return journal;
}

async function goOn(workspace: Workspace, journal: Journal, more: More, steps: readonly RegistrationStep[]): Promise<Registration> {
  const { config, log } = workspace;
  const { name, store } = journal;
  log.info('registration resumed', { dataset: name, store, step: journal.step });
  const before = restored(workspace, journal, more);
  const saved = await openRepository(config).find(name);
  if (saved?.database.store === store) return { ...before, record: saved };
  const whole = journal.done.includes(LOADED);
  // Others may have changed or removed the dataset that was to be replaced.
  if (whole) await lookForDataset(before);
  for (const step of [...steps].reverse())
    if (whole ? step.number === journal.step : step.number >= FIRST_KEPT && step.number <= journal.step) await step.undo(before);
  const context = whole ? before : newRegistration(workspace, journal.given, before.options);
  try {
    await runSteps(context, steps, { done: whole ? journal.done : [] });
  } finally {
    await closeInput(context);
  }
  return context;
}

/** The context of a journal. Paths are those of the folder in which it was begun. */
function restored(workspace: Workspace, journal: Journal, more: More): Registration {
  const { name, given, store, state, folder = process.cwd() } = journal;
  const at = (path: string): string => (folder === process.cwd() ? path : absolutePath(path, folder));
  const { path, files, ...rest } = journal.options;
  const options: RegisterOptions = {
    ...rest,
    ...more,
    ...(path === undefined ? {} : { path: at(path) }),
    ...(files === undefined ? {} : { files: filesAt(files, at) }),
  };
  const { discovered } = state;
  return {
    ...newRegistration(workspace, given, options),
    ...state,
    ...(discovered ? { discovered: { ...discovered, source: at(discovered.source) } } : {}),
    name,
    store,
  };
}

type Files = NonNullable<RegisterOptions['files']>;

const filesAt = ({ train, ...others }: Files, at: (path: string) => string): Files => ({
  train: at(train),
  ...Object.fromEntries(Object.entries(others).map(([role, path]) => [role, at(path)])),
});

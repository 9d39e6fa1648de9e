import type { Registered, RegisterOptions } from '../../datasets/registration/context.js';
import { normalName } from '../../datasets/names.js';
import type { Workspace } from '../../datasets/workspace.js';
import { firstLine } from '../../errors.js';
import { withFallback } from '../../flags/fallback.js';
import { openGuard, watched } from '../../flags/guard.js';
import { openMetrics } from '../../metrics/metrics.js';
import { chooseSide } from '../../flags/choose.js';
import { subjectOf } from './subject.js';

/**
 * Registers a dataset by the side that the flag chooses for its name. The old side warns of what it does as MDM 1.0.6 did and this MDM
 * does not. For a sample of the datasets the other side registers it too, in a home of its own, and the two are compared.
 */
export async function register(workspace: Workspace, name: string, options: RegisterOptions): Promise<Registered> {
  const { config } = workspace;
  // What is no name leaves nothing behind.
  normalName(name);
  const { side, why } = chooseSide(config, 'registrar', subjectOf(name));
  if (!options.dryRun) await openMetrics(config).countCall('registrar', side);
  const run = async (): Promise<Registered> => {
    if (side === 'old') return (await import('./old.js')).registerOld(workspace, name, options, { why });
    const [{ registerDataset }, { steps, plannedBy }] = await Promise.all([import('../../datasets/registration/register.js'), newSteps()]);
    const made = (): Promise<Registered> => registerDataset(workspace, name, options, steps);
    return options.dryRun ? plannedBy(workspace, await made()) : watched(openGuard(config), 'registrar', made);
  };
  const { registerSampled } = await import('./sampled.js');
  const call = (): Promise<Registered> => registerSampled(workspace, name, options, side, run);
  return side === 'old' || options.dryRun ? call() : orOld(workspace, name, options, call);
}

/** The steps of the new side, the features made by the side of theirs. */
async function newSteps() {
  const [{ stepsWith }, { makeFeatures, plannedBy }] = await Promise.all([
    import('../../datasets/registration/steps/index.js'),
    import('../features/index.js'),
  ]);
  return { steps: stepsWith(makeFeatures), plannedBy };
}

/** Goes on with a registration of the new side that was cut short. */
export async function resumeRegistration(
  workspace: Workspace,
  name: string,
  options?: Pick<RegisterOptions, 'onStep'>,
): Promise<Registered> {
  const [{ resumeRegistration: resume }, { steps }] = await Promise.all([import('../../datasets/registration/resume.js'), newSteps()]);
  return resume(workspace, name, options, steps);
}

/** An error of the new side is answered by the old one where it left nothing, and no dataset is there that would be replaced. */
async function orOld(workspace: Workspace, name: string, options: RegisterOptions, call: () => Promise<Registered>): Promise<Registered> {
  const { config, log, signal } = workspace;
  let failed: unknown;
  return withFallback(
    config,
    'registrar',
    () =>
      call().catch((error: unknown) => {
        failed = error;
        throw error;
      }),
    async () => {
      const [{ registrationFailure }, { registerOld }] = await Promise.all([
        import('../../datasets/registration/run.js'),
        import('./old.js'),
      ]);
      const undone = registrationFailure(failed)?.undone;
      if (signal?.aborted || !undone || undone.some(({ error }) => error !== undefined)) throw failed;
      const why = `the new side failed (${firstLine(failed)}) and left nothing`;
      return registerOld(workspace, name, { ...options, force: false }, { why, whole: true });
    },
    (sentence) => log.warning(sentence),
  );
}

import type { Registered, RegisterOptions } from '../../datasets/registration/context.js';
import { normalName } from '../../datasets/names.js';
import type { Workspace } from '../../datasets/workspace.js';
import { openGuard, watched } from '../../flags/guard.js';
import { openMetrics } from '../../metrics/metrics.js';
import { sideOf } from '../choice.js';
import { subjectOf } from './subject.js';

/**
 * Registers a dataset by the side that the flag chooses for its name. The old side warns of what it does as MDM 1.0.6 did and this MDM
 * does not. For a sample of the datasets the other side registers it too, in a home of its own, and the two are compared.
 */
export async function register(workspace: Workspace, name: string, options: RegisterOptions): Promise<Registered> {
  const { config } = workspace;
  // What is no name leaves nothing behind.
  normalName(name);
  const { side, why } = sideOf(config, 'registrar', subjectOf(name));
  if (!options.dryRun) await openMetrics(config).countCall('registrar', side);
  const run = async (): Promise<Registered> => {
    if (side === 'old') return (await import('./old.js')).registerOld(workspace, name, options, why);
    const { registerDataset } = await import('../../datasets/registration/register.js');
    const made = (): Promise<Registered> => registerDataset(workspace, name, options);
    return options.dryRun ? made() : watched(openGuard(config), 'registrar', made);
  };
  const { registerSampled } = await import('./sampled.js');
  return registerSampled(workspace, name, options, side, run);
}

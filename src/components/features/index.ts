import { generateDatasetFeatures as generate, type GenerateDatasetOptions } from '../../datasets/features/generate.js';
import type { FeatureInput, FeaturesMade } from '../../datasets/features/input.js';
import type { Registered } from '../../datasets/registration/context.js';
import type { Workspace } from '../../datasets/workspace.js';
import { firstLine } from '../../errors.js';
import { chooseSide } from '../../flags/choose.js';
import { withFallback } from '../../flags/fallback.js';
import { openGuard, watched } from '../../flags/guard.js';
import { openMetrics } from '../../metrics/metrics.js';

export type { GenerateDatasetOptions } from '../../datasets/features/generate.js';

/**
 * Makes the features of a dataset's tables by the side that the flag chooses for its name. The new side puts nothing in place before all
 * is made, so that the old one can answer where it fails.
 */
export async function makeFeatures(workspace: Workspace, input: FeatureInput): Promise<FeaturesMade> {
  const { config, log, signal } = workspace;
  const note = (sentence: string): void => log.warning(sentence);
  const { side, why } = chooseSide(config, 'features', input.name);
  await openMetrics(config).countCall('features', side);
  const { makeFeatures: make } = await import('../../datasets/features/make.js');
  const old = async (because: string): Promise<FeaturesMade> => make(workspace, input, (await import('./old.js')).makerOf(because));
  if (side === 'old') return old(why);
  let failed: unknown;
  const call = (): Promise<FeaturesMade> =>
    watched(openGuard(config, { log: note }), 'features', () => make(workspace, input)).catch((error: unknown) => {
      failed = error;
      throw error;
    });
  return withFallback(
    config,
    'features',
    call,
    () => {
      signal?.throwIfAborted();
      return old(`the new side failed (${firstLine(failed)})`);
    },
    note,
  );
}

/** Makes the features of a registered dataset anew, in place of those it has. */
export const generateDatasetFeatures = (workspace: Workspace, name: string, options?: GenerateDatasetOptions): Promise<FeaturesMade> =>
  generate(workspace, makeFeatures, name, options);

/** What a dry run says of the features, where the old side would make them. */
export function plannedBy({ config }: Workspace, registered: Registered): Registered {
  const { planned = [], record } = registered;
  const { side, why } = chooseSide(config, 'features', record.name);
  if (side === 'new' || planned.length === 0) return registered;
  return { ...registered, planned: [`the generator of MDM 1.0.6: ${why}`, ...planned.filter((one) => /^custom[. ]/.test(one))] };
}

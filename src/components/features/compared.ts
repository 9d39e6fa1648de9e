import { OLD_SIDE } from '../../datasets/features/input.js';
import type { Workspace } from '../../datasets/workspace.js';
import { compares } from '../../flags/choose.js';
import { openGuard } from '../../flags/guard.js';
import { openMetrics } from '../../metrics/metrics.js';
import type { GenerateWithOptions, GenerateWithResult } from '../../pipeline/generate-with.js';
import { readProfile } from '../../pipeline/profiles.js';

/**
 * Runs the old side and, for a sample of the datasets, the profile of the configuration that makes the same features of the same tables,
 * and compares the two. Columns of text that the generator is told to read as times are none to a profile: then nothing is compared.
 */
export async function compared(
  { config, log, signal }: Workspace,
  subject: string,
  options: GenerateWithOptions,
  run: () => Promise<GenerateWithResult>,
): Promise<GenerateWithResult> {
  const { source, target, types = {}, dates = [], batchSize, storage, memoryLimit, threads } = options;
  const profile = config.get('features.profile');
  if (profile === '' || dates.length > 0 || !compares(config, 'features')) return run();
  const { counterpart } = await readProfile(profile);
  if (counterpart !== OLD_SIDE) return run();
  const { compareSides } = await import('../../parity/compare-sides.js');
  const note = (sentence: string): void => log.info(sentence, { dataset: subject });
  return compareSides({
    control: {
      name: OLD_SIDE,
      side: 'old',
      run,
      tables: ({ tables }) => tables.map(({ name, rows, file }) => ({ name, rows, file: file! })),
      seconds: ({ seconds }) => seconds,
    },
    candidate: profile,
    source,
    subject,
    options: {
      fit: 'chunk',
      types: Object.entries(types).map(([name, type]) => `${name}=${type}`),
      ...(target === undefined ? {} : { target }),
      ...(batchSize === undefined ? {} : { batchSize }),
      ...(storage === undefined ? {} : { storage }),
      ...(memoryLimit === undefined ? {} : { memoryLimit }),
      ...(threads === undefined ? {} : { threads }),
    },
    config,
    metrics: openMetrics(config),
    guard: openGuard(config, { log: (sentence) => log.warning(sentence) }),
    note,
    ...(signal ? { signal } : {}),
  });
}

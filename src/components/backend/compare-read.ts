import type { Config } from '../../config/config.js';
import { conclude } from '../../parity/conclude.js';
import { measure, runFunction } from '../../parity/measure.js';
import { parseKeep } from '../../parity/store.js';
import type { Verdict } from '../../parity/trial-result.js';
import { ownVersion } from '../../parity/version.js';
import { COMPONENT, type Read } from './watch.js';

/** Reads with the other side, compares, and stores the result. */
export async function compareRead(config: Config, read: Read, note: (what: string, error: unknown) => void): Promise<Verdict> {
  const { side, subject, method, backend, control } = read;
  const limits = { timeoutMs: config.get('comparison.timeout_ms'), memoryMb: config.get('comparison.memory_mb') };
  const candidate = await runFunction(read.candidate, null, limits);
  const same =
    candidate.outcome === 'value' && control.outcome === 'value' && JSON.stringify(candidate.value) === JSON.stringify(control.value);
  const again = same ? undefined : await measure(read.again);
  const { verdict } = await conclude<null, unknown>(
    {
      name: `${backend}: ${method}`,
      component: COMPONENT,
      store: config.path('comparison.store'),
      keep: parseKeep(config.get('comparison.keep')),
      versions: { mdm: await ownVersion() },
      flags: { old: side, new: side === 'new' ? 'old' : 'new', sampleRate: config.get('comparison.sample_rate') },
    },
    { control, candidate, again },
    { subject, seed: config.get('comparison.seed'), order: ['control', 'candidate'] },
    note,
  );
  return verdict;
}

import type { Config } from '../../config/config.js';
import type { Ran } from '../../parity/child.js';
import { conclude } from '../../parity/conclude.js';
import { runFunction } from '../../parity/measure.js';
import { parseKeep } from '../../parity/store.js';
import type { ExperimentResult } from '../../parity/trial-result.js';
import { ownVersion } from '../../parity/version.js';
import { COMPONENT, type Read } from './watch.js';

/** Reads with the other side, compares, and stores the result. */
export async function compareRead(config: Config, read: Read, note: (what: string, error: unknown) => void): Promise<ExperimentResult> {
  const { side, subject, method, backend, of, control } = read;
  const limits = { timeoutMs: config.get('comparison.timeout_ms'), memoryMb: config.get('comparison.memory_mb') };
  const within = (work: Read['candidate']): Promise<Ran<unknown>> => runFunction((_: null, signal) => work(signal), null, limits);
  const candidate = await within(read.candidate);
  const settled =
    candidate.outcome === 'timeout' ||
    (candidate.outcome === 'value' && control.outcome === 'value' && JSON.stringify(candidate.value) === JSON.stringify(control.value));
  const again = settled ? undefined : await within(read.again);
  if (again?.outcome === 'timeout') throw new Error(`${method} of ${subject} takes longer than comparison.timeout_ms`);
  return conclude<null, unknown>(
    {
      name: `${backend}: ${method}${of === null ? '' : ` ${of}`}`,
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
}

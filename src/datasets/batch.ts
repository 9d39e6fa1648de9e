import { MdmError, firstLine } from '../errors.js';
import type { Workspace } from './workspace.js';

/** What became of one of many. */
export type Outcome<T> =
  { readonly name: string; readonly ok: true; readonly value: T } | { readonly name: string; readonly ok: false; readonly error: Error };

/** Works on the items in order, at most `limit` at a time, and gives the results in the order of the items. The first error ends it. */
export async function inParallel<T, R>(items: readonly T[], limit: number, work: (item: T, index: number) => Promise<R>): Promise<R[]> {
  const results = new Array<R>(items.length);
  let next = 0;
  let failed = false;
  const one = async (): Promise<void> => {
    while (next < items.length && !failed) {
      const index = next++;
      try {
        results[index] = await work(items[index]!, index);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  const running = Array.from({ length: Math.max(1, Math.min(limit, items.length)) }, one);
  // All that was begun has ended before the error is told.
  const settled = await Promise.allSettled(running);
  const lost = settled.find((one) => one.status === 'rejected');
  if (lost) throw lost.reason;
  return results;
}

export interface ManyOptions<T> {
  readonly operation: string;
  readonly onDone?: (outcome: Outcome<T>, done: number, of: number) => void | Promise<void>;
}

/** Works on datasets, at most `performance.max_concurrent_operations` at a time; a failure of one does not stop the others. */
export async function withMany<T>(
  ws: Workspace,
  names: readonly string[],
  { operation, onDone }: ManyOptions<T>,
  work: (name: string) => Promise<T>,
): Promise<Outcome<T>[]> {
  const limit = ws.config.get('performance.max_concurrent_operations');
  const log = ws.log.child('batch');
  let running = 0;
  let done = 0;
  return inParallel(names, limit, async (name) => {
    if (ws.signal?.aborted) throw new MdmError('interrupted', `Stopped after ${done} of ${names.length} datasets.`);
    log.debug('start', { operation, dataset: name, running: ++running, limit });
    const outcome = await outcomeOf(name, () => work(name));
    log.debug('end', { operation, dataset: name, running: --running, ok: outcome.ok });
    if (!outcome.ok && ws.signal?.aborted) throw outcome.error;
    await onDone?.(outcome, ++done, names.length);
    return outcome;
  });
}

async function outcomeOf<T>(name: string, work: () => Promise<T>): Promise<Outcome<T>> {
  try {
    return { name, ok: true, value: await work() };
  } catch (error) {
    return { name, ok: false, error: error instanceof Error ? error : new Error(String(error)) };
  }
}

/** The error of a run of which some failed: with the code that all failures share, and each of them by name. */
export function batchError(outcomes: readonly Outcome<unknown>[], verb: string): MdmError | undefined {
  const failed = outcomes.flatMap((one) => (one.ok ? [] : [one]));
  if (failed.length === 0) return undefined;
  const codes = new Set(failed.map(({ error }) => (error instanceof MdmError ? error.code : undefined)));
  const [code] = codes;
  const shared = codes.size === 1 && code !== undefined ? code : 'validation';
  const said = failed.slice(0, 5).map(({ name, error }) => `${name} (${firstLine(error)})`);
  const more = failed.length > 5 ? ` and ${failed.length - 5} more` : '';
  return new MdmError(
    shared,
    `${failed.length} of ${outcomes.length} datasets could not be ${verb}: ${said.join(', ')}${more}.`,
    outcomes.length === failed.length ? 'See: mdm dataset list' : 'The others are done.',
  );
}

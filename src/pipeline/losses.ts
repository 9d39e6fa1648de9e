import { MdmError, TransformerError, type TransformerFailure } from '../errors.js';
import type { Hosted } from '../host/hosted.js';
import type { Task } from './select.js';
import type { TransformerSource } from './transformers.js';

/** Transformers that failed while the rest of the run goes on (`--keep-going`); without it the first failure ends the run. */
export interface Losses {
  readonly failures: readonly TransformerFailure[];
  /** Where failures found on the way go; undefined when the first one ends the run. */
  readonly note: ((failure: TransformerFailure) => void) | undefined;
  readonly take: ((error: TransformerError) => void) | undefined;
  /** Imports what can be imported. */
  load(source: TransformerSource, ids: readonly string[]): Promise<ReadonlyMap<string, Hosted>>;
  /** The calls that have not failed. */
  left(tasks: readonly Task[]): Task[];
  /** Notes the failure that ended a run; false when it is none that a run can go without. */
  without(error: unknown): boolean;
}

const keyOf = (transformer: string | undefined, columns: readonly string[]): string => JSON.stringify([transformer, columns]);

export function createLosses(keepGoing: boolean): Losses {
  const failures: TransformerFailure[] = [];
  const lost = new Set<string>();
  const packages = new Set<string>();
  const note = (failure: TransformerFailure): void => {
    const key = keyOf(failure.transformer, failure.columns);
    if (!lost.has(key)) failures.push(failure);
    lost.add(key);
  };
  return {
    failures,
    note: keepGoing ? note : undefined,
    take: keepGoing ? (error) => note(error.failure) : undefined,
    load: async (source, ids) => {
      if (!keepGoing) return source.load(ids);
      const owners = new Map(source.list().map((t) => [t.id, t.package]));
      const loaded = new Map<string, Hosted>();
      for (const id of ids) {
        const owner = owners.get(id) ?? id;
        if (packages.has(owner)) continue;
        try {
          for (const [name, transformer] of await source.load([id])) loaded.set(name, transformer);
        } catch (error) {
          if (!(error instanceof MdmError) || error.code !== 'plugin') throw error;
          packages.add(owner);
          failures.push({ package: owner, columns: [], problem: error.message.replace(/\.$/, '') });
        }
      }
      return loaded;
    },
    left: (tasks) =>
      tasks.filter(
        (t) =>
          !lost.has(
            keyOf(
              t.id,
              t.scope.on.map((c) => c.name),
            ),
          ),
      ),
    without: (error) => {
      if (!keepGoing || !(error instanceof TransformerError)) return false;
      note(error.failure);
      return true;
    },
  };
}

/** Every transformer that there was failed. */
export function nothingLeft(failures: readonly TransformerFailure[]): MdmError {
  const [{ transformer, package: owner, columns, problem }] = failures as [TransformerFailure];
  const on =
    columns.length > 0
      ? ` on ${columns
          .slice(0, 3)
          .map((name) => JSON.stringify(name))
          .join(', ')}`
      : '';
  const first = transformer === undefined ? problem : `${transformer}${owner === undefined ? '' : ` (${owner})`} failed${on}: ${problem}`;
  const more = failures.length > 1 ? `; ${failures.length - 1} more failed` : '';
  return new MdmError('plugin', `No feature is left: ${first}${more}.`, 'Leave out what failed with --skip, or report it to its author.');
}

import { type Outcome, withMany } from '../../datasets/batch.js';
import type { Workspace } from '../../datasets/workspace.js';
import { firstLine, MdmError } from '../../errors.js';
import type { KeptPrint, OpenRun } from './state.js';

/** What a run says of a dataset that did not fail. */
export interface Worked {
  readonly state: 'migrated' | 'skipped';
  readonly rows: number;
  readonly store: string;
  readonly tables: readonly KeptPrint[];
  readonly why?: string;
}

export interface WorkOptions<T extends Worked> {
  readonly operation: string;
  readonly work: (name: string) => Promise<T>;
  readonly onDone?: (outcome: Outcome<T>, done: number, of: number) => void;
}

/** Works on the datasets of a run that are not done, some at a time, and notes how far each is. A failure does not stop the others. */
export async function workThrough<T extends Worked>(
  ws: Workspace,
  run: OpenRun,
  { operation, work, onDone }: WorkOptions<T>,
): Promise<readonly Outcome<T>[]> {
  const names = run.now.datasets.flatMap(({ name, state }) => (state === 'migrated' || state === 'skipped' ? [] : [name]));
  const outcomes = await stoppable(ws, run, () =>
    withMany(ws, names, { operation, ...(onDone ? { onDone } : {}) }, async (name) => {
      const began = performance.now();
      const seconds = (): number => Math.round(performance.now() - began) / 1000;
      await run.note(name, { state: 'running' }, 'began');
      try {
        const done = await work(name);
        const { state, rows, store, tables, why } = done;
        const said = state === 'migrated' ? `migrated, ${rows} rows` : `skipped: ${why}`;
        await run.note(name, { state, rows, store, tables, seconds: seconds(), ...(why === undefined ? {} : { why }) }, said);
        return done;
      } catch (error) {
        // A run that is stopped goes on with it.
        if (isStop(error, ws.signal)) throw error;
        const why = firstLine(error);
        await run.note(name, { state: 'failed', why, seconds: seconds() }, `failed: ${why}`);
        throw error;
      }
    }),
  );
  await run.end();
  return outcomes;
}

const isStop = (error: unknown, signal: AbortSignal | undefined): boolean =>
  signal?.aborted === true || (error instanceof MdmError && error.code === 'interrupted');

/** Of a run that is stopped: how far it came, and how to go on. */
async function stoppable<T>({ signal }: Workspace, run: OpenRun, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!isStop(error, signal)) throw error;
    const { run: name, datasets } = run.now;
    const done = datasets.filter(({ state }) => state === 'migrated' || state === 'skipped').length;
    const said = `Stopped: ${done} of ${datasets.length} datasets ${done === 1 ? 'is' : 'are'} done.`;
    throw new MdmError('interrupted', `${said} To go on: mdm migrate resume ${name}`, undefined, error);
  }
}

/** The error of a run in which datasets failed. */
export function runError(outcomes: readonly Outcome<Worked>[], run: string | undefined): MdmError | undefined {
  const failed = outcomes.flatMap((one) => (one.ok ? [] : [`${one.name} (${firstLine(one.error)})`]));
  if (failed.length === 0) return undefined;
  const more = failed.length > 5 ? ` and ${failed.length - 5} more` : '';
  return new MdmError(
    'validation',
    `${failed.length} of ${outcomes.length} datasets could not be migrated: ${failed.slice(0, 5).join(', ')}${more}.`,
    `${failed.length < outcomes.length ? 'The others are done. ' : ''}Remove the causes, then: mdm migrate resume ${run ?? ''}`.trimEnd(),
  );
}

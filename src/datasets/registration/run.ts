import { firstLine, MdmError } from '../../errors.js';
import type { Registration } from './context.js';
import { writeJournal } from './journal.js';
import type { RegistrationStep, StepEvent } from './step.js';

/** The step from which on there is something to keep a journal of. */
export const FIRST_KEPT = 7;

/** What became of a step that was undone. */
export interface Undone {
  readonly number: number;
  readonly name: string;
  readonly error?: string;
}

/** Why a registration failed, and what was undone; `registrationFailure` finds it on the error that was thrown. */
export interface RegistrationFailure {
  readonly number: number;
  readonly name: string;
  readonly undone: readonly Undone[];
}

const failures = new WeakMap<object, RegistrationFailure>();
export const registrationFailure = (error: unknown): RegistrationFailure | undefined =>
  typeof error === 'object' && error !== null ? failures.get(error) : undefined;

export interface RunOptions {
  /** Steps that ended before, in another process. */
  readonly done?: readonly number[];
}

/** Runs the steps in their order. When one fails, it and those before it are undone in reverse, and the error is thrown. */
export async function runSteps(
  context: Registration,
  steps: readonly RegistrationStep[],
  { done: before = [] }: RunOptions = {},
): Promise<void> {
  const { log, signal } = context.workspace;
  const began = new Date().toISOString();
  const done = [...before];
  const started: RegistrationStep[] = steps.filter(({ number }) => before.includes(number));
  for (const step of steps) {
    if (before.includes(step.number)) continue;
    const { number, name } = step;
    const begin = performance.now();
    const seconds = (): number => (performance.now() - begin) / 1000;
    try {
      if (signal?.aborted) throw new MdmError('interrupted', 'Stopped; nothing was written.');
      if (!step.canExecute(context)) {
        context.log.push({ step: name, seconds: 0, skipped: true });
        log.info('step skipped', { step: number, step_name: name });
        tell(context, { kind: 'skip', number, name });
        done.push(number);
        continue;
      }
      started.push(step);
      if (number >= FIRST_KEPT) await writeJournal(context, { step: number, done, began });
      log.debug('step begins', { step: number, step_name: name });
      tell(context, { kind: 'start', number, name });
      context.progress = (detail, share, rows) =>
        tell(context, {
          kind: 'progress',
          number,
          name,
          detail,
          ...(share === undefined ? {} : { share }),
          ...(rows === undefined ? {} : { rows }),
        });
      await step.execute(context);
      if (signal?.aborted) throw new MdmError('interrupted', 'Stopped; nothing was written.');
      done.push(number);
      context.log.push({ step: name, seconds: seconds() });
      log.info('step complete', { step: number, step_name: name, seconds: Number(seconds().toFixed(3)) });
      tell(context, { kind: 'complete', number, name, seconds: seconds() });
    } catch (error) {
      log.info('step failed', { step: number, step_name: name, error: firstLine(error) });
      tell(context, { kind: 'fail', number, name, seconds: seconds(), error: firstLine(error) });
      const undone = await undoSteps(context, started);
      if (typeof error === 'object' && error !== null) failures.set(error, { number, name, undone });
      throw error;
    }
  }
}

/** Undoes steps in reverse; an undo that fails is recorded, and the rest go on. */
export async function undoSteps(context: Registration, steps: readonly RegistrationStep[]): Promise<Undone[]> {
  const undone: Undone[] = [];
  for (const step of [...steps].reverse()) {
    const { number, name } = step;
    try {
      await step.undo(context);
      undone.push({ number, name });
      tell(context, { kind: 'undo', number, name });
    } catch (error) {
      const why = firstLine(error);
      context.workspace.log.error('step not undone', { step: number, step_name: name, error: why });
      undone.push({ number, name, error: why });
      tell(context, { kind: 'undo', number, name, error: why });
    }
  }
  return undone;
}

/** Who looks on cannot break the run. */
function tell({ options, workspace }: Registration, event: StepEvent): void {
  try {
    options.onStep?.(event);
    if (event.kind === 'progress' || event.kind === 'start')
      workspace.onProgress?.({
        what: event.detail ?? event.name,
        ...(event.share === undefined ? {} : { share: (event.number - 1 + event.share) / 12 }),
        ...(event.rows === undefined ? {} : { rows: event.rows }),
      });
  } catch (error) {
    workspace.log.warning('an observer of the registration failed', { error: firstLine(error) });
  }
}

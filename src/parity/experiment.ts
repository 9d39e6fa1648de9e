import { createHash, randomBytes } from 'node:crypto';
import { MdmError } from '../errors.js';
import { runCommand, type CommandCandidate, type Limits, type Ran } from './child.js';
import { conclude, errorText, type Judged } from './conclude.js';
import { checkIgnores, type Ignore } from './ignore.js';
import { measure, runFunction } from './measure.js';
import type { Keep } from './store.js';
import type { ExperimentResult } from './trial-result.js';

/** A candidate that keeps to the limits and measures itself. */
export interface MeasuredCandidate<I, T> {
  readonly run: (input: I, limits: Limits) => Promise<Ran<T>>;
}

/** A candidate that is a function works on a copy of the input. */
export type Candidate<I, T> = ((input: I, signal: AbortSignal) => T | Promise<T>) | CommandCandidate<T> | MeasuredCandidate<I, T>;

export interface Experiment<I, T> {
  readonly name: string;
  /** What it is about, such as `features`; default: the name. */
  readonly component?: string;
  /** The control: its value is returned and its error thrown, whatever becomes of the candidate. */
  readonly use: (input: I) => T | Promise<T>;
  /** The candidate; without one nothing is compared and nothing costs. */
  readonly try?: Candidate<I, T>;
  readonly enabled?: boolean;
  readonly runIf?: (input: I) => boolean | Promise<boolean>;
  /** Called before both sides, in runs that compare. */
  readonly beforeRun?: (input: I) => void | Promise<void>;
  /** Whether two values agree; default: `differences` finds none. */
  readonly compare?: (control: T, candidate: T) => boolean | Promise<boolean>;
  readonly ignore?: readonly Ignore<T>[];
  /** Instead of `compare` and `ignore`: what is to be said of two values; `again` is the control's second run, with `noise`. */
  readonly examine?: (control: T, candidate: T, about: { readonly id: string; readonly again: T | undefined }) => Promise<Judged>;
  /** Shortens what is stored and removes what is secret, of values and of the text of errors. */
  readonly clean?: (value: unknown) => unknown;
  readonly publish?: (result: ExperimentResult) => void | Promise<void>;
  /** How many rows a value has. */
  readonly rows?: (value: T) => number;
  /** Share of subjects that are compared, 0 to 1; default 1. A higher share only adds subjects. */
  readonly sampleRate?: number;
  /** Order and sampling follow from it; default: a new one each time it is defined for the order, none for sampling. */
  readonly seed?: string;
  /** Default: a random order. */
  readonly order?: 'control first' | 'candidate first';
  /** Default: 60 seconds, 2000 MB; memory is limited for a command. */
  readonly limits?: Partial<Limits>;
  /** Runs the control once more: what differs between its own runs is noise, and no difference of the candidate's. Default false. */
  readonly noise?: boolean;
  /** Folder to which results are added. */
  readonly store?: string;
  /** Default: all results are kept. */
  readonly keep?: Keep;
  readonly versions?: Readonly<Record<string, string>>;
  readonly flags?: Readonly<Record<string, unknown>>;
  /** Told of failures of the experiment itself; default: a line on stderr. */
  readonly log?: (sentence: string) => void;
  readonly now?: () => Date;
}

/** A number from 0 to 1 that always is the same for a text. */
export const share = (text: string): number => createHash('sha256').update(text).digest().readUIntBE(0, 6) / 2 ** 48;

async function ran<I, T>(work: MeasuredCandidate<I, T>['run'], input: I, limits: Limits): Promise<Ran<T>> {
  const started = performance.now();
  try {
    return await work(input, limits);
  } catch (error) {
    return { outcome: 'error', error, wallMs: performance.now() - started, cpuMs: null, peakBytes: null };
  }
}

/**
 * Checks an experiment and gives the function that runs it: it answers as the control does, for an input and the subject (such as the name
 * of a data set) by which runs are sampled.
 *
 * ```ts
 * const features = experiment({ name: 'features', use: oldFeatures, try: newFeatures, store: 'comparison_results' });
 * const table = await features(source, 'penguins');
 * ```
 */
export function experiment<I, T>(given: Experiment<I, T>): (input: I, subject: string) => Promise<T> {
  const { name, sampleRate = 1, seed = randomBytes(8).toString('hex') } = given;
  if (!(sampleRate >= 0 && sampleRate <= 1))
    throw new MdmError(
      'configuration',
      `The sampling rate of the experiment ${JSON.stringify(name)} is ${sampleRate}.`,
      'Give a number from 0 to 1.',
    );
  checkIgnores(name, given.ignore ?? []);
  const candidate = given.try;
  let runs = 0;
  if (!candidate || given.enabled === false || sampleRate === 0) return async (input) => given.use(input);
  const log = (what: string, error: unknown): void => {
    try {
      (given.log ?? ((sentence) => process.stderr.write(`${sentence}\n`)))(
        `Comparison ${JSON.stringify(name)}: ${what}: ${errorText(error)}.`,
      );
    } catch {
      // A log that fails must not reach the caller either.
    }
  };
  return async (input, subject) => {
    if (share(`${given.seed ?? ''}:${name}:${subject}`) >= sampleRate) return given.use(input);
    let begun: { readonly copy: I; readonly order: ExperimentResult['order'] } | undefined;
    try {
      if (!given.runIf || (await given.runIf(input))) {
        await given.beforeRun?.(input);
        const first = given.order ?? (share(`${seed}:${name}:${++runs}`) < 0.5 ? 'control first' : 'candidate first');
        begun = { copy: structuredClone(input), order: first === 'control first' ? ['control', 'candidate'] : ['candidate', 'control'] };
      }
    } catch (error) {
      log('it could not begin, so that only the control runs', error);
    }
    if (!begun) return given.use(input);
    const { copy, order } = begun;
    const limits = { timeoutMs: 60_000, memoryMb: 2_000, ...given.limits };
    const tried = async (): Promise<Ran<T>> => {
      if (typeof candidate === 'function') return runFunction(candidate, copy, limits);
      return 'run' in candidate ? ran(candidate.run, copy, limits) : runCommand(candidate, copy, limits);
    };
    const early = order[0] === 'candidate' ? await tried() : undefined;
    const control = await measure(() => given.use(input));
    try {
      // What looks at the values works on a copy: nobody else may change the caller's.
      const kept = control.outcome === 'value' ? { ...control, value: structuredClone(control.value) } : control;
      const late = early ?? (await tried());
      const again = given.noise ? await measure(() => given.use(input)) : undefined;
      await conclude(given, { control: kept, candidate: late, again }, { subject, seed, order }, log);
    } catch (error) {
      log('its result could not be made', error);
    }
    if (control.outcome === 'error') throw control.error;
    return (control as { readonly value: T }).value;
  };
}

import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { MdmError } from '../errors.js';
import { runCommand, type CommandCandidate, type Limits, type Ran } from './child.js';
import { brief, differences, type Difference } from './equality.js';
import { checkIgnores, holding, type Ignore } from './ignore.js';
import { measure, runFunction } from './measure.js';
import { appendResult, type ExperimentResult, type SideResult } from './trial-result.js';

/** A candidate that is a function works on a copy of the input. */
export type Candidate<I, T> = ((input: I, signal: AbortSignal) => T | Promise<T>) | CommandCandidate<T>;

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
  /** Folder to which results are added. */
  readonly store?: string;
  readonly versions?: Readonly<Record<string, string>>;
  readonly flags?: Readonly<Record<string, unknown>>;
  /** Told of failures of the experiment itself; default: a line on stderr. */
  readonly log?: (sentence: string) => void;
  readonly now?: () => Date;
}

/** A number from 0 to 1 that always is the same for a text. */
export const share = (text: string): number => createHash('sha256').update(text).digest().readUIntBE(0, 6) / 2 ** 48;

const text = (error: unknown): string => (error instanceof Error ? `${error.name}: ${error.message}` : brief(error));
/** Errors agree when their class and message do; spaces and absolute paths are not compared. */
const normal = (error: unknown): string =>
  text(error)
    .replace(/(?:[A-Za-z]:)?[\\/](?:[^\s'"\\/]+[\\/])+/g, '')
    .replace(/\s+/g, ' ')
    .trim();

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
      (given.log ?? ((sentence) => process.stderr.write(`${sentence}\n`)))(`Comparison ${JSON.stringify(name)}: ${what}: ${text(error)}.`);
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
    const tried = (): Promise<Ran<T>> =>
      typeof candidate === 'function' ? runFunction(candidate, copy, limits) : runCommand(candidate, copy, limits);
    const early = order[0] === 'candidate' ? await tried() : undefined;
    const control = await measure(() => given.use(input));
    try {
      // What looks at the values works on a copy: nobody else may change the caller's.
      const kept = control.outcome === 'value' ? { ...control, value: structuredClone(control.value) } : control;
      await conclude(given, kept, early ?? (await tried()), { subject, seed, order }, log);
    } catch (error) {
      log('its result could not be made', error);
    }
    if (control.outcome === 'error') throw control.error;
    return (control as { readonly value: T }).value;
  };
}

type Log = (what: string, error: unknown) => void;

/** Compares, stores and publishes. */
async function conclude<I, T>(
  given: Experiment<I, T>,
  control: Ran<T>,
  candidate: Ran<T>,
  facts: Pick<ExperimentResult, 'subject' | 'seed' | 'order'>,
  log: Log,
): Promise<void> {
  const now = (given.now ?? (() => new Date()))();
  const { rules, expired } = holding(given.ignore ?? [], now);
  const clean = given.clean ?? ((value: unknown) => value);
  let judged: Pick<ExperimentResult, 'verdict' | 'ignoredBy' | 'differences' | 'failure'>;
  try {
    judged = await judge(given, control, candidate, rules, clean);
  } catch (error) {
    log('the values could not be compared', error);
    judged = { verdict: 'failed', differences: [], failure: brief(clean(text(error))) };
  }
  const result: ExperimentResult = {
    id: randomUUID(),
    name: given.name,
    component: given.component ?? given.name,
    time: now.toISOString(),
    ...facts,
    ...judged,
    expired,
    control: sideOf(given, control, clean),
    candidate: sideOf(given, candidate, clean),
    deltaPercent: control.wallMs > 0 ? (100 * (candidate.wallMs - control.wallMs)) / control.wallMs : null,
    versions: { node: process.version, ...given.versions },
    flags: given.flags ?? {},
    host: hostname(),
  };
  for (const [what, work] of [
    ['its result could not be stored', () => (given.store === undefined ? undefined : appendResult(given.store, result))],
    ['its result could not be published', () => given.publish?.(result)],
  ] as const) {
    try {
      await work();
    } catch (error) {
      log(what, error);
    }
  }
}

async function judge<I, T>(
  given: Experiment<I, T>,
  control: Ran<T>,
  candidate: Ran<T>,
  rules: readonly Ignore<T>[],
  clean: (value: unknown) => unknown,
): Promise<Pick<ExperimentResult, 'verdict' | 'ignoredBy' | 'differences'>> {
  let found: readonly Difference[];
  let stored: readonly Difference[];
  let same: boolean;
  if (control.outcome === 'value' && candidate.outcome === 'value') {
    same = given.compare ? await given.compare(control.value, candidate.value) : differences(control.value, candidate.value).length === 0;
    if (same) return { verdict: 'matched', differences: [] };
    found = differences(control.value, candidate.value);
    stored = given.clean ? differences(clean(control.value), clean(candidate.value)) : found;
  } else {
    same = control.outcome === 'error' && candidate.outcome === 'error' && normal(control.error) === normal(candidate.error);
    if (same) return { verdict: 'matched', differences: [] };
    const say = (ran: Ran<T>, raw: boolean): string =>
      ran.outcome === 'error' ? brief(raw ? text(ran.error) : clean(text(ran.error))) : ran.outcome;
    found = [{ path: '$', control: say(control, true), candidate: say(candidate, true) }];
    stored = [{ path: '$', control: say(control, false), candidate: say(candidate, false) }];
  }
  const value = (ran: Ran<T>): T | undefined => (ran.outcome === 'value' ? ran.value : undefined);
  const rule = rules.find(({ when }) => when(value(control), value(candidate), found));
  return rule ? { verdict: 'ignored', ignoredBy: rule.name, differences: stored } : { verdict: 'mismatched', differences: stored };
}

function sideOf<I, T>(given: Experiment<I, T>, ran: Ran<T>, clean: (value: unknown) => unknown): SideResult {
  const { outcome, wallMs, cpuMs, peakBytes } = ran;
  const rows = (): number | null => {
    if (ran.outcome !== 'value') return null;
    if (given.rows) return given.rows(ran.value);
    return Array.isArray(ran.value) ? ran.value.length : null;
  };
  const shown = ran.outcome === 'value' ? clean(ran.value) : ran.outcome === 'error' ? clean(text(ran.error)) : ran.outcome;
  return { outcome, wallMs, cpuMs, peakBytes, rows: rows(), shown: brief(shown) };
}

import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { Ran } from './child.js';
import { cleaned, HIDDEN, isSecretPath, withoutSecrets } from './clean.js';
import { brief, differences, short, type Difference } from './equality.js';
import type { Experiment } from './experiment.js';
import { holding, type Ignore } from './ignore.js';
import { appendResult } from './store.js';
import type { ExperimentResult, SideResult } from './trial-result.js';

/** What is said of two values. */
export type Judged = Pick<ExperimentResult, 'verdict' | 'ignoredBy' | 'differences' | 'failure' | 'tables' | 'notes'> & {
  readonly expired?: readonly string[];
  readonly noise?: readonly Difference[];
};

export interface Runs<T> {
  readonly control: Ran<T>;
  readonly candidate: Ran<T>;
  /** The control once more. */
  readonly again: Ran<T> | undefined;
}

export const errorText = (error: unknown): string => (error instanceof Error ? `${error.name}: ${error.message}` : brief(error));

/** Errors agree when their class and message do; spaces and absolute paths are not compared. */
const normal = (error: unknown): string =>
  errorText(error)
    .replace(/(?:[A-Za-z]:)?[\\/](?:[^\s'"\\/]+[\\/])+/g, '')
    .replace(/\s+/g, ' ')
    .trim();

type Log = (what: string, error: unknown) => void;
type Given<I, T> = Omit<Experiment<I, T>, 'use' | 'try'> & {
  /** Errors of the comparison that are the caller's own: thrown, and nothing is stored. */
  readonly refuses?: (error: unknown) => boolean;
};

/** Compares, stores and publishes. */
export async function conclude<I, T>(
  given: Given<I, T>,
  runs: Runs<T>,
  facts: Pick<ExperimentResult, 'subject' | 'seed' | 'order'>,
  log: Log,
): Promise<ExperimentResult> {
  const { control, candidate, again } = runs;
  const [now, id] = [(given.now ?? (() => new Date()))(), randomUUID()];
  const clean = (value: unknown): unknown => cleaned(given.clean ? given.clean(value) : value);
  let judged: Judged;
  try {
    judged = await judge(given, runs, id, now);
  } catch (error) {
    if (given.refuses?.(error)) throw error;
    log('the values could not be compared', error);
    judged = { verdict: 'failed', differences: [], failure: brief(clean(errorText(error))) };
  }
  const { noise = [], expired = [], differences: unlike, ...found } = judged;
  const cost = again && { wallMs: again.wallMs, cpuMs: again.cpuMs, peakBytes: again.peakBytes };
  const result: ExperimentResult = {
    id,
    name: given.name,
    component: given.component ?? given.name,
    time: now.toISOString(),
    ...facts,
    ...found,
    differences: unlike.map(storable),
    expired,
    ...(cost ? { noise: { differences: noise.map(storable), control: cost } } : {}),
    control: sideOf(given, control, clean),
    candidate: sideOf(given, candidate, clean),
    deltaPercent: control.wallMs > 0 ? (100 * (candidate.wallMs - control.wallMs)) / control.wallMs : null,
    versions: { node: process.version, ...given.versions },
    flags: cleaned(given.flags ?? {}) as Readonly<Record<string, unknown>>,
    host: hostname(),
  };
  for (const [what, work] of [
    ['its result could not be stored', () => (given.store === undefined ? undefined : appendResult(given.store, result, given.keep))],
    ['its result could not be published', () => given.publish?.(result)],
  ] as const) {
    try {
      await work();
    } catch (error) {
      log(what, error);
    }
  }
  return result;
}

const storable = ({ path, control, candidate }: Difference): Difference =>
  isSecretPath(path)
    ? { path, control: HIDDEN, candidate: HIDDEN }
    : { path, control: short(withoutSecrets(control)), candidate: short(withoutSecrets(candidate)) };

const valueOf = <T>(ran: Ran<T> | undefined): T | undefined => (ran?.outcome === 'value' ? ran.value : undefined);

async function judge<I, T>(given: Given<I, T>, runs: Runs<T>, id: string, now: Date): Promise<Judged> {
  const { control, candidate, again } = runs;
  const { rules, expired } = holding(given.ignore ?? [], now);
  if (candidate.outcome === 'timeout' || candidate.outcome === 'memory') return { verdict: 'failed', differences: [], expired };
  if (control.outcome === 'value' && candidate.outcome === 'value' && given.examine)
    return given.examine(control.value, candidate.value, { id, again: valueOf(again) });
  const noise = again ? between(control, again, Number.POSITIVE_INFINITY) : [];
  const told = { expired, noise: again ? shown(given, control, again).slice(0, most) : [] };
  const same =
    control.outcome === 'value' && candidate.outcome === 'value' && given.compare
      ? await given.compare(control.value, candidate.value)
      : between(control, candidate).length === 0;
  if (same) return { verdict: 'matched', differences: [], ...told };
  const counts = ({ path }: Difference): boolean => !noise.some((one) => covers(one.path, path));
  const limit = noise.length > 0 ? Number.POSITIVE_INFINITY : most;
  const raw = between(control, candidate, limit);
  const found = raw.filter(counts).slice(0, most);
  if (raw.length > 0 && found.length === 0) return { verdict: 'matched', differences: [], ...told };
  const stored = shown(given, control, candidate, limit).filter(counts).slice(0, most);
  const rule = rules.find((one: Ignore<T>) => one.when(valueOf(control), valueOf(candidate), found));
  return rule
    ? { verdict: 'ignored', ignoredBy: rule.name, differences: stored, ...told }
    : { verdict: 'mismatched', differences: stored, ...told };
}

const most = 100;
type Clean = (value: unknown) => unknown;
const none: Clean = (value) => value;

/** Where two runs differ. */
function between<T>(x: Ran<T>, y: Ran<T>, limit = most, clean = none): Difference[] {
  if (x.outcome === 'value' && y.outcome === 'value')
    return differences(clean(x.value), clean(y.value), { limit, show: (value) => brief(clean === none ? value : cleaned(value)) });
  if (x.outcome === 'error' && y.outcome === 'error' && normal(x.error) === normal(y.error)) return [];
  const say = (ran: Ran<T>): string => (ran.outcome === 'error' ? brief(cleaned(clean(errorText(ran.error)))) : ran.outcome);
  return [{ path: '$', control: say(x), candidate: say(y) }];
}

/** Where two runs differ, with values as they may be stored; a secret that differs is still a difference. */
const shown = <T>(given: Pick<Given<never, T>, 'clean'>, x: Ran<T>, y: Ran<T>, limit?: number): Difference[] => {
  const { clean = none } = given;
  return between(x, y, limit, (value) => clean(value));
};

const covers = (outer: string, inner: string): boolean =>
  inner === outer || (inner.startsWith(outer) && /^[.[]/.test(inner.slice(outer.length)));

function sideOf<I, T>(given: Given<I, T>, ran: Ran<T>, clean: (value: unknown) => unknown): SideResult {
  const { outcome, wallMs, cpuMs, peakBytes } = ran;
  const rows = (): number | null => {
    if (ran.outcome !== 'value') return null;
    if (given.rows) return given.rows(ran.value);
    return Array.isArray(ran.value) ? ran.value.length : null;
  };
  const shown = (): string => {
    if (ran.outcome === 'value') return brief(clean(ran.value));
    return ran.outcome === 'error' ? brief(clean(errorText(ran.error))) : ran.outcome;
  };
  return { outcome, wallMs, cpuMs, peakBytes, rows: rows(), shown: shown() };
}

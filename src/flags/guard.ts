import type { Config } from '../config/config.js';
import type { KeyName } from '../config/keys.js';
import { firstLine, MdmError, type ErrorCode } from '../errors.js';
import { withMetrics } from '../metrics/metrics.js';
import { addOutcome, outcomeValues } from '../metrics/recent.js';
import { addFailure } from '../metrics/store.js';
import { changeKeys } from './change.js';
import { checkFlag, isMoving } from './choose.js';
import type { Flag } from './flags.js';

/** A comparison of the two sides of a component. */
export interface Compared {
  /** Whether the two sides differed, and no rule says that it does not count. */
  readonly mismatched: boolean;
  /** Whether the old side failed where the new one answered: nothing to return to. */
  readonly oldFailed: boolean;
  /** How much longer the new side took than the old one, in percent. */
  readonly deltaPercent: number | null;
}

/** Watches the new side of components, and sets a flag to false when it fails, is slow or differs too often. */
export interface Guard {
  /** A call that the new side has answered, or in which it has failed. */
  call(component: string, ok: boolean, ms: number): Promise<void>;
  comparison(component: string, compared: Compared): Promise<void>;
}

export interface GuardOptions {
  /** Told of a return; default: a line on stderr. */
  readonly log?: (sentence: string) => void;
}

/** Other codes say what is wrong with the arguments, the data or the machine. */
const OF_A_SIDE: readonly ErrorCode[] = ['plugin', 'integrity', 'memory', 'engine', 'backend'];

/** Whether an error counts against the side that threw it. */
export const isFailure = (error: unknown): boolean => !(error instanceof MdmError) || OF_A_SIDE.includes(error.code);

/** Runs a call of the new side and reports it; its value is returned and its error thrown. */
export async function watched<T>(guard: Guard, component: string, work: () => T | Promise<T>): Promise<T> {
  const began = performance.now();
  try {
    const value = await work();
    await guard.call(component, true, performance.now() - began);
    return value;
  } catch (error) {
    await guard.call(component, !isFailure(error), performance.now() - began);
    throw error;
  }
}

/** Said once per process: it would be said on every call. */
const said = new Set<string>();

/**
 * The guard of a home: what it is told is kept in the file of the counts, over all processes. It never fails its caller. When the limits
 * of `refactoring.return` are exceeded, the flag and its share of the rollout are set to false and 0, by `automatic`, with the reason in
 * the history; with `refactoring.return.automatic` off it only says so.
 */
export function openGuard(config: Config, options: GuardOptions = {}): Guard {
  const log = options.log ?? ((sentence) => void process.stderr.write(`${sentence}\n`));
  const window = config.get('refactoring.return.window');
  const least = Math.min(config.get('refactoring.return.min_calls'), window);
  const conclude = async (component: string, reason: string | undefined): Promise<void> => {
    if (reason === undefined) return;
    try {
      await turnBack(config, checkFlag(component), reason, log);
    } catch (error) {
      log(`The flag of ${component} cannot be returned, although ${reason}: ${firstLine(error)}.`);
    }
  };
  return {
    call: async (component, ok, ms) => {
      const recent = await withMetrics(config, (db) => {
        if (!ok) addFailure(db, component);
        return addOutcome(db, { component, kind: 'call', failed: !ok, value: ms }, window);
      });
      if (!recent || recent.seen < least) return;
      const percent = (100 * recent.failed) / recent.seen;
      const most = config.get('refactoring.return.max_error_percent');
      if (percent > most)
        await conclude(component, `${recent.failed} of the last ${recent.seen} calls of the new side failed, more than ${most} %`);
    },
    comparison: async (component, { mismatched, oldFailed, deltaPercent }) => {
      const value = deltaPercent !== null && Number.isFinite(deltaPercent) ? deltaPercent : null;
      const deltas = await withMetrics(config, (db) => {
        addOutcome(db, { component, kind: 'comparison', failed: mismatched, value }, window);
        return outcomeValues(db, component, 'comparison');
      });
      if (mismatched && !oldFailed && config.get('refactoring.return.on_mismatch'))
        return conclude(component, 'a comparison of the two sides differed');
      if (!deltas || deltas.length < least) return;
      const median = middle(deltas);
      const most = config.get('refactoring.return.max_slowdown_percent');
      if (median > most)
        await conclude(
          component,
          `the new side was ${median.toFixed(1)} % slower by the median of ${deltas.length} comparisons, more than ${most} %`,
        );
    },
  };
}

/** Of sorted values. */
const middle = (values: readonly number[]): number =>
  (values[Math.floor((values.length - 1) / 2)]! + values[Math.ceil((values.length - 1) / 2)]!) / 2;

async function turnBack(config: Config, flag: Flag, reason: string, log: (sentence: string) => void): Promise<void> {
  const { key, share, component } = flag;
  const taken = config.get(key) || config.get(share) > 0;
  if (flag.old === undefined || flag.new === undefined || !taken) return;
  // A home that began on the new side has nothing to go back to.
  if (!isMoving(config, component) && config.origin('refactoring.return.automatic') === 'default') return;
  const once = (about: KeyName, sentence: string): void => {
    const what = `${config.home} ${about}`;
    if (!said.has(what)) log(sentence);
    said.add(what);
  };
  if (!config.get('refactoring.return.automatic'))
    return once(key, `${component} should go back to the old side: ${reason}. Run: mdm migration rollback ${component}`);
  const fixed = (one: typeof key | typeof share): boolean =>
    Boolean(config.get(one)) && ['environment', 'flag'].includes(config.origin(one));
  for (const one of [key, share].filter(fixed)) {
    const winner = `${config.where(one)} sets it and wins over the file`;
    once(one, `${one} stays ${String(config.get(one))}, although ${reason}: ${winner}. Take that away.`);
  }
  const changes = new Map<KeyName, unknown>();
  if (!fixed(key) && config.get(key)) changes.set(key, false);
  if (!fixed(share) && config.get(share) > 0) changes.set(share, 0);
  const changed = await changeKeys(changes, { home: config.home, file: config.file, by: 'automatic', reason });
  const moved = changed.filter(({ before, after }) => before !== after).map((one) => `${one.key} is ${String(one.after)}`);
  if (moved.length > 0) log(`${moved.join(' and ')} now: ${reason}. See: mdm flags history --flag ${component}`);
}

import type { Config } from '../../config/config.js';
import { firstLine } from '../../errors.js';
import { bucket, compares } from '../../flags/choose.js';
import { isFailure, openGuard } from '../../flags/guard.js';
import type { Side } from '../../flags/flags.js';
import type { Logger } from '../../log/logger.js';
import { openMetrics, withMetrics } from '../../metrics/metrics.js';
import { addOutcome, inTransaction } from '../../metrics/recent.js';
import { addCount } from '../../metrics/store.js';
import type { Ran } from '../../parity/child.js';
import { comparedOf } from '../../parity/trial-result.js';
import type { IStorageBackend } from '../../storage/backend.js';

export type Method = keyof Omit<IStorageBackend, 'backendType' | 'locate'>;

export interface Call {
  readonly side: Side;
  readonly method: Method;
  readonly ms: number;
  readonly error?: unknown;
}

/** A read that the side in use has answered, or in which it has failed, and how both sides answer it. */
export interface Read {
  readonly side: Side;
  readonly method: Method;
  readonly backend: string;
  readonly subject: string;
  /** What was asked for: a table or a key of the metadata. */
  readonly of: string | null;
  readonly control: Ran<unknown>;
  readonly candidate: (signal: AbortSignal) => Promise<unknown>;
  /** The side in use once more: what changed meanwhile is no difference of the sides. */
  readonly again: (signal: AbortSignal) => Promise<unknown>;
}

/** Counts calls of the backends, and compares a sample of what they read. It never fails its caller. */
export interface Watch {
  /** Written with others, a failure of the new side at once. */
  called(call: Call): Promise<void>;
  flush(): Promise<void>;
  samples(subject: string): boolean;
  compare(read: Read): Promise<void>;
}

export const COMPONENT = 'backend';
/** What is wrong with a statement of the caller's says nothing against a side. */
const OWN_SQL: ReadonlySet<Method> = new Set(['query', 'executeSql', 'getConnection']);

/** Calls that are not written yet: one statement for each would take longer than many of them. */
function calls() {
  let counts: Side[] = [];
  let answered: number[] = [];
  return {
    add: (side: Side, ms: number | undefined): void => {
      counts.push(side);
      if (side === 'new' && ms !== undefined) answered.push(ms);
    },
    take: () => {
      const taken = { counts, answered };
      [counts, answered] = [[], []];
      return taken;
    },
  };
}

const failed = ({ method, error }: Call): boolean => error !== undefined && !OWN_SQL.has(method) && isFailure(error);

/** Milliseconds after which calls are written. */
const LATER = 1_000;

export function watching(config: Config, log: Logger): Watch {
  const metrics = openMetrics(config);
  const guard = openGuard(config);
  const seed = config.get('comparison.seed');
  const window = config.get('refactoring.return.window');
  const tally = calls();
  let timer: NodeJS.Timeout | undefined;
  const flush = async (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    const { counts, answered } = tally.take();
    if (counts.length === 0) return;
    await withMetrics(config, (db) => {
      inTransaction(db, () => {
        for (const side of counts) addCount(db, `mdm_${side}_path_calls`, COMPONENT);
      });
      for (const value of answered.slice(-window)) addOutcome(db, { component: COMPONENT, kind: 'call', failed: false, value }, window);
    });
  };
  return {
    called: async (call) => {
      const { side, method, ms } = call;
      metrics.countMethod(COMPONENT, side, method);
      const fails = side === 'new' && failed(call);
      tally.add(side, fails ? undefined : ms);
      timer ??= setTimeout(() => void flush(), LATER).unref();
      if (!fails) return;
      await flush();
      await guard.call(COMPONENT, false, ms);
    },
    flush,
    samples: (subject) =>
      compares(config, COMPONENT) && bucket(`comparison of ${COMPONENT}${seed}`, subject) < 100 * config.get('comparison.sample_rate'),
    compare: async (read) => {
      const note = (what: string, error: unknown): void => log.warning(`Comparison of backends: ${what}: ${firstLine(error)}`);
      try {
        const { compareRead } = await import('./compare-read.js');
        const result = await compareRead(config, read, note);
        if (result.verdict === 'mismatched') {
          await metrics.countFailure(COMPONENT);
          log.warning(`Both sides of the backend read ${read.subject} differently. See: mdm compare list --component ${COMPONENT}`);
        }
        // Who reads second reads faster, so that the times of one read are not held against a side.
        await guard.comparison(COMPONENT, comparedOf(result, read.side, null));
      } catch (error) {
        note('nothing was compared', error);
      }
    },
  };
}

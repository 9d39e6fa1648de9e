import type { Config } from '../config/config.js';
import { liveConfig } from '../config/live.js';
import { MdmError } from '../errors.js';
import { openMetrics } from '../metrics/metrics.js';
import { checkFlag, chooseSide } from './choose.js';
import { withFallback } from './fallback.js';
import { openGuard, watched } from './guard.js';

type Work<A extends readonly unknown[], R> = (...args: A) => R | Promise<R>;

export interface FlagOptions<A extends readonly unknown[], R> {
  /** What runs while the flag is off, and once when the new implementation fails. */
  readonly fallback?: Work<A, R>;
  /** The name of the data set, by which the rollout goes; default: the same for all calls. */
  readonly subject?: (...args: A) => string;
  /** The new implementation changes data: the fallback runs after its error only when this has undone the change. */
  readonly undo?: 'not needed' | ((...args: A) => void | Promise<void>);
  /** Default: the configuration of the home, looked at anew when its file changes. */
  readonly config?: () => Config | Promise<Config>;
  /** Told when the fallback answers an error; default: a line on stderr. */
  readonly log?: (sentence: string) => void;
}

/**
 * A function that runs `newImplementation` while the flag is on for the subject, and `fallback` while it is off.
 *
 * ```ts
 * const features = featureFlag('use_new_features', byPipeline, { fallback: byGenerator, subject: (source) => source, undo: 'not needed' });
 * ```
 *
 * Off and without a fallback it fails, naming the flag. While a home moves from the old side to the new one, and with
 * `refactoring.auto_fallback`, an error that counts against the new implementation is answered by the fallback, once, if `undo` says that
 * nothing is left behind. Calls of both sides are counted, and those of the new one are watched: a flag whose new side fails too often
 * returns to false.
 */
export function featureFlag<A extends readonly unknown[], R>(
  name: string,
  newImplementation: Work<A, R>,
  options: FlagOptions<A, R> = {},
): (...args: A) => Promise<R> {
  const flag = checkFlag(name);
  const { fallback, undo, subject = () => '', config: configOf = liveConfig() } = options;
  const log = options.log ?? ((sentence) => void process.stderr.write(`${sentence}\n`));
  return async (...args) => {
    const config = await configOf();
    const metrics = openMetrics(config);
    const { side, why } = chooseSide(config, flag.component, subject(...args));
    if (side === 'old') {
      if (!fallback)
        throw new MdmError(
          'configuration',
          `There is no old side of ${flag.component}, and ${why}.`,
          `Run: mdm config set ${flag.key} true`,
        );
      await metrics.countCall(flag.component, 'old');
      return fallback(...args);
    }
    await metrics.countCall(flag.component, 'new');
    const call = (): Promise<R> => watched(openGuard(config, { log }), flag.component, () => newImplementation(...args));
    if (!fallback || undo === undefined) return call();
    const old = async (): Promise<R> => {
      if (undo !== 'not needed') await undo(...args);
      return fallback(...args);
    };
    return withFallback(config, flag.component, call, old, log);
  };
}

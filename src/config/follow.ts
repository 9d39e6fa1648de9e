import type { Config, ConfigOptions } from './config.js';
import { homeOf } from './home.js';
import type { KeyName, Values } from './keys.js';
import { stampOf } from './stamp.js';

/** Milliseconds for which the file is not looked at again. */
const FRESH = 1_000;

/** A configuration of which the flags are those of now. */
export interface Followed {
  /** As it was read, but for the keys under `refactoring.` and `comparison.`. */
  readonly config: Config;
  /** Reads the flags anew when the file has changed, which is looked at once a second. */
  refresh(): Promise<void>;
}

const isLive = (key: KeyName): boolean => key.startsWith('refactoring.') || key.startsWith('comparison.');

/**
 * Lets a program that runs on take a change of a flag. A file that has become wrong changes nothing, and `warn` is told of it; the rest of
 * the configuration stays as it was read.
 */
export async function followFlags(
  options: ConfigOptions,
  read: (options: ConfigOptions) => Promise<Config>,
  warn: (error: unknown) => void,
): Promise<Followed> {
  const env = options.env ?? process.env;
  const home = options.home ?? homeOf(env);
  const named = options.file ?? (env['MDM_CONFIG_PATH'] || undefined);
  let stamp = stampOf(home, named);
  let looked = performance.now();
  const first = await read(options);
  let latest = first;
  const of = (key: KeyName): Config => (isLive(key) ? latest : first);
  const config: Config = Object.freeze({
    ...first,
    get: <K extends KeyName>(key: K): Values[K] => of(key).get(key),
    origin: (key: KeyName) => of(key).origin(key),
    where: (key: KeyName) => of(key).where(key),
    masked: (key: KeyName) => of(key).masked(key),
  });
  let reading: Promise<void> | undefined;
  const look = async (): Promise<void> => {
    looked = performance.now();
    const now = stampOf(home, named);
    if (now === stamp) return;
    stamp = now;
    try {
      latest = await read(options);
    } catch (error) {
      warn(error);
    }
  };
  return {
    config,
    refresh: async () => {
      if (reading === undefined && performance.now() - looked <= FRESH) return;
      await (reading ??= look().finally(() => (reading = undefined)));
    },
  };
}

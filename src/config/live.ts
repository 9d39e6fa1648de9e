import { openConfig, type Config, type ConfigOptions } from './config.js';
import { stampOf } from './stamp.js';
import { homeOf } from './home.js';

/** Milliseconds for which the file is not looked at again. */
const FRESH = 1_000;

/**
 * The configuration as it is now, for a program that runs on: read anew when its file has changed, which is looked at once a second.
 * A file that has become wrong fails the call; the next one tries again.
 */
export function liveConfig(options: ConfigOptions = {}): () => Promise<Config> {
  const env = options.env ?? process.env;
  const home = options.home ?? homeOf(env);
  const named = options.file ?? (env['MDM_CONFIG_PATH'] || undefined);
  let held: { readonly config: Promise<Config>; readonly stamp: string | undefined } | undefined;
  let looked = -Infinity;
  return async () => {
    if (!held || performance.now() - looked > FRESH) {
      looked = performance.now();
      const stamp = stampOf(home, named);
      if (!held || held.stamp !== stamp) held = { config: openConfig({ ...options, home }), stamp };
    }
    return held.config.catch((error: unknown) => {
      held = undefined;
      throw error;
    });
  };
}

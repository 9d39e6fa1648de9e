import { existsSync } from 'node:fs';
import { userInfo } from 'node:os';
import { examineConfig, openConfig as openNew, type Config, type ConfigOptions } from '../../config/config.js';
import { chooseSide, compares, isMoving } from '../../flags/choose.js';
import type { Side } from '../../flags/flags.js';
import { counted } from '../counted.js';

/**
 * Reads the configuration by the reader that `refactoring.use_new_config` says; the subject of its rollout is the user. Flags are always
 * read by the new one. A sample of the calls is compared with the other reader, as `comparison.sample_rate` says. What only looks, such as
 * a dry run, says `counts: false`: then nothing is written.
 */
export async function openConfig({ counts = true, ...options }: ConfigOptions & { readonly counts?: boolean } = {}): Promise<Config> {
  const began = performance.now();
  const { config, problems } = await examineConfig(options);
  const ms = performance.now() - began;
  const subject = userOf();
  const { side } = chooseSide(config, 'config', subject);
  const kept = counts && isKept(config);
  if (kept) await observe(config, options, { side, subject, ms });
  if (side === 'new') return problems.length === 0 ? config : openNew(options);
  const [{ openOldConfig }, { openMetrics }] = await Promise.all([import('./old.js'), import('../../metrics/metrics.js')]);
  const old = await openOldConfig(options, config, problems);
  return kept ? Object.freeze(counted(openMetrics(config), 'config', side, old)) : old;
}

/**
 * To read a configuration makes nothing: a home in which nothing has been counted yet is left as it is, and so is one that MDM made, whose
 * flag nobody set.
 */
const isKept = (config: Config): boolean =>
  config.get('monitoring.enabled') &&
  (isMoving(config, 'config') || config.origin('comparison.sample_rate') !== 'default') &&
  existsSync(config.path('monitoring.metrics_db'));

interface Call {
  readonly side: Side;
  readonly subject: string;
  /** What the new reader took. */
  readonly ms: number;
}

/** Counts the call, and compares it with the other reader when it is one of the sample. */
async function observe(config: Config, options: ConfigOptions, { side, subject, ms }: Call): Promise<void> {
  const [{ openMetrics }, { openGuard }] = await Promise.all([import('../../metrics/metrics.js'), import('../../flags/guard.js')]);
  await openMetrics(config).countCall('config', side);
  // A wrong value is an answer, and no failure of the reader.
  if (side === 'new') await openGuard(config).call('config', true, ms);
  if (!compares(config, 'config') || Math.random() >= config.get('comparison.sample_rate')) return;
  const { compareCall } = await import('./compare.js');
  await compareCall(config, options, side, subject);
}

/** The user of the process, who is the subject of the rollout. */
export function userOf(): string {
  try {
    return userInfo().username;
  } catch {
    return '';
  }
}

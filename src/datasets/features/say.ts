import type { Logger } from '../../log/logger.js';
import type { FeatureReport } from './input.js';

const rounded = (seconds: number): number => Number(seconds.toFixed(3));

/** Writes to the log what each transformer made, which features were dropped and why, and the total. Warnings are for the caller to say. */
export function sayLog(
  log: Logger,
  dataset: string,
  { log: parts, dropped, features, seconds, notes }: FeatureReport & { readonly notes: readonly string[] },
): void {
  for (const { name, features: made, dropped: gone, seconds: took } of parts)
    log.info(`features of ${name}: ${made} kept, ${gone} dropped, ${rounded(took)} s`, {
      dataset,
      transformer: name,
      features: made,
      dropped: gone,
      seconds: rounded(took),
    });
  if (dropped.length > 0)
    log.info(`${dropped.length} features dropped: ${dropped.map(({ name, reason }) => `${name} (${reason})`).join(', ')}`, {
      dataset,
      dropped: dropped.map(({ name }) => name),
      count: dropped.length,
    });
  for (const note of new Set(notes)) log.info(note, { dataset });
  log.info(`features of ${dataset}: ${features} kept, ${dropped.length} dropped, ${rounded(seconds)} s in total`, {
    dataset,
    features,
    dropped: dropped.length,
    seconds: rounded(seconds),
  });
}

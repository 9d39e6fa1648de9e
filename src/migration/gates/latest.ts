import { subjectKey, type ExperimentResult } from '../../parity/trial-result.js';
import type { Evidence } from './evidence.js';
import { LIMITS } from './gate.js';

const OF_DATASETS = ['backend', 'registrar'];

/**
 * The latest comparison of everything that was compared. A dataset that is gone cannot be compared again: after a week it says nothing any
 * more.
 */
export function latestOf(
  { datasets, now }: Pick<Evidence, 'datasets' | 'now'>,
  results: readonly ExperimentResult[],
): readonly ExperimentResult[] {
  const there = new Set(datasets);
  const gone = ({ component, subject, time }: ExperimentResult): boolean =>
    OF_DATASETS.includes(component) && !there.has(subject) && Date.parse(time) < now.getTime() - LIMITS.weekMs;
  return [...new Map(results.map((one) => [subjectKey(one), one])).values()].filter((one) => !gone(one));
}

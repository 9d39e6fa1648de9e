import type { Flag } from '../../flags/flags.js';
import { tally, type ExperimentResult, type Verdict } from '../../parity/trial-result.js';
import { isBad, judge, MOVING, slower, type Evidence, type Gate } from '../gates/index.js';

/** How far a component is. */
export interface ComponentStatus {
  readonly component: string;
  readonly flag: { readonly key: string; readonly value: boolean; readonly origin: string; readonly where: string };
  /** What answers where neither a list nor the share says otherwise. */
  readonly implementation: string;
  /** Subjects on the new side, in percent. */
  readonly percentage: number;
  readonly calls: { readonly old: number; readonly new: number };
  readonly comparisons: Readonly<Record<Verdict, number>>;
  readonly lastMismatch: { readonly id: string; readonly time: string; readonly subject: string } | null;
  /** How much longer the new side took: the mean of comparisons, and the median of the cases of the benchmark. */
  readonly deltaPercent: { readonly comparisons: number | null; readonly benchmark: number | null };
  readonly gates: readonly Gate[];
}

/** The state of every component that has two implementations. */
export const statusOf = (evidence: Evidence, flags: readonly Flag[] = MOVING): readonly ComponentStatus[] =>
  flags.map((flag) => ofComponent(evidence, flag));

function ofComponent(evidence: Evidence, flag: Flag): ComponentStatus {
  const { config, counts } = evidence;
  const { component, key } = flag;
  const value = config.get(key);
  const results = evidence.results.filter((one) => one.component === component);
  const calls = (side: 'old' | 'new'): number =>
    counts.counters.find((one) => one.name === `mdm_${side}_path_calls` && one.component === component)?.value ?? 0;
  return {
    component,
    flag: { key, value, origin: config.origin(key), where: config.where(key) },
    implementation: (value ? flag.new : flag.old) ?? component,
    percentage: value ? 100 : config.get(flag.share),
    calls: { old: calls('old'), new: calls('new') },
    comparisons: tally(results),
    lastMismatch: lastOf(results),
    deltaPercent: { comparisons: compared(evidence, component), benchmark: measured(evidence, component) },
    gates: judge(evidence, flag),
  };
}

function lastOf(results: readonly ExperimentResult[]): ComponentStatus['lastMismatch'] {
  const last = results.findLast(isBad);
  return last === undefined ? null : { id: last.id, time: last.time, subject: last.subject };
}

function compared({ counts }: Evidence, component: string): number | null {
  const delta = counts.deltas.find((one) => one.component === component);
  const times = delta?.counts.reduce((sum, n) => sum + n, 0) ?? 0;
  return delta === undefined || times === 0 ? null : delta.sum / times;
}

function measured({ benchmark }: Evidence, component: string): number | null {
  const deltas = (benchmark?.record.cases ?? []).filter((one) => one.component === component).map(slower);
  return deltas.sort((a, b) => a - b)[Math.floor(deltas.length / 2)] ?? null;
}

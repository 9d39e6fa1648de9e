import type { Flag } from '../../flags/flags.js';
import type { Evidence } from './evidence.js';
import { condition, counted, lacks, LIMITS, type Condition } from './gate.js';
import type { BenchmarkCase } from './records.js';

const HOW = 'Run scripts/benchmark_implementations.sh in a clone, and copy bench/implementations.json to migration/ of the home';
const percent = (value: number): string => `${value >= 0 ? '+' : ''}${value.toFixed(1)} %`;
const more = (before: number, after: number): number => (before > 0 ? (100 * (after - before)) / before : after > 0 ? Infinity : 0);

/** How much longer the new side takes, in percent. */
export const slower = ({ old, new: now, ratio }: BenchmarkCase): number =>
  ratio === undefined ? more(old.median, now.median) : 100 * (ratio.median - 1);

const larger = ({ peakOld, peakNew, peakRatio }: BenchmarkCase): number =>
  peakRatio === undefined ? more(peakOld, peakNew) : 100 * (peakRatio.median - 1);

/** The whole interval lies beyond the gate: that is not noise. */
const tooSlow = ({ old, new: now, ratio }: BenchmarkCase): boolean => (ratio?.low ?? now.low / old.high) > 1 + LIMITS.slowerPercent / 100;
const tooLarge = (one: BenchmarkCase): boolean =>
  one.peakRatio === undefined ? larger(one) > LIMITS.memoryPercent : one.peakRatio.low > 1 + LIMITS.memoryPercent / 100;

export const timeConditions = (evidence: Evidence, flag: Flag): Condition[] => within(evidence, flag, 'time', tooSlow, slower);

export const memoryConditions = (evidence: Evidence, flag: Flag): Condition[] => within(evidence, flag, 'memory', tooLarge, larger);

function within(
  { benchmark: found, version }: Evidence,
  { component }: Flag,
  what: string,
  beyond: (one: BenchmarkCase) => boolean,
  delta: (one: BenchmarkCase) => number,
): Condition[] {
  if (!found) return [lacks('There is no record of a benchmark of both sides.', HOW)];
  if (found.record.version !== version) return [lacks(`${found.file} is of MDM ${found.record.version}, and this is ${version}.`, HOW)];
  const cases = found.record.cases.filter((one) => one.component === component);
  if (cases.length === 0) return [lacks(`${found.file} has no case of ${component}.`, HOW)];
  const rounds = Math.min(...cases.map(({ runs }) => runs));
  const worst = cases.reduce((a, b) => (delta(b) > delta(a) ? b : a));
  const failing = cases.filter(beyond);
  const named = failing.map((one) => `${one.name} ${percent(delta(one))}`).join(', ');
  return [
    condition(
      cases.length >= LIMITS.cases && rounds >= LIMITS.rounds,
      `${counted(cases.length, 'case')} measured in at least ${counted(rounds, 'round')}.`,
      `${HOW}: at least ${LIMITS.cases} cases and ${LIMITS.rounds} rounds`,
    ),
    condition(
      failing.length === 0,
      failing.length === 0
        ? `${counted(cases.length, 'case')} within the gate; the largest change of ${what} is ${percent(delta(worst))} (${worst.name}).`
        : `${failing.length} of ${counted(cases.length, 'case')} beyond the gate: ${named}.`,
      `Make these cases as good as the old side's, then measure again: scripts/benchmark_implementations.sh`,
    ),
  ];
}

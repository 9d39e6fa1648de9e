import type { Flag } from '../../flags/flags.js';
import { isBad, type ExperimentResult } from '../../parity/trial-result.js';
import type { Evidence } from './evidence.js';
import { condition, counted, gateOf, lacks, LIMITS, type Condition, type Gate } from './gate.js';
import { memoryConditions, timeConditions } from './judge-benchmark.js';
import { latestOf } from './latest.js';
import { returnsOf } from './moving.js';
import { steadiness } from './judge-steadiness.js';

/** The six gates of a component, judged by what is stored. */
export function judge(evidence: Evidence, flag: Flag): readonly Gate[] {
  const results = evidence.results.filter(({ component }) => component === flag.component);
  return [
    gateOf('G1', comparisons(evidence, results, flag)),
    gateOf('G2', timeConditions(evidence, flag)),
    gateOf('G3', memoryConditions(evidence, flag)),
    gateOf('G4', [acceptance(evidence)]),
    gateOf('G5', week(evidence, results, flag)),
    gateOf('G6', steadiness(evidence, results, flag)),
  ];
}

const COMPARE: Readonly<Record<string, string>> = {
  features: 'mdm compare features SOURCE',
  config: 'mdm compare config',
  backend: 'mdm compare storage NAME',
  registrar: 'mdm compare registration NAME',
};

function comparisons(evidence: Evidence, results: readonly ExperimentResult[], { component }: Flag): Condition[] {
  const how = `Set comparison.sample_rate to 1 and use MDM, or run: ${COMPARE[component]}`;
  const latest = latestOf(evidence, results);
  const bad = latest.filter(isBad);
  const ignored = results.filter(({ verdict }) => verdict === 'ignored').length;
  const enough = condition(
    results.length >= LIMITS.comparisons,
    `${counted(results.length, 'comparison')} stored, ${ignored} with known differences only.`,
    how,
  );
  if (latest.length === 0) return [enough];
  const first = bad[0];
  return [
    enough,
    first === undefined
      ? condition(true, `The latest comparison of each of ${counted(latest.length, 'subject')} agrees.`, how)
      : lacks(
          `The latest comparison of ${bad.length} of ${counted(latest.length, 'subject')} is mismatched or failed: ${bad
            .slice(0, 3)
            .map(({ subject }) => subject)
            .join(', ')}.`,
          `See: mdm compare show ${first.id.slice(0, 8)}; mend it, then compare again`,
        ),
  ];
}

function acceptance({ acceptance: found, version }: Evidence): Condition {
  const how = 'Run npm run acceptance in a clone, and copy acceptance.json to migration/ of the home';
  if (!found) return lacks('There is no record of an acceptance run.', how);
  const { total, hold, backend, rows, side = 'new', version: of = 'an unnamed version', scale } = found.record;
  if (side !== 'new') return lacks(`${found.file} is of a run on the old side (${side}).`, how);
  if (scale === 'small') return lacks(`${found.file} is of a run at the small scale.`, how);
  if (of !== version) return lacks(`${found.file} is of MDM ${of}, and this is ${version}.`, how);
  const failing = rows.filter(({ outcome }) => outcome !== 'holds').map(({ id }) => id);
  const all = total >= LIMITS.rows && hold === total && rows.length === total && failing.length === 0;
  const more =
    failing.length === 0
      ? total < LIMITS.rows
        ? `; the list has at least ${LIMITS.rows}`
        : ''
      : `; not ${failing.slice(0, 5).join(', ')}`;
  return condition(all, `${hold} of ${total} rows hold on ${backend}${more} (${found.file}).`, how);
}

const day = (at: Date | string): string => new Date(at).toISOString().slice(0, 10);

function week({ now, history, config }: Evidence, results: readonly ExperimentResult[], flag: Flag): Condition[] {
  const start = now.getTime() - LIMITS.weekMs;
  const recent = results.filter(({ time }) => Date.parse(time) >= start);
  const days = new Set(recent.map(({ time }) => day(time))).size;
  const first = results[0] && Date.parse(results[0].time);
  const bad = recent.filter(isBad);
  const automatic = returnsOf(history, flag, config).filter((one) => one.by === 'automatic' && Date.parse(one.time) >= start);
  return [
    first === undefined
      ? lacks('The sides were never compared.', 'Use MDM with comparison for 7 days')
      : condition(
          first <= start,
          `The sides have been compared since ${day(new Date(first))}.`,
          `Use MDM with comparison until ${day(new Date(first + LIMITS.weekMs))}`,
        ),
    condition(
      days >= LIMITS.days,
      `${counted(recent.length, 'comparison')} in the last 7 days, on ${counted(days, 'day')}.`,
      `Set comparison.sample_rate to 1 and use MDM on ${LIMITS.days} days`,
    ),
    condition(
      bad.length === 0,
      `${counted(bad.length, 'comparison')} of the last 7 days mismatched or failed.`,
      bad.length === 0 ? '' : `Mend them, then wait until ${day(new Date(Date.parse(bad.at(-1)!.time) + LIMITS.weekMs))}`,
    ),
    condition(
      automatic.length === 0,
      `${counted(automatic.length, 'automatic return')} in the last 7 days.`,
      `See: mdm flags history --flag ${flag.component}`,
    ),
  ];
}

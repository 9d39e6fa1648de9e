import type { Flag } from '../../flags/flags.js';
import type { ExperimentResult } from '../../parity/trial-result.js';
import type { Evidence } from './evidence.js';
import { condition, lacks, LIMITS, type Condition } from './gate.js';
import { returnsOf } from './moving.js';

const BACKENDS = ['sqlite', 'duckdb', 'postgresql'] as const;
/** Rows of the acceptance list that stop a registration and look for what it left. */
const UNDOING = ['A4.5.2-05', 'A6.1-01'] as const;

/** What goes beyond comparing: enough calls, few errors, no return, at least half on the new side. */
export function steadiness(evidence: Evidence, results: readonly ExperimentResult[], flag: Flag): Condition[] {
  return [
    ...calls(evidence, results, flag),
    noReturn(evidence, flag),
    share(evidence, flag),
    ...(flag.component === 'backend' ? [backends(results)] : []),
    ...(flag.component === 'registrar' ? [undoing(evidence)] : []),
  ];
}

/** One side failed where the other did not. */
const oneFailed = ({ control, candidate }: ExperimentResult): boolean => (control.outcome === 'value') !== (candidate.outcome === 'value');

/** Calls of the new side from the day of a time on, and those of them that failed. */
export function callsSince(days: Evidence['days'], component: string, time: string): { readonly calls: number; readonly failed: number } {
  const own = days.filter((one) => one.component === component && one.day >= time.slice(0, 10));
  return { calls: own.reduce((sum, one) => sum + one.calls, 0), failed: own.reduce((sum, one) => sum + one.failed, 0) };
}

function calls({ counts, days, now }: Evidence, results: readonly ExperimentResult[], { component }: Flag): Condition[] {
  const answered = counts.counters.find(({ name, component: of }) => name === 'mdm_new_path_calls' && of === component)?.value ?? 0;
  const all = answered + results.length;
  const start = new Date(now.getTime() - LIMITS.weekMs).toISOString();
  const compared = results.filter(({ time }) => time >= start);
  const week = callsSince(days, component, start);
  const seen = week.calls + compared.length;
  const errors = week.failed + compared.filter(oneFailed).length;
  const rate = errors === 0 ? 0 : (100 * errors) / Math.max(seen, errors);
  return [
    condition(
      all >= LIMITS.calls,
      `The new side was called ${all} times: ${answered} calls and ${results.length} comparisons.`,
      `Use MDM with comparison until there are ${LIMITS.calls}`,
    ),
    condition(
      rate < LIMITS.errorPercent,
      `${errors} of ${seen} failed in the last 7 days (${rate.toFixed(2)} %).`,
      `See: mdm compare list --component ${component}, and the log; mend it, then go on for a week`,
    ),
  ];
}

function noReturn({ history, now, config }: Evidence, flag: Flag): Condition {
  const [last] = returnsOf(history, flag, config);
  const until = last === undefined ? undefined : Date.parse(last.time) + LIMITS.weekMs;
  return last === undefined || until === undefined
    ? condition(true, 'No subject was ever set back to the old side.', '')
    : condition(
        until <= now.getTime(),
        `Subjects were last set back on ${last.time.slice(0, 10)} by ${last.by}${last.reason === null ? '' : ` (${last.reason})`}.`,
        `Wait until ${new Date(until).toISOString().slice(0, 10)}`,
      );
}

function share({ config }: Evidence, flag: Flag): Condition {
  const { share: key } = flag;
  const percentage = config.get(flag.key) ? 100 : config.get(key);
  return condition(
    percentage >= LIMITS.sharePercent,
    `The new side answers for ${percentage} % of the subjects.`,
    `Run: mdm config set ${key} ${LIMITS.sharePercent}`,
  );
}

function backends(results: readonly ExperimentResult[]): Condition {
  const missing = BACKENDS.filter((name) => !results.some((one) => JSON.stringify([one.name, one.flags]).includes(name)));
  return condition(
    missing.length === 0,
    missing.length === 0 ? 'All three databases were compared.' : `Nothing was compared on ${missing.join(' and ')}.`,
    'Run mdm compare storage NAME for a dataset on each of them',
  );
}

function undoing({ acceptance: found }: Evidence): Condition {
  const how = 'Run npm run acceptance in a clone, and copy acceptance.json to migration/ of the home';
  if (!found) return lacks('That a registration is undone is not proven: there is no record of an acceptance run.', how);
  const held = UNDOING.filter((id) => found.record.rows.some((row) => row.id === id && row.outcome === 'holds'));
  return condition(
    held.length === UNDOING.length,
    `${held.length} of ${UNDOING.length} rows about undoing a registration hold (${UNDOING.join(', ')}).`,
    how,
  );
}

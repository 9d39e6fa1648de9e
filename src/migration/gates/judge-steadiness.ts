import type { Flag } from '../../flags/flags.js';
import type { ExperimentResult } from '../../parity/trial-result.js';
import type { Evidence } from './evidence.js';
import { condition, lacks, LIMITS, type Condition } from './gate.js';
import { isReturn } from './moving.js';

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

function calls({ counts, recent }: Evidence, results: readonly ExperimentResult[], { component }: Flag): Condition[] {
  const answered = counts.counters.find(({ name, component: of }) => name === 'mdm_new_path_calls' && of === component)?.value ?? 0;
  const all = answered + results.length;
  const errors = recent(component).failed + results.filter(oneFailed).length;
  const rate = all === 0 ? 0 : (100 * errors) / all;
  return [
    condition(
      all >= LIMITS.calls,
      `The new side was called ${all} times: ${answered} calls and ${results.length} comparisons.`,
      `Use MDM with comparison until there are ${LIMITS.calls}`,
    ),
    condition(
      rate < LIMITS.errorPercent,
      `${errors} of them failed (${rate.toFixed(2)} %).`,
      `See: mdm compare list --component ${component}`,
    ),
  ];
}

function noReturn({ history, now }: Evidence, flag: Flag): Condition {
  const last = history.find((one) => isReturn(one, flag));
  const until = last === undefined ? undefined : Date.parse(last.time) + LIMITS.weekMs;
  return last === undefined || until === undefined
    ? condition(true, 'The flag was never set back to the old side.', '')
    : condition(
        until <= now.getTime(),
        `The flag was last set back on ${last.time.slice(0, 10)} by ${last.by}${last.reason === null ? '' : ` (${last.reason})`}.`,
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

import { basename } from 'node:path';
import type { Config } from '../../config/config.js';
import { keyOf, type KeyName } from '../../config/keys.js';
import type { FlagChange } from '../../flags/callbacks.js';
import { FLAGS } from '../../flags/flags.js';
import type { FlagStatus } from '../../flags/status.js';
import { shownValue, valueText } from './config.js';
import type { View } from './generated.js';
import { table } from './table.js';

/** Says of flags that were set to false which share of their subjects stays on the new side. */
export const shareNotes = (config: Config, keys: readonly KeyName[]): readonly string[] =>
  FLAGS.filter(({ key, share }) => keys.includes(key) && !keys.includes(share) && !config.get(key) && config.get(share) > 0).map(
    ({ component, share }) =>
      `${share} is ${config.get(share)}: that share of the subjects stays on the new side. All of them back: mdm migration rollback ${component}`,
  );

/** Flags with their values and meanings. */
export const flagsView = (config: Config, keys: readonly KeyName[], view: View): Promise<string> =>
  table(
    [{ title: 'flag' }, { title: 'value' }, { title: 'from', flexible: true }, { title: 'meaning', flexible: true }],
    keys.map((key) => [
      key.slice('refactoring.'.length),
      shownValue(config, key),
      placeText(config.origin(key), config.where(key)),
      keyOf(key).summary,
    ]),
    view,
  );

const placeText = (origin: string, where: string): string => (origin === 'file' ? basename(where) : where);

/** What a component has one implementation of cannot be chosen. */
const answersText = ({ answers, flag }: FlagStatus): string => {
  if (answers === undefined) return 'the only implementation there is';
  return answers === 'both' ? `by data set: ${flag.old} or ${flag.new}` : `${answers}: ${flag[answers]}`;
};

/** Every flag with its value, the implementation in use and the calls. */
export function statusView(status: readonly FlagStatus[], view: View): Promise<string> {
  const right = (title: string) => ({ title, align: 'right' }) as const;
  return table(
    [
      { title: 'component' },
      { title: 'flag' },
      { title: 'from', flexible: true },
      right('rollout'),
      { title: 'in use', flexible: true },
      right('old calls'),
      right('new calls'),
      right('failed of the latest'),
      right('comparisons'),
      right('differed'),
    ],
    status.map((one) => [
      one.flag.component,
      String(one.value),
      placeText(one.origin, one.where),
      one.value ? '100 %' : `${one.percentage} %`,
      answersText(one),
      String(one.calls.old),
      String(one.calls.new),
      one.recent.seen === 0 ? '' : `${one.recent.failed} of ${one.recent.seen}`,
      String(one.comparisons.timed),
      String(one.comparisons.failures),
    ]),
    view,
  );
}

export const statusJson = ({ flag, answers, ...more }: FlagStatus): Readonly<Record<string, unknown>> => ({
  component: flag.component,
  key: flag.key,
  ...more,
  answers: answers ?? null,
  implementations: { old: flag.old ?? null, new: flag.new ?? null },
});

/** Changes of flags, the latest first. */
export async function historyView(changes: readonly FlagChange[], view: View): Promise<string> {
  if (changes.length === 0) return 'No flag has been changed yet.';
  const text = (value: unknown): string => (value === null ? 'default' : valueText(value));
  return table(
    [{ title: 'time' }, { title: 'flag' }, { title: 'from' }, { title: 'to' }, { title: 'by' }, { title: 'reason', flexible: true }],
    changes.map(({ time, flag, old, new: to, by, reason }) => [
      time,
      flag.replace(/^refactoring\./, ''),
      text(old),
      text(to),
      by,
      reason ?? '',
    ]),
    view,
  );
}

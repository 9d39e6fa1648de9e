import type { Config } from '../../config/config.js';
import { KEY_NAMES, keyOf, variableOf, type KeyName } from '../../config/keys.js';
import { expected } from '../../config/value.js';
import type { View } from './generated.js';
import { table } from './table.js';

/** A value as it is typed on the command line. */
export const valueText = (value: unknown): string =>
  Array.isArray(value) ? value.join(',') : typeof value === 'string' ? value : JSON.stringify(value);

export const keyJson = (config: Config, key: KeyName): Readonly<Record<string, unknown>> => ({
  key,
  value: config.get(key),
  origin: config.origin(key),
  where: config.where(key),
  default: keyOf(key).default,
  variable: variableOf(key),
  summary: keyOf(key).summary,
});

/** Every key with its value and where that comes from. */
export async function configView(config: Config, view: View): Promise<string> {
  const rows = KEY_NAMES.map((key) => [key, valueText(config.get(key)) || '(empty)', config.where(key), keyOf(key).summary]);
  return table(
    [{ title: 'key' }, { title: 'value', flexible: true }, { title: 'from', flexible: true }, { title: 'meaning', flexible: true }],
    rows,
    view,
  );
}

/** One key, told in full. */
export const keyView = (config: Config, key: KeyName): string =>
  [
    `${key} = ${valueText(config.get(key)) || '(empty)'}`,
    `  from     ${config.where(key)}`,
    `  default  ${valueText(keyOf(key).default) || '(empty)'}`,
    `  may be   ${keyOf(key).fixed === undefined ? expected(keyOf(key).rule) : `the default only: ${keyOf(key).fixed}`}`,
    `  variable ${variableOf(key)}`,
    `  ${keyOf(key).summary}`,
  ].join('\n');

import { basename } from 'node:path';
import type { Config } from '../../config/config.js';
import { appliesFrom, KEY_NAMES, keyOf, variableOf, type KeyName } from '../../config/keys.js';
import { expected } from '../../config/value.js';
import type { View } from './generated.js';
import { table } from './table.js';
import { printable } from './text.js';

/** A value as it is typed on the command line. */
export function valueText(value: unknown): string {
  if (value === null) return 'none';
  if (Array.isArray(value)) return value.join(',');
  if (typeof value === 'string') return value;
  if (typeof value !== 'object') return JSON.stringify(value);
  return Object.entries(value)
    .map(([name, one]) => `${name}=${valueText(one)}`)
    .join(',');
}

/** The value of a key to show: secrets are masked, and nothing is `(empty)`. */
export const shownValue = (config: Config, key: KeyName): string => printable(valueText(config.masked(key))) || '(empty)';

/** `mdm.yaml:3:12`, the name of a variable, `flag` or `default`. */
const originText = (config: Config, key: KeyName): string =>
  config.origin(key) === 'file' ? basename(config.where(key)) : config.where(key);

/** Where the configuration comes from, and every key with its value and origin: lines for stderr. */
export function traceText(config: Config): string {
  const from = config.loaded
    ? `configuration is loaded from ${config.file}`
    : `no configuration file was found: ${config.file} is not there, and defaults hold`;
  const keys = KEY_NAMES.map((key) => `${key} = ${shownValue(config, key)} (${originText(config, key)})`);
  return [from, ...keys].map((line) => `DEBUG config: ${line}\n`).join('');
}

export const keyJson = (config: Config, key: KeyName): Readonly<Record<string, unknown>> => ({
  key,
  value: config.masked(key),
  origin: config.origin(key),
  where: config.where(key),
  default: keyOf(key).default,
  variable: variableOf(key),
  applies: appliesFrom(key),
  summary: keyOf(key).summary,
});

/** Every key with its value and where that comes from. */
export async function configView(config: Config, view: View): Promise<string> {
  const rows = KEY_NAMES.map((key) => [key, shownValue(config, key), config.where(key), keyOf(key).summary]);
  return table(
    [{ title: 'key' }, { title: 'value', flexible: true }, { title: 'from', flexible: true }, { title: 'meaning', flexible: true }],
    rows,
    view,
  );
}

/** One key, told in full. */
export const keyView = (config: Config, key: KeyName): string =>
  [
    `${key} = ${shownValue(config, key)}`,
    `  from     ${config.where(key)}`,
    `  default  ${valueText(keyOf(key).default) || '(empty)'}`,
    `  may be   ${keyOf(key).fixed === undefined ? expected(keyOf(key).rule) : `the default only: ${keyOf(key).fixed}`}`,
    `  variable ${variableOf(key)}`,
    `  applies  from the next ${appliesFrom(key) === 'registration' ? 'registration' : 'command'} on`,
    `  ${keyOf(key).summary}`,
  ].join('\n');

import { readFile } from 'node:fs/promises';
import type { Config } from '../../config/config.js';
import { isSecret, KEY_NAMES, type KeyName } from '../../config/keys.js';
import { BACKENDS } from '../../storage/backend.js';

/** The password of an address that is not masked. */
const IN_ADDRESS = /\b[a-z][a-z0-9+.-]*:\/\/[^\s:/@"']*:(?!\*{3})[^\s/@"'<>]+@/i;
/** A shorter secret is too likely to be a part of something else. */
const SHORTEST = 5;
/** Words that logs and settings hold anyway. */
const COMMON = new Set([...BACKENDS, 'postgres', ...KEY_NAMES.flatMap((key) => key.split('.'))]);

/** Whether a line holds a secret of the configuration, or the password of an address. */
export function holdsSecret(config: Config): (line: string) => boolean {
  const plain = new Set<unknown>(KEY_NAMES.filter((key) => !isSecret(key)).map((key) => config.get(key)));
  const values = KEY_NAMES.filter(isSecret)
    .map((key) => config.get(key))
    .filter((value): value is string => typeof value === 'string' && value.length >= SHORTEST)
    .filter((value) => !COMMON.has(value) && !plain.has(value));
  // A log of JSON has it with escapes.
  const forms = new Set(values.flatMap((value) => [value, JSON.stringify(value).slice(1, -1)]));
  const whole = [...forms].map((value) => new RegExp(`(?<![\\p{L}\\p{N}])${escaped(value)}(?![\\p{L}\\p{N}])`, 'u'));
  return (line) => IN_ADDRESS.test(line) || whole.some((one) => one.test(line));
}

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');

/** Secrets that are written in the configuration file, not taken from a variable by it. */
export async function secretsInFile(config: Config): Promise<readonly KeyName[]> {
  const keys = KEY_NAMES.filter((key) => isSecret(key) && config.origin(key) === 'file' && config.get(key) !== null);
  if (keys.length === 0) return [];
  const lines = (await readFile(config.file, 'utf8').catch(() => '')).split('\n');
  return keys.filter((key) => {
    const line = lines[Number(/:(\d+):\d+$/.exec(config.where(key))?.[1]) - 1] ?? '';
    const value: unknown = config.get(key);
    return !line.includes('${') || (typeof value === 'string' && line.includes(value));
  });
}

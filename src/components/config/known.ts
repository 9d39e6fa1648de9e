import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseDocument } from '#yaml';
import type { ConfigOptions } from '../../config/config.js';
import { YAML_OPTIONS } from '../../config/edit.js';
import { repeatedKeys } from '../../config/file.js';
import { homeOf, type Environment } from '../../config/home.js';
import { keyAt, keyOf, type KeyName } from '../../config/keys.js';
import { oldSide } from '../legacy.js';
import type { OldConfig } from './contract.js';
import { REFUSED, type Leaf } from './snapshot.js';
import { yaml11 } from './yaml11.js';

/** Differences between the two readers that are meant, by name. */
export const KNOWN = {
  variables:
    'MDM 1.0.6 split the name of a variable at every underscore and dropped most of them, and all short names; now every key has its variable.',
  'texts of variables': 'MDM 1.0.6 took a variable of digits for a number and one with a comma for a list, whatever the key is.',
  'old names': 'Other names of a key in the file, such as logging.max_size, meant nothing to MDM 1.0.6.',
  placeholders: '${NAME} in the file was left as it is by MDM 1.0.6; now it is filled in.',
  'YAML 1.1': 'MDM 1.0.6 read YAML 1.1, in which 1_000 and 1:30 are numbers; now it is YAML 1.2.',
  'numbers for text': 'MDM 1.0.6 took 1.50 without quotes for the number 1.5; what is to be text is now taken as it is written.',
  'keys twice': 'Of a key that stands in the file twice MDM 1.0.6 took the later value; now it is refused.',
  'config.yml': 'config.yml of earlier releases is read by the old reader alone; mdm migrate config moves it over.',
  'other files': 'mdm.yml and mdm.json were not looked for by MDM 1.0.6.',
  words: 'Words may now be written in small letters or by another name, such as text for console, and none means nothing.',
  checks: 'What was any text, such as a size or a path, is checked now; validation may ask for 0 rows.',
} as const;

export type KnownName = keyof typeof KNOWN;

/** What is known of a home besides what the readers say. */
export interface Facts {
  readonly old: OldConfig;
  readonly env: Environment;
  /** The text of mdm.yaml, or of the file that is named, as the two releases of YAML read it. */
  readonly as11: unknown;
  readonly as12: unknown;
  /** Keys and sections that stand in it twice. */
  readonly twice: readonly string[];
}

export async function factsOf(options: ConfigOptions): Promise<Facts> {
  const env = options.env ?? process.env;
  const named = options.file ?? (env['MDM_CONFIG_PATH'] || undefined);
  const path = named === undefined ? join(options.home ?? homeOf(env), 'mdm.yaml') : resolve(named);
  const text = options.file !== null && existsSync(path) ? await readFile(path, 'utf8') : '';
  const document = parseDocument(text.replace(/^\uFEFF/, ''), YAML_OPTIONS);
  const twice = repeatedKeys(document).map((one) => keyAt(one.path) ?? one.path);
  return { old: await oldSide('config'), env, as11: yaml11(path, text).content, as12: document.toJS() as unknown, twice };
}

/** The name of the known difference that explains why the readers differ in a key; undefined: none does. */
export function knownDifference(key: KeyName, old: Leaf, fresh: Leaf, facts: Facts): KnownName | undefined {
  const { old: reader, env, as11, as12, twice } = facts;
  const place = key.split('.');
  if (fresh.value === REFUSED && twice.some((one) => one === key || key.startsWith(`${one}.`))) return 'keys twice';
  const written = valueAt(as12, place);
  if (fresh.origin === 'environment') {
    const variable = fresh.where;
    if (reader.keyOfVariable(variable) !== key) return 'variables';
    const text = env[variable]!;
    return isAnyText(key) && reader.valueOfText(text) !== text ? 'texts of variables' : wordOrCheck(key, old, fresh);
  }
  if (old.origin === 'environment') return fresh.value === REFUSED ? refusedVariable(key, old, reader, env) : undefined;
  if (old.origin === 'earlier') return 'config.yml';
  if (written === undefined && fresh.origin === 'file') return as12 === null ? 'other files' : 'old names';
  if (typeof written === 'string' && written.includes('${')) return 'placeholders';
  if (JSON.stringify(written) !== JSON.stringify(valueAt(as11, place))) return 'YAML 1.1';
  if (typeof written === 'number' && isAnyText(key) && old.value !== REFUSED && fresh.value !== REFUSED) return 'numbers for text';
  return wordOrCheck(key, old, fresh);
}

/** The new reader refuses what the old one took for something else. */
function refusedVariable(key: KeyName, old: Leaf, reader: OldConfig, env: Environment): KnownName | undefined {
  return reader.valueOfText(env[old.where]!) !== env[old.where] && isAnyText(key) ? 'texts of variables' : undefined;
}

function wordOrCheck(key: KeyName, old: Leaf, fresh: Leaf): KnownName | undefined {
  const { rule } = keyOf(key);
  if (rule.kind === 'choice') return old.value === REFUSED && fresh.value !== REFUSED ? 'words' : undefined;
  if (fresh.value === null) return 'words';
  if (isAnyText(key) && fresh.value === REFUSED) return 'checks';
  return key.endsWith('.min_rows') && old.value === REFUSED && fresh.value === 0 ? 'checks' : undefined;
}

const isAnyText = (key: KeyName): boolean => ['text', 'secret', 'path', 'size'].includes(keyOf(key).rule.kind);

const valueAt = (data: unknown, place: readonly string[]): unknown =>
  place.reduce<unknown>(
    (held, part) =>
      typeof held === 'object' && held !== null && Object.hasOwn(held, part) ? (held as Record<string, unknown>)[part] : undefined,
    data,
  );

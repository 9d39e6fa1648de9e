import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { MdmError, nearest } from '../errors.js';
import type { ConfigFile } from './file.js';
import { homeOf, type Environment } from './home.js';
import {
  isOldVariable,
  isSecret,
  keyAt,
  KEY_NAMES,
  keyOf,
  keyOfVariable,
  variableOf,
  variablesOf,
  type KeyName,
  type PathName,
  type Values,
} from './keys.js';
import { originalHome } from './original.js';
import { PATH_NAMES, placeOfPath } from './paths.js';
import { FILE_NAMES, stampOf } from './stamp.js';

export type Origin = 'flag' | 'environment' | 'file' | 'default';

/** The configuration of one moment. */
export interface Config {
  /** Folder of the configuration and of what MDM keeps. */
  readonly home: string;
  /** The configuration file, whether it is there or not. */
  readonly file: string;
  /** Whether that file was there. */
  readonly loaded: boolean;
  get<K extends KeyName>(key: K): Values[K];
  origin(key: KeyName): Origin;
  /** Where the value stands: `mdm.yaml:3:12`, a variable, a flag. */
  where(key: KeyName): string;
  /** The value to show to a person: a secret is `********`. */
  masked(key: KeyName): unknown;
  /** The absolute path that a key stands for: relative to the home, and the log file to its folder. */
  path<K extends PathName>(key: K): Values[K] extends string ? string : string | undefined;
  /** Keys that mean nothing and old names, one sentence each. */
  readonly warnings: readonly string[];
}

export interface ConfigOptions {
  /** Values of the command line, or of the calling code, which win over all others. */
  readonly flags?: Partial<Values>;
  /** Default: the environment of the process. */
  readonly env?: Environment;
  /** Default: `MDM_HOME_DIR`, else `~/.mdm`. */
  readonly home?: string;
  /** Configuration file instead of the home's, null for none; default `MDM_CONFIG_PATH`. */
  readonly file?: string | null;
}

const MASK = '********';

/** Flags that are false in a home of MDM 1.0.6 unless something sets them. */
const SIDES = ['features', 'backend', 'registrar', 'config'].map((name) => `refactoring.use_new_${name}` as KeyName);
const OLD_FLAGS = ['feature_flags.yaml', 'config/feature_flags.yaml'];
/** What warnings of old names have in common. */
const OLD_NAME = / is an old (?:name|place) of /;
const OLD_DEFAULT = 'default of a home of MDM 1.0.6';

interface Held {
  readonly value: unknown;
  readonly origin: Origin;
  readonly where: string;
}

/**
 * Reads the configuration: flag > environment > file > default. A missing file is fine; a wrong value is an error that names its place.
 *
 * ```ts
 * const config = await openConfig();
 * config.get('comparison.sample_rate'); // 0.01
 * config.origin('comparison.sample_rate'); // 'default'
 * ```
 */
export async function openConfig(options: ConfigOptions = {}): Promise<Config> {
  const { config, problems } = await examineConfig(options);
  const [first, ...more] = problems;
  if (!first) return config;
  if (more.length === 0) throw first;
  throw new MdmError('configuration', first.message, `${more.length} more: mdm config validate`, first);
}

/** The configuration with everything that is wrong in it; a wrong value counts for nothing. */
export async function examineConfig(
  options: ConfigOptions = {},
): Promise<{ readonly config: Config; readonly problems: readonly MdmError[] }> {
  const env = options.env ?? process.env;
  const home = options.home ?? homeOf(env);
  const named = options.file ?? (env['MDM_CONFIG_PATH'] || undefined);
  const file = options.file === null ? undefined : await fileOf(home, named, env);
  const flagsFile = named === undefined && options.file !== null ? await oldFlagsOf(home, env) : undefined;
  const fromEnv = await readEnvironment(env);
  const fromFlags = await readFlags(options.flags ?? {});
  const held = new Map<KeyName, Held>();
  for (const key of KEY_NAMES) held.set(key, { value: defaultOf(key, env), origin: 'default', where: 'default' });
  for (const [key, { value, at }] of [...(flagsFile?.values ?? []), ...(file?.values ?? [])])
    held.set(key, { value, origin: 'file', where: at });
  for (const [key, one] of [...fromEnv.values, ...fromFlags.values]) held.set(key, one);
  const get = <K extends KeyName>(key: K): Values[K] => held.get(key)!.value as Values[K];
  if (SIDES.some((key) => held.get(key)!.origin === 'default') && originalHome(home, placeOfPath(home, get, 'paths.configs_path')))
    for (const key of SIDES)
      if (held.get(key)!.origin === 'default') held.set(key, { value: false, origin: 'default', where: OLD_DEFAULT });
  const warnings = [...(flagsFile?.warnings ?? []), ...(file?.warnings ?? []), ...fromEnv.warnings];
  const config: Config = Object.freeze({
    home,
    file: file?.path ?? named ?? join(home, FILE_NAMES[0]),
    loaded: file !== undefined,
    get,
    masked: (key: KeyName) => (isSecret(key) && get(key) !== null ? MASK : get(key)),
    origin: (key: KeyName) => held.get(key)!.origin,
    where: (key: KeyName) => held.get(key)!.where,
    path: <K extends PathName>(key: K) => placeOfPath(home, get, key) as Values[K] extends string ? string : string | undefined,
    warnings: Object.freeze(get('refactoring.enable_compatibility_warnings') ? warnings : warnings.filter((one) => !OLD_NAME.test(one))),
  });
  const problems = [...(flagsFile?.problems ?? []), ...(file?.problems ?? []), ...fromEnv.problems, ...fromFlags.problems];
  const given = PATH_NAMES.some((key) => config.origin(key) !== 'default');
  if (given) problems.push(...(await import('./folders.js')).wrongPaths(config));
  return { config, problems };
}

/** Most homes have no file: nothing that reads one is loaded for them. */
async function fileOf(home: string, named: string | undefined, env: Environment): Promise<ConfigFile | undefined> {
  if (named === undefined && stampOf(home, named) === undefined) return undefined;
  const [{ findFile }, { readFile }] = await Promise.all([import('./find.js'), import('./file.js')]);
  const found = await findFile(home, named);
  return found && readFile(found, env);
}

/** Flags in a file of their own, as older versions had them; what mdm.yaml says wins. */
async function oldFlagsOf(home: string, env: Environment): Promise<ConfigFile | undefined> {
  const path = OLD_FLAGS.map((name) => join(home, name)).find((place) => existsSync(place));
  if (path === undefined) return undefined;
  const [{ findFile }, { readFile }] = await Promise.all([import('./find.js'), import('./file.js')]);
  const found = await findFile(home, path);
  const read = found && readFile(found, env, 'refactoring');
  return read && { ...read, warnings: [`${path} is an old place of what stands under refactoring: in mdm.yaml`, ...read.warnings] };
}

function defaultOf(key: KeyName, env: Environment): unknown {
  // Tests compare everything.
  if (key === 'comparison.sample_rate' && /^(true|1|yes|on)$/i.test(env['MDM_TESTING'] ?? '')) return 1;
  return keyOf(key).default;
}

interface Read {
  readonly values: ReadonlyMap<KeyName, Held>;
  readonly warnings: readonly string[];
  readonly problems: readonly MdmError[];
}

async function readEnvironment(env: Environment): Promise<Read> {
  const values = new Map<KeyName, Held>();
  const problems: MdmError[] = [];
  const names = Object.keys(env).filter((name) => name.startsWith('MDM_') && env[name] !== undefined);
  const warnings = names.flatMap((name) => unknownVariable(name) ?? []);
  for (const key of names.length === 0 ? [] : KEY_NAMES) {
    const variable = variablesOf(key).find((name) => env[name] !== undefined);
    if (variable === undefined) continue;
    if (isOldVariable(variable)) warnings.push(`The variable ${variable} is an old name of ${variableOf(key)}`);
    const { checkValue, fromText } = await import('./value.js');
    const checked = checkValue(key, fromText(key, env[variable]!));
    if (checked.ok) values.set(key, { value: checked.value, origin: 'environment', where: variable });
    else
      problems.push(
        new MdmError('configuration', `The variable ${variable} is wrong: ${checked.why}.`, `Correct it, or: unset ${variable}`),
      );
  }
  return { values, warnings, problems };
}

/** A variable that looks like one of a key and is none. */
function unknownVariable(name: string): string | undefined {
  if (keyOfVariable(name) || !KEY_NAMES.some((key) => name.startsWith(`MDM_${key.split('.', 1)[0]!.toUpperCase()}_`))) return undefined;
  const near = nearest(name, KEY_NAMES.map(variableOf));
  return `The variable ${name} is that of no key${near ? ` (did you mean ${near}?)` : ''}`;
}

async function readFlags(flags: Partial<Values>): Promise<Read> {
  const values = new Map<KeyName, Held>();
  const problems: MdmError[] = [];
  for (const [name, value] of Object.entries(flags)) {
    if (value === undefined) continue;
    const key = checkKey(name);
    const { checkValue } = await import('./value.js');
    const checked = checkValue(key, value);
    if (checked.ok) values.set(key, { value: checked.value, origin: 'flag', where: 'flag' });
    else problems.push(new MdmError('usage', `${key} is wrong: ${checked.why}.`, `See: mdm config get ${key} --verbose`));
  }
  return { values, warnings: [], problems };
}

/** The key that a person names; refuses what is none. */
export function checkKey(name: string): KeyName {
  const key = keyAt(name) ?? keyOfVariable(name);
  if (key) return key;
  const near = nearest(name, KEY_NAMES);
  throw new MdmError(
    'usage',
    `There is no configuration key ${JSON.stringify(name)}.`,
    near ? `Did you mean ${near}?` : 'See: mdm config list',
  );
}

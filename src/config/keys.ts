import { DATABASE_KEYS, PATH_KEYS } from './keys/database.js';
import { EXPORT_KEYS, FEATURE_KEYS, PERFORMANCE_KEYS, VALIDATION_KEYS } from './keys/datasets.js';
import { FEATURE_DETAIL_KEYS } from './keys/features.js';
import { text, type Key } from './keys/key.js';
import { CLI_KEYS, DEVELOPMENT_KEYS, LOGGING_KEYS, MONITORING_KEYS, SIDE_KEYS } from './keys/program.js';

export type { Key, Rule } from './keys/key.js';

/**
 * Every key of the configuration, by its path in mdm.yaml. The environment variable of a key is MDM_ and the path in capitals, with
 * underscores for dots.
 */
export const KEYS = {
  ...PATH_KEYS,
  ...DATABASE_KEYS,
  ...PERFORMANCE_KEYS,
  ...LOGGING_KEYS,
  ...FEATURE_KEYS,
  ...FEATURE_DETAIL_KEYS,
  'features.profile': text('', 'Profile that the pipeline uses when no --profile is given: a name or a file. Empty: none.'),
  ...EXPORT_KEYS,
  ...VALIDATION_KEYS,
  ...CLI_KEYS,
  ...DEVELOPMENT_KEYS,
  ...SIDE_KEYS,
  ...MONITORING_KEYS,
} as const satisfies Readonly<Record<string, Key<unknown>>>;

export type KeyName = keyof typeof KEYS;
export type Values = { readonly [K in KeyName]: (typeof KEYS)[K] extends Key<infer T> ? T : never };

/** Keys whose value is a path, as `config.path(key)` resolves it. */
export type PathName = Extract<
  KeyName,
  | `paths.${string}`
  | 'database.duckdb.temp_directory'
  | `database.postgresql.ssl${'cert' | 'key' | 'rootcert'}`
  | 'logging.file'
  | 'comparison.store'
  | 'monitoring.metrics_db'
>;

export const KEY_NAMES = Object.keys(KEYS) as readonly KeyName[];
export const isKey = (name: string): name is KeyName => Object.hasOwn(KEYS, name);
export const keyOf = (name: KeyName): Key<unknown> => KEYS[name];
export const isSecret = (name: KeyName): boolean => keyOf(name).rule.kind === 'secret';

const aliases = new Map(KEY_NAMES.flatMap((key) => (keyOf(key).aliases ?? []).map((alias) => [alias, key] as const)));
const sections = new Set([...KEY_NAMES, ...aliases.keys()].flatMap((path) => above(path)));

function above(path: string): string[] {
  const parts = path.split('.');
  return parts.slice(1).map((_, i) => parts.slice(0, i + 1).join('.'));
}

/** The key that stands at a path of the file, under its name or another. */
export const keyAt = (path: string): KeyName | undefined => (isKey(path) ? path : aliases.get(path));
/** Whether keys stand below a path of the file. */
export const isSection = (path: string): boolean => sections.has(path);

/** From when on a new value holds: registration keeps what it found in a dataset. */
export const appliesFrom = (name: KeyName): 'next command' | 'registration' =>
  name === 'database.default_backend' || (/^(feature_engineering|validation|features)\./.test(name) && name !== 'features.profile')
    ? 'registration'
    : 'next command';

const variableAt = (path: string): string => `MDM_${path.toUpperCase().replaceAll('.', '_')}`;
/** The variable of a key: `MDM_COMPARISON_SAMPLE_RATE`. */
export const variableOf = (name: KeyName): string => variableAt(name);

const OLD = 'MDM_FEATURE_';
export const isOldVariable = (name: string): boolean => name.startsWith(OLD) && !name.startsWith('MDM_FEATURE_ENGINEERING_');

/** Variables of a key in the order in which they are looked at; `__` may part the levels. */
export const variablesOf = (name: KeyName): readonly string[] => [
  variableOf(name),
  `MDM_${name.toUpperCase().replaceAll('.', '__')}`,
  ...(keyOf(name).variables ?? []),
  ...(keyOf(name).aliases ?? []).map(variableAt),
  ...[name, ...(keyOf(name).aliases ?? [])]
    .filter((one) => one.startsWith('refactoring.'))
    .map((one) => OLD + one.slice('refactoring.'.length).toUpperCase().replaceAll('.', '_')),
];

let variables: ReadonlyMap<string, KeyName> | undefined;
/** The key of a variable. */
export const keyOfVariable = (variable: string): KeyName | undefined =>
  (variables ??= new Map(KEY_NAMES.flatMap((key) => variablesOf(key).map((name) => [name, key] as const)))).get(variable);

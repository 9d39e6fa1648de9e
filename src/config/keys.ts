/** What a value may be. */
export type Rule =
  | { readonly kind: 'boolean' }
  | { readonly kind: 'integer' | 'number'; readonly min?: number; readonly max?: number }
  | { readonly kind: 'text'; readonly pattern?: RegExp; readonly such?: string }
  | { readonly kind: 'list' };

export interface Key<T> {
  readonly rule: Rule;
  readonly default: T;
  readonly summary: string;
  /** Other names of the environment variable; the full name wins. */
  readonly variables?: readonly string[];
  /** Other places in the file. */
  readonly aliases?: readonly string[];
  /** Why no other value than the default may be given. */
  readonly fixed?: string;
}

const boolean = (value: boolean, summary: string, more: Partial<Key<boolean>> = {}): Key<boolean> => ({
  rule: { kind: 'boolean' },
  default: value,
  summary,
  ...more,
});
const number = (
  kind: 'integer' | 'number',
  value: number,
  range: { readonly min?: number; readonly max?: number },
  summary: string,
  more: Partial<Key<number>> = {},
): Key<number> => ({ rule: { kind, ...range }, default: value, summary, ...more });
const text = (value: string, summary: string, more: { readonly pattern?: RegExp; readonly such?: string } = {}): Key<string> => ({
  rule: { kind: 'text', ...more },
  default: value,
  summary,
});
const list = (summary: string): Key<readonly string[]> => ({ rule: { kind: 'list' }, default: [], summary });

/** A component has a flag before it has a second implementation to turn on. */
const alone = (component: string): { readonly fixed: string } => ({ fixed: `the ${component} has no second implementation` });
const rollout = (component: string): Key<number> =>
  number('number', 0, { min: 0, max: 100 }, `As new_features, of the ${component}.`, alone(component));

/**
 * Every key of the configuration, by its path in mdm.yaml. The environment variable of a key is MDM_ and the path in capitals, with
 * underscores for dots.
 */
export const KEYS = {
  'features.profile': text('', 'Profile that the pipeline uses when no --profile is given: a name or a file. Empty: none.'),
  'performance.batch_size': number('integer', 10_000, { min: 100 }, 'Rows that the generator of MDM 1.0.6 reads and fits at a time.', {
    variables: ['MDM_BATCH_SIZE'],
    aliases: ['performance.chunk_size'],
  }),
  'refactoring.use_new_features': boolean(true, 'Features by the pipeline; false: by the generator of MDM 1.0.6.'),
  'refactoring.use_new_backend': boolean(false, 'The new storage backend.', {
    ...alone('backend'),
    aliases: ['refactoring.use_new_storage'],
  }),
  'refactoring.use_new_registrar': boolean(false, 'The new registrar of data sets.', {
    ...alone('registrar'),
    aliases: ['refactoring.use_new_dataset', 'refactoring.use_new_dataset_registration'],
  }),
  'refactoring.use_new_config': boolean(false, 'The new reader of the configuration.', alone('config')),
  'refactoring.use_new_cli': boolean(false, 'The new command line.', alone('cli')),
  'refactoring.enable_comparison_tests': boolean(true, 'Whether runs are compared with the other side, by sampling.'),
  'refactoring.auto_fallback': boolean(true, 'Whether an error of the new side is answered by the old side.'),
  'refactoring.rollout_percentage.new_features': number(
    'number',
    0,
    { min: 0, max: 100 },
    'Share of the data sets, in percent, whose features the pipeline makes while refactoring.use_new_features is false.',
  ),
  'refactoring.rollout_percentage.new_backend': rollout('backend'),
  'refactoring.rollout_percentage.new_registrar': rollout('registrar'),
  'refactoring.rollout_percentage.new_config': rollout('config'),
  'refactoring.rollout_percentage.new_cli': rollout('cli'),
  'refactoring.always_new': list('Data sets that always take the new side.'),
  'refactoring.always_old': list('Data sets that always take the old side.'),
  'comparison.sample_rate': number('number', 0.01, { min: 0, max: 1 }, 'Share of the data sets whose runs are compared, 0 to 1.'),
  'comparison.timeout_ms': number('integer', 600_000, { min: 1 }, 'Milliseconds that the other side may take.'),
  'comparison.memory_mb': number('integer', 4_000, { min: 64 }, 'Memory that the other side may use, in MB.'),
  'comparison.seed': text('', 'Changes which data sets are sampled.'),
  'comparison.store': text('comparison_results', 'Folder of the results of comparisons; relative to the home.', {
    pattern: /\S/,
    such: 'a path',
  }),
  'comparison.keep': text('1000', 'Results kept: a count, or days such as "30 days".', {
    pattern: /^\s*[1-9]\d*\s*(?:days?|d)?\s*$/,
    such: 'a count, or days such as "30 days"',
  }),
  'monitoring.enabled': boolean(true, 'Whether calls and comparisons are counted.'),
  'monitoring.metrics_db': text('metrics.db', 'File of the counts; relative to the home.', { pattern: /\S/, such: 'a path' }),
} as const satisfies Readonly<Record<string, Key<unknown>>>;

export type KeyName = keyof typeof KEYS;
export type Values = { readonly [K in KeyName]: (typeof KEYS)[K] extends Key<infer T> ? T : never };

export const KEY_NAMES = Object.keys(KEYS) as readonly KeyName[];
export const isKey = (name: string): name is KeyName => Object.hasOwn(KEYS, name);
export const keyOf = (name: KeyName): Key<unknown> => KEYS[name];

/** The variable of a key: `MDM_COMPARISON_SAMPLE_RATE`. */
export const variableOf = (name: KeyName): string => `MDM_${name.toUpperCase().replaceAll('.', '_')}`;

const OLD = 'MDM_FEATURE_';
export const isOldVariable = (name: string): boolean => name.startsWith(OLD);

/** Variables of a key in the order in which they are looked at; `__` may part the levels. */
export const variablesOf = (name: KeyName): readonly string[] => [
  variableOf(name),
  `MDM_${name.toUpperCase().replaceAll('.', '__')}`,
  ...(keyOf(name).variables ?? []),
  ...[name, ...(keyOf(name).aliases ?? [])]
    .filter((one) => one.startsWith('refactoring.'))
    .map((one) => OLD + one.slice('refactoring.'.length).toUpperCase().replaceAll('.', '_')),
];

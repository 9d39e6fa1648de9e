import { boolean, choice, integer, list, number, path, pathOrNone, text, type Key } from './key.js';

const LEVELS = ['DEBUG', 'INFO', 'WARNING', 'ERROR', 'CRITICAL'] as const;
const WARN = { WARN: 'WARNING', FATAL: 'CRITICAL' } as const;

const levels: Key<Readonly<Record<string, string>>> = {
  rule: { kind: 'levels', words: LEVELS },
  default: {},
  summary: 'Levels of single components, such as {storage: DEBUG}.',
};

/** What is logged, and where. */
export const LOGGING_KEYS = {
  'logging.level': choice(LEVELS, 'INFO', 'Least level that the log file takes.', { variables: ['MDM_LOG_LEVEL'], synonyms: WARN }),
  'logging.file': pathOrNone('mdm.log', 'Log file, relative to paths.logs_path; none: no file.'),
  'logging.max_bytes': integer(10_485_760, { min: 1 }, 'Bytes at which the log file is put aside for a new one.', {
    aliases: ['logging.max_size'],
  }),
  'logging.backup_count': integer(5, { min: 0 }, 'Log files put aside that are kept.'),
  'logging.format': choice(
    ['json', 'console'],
    'json',
    'How the log file is written: json, one object per line, or console, plain lines.',
    {
      synonyms: { text: 'console' },
    },
  ),
  'logging.console.enabled': boolean(true, 'Whether records are written to stderr too.'),
  'logging.console.level': choice(LEVELS, 'WARNING', 'Least level on stderr without --verbose and --debug.', { synonyms: WARN }),
  'logging.components': levels,
} as const satisfies Readonly<Record<string, Key<unknown>>>;

export const CLI_KEYS = {
  'cli.default_output_format': choice(['rich', 'json', 'csv', 'table'], 'rich', 'Output of commands without --format.', {
    synonyms: { text: 'table' },
  }),
  'cli.page_size': integer(20, { min: 1 }, 'Rows per page on a terminal.', { aliases: ['cli.default_limit'] }),
  'cli.confirm_destructive': boolean(true, 'Whether commands ask before they remove something.'),
  'cli.show_progress': boolean(true, 'Whether a terminal shows progress.', {
    aliases: ['performance.enable_progress', 'performance.enable_progress_bars'],
  }),
} as const satisfies Readonly<Record<string, Key<unknown>>>;

export const DEVELOPMENT_KEYS = {
  'development.debug_mode': boolean(false, 'As --debug on every command.', { aliases: ['development.debug', 'cli.show_traceback'] }),
  'development.profile_operations': boolean(false, 'Whether the log says how long each operation took.', {
    aliases: ['development.profile', 'refactoring.enable_performance_tracking'],
  }),
  'development.explain_queries': boolean(false, 'Whether the log has the plans of queries.'),
} as const satisfies Readonly<Record<string, Key<unknown>>>;

/** The command line has a flag and no second implementation to turn on. */
const ALONE = { fixed: 'the cli has no second implementation' } as const;
const share = (whose: string): Key<number> =>
  number(0, { min: 0, max: 100 }, `Share of the data sets, in percent, ${whose} while the flag is false.`);

/** Which side of a component answers, and how sides are compared. In a home of MDM 1.0.6 the flags are false where nothing sets them. */
export const SIDE_KEYS = {
  'refactoring.use_new_features': boolean(true, 'Features by the pipeline; false: by the generator of MDM 1.0.6.'),
  'refactoring.use_new_backend': boolean(true, 'Datasets stored by the storage backends; false: by the storage of MDM 1.0.6.', {
    aliases: ['refactoring.use_new_storage'],
  }),
  'refactoring.use_new_registrar': boolean(true, 'Registration in undoable steps; false: as in MDM 1.0.6.', {
    aliases: ['refactoring.use_new_dataset', 'refactoring.use_new_dataset_registration'],
  }),
  'refactoring.use_new_config': boolean(true, 'The configuration reader; false: the one of MDM 1.0.6.'),
  'refactoring.use_new_cli': boolean(false, 'The new command line.', ALONE),
  'refactoring.enable_comparison_tests': boolean(true, 'Whether runs are compared with the other side, by sampling.'),
  'refactoring.auto_fallback': boolean(
    true,
    'Whether an error of the new side is answered by the old side, while a component moves and where nothing was changed.',
  ),
  'refactoring.enable_compatibility_warnings': boolean(true, 'Whether old names of keys and variables are told.'),
  'refactoring.rollout_percentage.new_features': share('whose features the pipeline makes'),
  'refactoring.rollout_percentage.new_backend': share('that the storage backends keep'),
  'refactoring.rollout_percentage.new_registrar': share('that are registered in undoable steps'),
  'refactoring.rollout_percentage.new_config': share('whose commands use the configuration reader'),
  'refactoring.rollout_percentage.new_cli': number(0, { min: 0, max: 100 }, 'As the others, of the cli.', ALONE),
  'refactoring.always_new': list('Data sets that always take the new side.'),
  'refactoring.always_old': list('Data sets that always take the old side.'),
  'refactoring.return.automatic': boolean(true, 'Whether a flag is set to false when its new side fails, is slow or differs too often.'),
  'refactoring.return.window': integer(100, { min: 1, max: 10_000 }, 'Latest calls and comparisons of a new side that are looked at.'),
  'refactoring.return.min_calls': integer(20, { min: 1 }, 'Calls, or comparisons, below which nothing is concluded from them.'),
  'refactoring.return.max_error_percent': number(
    5,
    { min: 0, max: 100 },
    'Share of failed calls, in percent, above which the flag returns.',
  ),
  'refactoring.return.max_slowdown_percent': number(
    20,
    { min: 0 },
    'How much slower the new side may be, by the median of the comparisons that take times: of features, and by mdm compare storage and registration; in percent.',
  ),
  'refactoring.return.on_mismatch': boolean(true, 'Whether one comparison that differs is enough to return.'),
  'comparison.sample_rate': number(0.01, { min: 0, max: 1 }, 'Share of the data sets whose runs are compared, 0 to 1.'),
  'comparison.timeout_ms': integer(600_000, { min: 1 }, 'Milliseconds that the other side may take.'),
  'comparison.memory_mb': integer(4_000, { min: 64 }, 'Memory that the other side may use, in MB.'),
  'comparison.seed': text('', 'Changes which data sets are sampled.'),
  'comparison.store': path('comparison_results', 'Folder of the results of comparisons; relative to the home.'),
  'comparison.keep': text('1000', 'Results kept: a count of each component, or days such as "30 days".', {
    pattern: /^\s*[1-9]\d*\s*(?:days?|d)?\s*$/,
    such: 'a count, or days such as "30 days"',
  }),
} as const satisfies Readonly<Record<string, Key<unknown>>>;

export const MONITORING_KEYS = {
  'monitoring.enabled': boolean(true, 'Whether operations, calls and comparisons are counted.'),
  'monitoring.metrics_db': path('metrics.db', 'File of the counts; relative to the home.'),
  'monitoring.retention_days': integer(30, { min: 0 }, 'Days for which operations are kept when they are cleaned up.'),
} as const satisfies Readonly<Record<string, Key<unknown>>>;

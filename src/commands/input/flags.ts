import { boolean, custom, integer, option, string } from '@oclif/core/flags';
import { MdmError } from '../../errors.js';
import { seconds } from './pairs.js';

/** Values by commas or by repetition; `\,` is a comma of the value. */
const list = (summary: string, helpValue: string, helpGroup: string) =>
  string({ summary, helpValue, helpGroup, multiple: true, multipleNonGreedy: true, delimiter: ',' });
const repeated = (summary: string, helpValue: string, helpGroup: string) =>
  string({ summary, helpValue, helpGroup, multiple: true, multipleNonGreedy: true });

const share = custom<number>({
  parse: async (input) => {
    const value = Number(input);
    if (input.trim() === '' || !(value >= 0 && value <= 1))
      throw new MdmError('usage', `expected a number from 0 to 1 but received: ${input}`);
    return value;
  },
});

const memory = custom<string>({
  parse: async (input) => {
    if (!/^\d+(\.\d+)?\s*([kmgt]i?)?b$/i.test(input))
      throw new MdmError('usage', `expected a size such as 2GB or 512MiB but received: ${input}`);
    return input;
  },
});

/** Which columns are what. */
export const columnFlags = {
  target: string({
    char: 't',
    summary: 'Column to predict. No feature is made of it unless a transformer says so, and then out of fold.',
    helpValue: 'COLUMN',
    helpGroup: 'column',
  }),
  id: list('Columns that name a row; kept, never made into features.', 'COLUMN', 'column'),
  time: string({ summary: 'Column that orders the rows; switches on lags and rolling windows.', helpValue: 'COLUMN', helpGroup: 'column' }),
  group: string({ summary: 'Column whose rows belong together, such as a customer.', helpValue: 'COLUMN', helpGroup: 'column' }),
  ignore: list('Columns to leave alone.', 'COLUMN', 'column'),
  type: repeated(
    'Meaning of a column: numeric, categorical, datetime, text, boolean, id or constant. Repeatable.',
    'COLUMN=TYPE',
    'column',
  ),
};

/** Which features are made. */
export const featureFlags = {
  only: list('These transformers and no others: a plugin (temporal) or one of its transformers (statistical.bins).', 'NAME', 'feature'),
  skip: list('Transformers to leave out.', 'NAME', 'feature'),
  with: list('Transformers to add that are off by default.', 'NAME', 'feature'),
  set: repeated('Parameter of a transformer; the value is JSON, or else text. Repeatable.', 'NAME.PARAMETER=VALUE', 'feature'),
  profile: string({
    summary: 'Which transformers run, on which columns, with which parameters: a built-in profile such as mdm1, or a JSON file.',
    helpValue: 'NAME|FILE',
    helpGroup: 'feature',
  }),
  folds: integer({ summary: 'Folds for what reads the target (default 5).', min: 2, max: 100, helpValue: 'N', helpGroup: 'feature' }),
  'fold-by': option({
    summary: 'How rows are divided into folds (default: group if set, else time if set, else hash).',
    options: ['hash', 'group', 'time'] as const,
    helpGroup: 'feature',
  })(),
  gap: custom<number>({ parse: async (input) => seconds(input) })({
    summary: 'With folds by time: rows this long before a fold do not see it: seconds, or 12h, 7d (default 0).',
    helpValue: 'TIME',
    helpGroup: 'feature',
  }),
  seed: integer({
    summary: 'Seed of everything that is drawn (default 0).',
    min: 0,
    max: Number.MAX_SAFE_INTEGER,
    helpValue: 'N',
    helpGroup: 'feature',
  }),
};

/** Which of the made features are kept. */
export const signalFlags = {
  'no-signal': boolean({
    summary: 'Keep every feature, also constant ones and copies.',
    helpGroup: 'filter',
    exclusive: ['near-constant', 'correlation', 'signal-rows'],
  }),
  'near-constant': share({
    summary: 'Drop a feature when one value has this share of the rows (default 0.999).',
    helpValue: 'SHARE',
    helpGroup: 'filter',
  }),
  correlation: share({
    summary: 'Drop a feature when |r| with an earlier one is at least this (default 0.9999).',
    helpValue: 'R',
    helpGroup: 'filter',
  }),
  'signal-rows': integer({
    summary: 'Training rows looked at by the filter (default 20000).',
    min: 1,
    helpValue: 'N',
    helpGroup: 'filter',
  }),
};

export const jsonFlag = { json: boolean({ summary: 'Print one JSON document on stdout and nothing else.', helpGroup: 'output' }) };

/** What is written, and how. */
export const outputFlags = {
  output: string({ char: 'o', summary: 'Feature file, or a folder for it.', helpValue: 'FILE', helpGroup: 'output' }),
  format: option({
    summary: 'Format of the feature file (default: by its extension, else parquet).',
    options: ['parquet', 'csv', 'arrow', 'json'] as const,
    helpGroup: 'output',
  })(),
  keep: option({
    summary: 'Input columns beside the features (default all).',
    options: ['all', 'roles', 'none'] as const,
    helpGroup: 'output',
  })(),
  force: boolean({ char: 'f', summary: 'Write over files that are there.', helpGroup: 'output' }),
};

/** What an old generator is told. */
export const generatorFlags = {
  generator: string({
    summary: 'Make the features with this generator instead of transformers: legacy is that of MDM 1.0.6.',
    helpValue: 'NAME',
    helpGroup: 'generator',
  }),
  storage: option({
    summary: 'With a generator, or a profile that reads as one: the database whose column types tables take on (default sqlite).',
    options: ['sqlite', 'duckdb'] as const,
    helpGroup: 'generator',
  })(),
};

/** On which rows features are fitted. */
export const fitFlag = {
  fit: option({
    summary: "Fit once on the training table, each table on itself, or each chunk of rows on itself (default: the profile's, else train).",
    options: ['train', 'table', 'chunk'] as const,
    helpGroup: 'feature',
  })(),
};

export const batchFlag = {
  'batch-size': integer({
    summary: 'With a generator or --fit chunk: rows that are fitted at a time (default 10000); at least all rows: one batch.',
    min: 1,
    max: Number.MAX_SAFE_INTEGER,
    helpValue: 'N',
    helpGroup: 'generator',
  }),
};

/** What the engine may use. */
export const runFlags = {
  'memory-limit': memory({ summary: 'Memory the engine may use (default 80 % of the machine).', helpValue: '2GB', helpGroup: 'engine' }),
  threads: integer({ summary: 'Threads (default: all).', min: 1, max: 1024, helpValue: 'N', helpGroup: 'engine' }),
  temp: string({ summary: "Folder for temporary files (default: the system's).", helpValue: 'DIR', helpGroup: 'engine' }),
};

/** Which plugins there are. */
export const safeModeFlag = {
  'safe-mode': boolean({ summary: 'Only plugins that come with MDM; the same as MDM_SAFE_MODE=1.', helpGroup: 'plugin' }),
};

/** Which plugins there are, and what they may take. */
export const pluginFlags = {
  ...safeModeFlag,
  'plugin-timeout': integer({
    summary: "Seconds that a plugin's code may take for one answer (default 10; for one batch 120).",
    min: 1,
    helpValue: 'SECONDS',
    helpGroup: 'plugin',
  }),
};

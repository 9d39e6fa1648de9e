import type { IgnoreRule } from '../../parity/ignore.js';
import { DUPLICATES, NO_COLUMN, type RegistrationDifference } from './difference.js';
import { datesMeant, featureTablesMeant, idsMeant, noRoles, problemMeant, timeFound } from './meant.js';

/** A difference of the sides that is meant. */
export interface KnownRegistration extends IgnoreRule {
  readonly when: (difference: RegistrationDifference) => boolean;
}

const since = '2026-01-01';
const until = '2036-12-31';

/** Features that the new side fits on the training table, and the original on each table by itself. */
const FITTED = /_(zscore|percentile|frequency|frequency_ratio|is_outlier)$/;
/** Features that have the name of another. */
const DEFINED = /_(is_outlier|frequency_ratio|n_special|has_special)$/;

/** In what the new registration is not the old one on purpose. */
export const KNOWN: readonly KnownRegistration[] = [
  {
    name: 'features of another generator',
    reason:
      'The old registrar makes features by the generator of MDM 1.0.6, the new one by transformers: mdm compare features compares them.',
    since,
    until,
    when: ({ case: of, old, new: now }) => of === 'features' && (old === NO_COLUMN || now === NO_COLUMN),
  },
  {
    name: 'tables without features',
    reason: 'The original made features of every table, a submission too; the new side of those that are like the one it learns from.',
    since,
    until,
    when: ({ path, facts }) => path === 'record.feature_tables' && facts !== undefined && featureTablesMeant(facts),
  },
  {
    name: 'features fitted on the training table',
    reason: 'The original measured each table by itself; the new side measures the training table and applies that to the others.',
    since,
    until,
    when: ({ path, feature }) => feature?.fitted === false && path.endsWith(']') && FITTED.test(feature.column),
  },
  {
    name: 'features defined anew',
    reason: 'Outliers, shares of a category and special characters have the name they had, and another definition.',
    since,
    until,
    when: ({ path, feature }) => feature !== undefined && path.endsWith(']') && DEFINED.test(feature.column),
  },
  {
    name: 'features of missing values',
    reason: 'The original took a missing text for one without characters; its new features are missing too.',
    since,
    until,
    when: ({ path, feature }) => feature !== undefined && path.endsWith(' (missing)'),
  },
  {
    name: 'flags as numbers',
    reason: 'The features of a category were true and false in the original; they are 1 and 0 now.',
    since,
    until,
    when: ({ case: of, path, old, new: now }) => of === 'features' && path.endsWith(' (type)') && old === '"boolean"' && now === '"int64"',
  },
  {
    name: 'table of a single file',
    reason: 'The original called the table of a single file data; the new side takes it for one to train on.',
    since,
    until,
    when: ({ path, old, new: now }) => path === 'record.tables' && old === '["data"]' && now === '["train"]',
  },
  {
    name: 'ids by their names',
    reason: 'The original took every name that ends in "id" for an id, malic_acid too, whatever its column holds and in all tables.',
    since,
    until,
    when: ({ path, facts }) => path === 'record.id_columns' && facts !== undefined && idsMeant(facts),
  },
  {
    name: 'problem type by parts of the name',
    reason: 'The original looked for words anywhere in the name of the target, "age" in "stage" too, and at 1,000 rows.',
    since,
    until,
    when: ({ path, facts }) => path === 'record.problem_type' && facts !== undefined && problemMeant(facts),
  },
  {
    name: 'time column that was found',
    reason: 'The new side finds the column that has one row for each step of time; the original took one only when it was named.',
    since,
    until,
    when: ({ path, facts }) => path === 'record.time_column' && facts !== undefined && timeFound(facts),
  },
  {
    name: 'dates of some values',
    reason: 'The original judged dates by ten values, and passed over names with the letters "id"; the new side looks at all of a column.',
    since,
    until,
    when: ({ path, facts }) => path === 'record.metadata.datetime_columns' && facts !== undefined && datesMeant(facts),
  },
  {
    name: 'dates stay texts',
    reason: 'The original kept dates of text files as text in the tables; the new side stores them as times.',
    since,
    until,
    when: ({ path, old, new: now }) => path.endsWith(' (type)') && old === '"text"' && /timestamp|date/.test(now),
  },
  {
    name: 'whole numbers with gaps',
    reason: 'pandas has no whole numbers with missing values: the original stored them as floats.',
    since,
    until,
    when: ({ path, old, new: now }) => path.endsWith(' (type)') && old === '"double"' && now === '"int64"',
  },
  {
    name: 'columns without a value',
    reason: 'A column without any value is a float in pandas and a text in the new reader.',
    since,
    until,
    when: ({ path, old, new: now }) => path.endsWith(' (type)') && old === '"double"' && now === '"text"',
  },
  {
    name: 'last digits of features',
    reason: 'Sums, logarithms and shares are computed in another order, so that their last digits differ.',
    since,
    until,
    when: ({ path, feature }) => feature !== undefined && path.endsWith(' (digits)'),
  },
  {
    name: 'whole numbers of many digits',
    reason: 'pandas keeps whole numbers of more than 64 bits as texts; the new reader takes them for floats.',
    since,
    until,
    when: ({ path, old, new: now }) => path.endsWith(' (type)') && old === '"text"' && now === '"double"',
  },
  {
    name: 'spellings of a missing value',
    reason: 'pandas takes -nan, #NA and 1.#IND for missing values too; to the new reader they are texts.',
    since,
    until,
    when: ({ path }) => path.endsWith(' (spelled)'),
  },
  {
    name: 'infinities are missing',
    reason: 'pandas keeps infinities of a file; the new reader takes them for missing values, of which features can be made.',
    since,
    until,
    when: ({ path }) => path.endsWith(' (infinite)'),
  },
  {
    name: 'digits of floats',
    reason:
      'The reader of pandas took at most 17 digits, zeros before them counted, and rounded on the way; the new one takes the nearest number.',
    since,
    until,
    when: ({ path }) => path.endsWith(' (digits)'),
  },
  {
    name: 'source of a Kaggle folder',
    reason: 'The new side says kaggle where the original wrote the path, which it keeps as source_path.',
    since,
    until,
    when: ({ path, new: now }) => path === 'record.source' && now === '"kaggle"',
  },
  {
    name: 'validation of tables',
    reason: 'The new side checks the rows of a table before it looks for columns that were named; the original checked no rows.',
    since,
    until,
    when: ({ path, old, new: now }) => path === 'errors: an unknown target' && old === '"unknown-column"' && now === '"validation"',
  },
  {
    name: 'duplicate rows',
    reason: 'The new side leaves out rows that are the same as another, as validation.before_features says; the original kept them.',
    since,
    until,
    when: ({ path }) => path.endsWith(DUPLICATES),
  },
  {
    name: 'rows of tables without roles',
    reason:
      'The original counted the rows of train, test, validation and data; the new side those of all tables where there is none of them.',
    since,
    until,
    when: ({ path, old, facts }) => path === 'record.metadata.statistics.row_count' && old === '0' && facts !== undefined && noRoles(facts),
  },
  {
    name: 'bytes in memory',
    reason: 'The original wrote what a data frame of pandas takes, the new side what its own statistics measure.',
    since,
    until,
    when: ({ path, new: now }) => path === 'record.metadata.statistics.memory_size_bytes' && Number(now) > 0,
  },
];

/** The rule by which a difference does not count. */
export const knownAs = (difference: RegistrationDifference): KnownRegistration | undefined => KNOWN.find(({ when }) => when(difference));

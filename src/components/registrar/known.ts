import type { IgnoreRule } from '../../parity/ignore.js';
import { DUPLICATES, type RegistrationDifference } from './difference.js';

/** A difference of the sides that is meant. */
export interface KnownRegistration extends IgnoreRule {
  readonly when: (difference: RegistrationDifference) => boolean;
}

const since = '2026-01-01';
const until = '2036-12-31';

/** In what the new registration is not the old one on purpose. */
export const KNOWN: readonly KnownRegistration[] = [
  {
    name: 'features of another generator',
    reason:
      'The old registrar makes features by the generator of MDM 1.0.6, the new one by transformers: mdm compare features compares them.',
    since,
    until,
    when: ({ case: of, path, old, new: now }) =>
      of === 'features' &&
      (path === 'record.feature_tables' || old === 'no such column' || now === 'no such column' || !path.includes(' (rows)')),
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
    reason: 'The original took every name that ends in "id" for an id, malic_acid too, and ignored --id-columns.',
    since,
    until,
    when: ({ path }) => path === 'record.id_columns',
  },
  {
    name: 'problem type by parts of the name',
    reason: 'The original looked for words anywhere in the name of the target, "age" in "stage" too, and at 1,000 rows.',
    since,
    until,
    when: ({ path }) => path === 'record.problem_type',
  },
  {
    name: 'dates stay texts',
    reason: 'The original kept dates of text files as text in the tables; the new side stores them as times.',
    since,
    until,
    when: ({ path, old, new: now }) =>
      path === 'record.metadata.datetime_columns' || (path.endsWith(' (type)') && old === '"text"' && /timestamp|date/.test(now)),
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
    name: 'bytes in memory',
    reason: 'The original wrote what a data frame of pandas takes, the new side what its own statistics measure.',
    since,
    until,
    when: ({ path }) => path === 'record.metadata.statistics.memory_size_bytes',
  },
];

/** The rule by which a difference does not count. */
export const knownAs = (difference: RegistrationDifference): KnownRegistration | undefined => KNOWN.find(({ when }) => when(difference));

import { boolean, choice, integer, text, type Key, type More } from './key.js';

const words = (summary: string, more: More = {}): Key<readonly string[]> => ({ rule: { kind: 'list' }, default: [], summary, ...more });

const custom = (name: string): { readonly aliases: readonly string[] } => ({
  aliases: [`custom_features.${name}`, `feature_engineering.custom.${name}`],
});

/** Which of the features of each kind are made, and the features of a user's own modules. */
export const FEATURE_DETAIL_KEYS = {
  'features.temporal.components': words('Parts of a date; empty: year, quarter, month, day, dayofweek, hour, minute, is_weekend.'),
  'features.temporal.holiday_country': text(
    '',
    'Country (DE), state (DE-BY) or region (US-LA-NO) whose public holidays are marked; empty: none.',
    {
      aliases: [
        'feature_engineering.generic.temporal.holiday_country',
        'feature_engineering.generic.temporal.country',
        'features.temporal.country',
      ],
    },
  ),
  'features.categorical.encoding_method': choice(
    ['onehot', 'target', 'frequency'],
    'onehot',
    'How categories are encoded: frequency leaves out the features per value, target is as enable_target_encoding.',
  ),
  'features.categorical.enable_target_encoding': boolean(
    false,
    'Whether the mean of the target within a category is a feature, out of fold.',
    {
      aliases: ['feature_engineering.generic.categorical.enable_target_encoding'],
    },
  ),
  'features.statistical.features': words('Features of numbers; empty: zscore, log, sqrt, outlier, percentile.'),
  'features.statistical.outlier_method': choice(
    ['zscore', 'iqr'],
    'zscore',
    'What an outlier is told by: zscore, with outlier_threshold, or 1.5 interquartile ranges beyond the quartiles.',
  ),
  'features.text.enable_sentiment': boolean(false, 'Whether the sentiment of texts is a feature; needs the plugin text.'),
  'features.custom.enabled': boolean(true, 'Whether features of own modules are made.', custom('enabled')),
  'features.custom.auto_discover': boolean(
    true,
    'Whether a module named after the dataset in paths.custom_features_path is used.',
    custom('auto_discover'),
  ),
  'features.custom.paths': words('Modules, or folders of modules named after datasets, that are used besides.', custom('paths')),
  'features.custom.strict': boolean(
    false,
    'Whether a module that fails ends registration; else it is left out with a warning.',
    custom('strict'),
  ),
  'features.custom.timeout': integer(300, { min: 1 }, 'Seconds that one operation of a module may take.', custom('timeout')),
  'feature_engineering.keep_intermediate': boolean(
    false,
    'Whether the tables of generic and of custom features are kept beside those of all features.',
    { aliases: ['features.keep_intermediate'] },
  ),
  'validation.strict_mode': boolean(false, 'Whether warnings of validation, and modules of features that fail, are errors.'),
} as const satisfies Readonly<Record<string, Key<unknown>>>;

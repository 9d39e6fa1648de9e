import type { Json, Semantic } from '@mdm/sdk';
import type { Config } from '../../config/config.js';
import { MdmError, nearest } from '../../errors.js';
import type { Use } from '../../pipeline/options.js';
import type { ColumnFacts } from '../types.js';

export interface ProfileInput {
  readonly facts: readonly ColumnFacts[];
  readonly types: ReadonlyMap<string, Semantic>;
  /** Columns no feature is made of. */
  readonly without: ReadonlySet<string>;
  readonly target?: string | undefined;
  readonly time?: string | undefined;
  /** Transformers that are there. */
  readonly listed: readonly { readonly id: string; readonly package: string; readonly onByDefault: boolean }[];
}

export interface FeatureProfile {
  readonly uses: readonly Use[];
  readonly notes: readonly string[];
}

/** Name in the configuration -> part of temporal.parts. */
const COMPONENTS: Readonly<Record<string, string>> = {
  year: 'year',
  quarter: 'quarter',
  month: 'month',
  week: 'week',
  day: 'day',
  dayofweek: 'day_of_week',
  dayofyear: 'day_of_year',
  hour: 'hour',
  minute: 'minute',
  second: 'second',
  is_weekend: 'is_weekend',
};
const DEFAULT_COMPONENTS = ['year', 'quarter', 'month', 'day', 'dayofweek', 'hour', 'minute', 'is_weekend'];
const NUMBERS = ['zscore', 'log', 'sqrt', 'outlier', 'percentile'];

/** Which transformers run on which columns of a dataset, as the configuration says. */
export function featureProfile(config: Config, input: ProfileInput): FeatureProfile {
  const notes: string[] = [];
  const of = (...semantics: readonly Semantic[]): ColumnFacts[] =>
    input.facts.filter(({ name }) => !input.without.has(name) && semantics.includes(input.types.get(name)!));
  const uses = [
    ...temporal(config, input, of('datetime'), of('numeric'), notes),
    ...categorical(config, input, of('categorical', 'boolean'), notes),
    ...statistical(config, of('numeric')),
    ...texts(config, input, of('text'), notes),
    ...binning(config, of('numeric')),
    ...installed(input),
  ];
  const ids = new Set(input.listed.map(({ id }) => id));
  const off = [...new Set(uses.filter(({ use }) => !ids.has(use)).map(({ use }) => use))];
  if (off.length > 0) notes.push(`Not made, for their plugin is not switched on: ${off.join(', ')}.`);
  return { uses: uses.filter(({ use }) => ids.has(use)), notes };
}

/** A use, when there is a column for it. */
function use(id: string, on: readonly { readonly name: string }[], params: Readonly<Record<string, Json>> = {}): Use[] {
  return on.length === 0 ? [] : [{ use: id, on: on.map(({ name }) => name), params }];
}

function temporal(
  config: Config,
  { time }: ProfileInput,
  dates: readonly ColumnFacts[],
  numbers: readonly ColumnFacts[],
  notes: string[],
): Use[] {
  if (!config.get('feature_engineering.generic.temporal.enabled')) return [];
  const said = config.get('features.temporal.components');
  const parts = known('features.temporal.components', said.length > 0 ? said : DEFAULT_COMPONENTS, Object.keys(COMPONENTS)).map(
    (name) => COMPONENTS[name]!,
  );
  const country = config.get('features.temporal.holiday_country');
  if (dates.length > 0 && country === '')
    notes.push('No holidays are marked, for no calendar is configured: set features.temporal.holiday_country to a country such as DE.');
  const lags = config.get('feature_engineering.generic.temporal.include_lag');
  if (lags && time === undefined) notes.push('No earlier values are made, for the dataset has no time column.');
  return [
    ...use('temporal.parts', dates, { parts }),
    ...(config.get('feature_engineering.generic.temporal.include_cyclical')
      ? use('temporal.cycle', dates, { which: ['month', 'hour'] })
      : []),
    ...(country === '' ? [] : use('temporal.holiday', dates, { country, ...calendarYears(dates) })),
    ...(lags && time !== undefined ? use('temporal.lag', numbers, { lags: [1] }) : []),
  ];
}

/** The years of the calendar: those of the data, and for other tables those of the near past and future. */
function calendarYears(dates: readonly ColumnFacts[]): { readonly from: number; readonly to: number } {
  const within = (year: number): number => Math.min(2100, Math.max(1900, year));
  const years = dates.flatMap((fact) => fact.years ?? []);
  return { from: within(Math.min(1990, ...years)), to: within(Math.max(2040, ...years)) };
}

function categorical(config: Config, { target }: ProfileInput, columns: readonly ColumnFacts[], notes: string[]): Use[] {
  if (!config.get('feature_engineering.generic.categorical.enabled')) return [];
  const most = config.get('feature_engineering.generic.categorical.max_cardinality');
  const method = config.get('features.categorical.encoding_method');
  const few = columns.filter(({ distinct }) => distinct <= most);
  const many = columns.filter(({ distinct }) => distinct > most);
  if (method !== 'frequency')
    for (const { name, distinct } of many)
      notes.push(`${name} has ${distinct} values, more than max_cardinality (${most}): no feature per value, its frequency alone.`);
  const encode = (method === 'target' || config.get('features.categorical.enable_target_encoding')) && target !== undefined;
  return [
    ...use('categorical.count', columns),
    ...use('categorical.rare', columns, { threshold: config.get('feature_engineering.generic.categorical.min_frequency') }),
    ...(method === 'onehot' ? use('categorical.onehot', few, { top: Math.min(most, 1000), other: false }) : []),
    ...(encode ? use('categorical.target', columns) : []),
  ];
}

function statistical(config: Config, numbers: readonly ColumnFacts[]): Use[] {
  if (!config.get('feature_engineering.generic.statistical.enabled')) return [];
  const said = config.get('features.statistical.features');
  const wanted = known('features.statistical.features', said.length > 0 ? said : NUMBERS, NUMBERS);
  const positive = numbers.filter(({ min }) => min !== null && min > 0);
  const threshold = config.get('feature_engineering.generic.statistical.outlier_threshold');
  const method = config.get('features.statistical.outlier_method') === 'iqr' ? 'iqr' : 'z';
  const all: Readonly<Record<string, () => Use[]>> = {
    zscore: () => (config.get('feature_engineering.generic.statistical.include_zscore') ? use('statistical.zscore', numbers) : []),
    log: () => (config.get('feature_engineering.generic.statistical.include_log') ? use('statistical.log', positive) : []),
    sqrt: () => use('statistical.sqrt', positive),
    outlier: () => use('statistical.outlier', numbers, { methods: [method], threshold }),
    percentile: () => use('statistical.percentile', numbers),
  };
  return NUMBERS.filter((name) => wanted.includes(name)).flatMap((name) => all[name]!());
}

function texts(config: Config, { listed }: ProfileInput, columns: readonly ColumnFacts[], notes: string[]): Use[] {
  if (!config.get('feature_engineering.generic.text.enabled')) return [];
  const sentiment = config.get('features.text.enable_sentiment');
  const there = listed.some(({ id }) => id === 'text.sentiment');
  if (sentiment && !there && columns.length > 0)
    notes.push('No sentiment of texts is made; switch its plugin on with: mdm plugins install text');
  return [
    ...use('mdm1.text', columns, { missing: 'missing', letters: 'all' }),
    ...(sentiment && there ? use('text.sentiment', columns) : []),
  ];
}

function binning(config: Config, numbers: readonly ColumnFacts[]): Use[] {
  if (!config.get('feature_engineering.generic.binning.enabled')) return [];
  const counts = [...config.get('feature_engineering.generic.binning.n_bins')];
  if (counts.length === 0)
    throw new MdmError(
      'configuration',
      'feature_engineering.generic.binning.n_bins is empty.',
      'Give numbers of bins from 2 on, or set feature_engineering.generic.binning.enabled to false.',
    );
  return use('statistical.bins', numbers, { counts, natural: 0 });
}

/** Transformers of plugins by others, as they are switched on. */
const installed = ({ listed }: ProfileInput): Use[] =>
  listed.filter((one) => one.onByDefault && !one.package.startsWith('@mdm/feature-')).map(({ id }) => ({ use: id }));

/** The words of a list of the configuration; refuses one that means nothing. */
function known(key: string, words: readonly string[], all: readonly string[]): readonly string[] {
  const wrong = words.find((word) => !all.includes(word));
  if (wrong === undefined) return words;
  const near = nearest(wrong, all);
  throw new MdmError(
    'configuration',
    `${key} names ${JSON.stringify(wrong)}, which is none.`,
    `${near === undefined ? '' : `Did you mean ${near}? `}It may have: ${all.join(', ')}.`,
  );
}

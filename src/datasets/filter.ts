import { MdmError, nearest } from '../errors.js';
import type { DatasetFacts } from './facts.js';
import { parseNodes, type FilterNode, type Operator } from './filter-parse.js';
import { parseSpan } from './filter-value.js';
import { glob } from './glob.js';

/** A filter that was checked, ready for facts. */
export interface Filter {
  /** As it was written. */
  readonly text: string;
  /** The fields it reads. */
  readonly fields: readonly FilterField[];
  readonly test: (facts: DatasetFacts) => boolean;
}

const FIELDS = {
  name: 'text',
  problem_type: 'text',
  target_column: 'text',
  row_count: 'number',
  column_count: 'number',
  size_mb: 'number',
  registered_at: 'time',
  last_updated_at: 'time',
  source: 'text',
  has_test: 'boolean',
  has_validation: 'boolean',
} as const;
export type FilterField = keyof typeof FIELDS;
export const FILTER_FIELDS = Object.keys(FIELDS) as readonly FilterField[];

const ALIASES: Readonly<Record<string, FilterField>> = {
  target: 'target_column',
  rows: 'row_count',
  columns: 'column_count',
  size: 'size_mb',
  registration_date: 'registered_at',
  updated_at: 'last_updated_at',
};

/**
 * Parses a filter of datasets: fields compared by `= != > < >= <= ~ !~`, joined by AND and OR, with parentheses.
 *
 * ```ts
 * const filter = parseFilter('problem_type=classification AND registered_at>30days');
 * matches(filter, facts); // registered within the last 30 days, binary or multiclass
 * ```
 */
export function parseFilter(text: string, now = Date.now()): Filter {
  const fields = new Set<FilterField>();
  const build = (node: FilterNode): Filter['test'] => {
    if (node.kind !== 'compare') {
      const parts = node.of.map(build);
      return node.kind === 'and' ? (facts) => parts.every((part) => part(facts)) : (facts) => parts.some((part) => part(facts));
    }
    const field = fieldNamed(node.field);
    fields.add(field);
    return comparison(field, node.operator, node.value, now);
  };
  const test = build(parseNodes(text));
  return { text, fields: [...fields], test };
}

/** Whether a dataset is what the filter asks for. What is unknown is unequal to everything. */
export const matches = (filter: Filter, facts: DatasetFacts): boolean => filter.test(facts);

function fieldNamed(name: string): FilterField {
  const lower = name.toLowerCase();
  const field = FILTER_FIELDS.find((one) => one === lower) ?? (Object.hasOwn(ALIASES, lower) ? ALIASES[lower] : undefined);
  if (field) return field;
  const near = nearest(lower, FILTER_FIELDS);
  throw new MdmError(
    'usage',
    `There is no field ${JSON.stringify(name)} to filter by.`,
    `${near ? `Did you mean ${near}? ` : ''}The fields are ${FILTER_FIELDS.join(', ')}.`,
  );
}

function comparison(field: FilterField, operator: Operator, value: string, now: number): Filter['test'] {
  switch (FIELDS[field]) {
    case 'text':
      return textTest(field as TextField, operator, value);
    case 'number':
      return numberTest(field as NumberField, operator, value);
    case 'time':
      return timeTest(field as TimeField, operator, value, now);
    case 'boolean':
      return booleanTest(field as BooleanField, operator, value);
  }
}

type TextField = 'name' | 'problem_type' | 'target_column' | 'source';
type NumberField = 'row_count' | 'column_count' | 'size_mb';
type TimeField = 'registered_at' | 'last_updated_at';
type BooleanField = 'has_test' | 'has_validation';

const unfit = (field: FilterField, operator: Operator, kind: string, fit: string): MdmError =>
  new MdmError('usage', `${field} is a ${kind}, which ${operator} cannot compare.`, `Compare it with ${fit}.`);

const lower = (text: string): string => text.normalize('NFC').toLowerCase();

function textTest(field: TextField, operator: Operator, value: string): Filter['test'] {
  if (operator !== '=' && operator !== '!=' && operator !== '~' && operator !== '!~')
    throw unfit(field, operator, 'text', '=, !=, ~ or !~');
  const positive = operator === '=' || operator === '~';
  const hit = operator === '~' || operator === '!~' ? globTest(field, value) : equalTest(field, value);
  return (facts) => textsOf(field, facts).some(hit) === positive;
}

/** A dataset has two names; what is unknown has no text. */
const textsOf = (field: TextField, facts: DatasetFacts): readonly string[] =>
  field === 'name' ? [facts.name, facts.display_name] : facts[field] === undefined ? [] : [facts[field]];

const underscored = (text: string): string => text.replaceAll('-', '_');

function globTest(field: TextField, value: string): (text: string) => boolean {
  const fits = glob(value);
  if (field !== 'name') return fits;
  const normal = glob(value.replace(/\[[^\]]*\]|-/g, (part) => (part === '-' ? '_' : part)));
  return (text) => fits(text) || normal(text);
}

function equalTest(field: TextField, value: string): (text: string) => boolean {
  if (field === 'problem_type') {
    const wanted = problemTypes(value);
    return (text) => wanted.includes(text);
  }
  const wanted = lower(value);
  return (text) => lower(text) === wanted || (field === 'name' && lower(text) === underscored(wanted));
}

/** What a word for problem types covers. */
export function problemTypes(word: string): readonly string[] {
  const given = lower(word)
    .trim()
    .replaceAll(/[\s-]+/g, '_');
  if (given === 'classification') return ['binary_classification', 'multiclass_classification'];
  if (given === 'binary' || given === 'multiclass') return [`${given}_classification`];
  return [given === 'timeseries' ? 'time_series' : given];
}

const order = (operator: Operator, sign: number): boolean =>
  operator === '>' ? sign > 0 : operator === '<' ? sign < 0 : operator === '>=' ? sign >= 0 : operator === '<=' ? sign <= 0 : sign === 0;

function numberTest(field: NumberField, operator: Operator, value: string): Filter['test'] {
  if (operator === '~' || operator === '!~') throw unfit(field, operator, 'number', '=, !=, >, <, >= or <=');
  const wanted = Number(value.replaceAll('_', ''));
  if (value.trim() === '' || !Number.isFinite(wanted))
    throw new MdmError('usage', `${field} is a number, and ${JSON.stringify(value)} is none.`, `Such as: ${field}>1000`);
  return (facts) => {
    const known = facts[field];
    if (operator === '!=') return known !== wanted;
    return known !== undefined && order(operator, known - wanted);
  };
}

function timeTest(field: TimeField, operator: Operator, value: string, now: number): Filter['test'] {
  if (operator === '~' || operator === '!~') throw unfit(field, operator, 'time', '=, !=, >, <, >= or <=');
  const { from, to } = parseSpan(value, now);
  return (facts) => {
    const at = facts[field];
    if (operator === '!=') return at === undefined || at < from || at >= to;
    return at !== undefined && order(operator, at < from ? -1 : at >= to ? 1 : 0);
  };
}

function booleanTest(field: BooleanField, operator: Operator, value: string): Filter['test'] {
  if (operator !== '=' && operator !== '!=') throw unfit(field, operator, 'yes or no', '= or !=');
  const yes = /^(true|yes|1|on)$/i.test(value);
  if (!yes && !/^(false|no|0|off)$/i.test(value))
    throw new MdmError('usage', `${field} is true or false, and ${JSON.stringify(value)} is neither.`, `Such as: ${field}=true`);
  return (facts) => (facts[field] === yes) === (operator === '=');
}

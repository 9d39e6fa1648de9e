import type { Facts } from './facts.js';

const isSubmission = (role: string): boolean => /submission$/.test(role);
/** Tables that have features wherever they are. */
const LEARNED = ['train', 'validation', 'test', 'data'];
const ROLES: Readonly<Record<string, string>> = { data: 'train' };
const without = (all: readonly string[], some: readonly string[]): string[] => all.filter((one) => !some.includes(one));

/** The new side has features of a table, of all that are to learn from, and of none that the old side has none of. */
export function featureTablesMeant({ old, now }: Facts): boolean {
  const roles = (names: readonly string[]): string[] => names.map((role) => ROLES[role] ?? role);
  const [before, after] = [roles(Object.keys(old.feature_tables)), roles(Object.keys(now.feature_tables))];
  // A table that fails ends the features of all in the original.
  if (before.length === 0) return true;
  const lost = without(before, after);
  return after.length > 0 && without(after, before).length === 0 && lost.every((role) => isSubmission(role) || !LEARNED.includes(role));
}

export const noRoles = ({ old }: Facts): boolean => !Object.keys(old.tables).some((role) => LEARNED.includes(role));

/** Names that were ids to the original alone: `paid`, `malic_acid`, `id_type`, `key`. */
const isOldName = (name: string): boolean => /[\p{L}\p{N}]id$/u.test(name) || /^id_/i.test(name) || /^(key|index)$/i.test(name);
/** Names that are ids to the new side alone. */
const isNewName = (name: string): boolean => /(^|[^a-z])(uuid|guid|id|key|pk|idx)$/i.test(name) || /^(rowid|unnamed: 0)$/i.test(name);

/** Each id that only one side has is one by its name, or no id for what is known of its column. */
export function idsMeant({ old, now, types }: Facts): boolean {
  const taken = [now.target_column, now.time_column, now.group_column];
  const other = (name: string): boolean => taken.includes(name) || !['int64', 'text'].includes(types.get(name) ?? '');
  const submitted = 'sample_submission' in now.tables || 'submission' in now.tables;
  return (
    without(old.id_columns, now.id_columns).every((name) => isOldName(name) || other(name)) &&
    without(now.id_columns, old.id_columns).every((name) => isNewName(name) || (submitted && name === now.id_columns[0]))
  );
}

/** What the original took for an amount wherever it stands in the name. */
const AMOUNTS =
  /price|cost|amount|value|score|rating|count|quantity|sales|revenue|profit|temperature|weight|height|age|salary|qty|income|fare|duration|distance|total/i;
const LOOKED_AT = 1_000;

/** The types differ by the name, by rows that the original did not look at, or by how often values are there again. */
export function problemMeant({ old, now, types, target }: Facts): boolean {
  const [before, after] = [old.problem_type, now.problem_type];
  if (after === 'time_series') return old.time_column === null && now.time_column !== null;
  if (now.target_column === null || old.target_column !== now.target_column) return false;
  if (before === 'regression' && AMOUNTS.test(now.target_column)) return true;
  if ((old.metadata.statistics?.row_count ?? 0) > LOOKED_AT) return true;
  const { known, distinct } = target ?? { known: 0, distinct: 0 };
  if (after === null) return distinct <= 1 || ['timestamp', 'date'].includes(types.get(now.target_column) ?? '');
  if (before === 'multiclass_classification' && after === 'regression')
    return distinct > 2 && (AMOUNTS.test(now.target_column) || distinct * 2 > known);
  return before === null && after === 'multiclass_classification' && distinct > 2 && distinct * 10 <= known;
}

/** The original had none, and the column holds times. */
export const timeFound = ({ old, now, types }: Facts): boolean =>
  old.time_column === null && now.time_column !== null && ['timestamp', 'date'].includes(types.get(now.time_column) ?? '');

/** Nothing is lost that holds plain dates, or that the tables keep as times. */
export const datesMeant = ({ old, now, types, datesMissed }: Facts): boolean =>
  datesMissed.length === 0 &&
  without(old.metadata.datetime_columns, now.metadata.datetime_columns).every(
    (name) => !['timestamp', 'date'].includes(types.get(name) ?? ''),
  );

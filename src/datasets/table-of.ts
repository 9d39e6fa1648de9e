import { MdmError, nearest } from '../errors.js';
import { isSubmission } from './counted.js';
import type { DatasetRecord } from './record.js';

/** Every table of a dataset by the names it may be called: its role, its own name, `features` of a role, a prediction's name. */
export function tablesOf(record: DatasetRecord): ReadonlyMap<string, string> {
  const { tables, feature_tables, metadata } = record;
  const roles = Object.entries(tables);
  const features = Object.entries(feature_tables);
  const predictions = Object.entries(metadata.predictions ?? {});
  return new Map([
    ...predictions,
    ...[...roles, ...features, ...predictions].map(([, table]) => [table, table] as const),
    ...features.map(([role, table]) => [`${role}_features`, table] as const),
    ...roles,
  ]);
}

/** The table that is trained on: that of role `train`, else `data`, else the first. */
export function trainingRole({ tables }: Pick<DatasetRecord, 'tables'>): string | undefined {
  const roles = Object.keys(tables);
  return ['train', 'data'].find((role) => roles.includes(role)) ?? roles.find((role) => !isSubmission(role));
}

/** The table of this name or role; without one, that which is trained on. */
export function tableOf(record: DatasetRecord, given?: string): string {
  const all = tablesOf(record);
  const wanted = given ?? trainingRole(record);
  if (wanted === undefined) throw new MdmError('empty', `The dataset ${JSON.stringify(record.name)} has no table.`);
  const found = all.get(wanted);
  if (found !== undefined) return found;
  const near = nearest(wanted, [...all.keys()]);
  throw new MdmError(
    'usage',
    `The dataset ${JSON.stringify(record.name)} has no table ${JSON.stringify(wanted)}.`,
    near === undefined ? `Its tables are: ${[...new Set(all.values())].join(', ')}` : `Did you mean ${near}?`,
  );
}

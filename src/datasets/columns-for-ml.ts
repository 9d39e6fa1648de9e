import { MdmError } from '../errors.js';
import type { StoredColumn } from '../storage/backend.js';
import type { Dataset } from './open.js';
import { trainingRole } from './table-of.js';

export interface ColumnsOptions {
  /** Default the dataset's target. */
  readonly targetColumn?: string;
  /** Default every column but target, ids, time, group and those that the dataset ignores. */
  readonly featureColumns?: readonly string[];
  readonly idColumns?: readonly string[];
  /** False: the tables as they were loaded. Default true: the tables of features, where there are any. */
  readonly features?: boolean;
  /** Columns of text: left out, which is the default, or kept. */
  readonly texts?: 'leave' | 'keep';
}

/** The tables of a role: where its features are, and where the columns are that the table of features does not have. */
export interface RoleTables {
  readonly role: string;
  readonly table: string;
  readonly base: string;
  /** Columns of both, each with the table it is read from. */
  readonly columns: ReadonlyMap<string, StoredColumn & { readonly table: string }>;
  readonly rows: number;
}

export interface MlColumns {
  readonly train: RoleTables;
  readonly others: readonly RoleTables[];
  readonly featureNames: readonly string[];
  readonly target: string | undefined;
  readonly ids: readonly string[];
  readonly leftOut: readonly { readonly name: string; readonly why: string }[];
}

/** Which columns of which tables a model is given. */
export async function columnsForMl(dataset: Dataset, options: ColumnsOptions = {}): Promise<MlColumns> {
  const { record } = dataset;
  const first = trainingRole(record);
  if (first === undefined) throw new MdmError('empty', `The dataset ${JSON.stringify(record.name)} has no table to train on.`);
  const roles = [first, ...['validation', 'test'].filter((role) => role !== first && Object.hasOwn(record.tables, role))];
  const useFeatures = options.features !== false && roles.every((role) => Object.hasOwn(record.feature_tables, role));
  if (options.features === true && !useFeatures)
    throw new MdmError(
      'not-found',
      `The dataset ${JSON.stringify(record.name)} has no features of ${roles.filter((r) => !Object.hasOwn(record.feature_tables, r)).join(', ')}.`,
      `Make them: mdm features generate ${record.name}`,
    );
  const [train, ...others] = (await Promise.all(roles.map((role) => tablesOfRole(dataset, role, useFeatures)))) as [
    RoleTables,
    ...RoleTables[],
  ];
  const target = options.targetColumn ?? record.target_column ?? undefined;
  if (options.targetColumn !== undefined) need(train, [options.targetColumn]);
  const ids = (options.idColumns ?? record.id_columns).filter((id) => options.idColumns !== undefined || train.columns.has(id));
  need(train, ids);
  const { featureNames, leftOut } = chosen(dataset, train, target, ids, useFeatures, options);
  for (const other of others) need(other, featureNames, train);
  return { train, others, featureNames, target: target !== undefined && train.columns.has(target) ? target : undefined, ids, leftOut };
}

async function tablesOfRole({ record, backend, store }: Dataset, role: string, useFeatures: boolean): Promise<RoleTables> {
  const base = record.tables[role]!;
  const table = useFeatures ? record.feature_tables[role]! : base;
  const own = await backend.table(store, table);
  // Rows of the two stand side by side, unless duplicates were taken out of one.
  const raw = table === base ? own : await backend.table(store, base);
  const beside = raw.rows === own.rows ? raw.columns : [];
  const columns = new Map([
    ...beside.map((column) => [column.name, { ...column, table: base }] as const),
    ...own.columns.map((column) => [column.name, { ...column, table }] as const),
  ]);
  return { role, table, base, columns, rows: own.rows };
}

function chosen(
  { record }: Dataset,
  train: RoleTables,
  target: string | undefined,
  ids: readonly string[],
  useFeatures: boolean,
  { featureColumns, texts = 'leave' }: ColumnsOptions,
): Pick<MlColumns, 'featureNames' | 'leftOut'> {
  if (featureColumns !== undefined) {
    need(train, featureColumns);
    return { featureNames: featureColumns, leftOut: [] };
  }
  const roles = new Map<string, string>([
    ...(record.metadata.ignored_columns ?? []).map((name) => [name, 'it is ignored'] as const),
    ...(record.group_column === null ? [] : [[record.group_column, 'it is the group'] as const]),
    ...(record.time_column === null ? [] : [[record.time_column, 'it is the time'] as const]),
    ...ids.map((name) => [name, 'it is an id'] as const),
    ...(target === undefined ? [] : [[target, 'it is the target'] as const]),
  ]);
  const leftOut: { name: string; why: string }[] = [];
  const featureNames: string[] = [];
  for (const { name, type, table } of train.columns.values()) {
    if (useFeatures && table !== train.table) continue;
    const why =
      roles.get(name) ??
      (type === 'text' && texts === 'leave' ? 'it holds text' : type === 'timestamp' || type === 'date' ? 'it holds times' : undefined);
    if (why === undefined) featureNames.push(name);
    else leftOut.push({ name, why });
  }
  return { featureNames, leftOut };
}

/** Every column must be there; `like` is the table whose columns the other must have. */
function need({ columns, table }: RoleTables, names: readonly string[], like?: RoleTables): void {
  const missing = names.filter((name) => !columns.has(name));
  if (missing.length === 0) return;
  const shown =
    missing
      .slice(0, 5)
      .map((name) => JSON.stringify(name))
      .join(', ') + (missing.length > 5 ? ` and ${missing.length - 5} more` : '');
  if (like)
    throw new MdmError(
      'schema-mismatch',
      `${table} has not all columns of ${like.table}: ${shown} missing.`,
      'Make features of both, or name the columns to use: featureColumns.',
    );
  throw new MdmError(
    'unknown-column',
    `There is no column ${shown} in ${table}.`,
    `The columns are: ${[...columns.keys()].slice(0, 30).join(', ')}`,
  );
}

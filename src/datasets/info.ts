import type { BackendName, IStorageBackend, StoredTable } from '../storage/backend.js';
import { quote } from '../storage/names.js';
import { sizeOf } from './facts.js';
import { openRecord, type Dataset } from './open.js';
import type { DatasetRecord } from './record.js';
import { openRepository } from './repository.js';
import type { Workspace } from './workspace.js';

export interface DescribedColumn {
  readonly name: string;
  readonly type: string;
  /** What registration took it for. */
  readonly semantic: string | null;
  readonly nulls: number;
}

export interface DescribedTable {
  readonly table: string;
  /** train, test, ...; of features and predictions too. */
  readonly role: string | null;
  readonly kind: 'data' | 'features' | 'predictions' | 'other';
  readonly rows: number;
  readonly columns: number;
  readonly details?: readonly DescribedColumn[];
}

/** All that is known of a dataset. */
export interface DatasetDescription {
  readonly record: DatasetRecord;
  readonly backend: BackendName;
  /** A file's path, or the server and database. */
  readonly location: string;
  /** Bytes on disk, with what the database keeps beside the file. */
  readonly size: number;
  readonly pointer: string;
  readonly tables: readonly DescribedTable[];
  readonly predictions: readonly { readonly name: string; readonly table: string }[];
  /** With `details`: the columns of the features tables that no other table has. */
  readonly features?: readonly string[];
}

/** A dataset in full; with `details`, its columns with their types and nulls, and its features. */
export async function describeDataset(
  ws: Workspace,
  name: string,
  { details = false }: { readonly details?: boolean } = {},
): Promise<DatasetDescription> {
  const repository = openRepository(ws.config);
  const record = await repository.get(name);
  // An open connection has files of its own beside the database.
  const size = await sizeOf(ws, record).catch(() => undefined);
  const dataset = await openRecord(ws, record);
  const { backend, store } = dataset;
  const stored = await backend.tables(store);
  const described: DescribedTable[] = [];
  for (const table of inOrder(record, stored)) described.push(await describeTable(dataset, table, details));
  return {
    record,
    backend: backend.backendType,
    location: backend.locate(store),
    size: size ?? (await backend.sizeOf(store)),
    pointer: await repository.fileOf(record.name),
    tables: described,
    predictions: Object.entries(record.metadata.predictions ?? {}).map(([given, table]) => ({ name: given, table })),
    ...(details ? { features: featuresOf(record, stored) } : {}),
  };
}

/** As the record names them: data, then features, then the rest. */
export function inOrder(record: DatasetRecord, stored: readonly StoredTable[]): StoredTable[] {
  const named = [
    ...Object.values(record.tables),
    ...Object.values(record.feature_tables),
    ...Object.values(record.metadata.predictions ?? {}),
  ];
  const known = [...new Set(named)].flatMap((name) => stored.find((table) => table.name === name) ?? []);
  return [...known, ...stored.filter((table) => !named.includes(table.name))];
}

/** What a table is for the dataset. */
export function roleOf(record: DatasetRecord, table: string): Pick<DescribedTable, 'role' | 'kind'> {
  const find = (map: Readonly<Record<string, string>>): string | undefined => Object.entries(map).find(([, one]) => one === table)?.[0];
  const data = find(record.tables);
  if (data !== undefined) return { role: data, kind: 'data' };
  const features = find(record.feature_tables);
  if (features !== undefined) return { role: features, kind: 'features' };
  const predictions = find(record.metadata.predictions ?? {});
  return predictions === undefined ? { role: null, kind: 'other' } : { role: predictions, kind: 'predictions' };
}

async function describeTable({ record, backend, store }: Dataset, table: StoredTable, details: boolean): Promise<DescribedTable> {
  const { name, rows, columns } = table;
  const base = { table: name, ...roleOf(record, name), rows, columns: columns.length };
  if (!details) return base;
  const nulls = await nullsOf(backend, store, table);
  const semantics = new Map(record.metadata.columns?.map((column) => [column.name, column.type]));
  return {
    ...base,
    details: columns.map((column, i) => ({
      name: column.name,
      type: column.type,
      semantic: base.kind === 'data' ? (semantics.get(column.name) ?? null) : null,
      nulls: nulls[i] ?? 0,
    })),
  };
}

/** Columns counted by one statement. */
const AT_ONCE = 200;

async function nullsOf(backend: IStorageBackend, store: string, { name, rows, columns }: StoredTable): Promise<number[]> {
  const counts: number[] = [];
  for (let from = 0; from < columns.length; from += AT_ONCE) {
    const part = columns.slice(from, from + AT_ONCE);
    const sql = `SELECT ${part.map((column, i) => `COUNT(${quote(column.name)}) AS c${i}`).join(', ')} FROM ${quote(name)}`;
    for await (const batch of backend.query(store, sql)) {
      if (batch.numRows === 0) continue;
      part.forEach((_, i) => counts.push(rows - Number(batch.getChildAt(i)?.get(0) ?? 0)));
    }
  }
  return counts;
}

/** Columns that a features table has and its own table does not. */
function featuresOf(record: DatasetRecord, stored: readonly StoredTable[]): string[] {
  const columnsOf = (name: string | undefined): readonly string[] =>
    stored.find((table) => table.name === name)?.columns.map((column) => column.name) ?? [];
  const [role] = ['train', 'data', ...Object.keys(record.feature_tables)].filter((one) => Object.hasOwn(record.feature_tables, one));
  if (role === undefined) return [];
  const own = new Set(columnsOf(record.tables[role]));
  return columnsOf(record.feature_tables[role]).filter((name) => !own.has(name));
}

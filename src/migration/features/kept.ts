import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { Json, Semantic } from '@mdm/sdk';
import { scratchPrefix } from '../../config/scratch.js';
import { sameName } from '../../datasets/names.js';
import type { DatasetRecord } from '../../datasets/record.js';
import { openRepository } from '../../datasets/repository.js';
import { checkServer } from '../../datasets/server.js';
import type { Workspace } from '../../datasets/workspace.js';
import { MdmError } from '../../errors.js';
import { rowsOf } from '../../storage/arrow-rows.js';
import type { ColumnType, IStorageBackend, Parameter, StoredColumn } from '../../storage/backend.js';
import { openSource } from '../home/open-source.js';
import { readHome } from '../home/source.js';
import type { PythonOperation } from './module.js';

/** Rows that the original gave to a module at once: what it computes of a whole table it computed of these. */
const CHUNK = 10_000;

/** What a dataset keeps of an operation's features. */
export interface KeptFeatures {
  readonly table: string;
  /** Columns that the operation names, or all of the data when it names none. */
  readonly columns: Readonly<Record<string, Semantic>>;
  /** Features that it made, with their types. */
  readonly features: readonly StoredColumn[];
  readonly rows: readonly Readonly<Record<string, Json>>[];
  readonly expect: Readonly<Record<string, readonly Json[]>>;
}

interface Tables {
  readonly record: DatasetRecord;
  readonly backend: IStorageBackend;
  readonly store: string;
}

/** Reads from the dataset of a module: of the home in which the module lies, else of this one. */
export async function withTables<T>(ws: Workspace, dataset: string, file: string, work: (tables: Tables) => Promise<T>): Promise<T> {
  const of = dirname(dirname(dirname(resolve(file))));
  const home = of === ws.config.home ? undefined : await readHome(of).catch(() => undefined);
  const found = home?.datasets.find(({ name }) => sameName(name, dataset));
  if (!home || !found) {
    const record = await openRepository(ws.config).find(dataset);
    if (record) {
      checkServer(ws.config, record);
      const backend = await ws.backends.of(record.database.backend);
      return work({ record, backend, store: record.database.store });
    }
    throw new MdmError(
      'not-found',
      `There is no dataset ${JSON.stringify(dataset)} whose features could be compared.`,
      'Migrate or register it first: mdm migrate home --from DIR',
    );
  }
  const scratch = await mkdtemp(join(tmpdir(), scratchPrefix(ws.config.home)));
  try {
    const source = await openSource(ws, home, found, scratch);
    return await work({ record: found.record, backend: source.backend, store: source.store }).finally(() => source.close());
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** What is kept of an operation's features in the first chunk of the table that is trained on. */
export async function keptOf({ record, backend, store }: Tables, operation: PythonOperation): Promise<KeptFeatures | undefined> {
  const role = ['train', 'data', ...Object.keys(record.feature_tables)].find((one) => record.feature_tables[one] !== undefined);
  const table = role === undefined ? undefined : record.feature_tables[role];
  const data = role === undefined ? undefined : record.tables[role];
  if (table === undefined || data === undefined) return undefined;
  const [made, raw] = [await backend.table(store, table), await backend.table(store, data)];
  const given = new Set(raw.columns.map(({ name }) => name));
  const says = texts(operation);
  const features = made.columns.filter(({ name }) => !given.has(name) && says(name));
  const named = raw.columns.filter(({ name }) => operation.texts.includes(name));
  const used = named.length > 0 ? named : raw.columns.filter(({ name }) => name !== record.target_column);
  const inputs = await columnsOf(backend, store, data, used);
  const outputs = await columnsOf(backend, store, table, features);
  // The original could leave rows out of the features.
  const rows = raw.rows === made.rows ? inputs : await columnsOf(backend, store, table, used);
  return {
    table,
    columns: Object.fromEntries(used.map(({ name, type }) => [name, SEMANTIC[type]])),
    features,
    rows: rows.map((row) => Object.fromEntries(used.map(({ name }, i) => [name, row[i]!]))),
    expect: Object.fromEntries(features.map(({ name }, i) => [name, outputs.map((row) => row[i]!)])),
  };
}

function texts({ texts: words, patterns }: PythonOperation): (name: string) => boolean {
  const all = new Set(words.map((word) => word.toLowerCase()));
  return (name) => all.has(name.toLowerCase()) || patterns.some((one) => one.test(name));
}

const SEMANTIC: Readonly<Record<ColumnType, Semantic>> = {
  int64: 'numeric',
  double: 'numeric',
  boolean: 'boolean',
  text: 'categorical',
  timestamp: 'datetime',
  date: 'datetime',
};

async function columnsOf(
  backend: IStorageBackend,
  store: string,
  table: string,
  columns: readonly StoredColumn[],
): Promise<readonly (readonly Json[])[]> {
  const rows: Json[][] = [];
  if (columns.length === 0) return rows;
  const names = columns.map(({ name }) => name);
  for await (const batch of backend.readTable(store, table, { columns: names, limit: CHUNK }))
    for (const row of rowsOf(batch)) rows.push(row.map((value, i) => jsonOf(value, columns[i]!.type)));
  return rows;
}

function jsonOf(value: Parameter, type: ColumnType): Json {
  if (typeof value === 'bigint') return Number(value);
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  return typeof value === 'string' && type === 'timestamp' ? value.replace('T', ' ').replace(/Z$/, '') : value;
}

import { basename, dirname, extname } from 'node:path';
import { MdmError } from '../errors.js';
import { BACKENDS, type BackendName } from '../storage/backend.js';
import { PROBLEM_TYPES, type DatasetRecord, type ProblemType, type RecordDatabase, type RecordMetadata } from './record.js';
import { normalName } from './names.js';
import type { Plain } from './yaml.js';

type Map = Readonly<Record<string, Plain>>;

/** The keys of a pointer in their order. */
const KEYS = [
  'name',
  'display_name',
  'description',
  'database',
  'tables',
  'problem_type',
  'target_column',
  'id_columns',
  'time_column',
  'group_column',
  'feature_tables',
  'registered_at',
  'last_updated_at',
  'tags',
  'source',
  'version',
  'metadata',
] as const satisfies readonly (keyof DatasetRecord)[];

/** Names of problem types in older homes. */
const OLDER: Readonly<Record<string, ProblemType>> = {
  multiclass: 'multiclass_classification',
  'binary-classification': 'binary_classification',
  'multiclass-classification': 'multiclass_classification',
  'time-series': 'time_series',
};

/** A pointer's data as a record. What an older MDM left out has its default. `stem` is the file's name without its end. */
export function recordOf(data: Map, file: string, stem: string): DatasetRecord {
  const fail = (why: string): never => {
    throw new MdmError('configuration', `${file} is no pointer of a dataset: ${why}.`, 'Correct the file, or see: mdm doctor');
  };
  const name = text(data['name']) ?? stem;
  if (normalOr(name) !== normalOr(stem)) fail(`it names the dataset ${JSON.stringify(name)}`);
  const database = data['database'];
  if (!isMap(database)) return fail('it has no database');
  const backend = text(database['backend']);
  if (!BACKENDS.some((one) => one === backend)) return fail(`its backend is ${JSON.stringify(database['backend'] ?? null)}`);
  if (!isMap(data['tables'])) return fail('it has no tables');
  const type = text(data['problem_type']);
  const registered = text(data['registered_at']) ?? '1970-01-01T00:00:00.000Z';
  return {
    name: normalOr(stem),
    display_name: text(data['display_name']) ?? name,
    description: text(data['description']) ?? null,
    database: databaseOf(database, backend as BackendName, normalOr(stem)),
    tables: texts(data['tables']),
    problem_type: PROBLEM_TYPES.find((one) => one === type) ?? (Object.hasOwn(OLDER, type ?? '') ? OLDER[type ?? '']! : null),
    target_column: text(data['target_column']) ?? null,
    id_columns: list(data['id_columns']),
    time_column: text(data['time_column']) ?? null,
    group_column: text(data['group_column']) ?? null,
    feature_tables: texts(data['feature_tables']),
    registered_at: registered,
    last_updated_at: text(data['last_updated_at']) ?? registered,
    tags: list(data['tags']),
    source: text(data['source']) ?? '',
    version: text(data['version']) ?? '1.0.0',
    metadata: metadataOf(data['metadata']),
  };
}

function databaseOf(held: Map, backend: BackendName, name: string): RecordDatabase {
  const path = text(held['path']);
  const host = text(held['host']);
  const port = held['port'];
  const database = text(held['database']);
  const stem = path === undefined ? undefined : basename(path.replaceAll('\\', '/'), extname(path));
  // An older MDM called the file of some datasets `dataset.sqlite`; its folder has the name.
  const store = text(held['store']) ?? (stem === 'dataset' ? basename(dirname(path!.replaceAll('\\', '/'))) : (stem ?? name));
  return {
    backend,
    store,
    ...(path === undefined ? {} : { path }),
    ...(backend !== 'postgresql' || host === undefined ? {} : { host }),
    ...(backend !== 'postgresql' || typeof port !== 'number' ? {} : { port }),
    ...(backend !== 'postgresql' || database === undefined ? {} : { database }),
  };
}

function metadataOf(held: Plain | undefined): RecordMetadata {
  const map: Map = isMap(held) ? held : {};
  return { ...map, datetime_columns: list(map['datetime_columns']) };
}

/** A record as a pointer's data; what MDM does not know of in `before` stays. */
export function pointerOf(record: DatasetRecord, before: Map = {}): Readonly<Record<string, unknown>> {
  const known: Record<string, unknown> = {};
  for (const key of KEYS) known[key] = record[key];
  const old = isMap(before['database']) ? before['database'] : {};
  const same = old['backend'] === record.database.backend;
  const left = Object.entries(old).filter(([key]) => !['backend', 'store', 'path', 'host', 'port', 'database'].includes(key));
  known['database'] = { ...(same ? Object.fromEntries(left) : {}), ...record.database };
  const more = Object.entries(before).filter(([key]) => !(KEYS as readonly string[]).includes(key) && key !== '__proto__');
  return { ...known, ...Object.fromEntries(more) };
}

const isMap = (value: Plain | undefined): value is Map => typeof value === 'object' && value !== null && !Array.isArray(value);
const text = (value: Plain | undefined): string | undefined =>
  typeof value === 'string' ? value : typeof value === 'number' ? String(value) : undefined;
const list = (value: Plain | undefined): string[] =>
  Array.isArray(value) ? (value as readonly Plain[]).flatMap((one) => text(one) ?? []) : typeof value === 'string' ? [value] : [];

function texts(value: Plain | undefined): Readonly<Record<string, string>> {
  const pairs = isMap(value) ? Object.entries(value).flatMap(([key, one]) => (typeof one === 'string' ? [[key, one] as const] : [])) : [];
  return Object.fromEntries(pairs);
}

function normalOr(name: string): string {
  try {
    return normalName(name);
  } catch {
    return name;
  }
}

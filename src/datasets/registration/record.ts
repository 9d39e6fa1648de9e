import { countedRoles, isSubmission } from '../counted.js';
import { keptStores } from '../kept.js';
import { absolutePath } from '../source/paths.js';
import type { DatasetRecord, RecordDatabase, RecordMetadata } from '../record.js';
import { statisticsIn } from '../statistics/stored.js';
import type { Registration } from './context.js';

/** Role of the table that is trained on. */
export function mainRole({ loaded, target }: Registration): string | undefined {
  const role = ['train', 'data'].find((one) => loaded.some((table) => table.role === one));
  if (role !== undefined) return role;
  const able = loaded.filter((table) => !isSubmission(table.role));
  return (able.find(({ columns }) => columns.some(({ name }) => name === target)) ?? able[0])?.role;
}

/** What is known of a dataset once it is loaded. */
export async function recordOf(context: Registration): Promise<DatasetRecord> {
  const { options, name, given, replaces, discovered, loaded } = context;
  const now = new Date().toISOString();
  return {
    name,
    display_name: given,
    description: options.description ?? null,
    database: await databaseOf(context),
    tables: Object.fromEntries(loaded.map(({ role, table }) => [role, table])),
    problem_type: context.problemType ?? null,
    target_column: context.target ?? null,
    id_columns: context.idColumns,
    time_column: context.timeColumn ?? null,
    group_column: options.groupColumn ?? null,
    feature_tables: {},
    registered_at: now,
    last_updated_at: now,
    tags: options.tags ?? [],
    source: options.source ?? (discovered!.structure === 'kaggle' ? 'kaggle' : discovered!.source),
    version: replaces ? replaces.version : '1.0.0',
    metadata: metadataOf(context),
  };
}

async function databaseOf({ workspace, store }: Registration): Promise<RecordDatabase> {
  const { config, backends } = workspace;
  const name = config.get('database.default_backend');
  const backend = await backends.of(name);
  const at = backend.locate(store);
  if (name !== 'postgresql') return { backend: name, store, path: at };
  const database = decodeURIComponent(at.slice(at.lastIndexOf('/') + 1));
  return { backend: name, store, host: config.get('database.postgresql.host'), port: config.get('database.postgresql.port'), database };
}

const isDate = (type: string): boolean => type === 'timestamp' || type === 'date';

function metadataOf(context: Registration): RecordMetadata {
  const { options, discovered, loaded, columns } = context;
  const types = Object.entries(options.types ?? {});
  // What a column is in the table to learn from holds for all of its name.
  const main = new Map(loaded.find(({ role }) => role === mainRole(context))?.columns.map(({ name, type }) => [name, type]));
  const dates = loaded.flatMap((table) => table.columns).filter(({ name, type }) => isDate(main.get(name) ?? type));
  return {
    source_path: discovered!.source,
    source_absolute: absolutePath(discovered!.source),
    structure: discovered!.structure,
    datetime_columns: [...new Set(dates.map(({ name }) => name))],
    ...(options.stratifyColumn === undefined ? {} : { stratify_column: options.stratifyColumn }),
    ...(options.ignoreColumns === undefined ? {} : { ignored_columns: options.ignoreColumns }),
    ...(types.length > 0 ? { column_types: Object.fromEntries(types) } : {}),
    columns: columns.map(({ name, type }) => ({ name, type })),
  };
}

/** The record as it is saved: with the number of rows and the size, and with what migrations of the dataset that it replaces left. */
export async function finishedRecord(context: Registration): Promise<DatasetRecord> {
  const { workspace, store, loaded, record, replaces } = context;
  const backend = await workspace.backends.of(record!.database.backend);
  const counted = new Set(countedRoles(loaded.map(({ role }) => role)));
  const kept = replaces ? keptStores(replaces) : [];
  const now = new Date().toISOString();
  return {
    ...record!,
    registered_at: now,
    last_updated_at: now,
    metadata: {
      ...record!.metadata,
      statistics: {
        row_count: loaded.reduce((sum, { role, rows }) => sum + (counted.has(role) ? rows : 0), 0),
        memory_size_bytes: (await statisticsIn(backend, store))?.memory_size_bytes ?? (await backend.sizeOf(store)),
        computed_at: now,
      },
      ...(kept.length === 0 ? {} : { kept_stores: kept }),
    },
  };
}

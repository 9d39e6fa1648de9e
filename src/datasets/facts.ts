import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { DatasetRecord } from './record.js';
import type { Workspace } from './workspace.js';

/** What datasets are filtered and sorted by. Unknown is undefined. */
export interface DatasetFacts {
  readonly name: string;
  readonly display_name: string;
  readonly problem_type: string | undefined;
  readonly target_column: string | undefined;
  readonly row_count: number | undefined;
  readonly column_count: number | undefined;
  readonly size_mb: number | undefined;
  /** Milliseconds since 1970. */
  readonly registered_at: number | undefined;
  readonly last_updated_at: number | undefined;
  readonly source: string;
  readonly has_test: boolean;
  readonly has_validation: boolean;
}

const MB = 1024 * 1024;

/** The facts that the record holds, and the size when it is known. */
export function factsOf(record: DatasetRecord, sizeBytes?: number): DatasetFacts {
  const { tables, metadata } = record;
  return {
    name: record.name,
    display_name: record.display_name,
    problem_type: record.problem_type ?? undefined,
    target_column: record.target_column ?? undefined,
    row_count: metadata.statistics?.row_count,
    column_count: metadata.columns?.length,
    size_mb: sizeBytes === undefined ? undefined : sizeBytes / MB,
    registered_at: timeOf(record.registered_at),
    last_updated_at: timeOf(record.last_updated_at),
    source: record.source,
    has_test: Object.hasOwn(tables, 'test'),
    has_validation: Object.hasOwn(tables, 'validation'),
  };
}

/** A time of a record, which is UTC where it names no zone. */
export function timeOf(text: string): number | undefined {
  const zoned = /(?:Z|[+-]\d\d:?\d\d)$/i.test(text) || !/\d[T ]\d/.test(text) ? text : `${text}Z`;
  const at = Date.parse(zoned.replace(/(\.\d{3})\d+/, '$1'));
  return Number.isNaN(at) ? undefined : at;
}

/** Bytes on disk of a dataset: its file with what SQLite or DuckDB keeps beside it, or the database on the server. */
export async function sizeOf(ws: Workspace, record: DatasetRecord): Promise<number | undefined> {
  const { database } = record;
  if (database.backend === 'postgresql') {
    const backend = await ws.backends.of('postgresql');
    return backend.sizeOf(database.store);
  }
  const path = database.path ?? fileOf(ws, record);
  const names = await readdir(dirname(path)).catch(() => []);
  const name = basename(path);
  const own = names.filter((one) => one === name || one === `${name}-wal` || one === `${name}-shm` || one === `${name}.wal`);
  const sizes = await Promise.all(
    own.map((one) =>
      stat(join(dirname(path), one)).then(
        ({ size }) => size,
        () => 0,
      ),
    ),
  );
  return own.includes(name) ? sizes.reduce((sum, size) => sum + size, 0) : undefined;
}

const fileOf = (ws: Workspace, { database: { store, backend } }: DatasetRecord): string =>
  join(ws.config.path('paths.datasets_path'), store, `${store}.${backend}`);

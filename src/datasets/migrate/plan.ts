import { statfs } from 'node:fs/promises';
import { MdmError } from '../../errors.js';
import type { BackendName, StoredTable } from '../../storage/backend.js';
import { MOST_COLUMNS } from '../../storage/declared.js';
import { tooWide } from '../../storage/problems.js';
import { freeStore } from '../free-store.js';
import type { DatasetRecord } from '../record.js';
import { checkServer } from '../server.js';
import type { Workspace } from '../workspace.js';

export interface MigrationPlan {
  readonly record: DatasetRecord;
  readonly from: { readonly backend: BackendName; readonly store: string; readonly location: string };
  readonly to: { readonly backend: BackendName; readonly store: string; readonly location: string };
  readonly tables: readonly { readonly table: string; readonly rows: number; readonly columns: number }[];
  readonly rows: number;
  /** On disk, of the source. */
  readonly bytes: number;
  /** What the target may take. */
  readonly needed: number;
  /** Free where the target would be; undefined on a server. */
  readonly free: number | undefined;
}

const NAMES: Readonly<Record<BackendName, string>> = { sqlite: 'SQLite', duckdb: 'DuckDB', postgresql: 'PostgreSQL' };

/** Finds out what a migration would do; fails where it could not be done. Nothing is written. */
export async function planMigration(ws: Workspace, record: DatasetRecord, to: BackendName): Promise<MigrationPlan> {
  const { backend: name, store } = record.database;
  checkServer(ws.config, record);
  const [source, target] = await Promise.all([ws.backends.of(name), ws.backends.of(to)]);
  if (!(await source.datasetExists(store)))
    throw new MdmError(
      'backend',
      `The database of the dataset ${JSON.stringify(record.display_name)} is not there: ${source.locate(store)}.`,
      'Put it back from a copy, or see: mdm doctor',
    );
  const tables = await source.tables(store);
  checkWidths(tables, to);
  const bytes = await source.sizeOf(store);
  const free = await freeStore(ws.config, target, record.name, store);
  return {
    record,
    from: { backend: name, store, location: source.locate(store) },
    to: { backend: to, store: free, location: target.locate(free) },
    tables: tables.map((one) => ({ table: one.name, rows: one.rows, columns: one.columns.length })),
    rows: tables.reduce((sum, one) => sum + one.rows, 0),
    bytes,
    needed: neededFor(tables, bytes),
    free: to === 'postgresql' ? undefined : await freeBytes(ws),
  };
}

/** Refuses tables that a backend cannot hold. */
export function checkWidths(tables: readonly StoredTable[], to: BackendName): void {
  const limit = MOST_COLUMNS[to];
  const wide = limit === undefined ? undefined : tables.find(({ columns }) => columns.length > limit);
  if (wide) throw tooWide(NAMES[to], wide.name, wide.columns.length, limit!);
}

/** DuckDB compresses, the others do not: a value takes about ten bytes there, and at most twice what it takes now. */
const neededFor = (tables: readonly StoredTable[], bytes: number): number =>
  Math.max(
    2 * bytes,
    tables.reduce((sum, { rows, columns }) => sum + rows * columns.length * 10, 0),
  );

/** Refuses a copy of so many bytes for which there is no space; of a server it is not known. */
export async function checkSpace(ws: Workspace, name: string, to: BackendName, bytes: number): Promise<void> {
  const free = to === 'postgresql' ? undefined : await freeBytes(ws);
  if (free !== undefined && free < bytes)
    throw new MdmError('disk-full', `There is no space for a copy of ${JSON.stringify(name)}.`, 'Free some space.');
}

/** Free bytes where datasets are kept, or where their folder would be made. */
export async function freeBytes({ config }: Workspace): Promise<number | undefined> {
  for (const folder of [config.path('paths.datasets_path'), config.home]) {
    const of = await statfs(folder).catch(() => undefined);
    if (of) return of.bavail * of.bsize;
  }
  return undefined;
}

import type { IStorageBackend } from '../../storage/backend.js';
import type { Dataset } from '../open.js';
import type { DatasetRecord } from '../record.js';
import type { DatasetStatistics, TableStatistics } from './result.js';

/** The statistics that a store holds, if they are of this version. */
export async function statisticsIn(backend: IStorageBackend, store: string): Promise<DatasetStatistics | undefined> {
  const held = await backend.getMetadata(store, 'statistics');
  if (typeof held !== 'object' || held === null || Array.isArray(held)) return undefined;
  const { version, tables } = held as { readonly version?: unknown; readonly tables?: unknown };
  return version === 1 && Array.isArray(tables) ? (held as unknown as DatasetStatistics) : undefined;
}

/**
 * Whether statistics are of the dataset as it is now. A store is of one registration, which measures before the record is finished; what
 * changes a dataset later changes its time.
 */
export function usable(statistics: DatasetStatistics, record: Partial<Pick<DatasetRecord, 'last_updated_at' | 'registered_at'>>): boolean {
  const { last_updated_at: updated, registered_at: registered } = record;
  return updated === undefined || updated === registered || statistics.last_updated_at === updated;
}

/** What is kept of a dataset's statistics; undefined when there is nothing, or the dataset changed since. */
export async function storedStatistics({ backend, store, record }: Dataset): Promise<DatasetStatistics | undefined> {
  const held = await statisticsIn(backend, store);
  return held && usable(held, record) ? held : undefined;
}

/** The kept statistics of these tables, or undefined where one is missing or not full enough. */
export function covered(
  statistics: DatasetStatistics | undefined,
  tables: readonly string[],
  full: boolean,
): readonly TableStatistics[] | undefined {
  const found = tables.map((table) => statistics?.tables.find((one) => one.table === table && (one.full || !full)));
  return found.every((one) => one !== undefined) ? found : undefined;
}

import type { DatasetDescription } from '../datasets/info.js';
import type { DatasetList, ListOptions } from '../datasets/list.js';
import type { LoadRowsOptions, RowData } from '../datasets/load-rows.js';
import type { DatasetRecord } from '../datasets/record.js';
import type { Removal } from '../datasets/remove.js';
import type { Found, SearchOptions } from '../datasets/search.js';
import type { DatasetStatisticsOptions, StatisticsFound } from '../datasets/statistics/statistics.js';
import type { DatasetChanges, Updated } from '../datasets/update.js';
import type { Session } from './session.js';

export type { DatasetDescription } from '../datasets/info.js';
export type { DatasetList, ListedDataset, ListOptions } from '../datasets/list.js';
export type { LoadRowsOptions } from '../datasets/load-rows.js';
export type { DatasetRecord, ProblemType } from '../datasets/record.js';
export type { Removal } from '../datasets/remove.js';
export type { Found, SearchOptions } from '../datasets/search.js';
export type { DatasetStatistics, TableStatistics } from '../datasets/statistics/result.js';
export type { DatasetStatisticsOptions, StatisticsFound } from '../datasets/statistics/statistics.js';
export type { DatasetChanges, Updated } from '../datasets/update.js';

/** Finds, describes, changes and removes datasets. */
export interface ManagementClient {
  list(options?: ListOptions): Promise<DatasetList>;
  /** What is known of a dataset; fails with `not-found`. */
  get(name: string): Promise<DatasetRecord>;
  exists(name: string): Promise<boolean>;
  /** Everything about a dataset; with `details` also its columns and features. */
  describe(name: string, options?: { readonly details?: boolean }): Promise<DatasetDescription>;
  search(query: string | undefined, options?: SearchOptions): Promise<Found>;
  update(name: string, changes: DatasetChanges): Promise<Updated>;
  /** Takes a dataset away with all its tables; with `dryRun` says what would go. */
  remove(name: string, options?: { readonly dryRun?: boolean }): Promise<Removal>;
  /** Statistics that are kept, or measured now when there are none or the dataset changed. */
  statistics(name: string, options?: DatasetStatisticsOptions): Promise<StatisticsFound>;
  /** Statistics measured now, and kept. */
  computeStatistics(name: string, options?: DatasetStatisticsOptions): Promise<StatisticsFound>;
  /** Stores rows in memory as a table of a dataset: an Arrow table, batches or objects. Gives their number. */
  loadRows(name: string, table: string, rows: RowData, options?: LoadRowsOptions): Promise<number>;
}

export function managementClient({ run }: Session): ManagementClient {
  const statistics = (name: string, options: DatasetStatisticsOptions, anew: boolean): Promise<StatisticsFound> =>
    run(async (ws) => {
      const [{ openDataset }, { datasetStatistics }] = await Promise.all([
        import('../datasets/open.js'),
        import('../datasets/statistics/statistics.js'),
      ]);
      const dataset = await openDataset(ws, name);
      if (anew) await dataset.backend.updateMetadata(dataset.store, 'statistics', undefined);
      return datasetStatistics(ws, dataset, options);
    });
  const repository = <T>(work: (of: import('../datasets/repository.js').Repository) => Promise<T>): Promise<T> =>
    run(async (ws) => work((await import('../datasets/repository.js')).openRepository(ws.config)));
  return {
    list: (options) => run(async (ws) => (await import('../datasets/list.js')).listDatasets(ws, options)),
    get: (name) => repository((all) => all.get(name)),
    exists: (name) => repository(async (all) => (await all.find(name)) !== undefined),
    describe: (name, options) => run(async (ws) => (await import('../datasets/info.js')).describeDataset(ws, name, options)),
    search: (query, options) => run(async (ws) => (await import('../datasets/search.js')).searchDatasets(ws, query, options)),
    update: (name, changes) => run(async (ws) => (await import('../datasets/update.js')).updateDataset(ws, name, changes)),
    remove: (name, options) => run(async (ws) => (await import('../datasets/remove.js')).removeDataset(ws, name, options)),
    statistics: (name, options = {}) => statistics(name, options, false),
    computeStatistics: (name, options = {}) => statistics(name, options, true),
    loadRows: (name, table, rows, options) =>
      run(async (ws) => (await import('../datasets/load-rows.js')).loadRowsInto(ws, name, table, rows, options)),
  };
}

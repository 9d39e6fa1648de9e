import type { Table } from 'apache-arrow';
import type { Config } from './config/config.js';
import type { GenerateDatasetOptions } from './components/features/index.js';
import type { FeaturesMade } from './datasets/features/input.js';
import type { DatasetRecord } from './datasets/record.js';
import { exportClient, type ExportClient, type Exported, type ExportOptions } from './client/export.js';
import {
  managementClient,
  type DatasetChanges,
  type DatasetStatisticsOptions,
  type Found,
  type ManagementClient,
  type Removal,
  type SearchOptions,
  type StatisticsFound,
  type Updated,
} from './client/management.js';
import { mlClient, type Loaded, type LoadDatasetOptions, type MlClient, type Submitted, type SubmissionOptions } from './client/ml.js';
import { monitorPerformance, type PerformanceMonitor } from './client/monitor.js';
import { queryClient, type IterateOptions, type Parameter, type QueryClient } from './client/query.js';
import { registrationClient, type Registered, type RegisterOptions, type RegistrationClient } from './client/registration.js';
import { openSession, type ClientOptions, type ClientSession } from './client/session.js';
import { timeSeriesClient, type TimeSeriesClient } from './client/timeseries.js';
import { chunksOf, timeSplits, type ChunkOptions, type TimeSplitsOptions, type TrainTest } from './client/tables.js';
import type { Predicted } from './ml/submission.js';
import type { BackendName } from './storage/backend.js';

export type { ClientOptions } from './client/session.js';

type Migrate = typeof import('./datasets/migrate.js').migrateDataset;
export type MigrateOptions = NonNullable<Parameters<Migrate>[3]>;
export type Migrated = Awaited<ReturnType<Migrate>>;

/** Which datasets `listDatasets` gives, and in what order. */
export interface ClientListOptions {
  readonly limit?: number;
  /** Those with all of these tags. */
  readonly tags?: readonly string[];
  /** `name`, `registered_at`, `size_mb`, `row_count` or `last_updated_at`; default `name`. */
  readonly sortBy?: string;
  readonly reverse?: boolean;
  /** Such as `problem_type=regression AND row_count>1000`. */
  readonly filter?: string;
}

/**
 * Datasets from code: everything that `mdm dataset` does, and what only code can do.
 *
 * ```ts
 * await using client = new MDMClient();
 * await client.registerDataset('penguins', 'penguins.csv', { target: 'species' });
 * const { X_train, y_train } = await client.prepareForMl('penguins', { framework: 'tfjs' });
 * ```
 *
 * The configuration is that of the moment the client is made, until `reloadConfig`; a flag that is changed counts within five seconds. At
 * most `performance.max_concurrent_operations` run at a time; more wait for their turn. Errors are `MdmError`s, with the code by which `mdm` ends.
 */
export class MDMClient {
  readonly registration: RegistrationClient;
  readonly query: QueryClient;
  readonly ml: MlClient;
  readonly export: ExportClient;
  readonly management: ManagementClient;
  readonly timeSeries: TimeSeriesClient;
  readonly #session: ClientSession;

  constructor(options: ClientOptions = {}) {
    this.#session = openSession(options);
    this.registration = registrationClient(this.#session);
    this.query = queryClient(this.#session);
    this.ml = mlClient(this.#session);
    this.export = exportClient(this.#session);
    this.management = managementClient(this.#session);
    this.timeSeries = timeSeriesClient(this.#session);
  }

  /** Registers the tables of a file, a folder or a glob. */
  registerDataset(name: string, path: string, options?: Omit<RegisterOptions, 'path'>): Promise<Registered> {
    return this.registration.register(name, path, options);
  }

  /** What is known of a dataset; fails with `not-found`. */
  getDataset(name: string): Promise<DatasetRecord> {
    return this.management.get(name);
  }

  datasetExists(name: string): Promise<boolean> {
    return this.management.exists(name);
  }

  /** The datasets of the backend in use. */
  async listDatasets({ tags = [], limit, ...options }: ClientListOptions = {}): Promise<readonly DatasetRecord[]> {
    const { datasets } = await this.management.list({ ...options, sizes: false });
    const records = datasets.map(({ record }) => record).filter((record) => tags.every((tag) => record.tags.includes(tag)));
    return records.slice(0, limit ?? records.length);
  }

  /** Every table of a dataset as an Arrow table, by its name; with `features` those of features too (default true). */
  async loadDatasetFiles(
    name: string,
    { features = true, limit }: { readonly features?: boolean; readonly limit?: number } = {},
  ): Promise<Readonly<Record<string, Table>>> {
    const { tables, feature_tables } = await this.getDataset(name);
    const wanted = new Set([...Object.values(tables), ...(features ? Object.values(feature_tables) : [])]);
    const loaded = [...wanted].map(
      async (table) => [table, await this.query.loadTable(name, table, limit === undefined ? {} : { limit })] as const,
    );
    return Object.fromEntries(await Promise.all(loaded));
  }

  /** One table as features, target and ids. */
  loadDataset(name: string, options?: LoadDatasetOptions): Promise<Loaded> {
    return this.ml.loadDataset(name, options);
  }

  /** The rows of a statement that reads, over one dataset or several (`FROM a.train JOIN b.train ...`); values are bound to `?`. */
  queryDataset(names: string | readonly string[], sql: string, parameters?: readonly Parameter[]): Promise<Table> {
    return this.query.query(names, sql, parameters);
  }

  updateDataset(name: string, changes: DatasetChanges): Promise<Updated> {
    return this.management.update(name, changes);
  }

  /** Takes a dataset away with all its tables; with `dryRun` says what would go. */
  removeDataset(name: string, options?: { readonly dryRun?: boolean }): Promise<Removal> {
    return this.management.remove(name, options);
  }

  /** Datasets by a part of their name; `deep` looks into descriptions, tags and columns too. */
  searchDatasets(query: string, options?: SearchOptions): Promise<Found> {
    return this.management.search(query, options);
  }

  async searchDatasetsByTag(tag: string | readonly string[]): Promise<readonly DatasetRecord[]> {
    const { matches } = await this.management.search(undefined, { tag });
    return matches.map(({ record }) => record);
  }

  /** Statistics that are kept, or measured now when there are none or the dataset changed; `full` adds correlations and distributions. */
  getStatistics(name: string, options?: DatasetStatisticsOptions): Promise<StatisticsFound> {
    return this.management.statistics(name, options);
  }

  /** Statistics measured now, and kept. */
  computeStatistics(name: string, options?: DatasetStatisticsOptions): Promise<StatisticsFound> {
    return this.management.computeStatistics(name, options);
  }

  exportDataset(name: string, options?: ExportOptions): Promise<Exported> {
    return this.export.exportDataset(name, options);
  }

  /** What a model is trained and tested on: X, y and ids of the train and test tables. See `client.ml`. */
  get prepareForMl(): MlClient['prepareForMl'] {
    return this.ml.prepareForMl;
  }

  /** Writes a submission file as the sample of the dataset has it. */
  createSubmission(name: string, predictions: Predicted | string, options?: SubmissionOptions): Promise<Submitted> {
    return this.ml.createSubmission(name, predictions, options);
  }

  /** Divides a table in time, as `mdm timeseries split` does: every test is later than what is trained on. Default 5 splits that test 0.2. */
  async splitTimeSeries(name: string, options: TimeSplitsOptions & { readonly table?: string } = {}): Promise<readonly TrainTest[]> {
    const { table, ...rest } = { testSize: 0.2, ...options };
    const { time_column } = await this.getDataset(name);
    const column = options.timeColumn ?? time_column;
    return timeSplits(await this.query.loadTable(name, table), column, rest);
  }

  /** The same of an Arrow table in memory; without `testSize`, each of equal parts is tested after those before it. */
  createTimeSeriesSplits(data: Table, timeColumn: string, options?: TimeSplitsOptions): Promise<readonly TrainTest[]> {
    return timeSplits(data, timeColumn, options ?? {});
  }

  /** Calls a function with a table chunk by chunk, in its order, and gives what it returned. */
  processInChunks<T>(
    data: string | Table,
    work: (chunk: Table, index: number) => T | Promise<T>,
    options: ChunkOptions = {},
  ): Promise<T[]> {
    return chunksOf(typeof data === 'string' ? this.iterateDataset(data, options) : data, work, options);
  }

  /** A table chunk by chunk: in its order, every row once, in memory bounded by the chunk. */
  iterateDataset(name: string, options: IterateOptions = {}): AsyncGenerator<Table, void, void> {
    return this.#session.iterate(async function* (ws) {
      yield* (await import('./datasets/read.js')).iterateDataset(ws, name, options);
    });
  }

  /** Watches time, memory and operations until `stop`. */
  monitorPerformance(): PerformanceMonitor {
    return monitorPerformance(this.#session);
  }

  /** Makes the features of a dataset's tables, and keeps them with it. */
  generateFeatures(name: string, options: GenerateDatasetOptions = {}): Promise<FeaturesMade> {
    return this.#session.run(async (ws) => (await import('./components/features/index.js')).generateDatasetFeatures(ws, name, options));
  }

  /** Moves a dataset to another backend; the source stays until the copy is verified. */
  migrateDataset(name: string, to: BackendName, options: MigrateOptions = {}): Promise<Migrated> {
    return this.#session.run(async (ws) => (await import('./datasets/migrate.js')).migrateDataset(ws, name, to, options));
  }

  /** The configuration in force. */
  config(): Promise<Config> {
    return this.#session.config();
  }

  /** Reads the configuration anew; what runs ends with the one it began with. */
  reloadConfig(): Promise<Config> {
    return this.#session.reload();
  }

  /** Ends what runs and closes all connections; may be called twice. */
  close(): Promise<void> {
    return this.#session.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

/** Datasets of the home, without a client of one's own. */
export async function listDatasets(options: ClientListOptions & ClientOptions = {}): Promise<readonly DatasetRecord[]> {
  await using client = new MDMClient(options);
  return await client.listDatasets(options);
}

/** One table as features, target and ids, without a client of one's own. */
export async function loadDataset(name: string, options: LoadDatasetOptions & ClientOptions = {}): Promise<Loaded> {
  await using client = new MDMClient(options);
  return await client.loadDataset(name, options);
}

import type { RecordBatch, Table } from 'apache-arrow';
import type { Changed } from './config/change.js';
import { checkKey } from './config/config.js';
import { homeOf } from './config/home.js';
import type { KeyName, Values } from './config/keys.js';
import type { FlagChange } from './flags/callbacks.js';
import { openRegistry, type Registry } from './host/registry.js';
import type { PluginManifest } from './host/manifest.js';
import type { CompareFeaturesOptions, FeatureComparison } from './parity/compare-features.js';
import type { CompareOptions } from './parity/compare.js';
import type { Comparison } from './parity/result.js';
import type { GenerateWithOptions, GenerateWithResult } from './pipeline/generate-with.js';
import type { ApplyOptions, GenerateOptions, ReadyOptions, RunOptions } from './pipeline/options.js';
import { readProfile } from './pipeline/profiles.js';
import type { ApplyResult, DiffReport, GenerateResult, PlanReport } from './pipeline/result.js';

export { ERRORS, MdmError, type ErrorCode } from './errors.js';
export { openRegistry, type Registry, type TransformerInfo } from './host/registry.js';
export { installedPlugins } from './host/store.js';
export type { PluginManifest, Provided } from './host/manifest.js';
export type {
  ApplyOptions,
  FitScope,
  GenerateOptions,
  OutputFormat,
  Profile,
  Progress,
  RunOptions,
  SignalOptions,
  Stage,
  Use,
} from './pipeline/options.js';
export type { InputTable, ProfiledColumn, RoleOptions } from './pipeline/table.js';
export type { ApplyResult, DiffReport, FeatureExplanation, GenerateResult, MadeFeature, MadeTable, PlanReport } from './pipeline/result.js';
export type { Recipe, RecipeFeature } from './pipeline/recipe.js';
export type { CompareOptions } from './parity/compare.js';
export type { ColumnComparison, Comparison } from './parity/result.js';
export type { CompareFeaturesOptions, FeatureComparison } from './parity/compare-features.js';
export type { KnownDifference } from './parity/known-differences.js';
export type { ExperimentResult, TableSummary } from './parity/trial-result.js';
export type { Tolerance, Tolerances } from './parity/tolerance.js';
export { openConfig } from './components/config/index.js';
export type { Config, ConfigOptions, Origin } from './config/config.js';
export { liveConfig } from './config/live.js';
export type { KeyName, Values } from './config/keys.js';
export { chooseSide, type Choice } from './flags/choose.js';
export { featureFlag, type FlagOptions } from './flags/feature-flag.js';
export { onFlagChange, type FlagChange } from './flags/callbacks.js';
export { openMetrics, type Metrics } from './metrics/metrics.js';
export { loadRecipe } from './pipeline/load.js';
export { explainRecipe } from './pipeline/explain.js';
export { builtInProfiles, readProfile, type BuiltInProfile } from './pipeline/profiles.js';

export { listDatasets, loadDataset, MDMClient, type ClientListOptions, type Migrated, type MigrateOptions } from './client.js';
export type { Exported, ExportClient, ExportOptions, Transformation, Transformed, TransformOptions } from './client/export.js';
export type {
  DatasetChanges,
  DatasetDescription,
  DatasetList,
  DatasetRecord,
  DatasetStatistics,
  DatasetStatisticsOptions,
  Found,
  ListedDataset,
  ListOptions,
  LoadRowsOptions,
  ManagementClient,
  ProblemType,
  Removal,
  SearchOptions,
  StatisticsFound,
  TableStatistics,
  Updated,
} from './client/management.js';
export type {
  DatasetFoldOptions,
  DatasetSplitOptions,
  Divided,
  Framework,
  Loaded,
  LoadDatasetOptions,
  MlClient,
  PredictionOptions,
  Prepared,
  PrepareOptions,
  PythonFiles,
  PythonOptions,
  SavedPredictions,
  SplitBy,
  Submitted,
  SubmissionOptions,
  TableFramework,
  Target,
} from './client/ml.js';
export type { Operation, PerformanceMonitor, PerformanceReport } from './client/monitor.js';
export type { IterateOptions, Parameter, QueryClient, QueryOptions, ReadTableOptions, StoredColumn } from './client/query.js';
export type { Registered, RegisterOptions, RegistrationClient, RowData } from './client/registration.js';
export type { ClientOptions } from './client/session.js';
export type { ChunkOptions, TimeSplitsOptions, TrainTest } from './client/tables.js';
export type { TimeSeriesClient } from './client/timeseries.js';
export type { Fold, FoldOptions, Label, Labels, Matrix, MatrixOptions, Predicted, Split, SplitOptions } from './ml/index.js';

export type { GeneratorColumn, GeneratorLoss, GeneratorStop, GeneratorTable, GeneratorType } from './host/generator.js';
export type { GeneratedTable, GenerateWithOptions, GenerateWithResult } from './pipeline/generate-with.js';

/** Plugins other than those that come with MDM: a registry made by `openRegistry`. */
export interface WithRegistry {
  readonly registry?: Registry;
}

/**
 * Fits features on a table and makes them.
 *
 * ```ts
 * const result = await generateFeatures({ source: 'penguins.csv', target: 'species', output: 'penguins.features.parquet' });
 * console.log(result.features.length);
 * ```
 *
 * Without `output` nothing is written; `onBatch` gives the values batch by batch, `generateTable` as one table.
 */
export async function generateFeatures(options: GenerateOptions & WithRegistry): Promise<GenerateResult> {
  const [{ generate }, registry] = await Promise.all([import('./pipeline/generate.js'), options.registry ?? openRegistry()]);
  return generate(await ready(options), registry);
}

/** A profile that is named is read. */
async function ready({ profile, ...options }: GenerateOptions): Promise<ReadyOptions> {
  if (profile === undefined) return options;
  return { ...options, profile: typeof profile === 'string' ? await readProfile(profile) : profile };
}

/**
 * Fits features on a table and gives those of the training table as one Arrow table, with the recipe. Nothing is written unless `output`
 * or `recipe` are given. For tables larger than memory use `onBatch` of `generateFeatures`.
 */
export async function generateTable(options: GenerateOptions & WithRegistry): Promise<GenerateResult & { readonly table: Table }> {
  const { Table } = await import('apache-arrow');
  const batches: RecordBatch[] = [];
  let first: string | undefined;
  const result = await generateFeatures({
    ...options,
    onBatch: async (batch, table) => {
      first ??= table;
      if (table === first) batches.push(batch);
      await options.onBatch?.(batch, table);
    },
  });
  return { ...result, table: new Table(batches) };
}

/** What `generateFeatures` would do: the scans, the stages and the SELECT. Writes nothing. */
export async function planFeatures(options: GenerateOptions & WithRegistry): Promise<PlanReport> {
  const [{ plan }, registry] = await Promise.all([import('./pipeline/generate.js'), options.registry ?? openRegistry()]);
  return plan(await ready(options), registry);
}

/**
 * Makes tables of features with a generator instead of transformers, such as that of MDM 1.0.6: one for each table of the source, its
 * columns first, then the features. There is no recipe: every table is fitted on itself.
 *
 * ```ts
 * const { tables } = await generateWith({ generator: 'legacy', source: 'penguins.csv', target: 'species', output: 'old.parquet' });
 * console.log(tables[0].features.length);
 * ```
 *
 * Without `output` nothing is written; `onTable` gives each table's columns.
 */
export async function generateWith(options: GenerateWithOptions & WithRegistry): Promise<GenerateWithResult> {
  const [{ generateWith: generate }, registry] = await Promise.all([
    import('./pipeline/generate-with.js'),
    options.registry ?? openRegistry(),
  ]);
  return generate(options, registry.generator(options.generator));
}

/** Makes the features of a recipe for another table. */
export async function applyRecipe(options: ApplyOptions & WithRegistry): Promise<ApplyResult> {
  const [{ apply }, registry] = await Promise.all([import('./pipeline/apply.js'), options.registry ?? openRegistry()]);
  return apply(options, registry);
}

/** The features of a recipe for a table as a stream of Arrow record batches; nothing is written. */
export async function* readFeatures(
  options: Omit<ApplyOptions, 'output' | 'format' | 'force'> & WithRegistry,
): AsyncGenerator<RecordBatch> {
  const [{ read }, registry] = await Promise.all([import('./pipeline/apply.js'), options.registry ?? openRegistry()]);
  yield* read(options, registry);
}

/** The features of a recipe for a table as one Arrow table in memory. */
export async function readFeatureTable(options: Omit<ApplyOptions, 'output' | 'format' | 'force'> & WithRegistry): Promise<Table> {
  const { Table } = await import('apache-arrow');
  const batches: RecordBatch[] = [];
  for await (const batch of readFeatures(options)) batches.push(batch);
  return new Table(batches);
}

/** Compares two recipes, or two feature files. */
export async function diffFeatures(a: string, b: string, options: RunOptions = {}): Promise<DiffReport> {
  const { diff } = await import('./parity/difference.js');
  return diff(a, b, options);
}

/**
 * Compares feature table B with A: keys, columns, then values; each column within its tolerance.
 *
 * ```ts
 * const { equal, reasons } = await compareTables('old.parquet', 'new.parquet', { key: ['id'], tolerance: { '*': { rel: 1e-9 } } });
 * ```
 */
export async function compareTables(a: string, b: string, options: CompareOptions = {}): Promise<Comparison> {
  const { compareTables: compare } = await import('./parity/compare.js');
  return compare(a, b, options);
}

/**
 * Makes the features of a source by two sides, each in a process of its own, and compares them table by table.
 *
 * ```ts
 * const { result } = await compareFeatures({ source: 'penguins.csv', subject: 'penguins', old: 'legacy', new: 'mdm1', target: 'species' });
 * console.log(result.verdict); // 'matched'
 * ```
 */
export async function compareFeatures(options: CompareFeaturesOptions): Promise<FeatureComparison> {
  const { compareFeatures: compare } = await import('./parity/compare-features.js');
  return compare(options);
}

export interface ChangeConfigOptions {
  /** Default: `MDM_HOME_DIR`, else `~/.mdm`. */
  readonly home?: string;
  /** Configuration file instead of the home's. */
  readonly file?: string;
  /** Who changes it, for the history of flags; default: the user of the process. */
  readonly by?: string;
  readonly reason?: string;
}

/**
 * Changes keys of the configuration file, all or none; undefined takes a key out. Comments and the order of keys stay.
 *
 * ```ts
 * await changeConfig({ 'refactoring.use_new_features': false }, { reason: 'slower since Monday' });
 * ```
 */
export async function changeConfig(changes: Partial<Values>, options: ChangeConfigOptions = {}): Promise<readonly Changed[]> {
  const { changeKeys } = await import('./flags/change.js');
  const all = Object.entries(changes).map(([key, value]) => [checkKey(key), value] as const);
  return changeKeys(new Map(all), { ...options, home: options.home ?? homeOf() });
}

/** The changes of flags, the latest first. */
export async function flagHistory(
  options: { readonly home?: string; readonly flag?: KeyName; readonly limit?: number } = {},
): Promise<readonly FlagChange[]> {
  const { flagHistory: read } = await import('./flags/change.js');
  return read(options.home ?? homeOf(), options);
}

/** A plugin as its code describes it: `provides` is what `mdm.provides` of its package.json must be. Imports the code into this thread. */
export async function manifestOf(folder: string): Promise<PluginManifest> {
  const { manifestOf: read } = await import('./host/provides.js');
  return read(folder);
}

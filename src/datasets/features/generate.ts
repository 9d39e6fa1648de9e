import type { Semantic } from '@mdm/sdk';
import { withDataset } from '../lock.js';
import { openDataset, type Dataset } from '../open.js';
import type { DatasetRecord } from '../record.js';
import type { Workspace } from '../workspace.js';
import type { FeatureInput, FeaturesMade } from './input.js';
import type { MakeFeatures } from './make.js';

export interface GenerateDatasetOptions {
  /** Instead of what the record says. */
  readonly target?: string;
  readonly timeColumn?: string;
  readonly groupColumn?: string;
  readonly ignoreColumns?: readonly string[];
  readonly types?: Readonly<Record<string, Semantic>>;
  readonly seed?: number;
  readonly keepIntermediate?: boolean;
}

/** What the record of a dataset says of its features. */
export function featureInput(dataset: Dataset, options: GenerateDatasetOptions = {}): FeatureInput {
  const { record, backend, store } = dataset;
  const { metadata } = record;
  const types = { ...(metadata.column_types as Readonly<Record<string, Semantic>> | undefined), ...options.types };
  return {
    name: record.name,
    displayName: record.display_name,
    dataset: { backend, store },
    tables: record.tables,
    target: options.target ?? record.target_column ?? undefined,
    idColumns: record.id_columns,
    timeColumn: options.timeColumn ?? record.time_column ?? undefined,
    groupColumn: options.groupColumn ?? record.group_column ?? undefined,
    ignore: [...(metadata.ignored_columns ?? []), ...(options.ignoreColumns ?? [])],
    types,
    datetime: metadata.datetime_columns,
    ...(options.seed === undefined ? {} : { seed: options.seed }),
    ...(options.keepIntermediate === undefined ? {} : { keepIntermediate: options.keepIntermediate }),
  };
}

/** Makes the features of a registered dataset anew by a side, in place of those it has, and writes their tables down in its record. */
export async function generateDatasetFeatures(
  workspace: Workspace,
  makeFeatures: MakeFeatures,
  name: string,
  options: GenerateDatasetOptions = {},
): Promise<FeaturesMade> {
  const { track } = await import('../../operations/operations.js');
  return track(workspace.config, { type: 'feature_generation', operation: 'generate', dataset: name }, async (note) => {
    const made = await withDataset(
      workspace.config,
      name,
      () => make(workspace, makeFeatures, name, options),
      workspace.signal ? { signal: workspace.signal } : {},
    );
    note.rows?.(Object.values(made.rows).reduce((sum, rows) => sum + rows, 0));
    return made;
  });
}

async function make(
  workspace: Workspace,
  makeFeatures: MakeFeatures,
  name: string,
  options: GenerateDatasetOptions,
): Promise<FeaturesMade> {
  const [{ validateBefore }, { writeRecord }] = await Promise.all([import('./validate.js'), import('../update.js')]);
  const dataset = await openDataset(workspace, name);
  const { onProgress } = workspace;
  const input = featureInput(dataset, options);
  const found = await validateBefore(workspace, { ...input, without: [...input.idColumns, ...(input.ignore ?? [])] });
  const features = await makeFeatures(workspace, { ...input, ...(onProgress ? { onProgress } : {}) });
  const made = { ...features, warnings: [...found.warnings, ...features.warnings], notes: [...found.notes, ...features.notes] };
  const record: DatasetRecord = { ...dataset.record, feature_tables: made.tables, last_updated_at: new Date().toISOString() };
  await writeRecord(workspace, dataset, record);
  const log = workspace.log.child('features');
  for (const warning of made.warnings) log.warning(warning, { dataset: dataset.record.name });
  return made;
}

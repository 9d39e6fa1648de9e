import { join, basename } from 'node:path';
import { literal, quote } from '../engine/duckdb/dialect.js';
import { openDatabase, type Database } from '../engine/duckdb/driver.js';
import { parquetItem } from '../engine/duckdb/introspect.js';
import { MdmError } from '../errors.js';
import { storedRecipe } from '../datasets/features/recipe-store.js';
import type { Dataset } from '../datasets/open.js';
import { measuredFile } from '../datasets/statistics/columns.js';
import { measureFile } from '../datasets/statistics/measure.js';
import { stageTables } from '../datasets/stage.js';
import type { Workspace } from '../datasets/workspace.js';
import type { Registry } from '../host/registry.js';
import { apply } from '../pipeline/apply.js';
import { explainRecipe } from '../pipeline/explain.js';
import { checkRecipe, loadRecipe } from '../pipeline/load.js';
import type { RunOptions } from '../pipeline/options.js';
import { featuresPage } from './features.js';

export interface RecipeReportOptions extends RunOptions {
  readonly recipe: string;
  /** A table from which the features are made and measured; absent: the page explains alone. */
  readonly data?: string;
  readonly registry: () => Promise<Registry>;
}

/** A page of a recipe's features. */
export async function recipeReport({ recipe: file, data, registry, ...run }: RecipeReportOptions): Promise<string> {
  const recipe = await loadRecipe(file);
  const features = explainRecipe(recipe);
  const title = `Features of ${basename(file)}`;
  if (data === undefined)
    return featuresPage({ title, features, lead: ['Distributions and relations need a table: mdm features report RECIPE --data FILE.'] });
  const { memoryLimit, threads, temp, signal } = run;
  const db = await openDatabase({
    ...(memoryLimit === undefined ? {} : { memoryLimit }),
    ...(threads === undefined ? {} : { threads }),
    ...(temp === undefined ? {} : { temp }),
    ...(signal === undefined ? {} : { signal }),
  });
  try {
    const output = join(db.temp, 'features.parquet');
    await apply({ ...run, recipe: file, source: data, output, format: 'parquet', keep: 'roles' }, await registry());
    const target = recipe.input.find(({ role }) => role === 'target')?.name ?? null;
    const statistics = await measureFile(db, output, basename(data), { full: true, target });
    return await featuresPage({ title, features, statistics });
  } finally {
    await db.close();
  }
}

/** A page of the features that a dataset holds. */
export async function datasetFeaturesReport(ws: Workspace, dataset: Dataset): Promise<string> {
  const { record, backend, store } = dataset;
  await storedRecipe(dataset);
  const held = await backend.getMetadata(store, 'recipe');
  const role = ['train', 'data'].find((one) => record.feature_tables[one] !== undefined) ?? Object.keys(record.feature_tables)[0];
  const table = role === undefined ? undefined : record.feature_tables[role];
  if (held === undefined || held === null || table === undefined)
    throw new MdmError(
      'not-found',
      `The dataset ${JSON.stringify(record.display_name)} has no features.`,
      `Make them: mdm features generate ${record.name}`,
    );
  const features = explainRecipe(checkRecipe(typeof held === 'string' ? JSON.parse(held) : held, 'The recipe of the dataset'));
  const { target_column: target, problem_type: problem } = record;
  const raw = record.tables[role!];
  const own = (await backend.table(store, table)).columns.some(({ name }) => name === target);
  const beside = !own && target !== null && raw !== undefined;
  const staged = await stageTables(ws, dataset, beside ? [table, raw] : [table]);
  try {
    const file = beside ? await withTarget(staged.db, staged.file(table), staged.file(raw), target) : staged.file(table);
    const statistics = await measureFile(staged.db, file, table, { full: true, target, problem });
    return await featuresPage({ title: `Features of ${record.display_name}`, features, statistics });
  } finally {
    await staged.close();
  }
}

/** The features with the target of the table that they were made from, row by row. */
async function withTarget(db: Database, features: string, raw: string, target: string): Promise<string> {
  const [made, from] = [await measuredFile(db, features), await measuredFile(db, raw)];
  const at = from.columns.findIndex(({ name }) => name === target);
  if (at < 0 || made.rows !== from.rows) return features;
  const file = join(db.temp, 'features-and-target.parquet');
  const column = `(SELECT c${at} AS ${quote(target)} FROM ${parquetItem([raw], from.columns.length)})`;
  await db.inOrder(() =>
    db.run(
      `COPY (SELECT * FROM read_parquet(${literal(features)}, hive_partitioning = false) POSITIONAL JOIN ${column}) TO ${literal(file)} (FORMAT parquet)`,
    ),
  );
  return file;
}

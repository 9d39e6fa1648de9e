import { createHash } from 'node:crypto';
import { copyFile, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Config } from '../../config/config.js';
import { MdmError } from '../../errors.js';
import type { Recipe } from '../../pipeline/recipe.js';
import type { Dataset } from '../open.js';
import type { Stored } from '../stage.js';
import { asJson, METADATA, type CustomColumn, type FeatureReport } from './input.js';

/** Where the large fitted tables of a store's recipe are; the recipe itself is in its metadata. */
export const recipeFolder = (config: Config, store: string): string => join(config.path('paths.datasets_path'), store, 'recipe');

/** Puts the fitted tables of a new recipe beside those of the old one, under names of their own, and gives the recipe that names them. */
export async function keepRecipe(config: Config, store: string, recipe: Recipe, recipeFile: string): Promise<Recipe> {
  const folder = recipeFolder(config, store);
  const used = recipe.tables.filter(({ file }) => file !== undefined);
  if (used.length > 0) await mkdir(folder, { recursive: true });
  const tables = [];
  for (const table of recipe.tables) {
    if (table.file === undefined) {
      tables.push(table);
      continue;
    }
    const mark = table.sha256?.slice(0, 16) ?? createHash('md5').update(table.file).digest('hex').slice(0, 16);
    const file = `${table.id}-${mark}.parquet`;
    await copyFile(join(dirname(recipeFile), basename(table.file)), join(folder, file));
    tables.push({ ...table, file });
  }
  return { ...recipe, tables };
}

/** Takes away fitted tables that the recipe does not name. */
export async function tidyRecipe(config: Config, store: string, recipe: Recipe | undefined): Promise<void> {
  const folder = recipeFolder(config, store);
  const named = new Set(recipe?.tables.flatMap(({ file }) => file ?? []));
  for (const file of await readdir(folder).catch(() => [])) if (!named.has(file)) await rm(join(folder, file), { force: true });
}

export interface StoredFeatures {
  readonly recipe?: Recipe;
  readonly custom: readonly CustomColumn[];
  readonly report?: FeatureReport;
}

/** What is kept of the features of a store. */
export async function storedFeatures({ backend, store }: Stored): Promise<StoredFeatures> {
  const [recipe, custom, report] = await Promise.all(
    [METADATA.recipe, METADATA.custom, METADATA.report].map((key) => backend.getMetadata(store, key)),
  );
  return {
    ...(recipe === undefined || recipe === null ? {} : { recipe: recipe as unknown as Recipe }),
    custom: (custom as { readonly columns?: readonly CustomColumn[] } | null | undefined)?.columns ?? [],
    ...(report === undefined || report === null ? {} : { report: report as unknown as FeatureReport }),
  };
}

/** What is kept of the features of a dataset, which can be made again of another table; refuses where there are none, or none that can. */
export async function storedRecipe(dataset: Dataset): Promise<StoredFeatures> {
  const { record } = dataset;
  const stored = await storedFeatures(dataset);
  const { recipe, custom, report } = stored;
  if (recipe || (custom.length > 0 && report?.made_by === undefined)) return stored;
  const name = JSON.stringify(record.display_name);
  throw Object.keys(record.feature_tables).length > 0
    ? new MdmError(
        'not-found',
        `The features of the dataset ${name} were made by the old side, the generator of MDM 1.0.6, and have no recipe.`,
        `Make them by the new side, which the flag chooses (mdm flags set features true), with: mdm features generate ${record.name}`,
      )
    : new MdmError('not-found', `The dataset ${name} has no features.`, `Make them with: mdm features generate ${record.name}`);
}

/** Writes the recipe of a store as a file, its fitted tables beside it. */
export async function writeRecipe(config: Config, store: string, recipe: Recipe, folder: string): Promise<string> {
  const { recipeText } = await import('../../pipeline/recipe.js');
  const from = recipeFolder(config, store);
  for (const { file } of recipe.tables) {
    if (file === undefined) continue;
    await copyFile(join(from, file), join(folder, file)).catch((error: unknown) => {
      throw new MdmError(
        'not-found',
        `The recipe of the dataset needs ${join(from, file)}, which is not there.`,
        `Make its features again: mdm features generate ${store.replace(/~\d+$/, '')}`,
        error,
      );
    });
  }
  const path = join(folder, 'dataset.recipe.json');
  await writeFile(path, recipeText(recipe));
  return path;
}

export const metadataOf = (
  recipe: Recipe | undefined,
  custom: { readonly modules: readonly string[]; readonly columns: readonly CustomColumn[] } | undefined,
  report: FeatureReport,
): Readonly<Record<string, ReturnType<typeof asJson> | undefined>> => ({
  [METADATA.recipe]: recipe === undefined ? undefined : asJson(recipe),
  [METADATA.custom]: custom === undefined ? undefined : asJson(custom),
  [METADATA.report]: asJson(report),
});

import { readFile } from 'node:fs/promises';
import type { Column, Json, ScalarType } from '@mdm/sdk';
import { MdmError, TransformerError } from '../errors.js';
import { checkExpr, type Known } from '../sql/check.js';
import { RECIPE_VERSION, recipeSchema, type Recipe } from './recipe.js';
import type { TransformerSource } from './transformers.js';

/** Reads and checks a recipe file. Needs no plugin. */
export async function loadRecipe(path: string): Promise<Recipe> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EACCES') throw new MdmError('permission', `The recipe ${path} may not be read.`, 'Check its permissions.', error);
    throw new MdmError('not-found', `There is no recipe ${path}.`, '`mdm features generate` writes one.', error);
  });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new MdmError('recipe', `${path} is not JSON: ${(error as Error).message}.`, 'Generate the recipe again.', error);
  }
  return checkRecipe(value, path);
}

/** Checks a recipe that was already parsed. `name` is used in errors. */
export function checkRecipe(value: unknown, name = 'The recipe'): Recipe {
  const version = (value as { mdm?: { recipe?: unknown } } | null)?.mdm?.recipe;
  if (version === undefined)
    throw new MdmError('recipe', `${name} is not an MDM recipe.`, 'Name the .recipe.json file that `mdm features generate` wrote.');
  if (version !== RECIPE_VERSION) {
    throw new MdmError(
      'recipe',
      `${name} has recipe version ${JSON.stringify(version)}; this MDM reads version ${RECIPE_VERSION}.`,
      'Use the MDM that wrote it, or generate it again.',
    );
  }
  const read = parsed(value, name);
  if (!read.success) {
    const issue = read.error.issues[0]!;
    throw new MdmError(
      'recipe',
      `${name} is damaged at ${issue.path.join('.') || 'the top'}: ${issue.message}.`,
      'Generate the recipe again.',
    );
  }
  const recipe = read.data;
  const unread = recipe.input.find((c) => !READ.has(c.type));
  if (unread)
    throw new MdmError(
      'recipe',
      `${name} is damaged: no column is read as ${unread.type}, as it says of ${JSON.stringify(unread.name)}.`,
      'Generate the recipe again.',
    );
  const known = knownTo(recipe);
  for (const t of recipe.tables) {
    const names = [...t.keys, ...t.columns].map((c) => c.name);
    if (!/^[a-z][0-9]+$/.test(t.id) || t.keys.some((k) => !/^(k[0-9]+|v)$/.test(k.name)))
      throw new MdmError('recipe', `${name} is damaged: table ${JSON.stringify(t.id)}.`);
    if (t.data?.some((row) => row.length !== names.length))
      throw new MdmError('recipe', `${name} is damaged: a row of table ${t.id} has the wrong length.`);
    const odd = t.data?.flat().findIndex((cell, i) => !fits(cell, [...t.keys, ...t.columns][i % names.length]!.type));
    if (odd !== undefined && odd >= 0)
      throw new MdmError(
        'recipe',
        `${name} is damaged: table ${t.id}, row ${Math.floor(odd / names.length) + 1} holds what is no ${[...t.keys, ...t.columns][odd % names.length]!.type}.`,
      );
  }
  const features = recipe.features.map((f) => {
    if (!f.signal.kept) return f;
    try {
      return { ...f, expr: checkExpr(f.expr, known) };
    } catch (error) {
      throw new MdmError(
        'recipe',
        `${name} is damaged: feature ${JSON.stringify(f.name)}: ${(error as Error).message}.`,
        'Generate the recipe again.',
        error,
      );
    }
  });
  return { ...recipe, features };
}

/** Read by the schema; what is nested without end is more than it can walk. */
function parsed(value: unknown, name: string): ReturnType<typeof recipeSchema.safeParse> {
  try {
    return recipeSchema.safeParse(value);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new MdmError('recipe', `${name} is damaged: it is nested too deeply.`, 'Generate the recipe again.', error);
  }
}

/** Types that input columns have. */
const READ: ReadonlySet<ScalarType> = new Set<ScalarType>(['int64', 'double', 'boolean', 'text', 'timestamp']);
const LEAST: Readonly<Partial<Record<ScalarType, number>>> = { uint8: 0, uint16: 0, int32: -(2 ** 31), int64: -(2 ** 63) };
const MOST: Readonly<Partial<Record<ScalarType, number>>> = { uint8: 255, uint16: 65_535, int32: 2 ** 31 - 1, int64: 2 ** 63 - 1024 };

/** Whether a value of a fitted table is of its type; numbers beyond 2^53 and times are written as text. */
function fits(value: Json, type: ScalarType): boolean {
  if (value === null) return true;
  if (type === 'text') return typeof value === 'string';
  if (type === 'boolean') return typeof value === 'boolean';
  if (type === 'timestamp') return typeof value === 'string' && /^-?\d{1,6}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?( \(BC\))?$/.test(value);
  if (type === 'int64' && typeof value === 'string') return /^-?\d{1,19}$/.test(value);
  if (typeof value !== 'number') return false;
  return type === 'double' || (Number.isInteger(value) && value >= (LEAST[type] ?? 0) && value <= (MOST[type] ?? 0));
}

/** What the engine says of a recipe's expressions, as an error of the recipe. */
export const recipeError = (error: unknown, recipe: string): unknown => {
  if (error instanceof TransformerError) {
    const { transformer, package: owner } = error.failure;
    const next = `Update ${owner ?? 'its plugin'}, or make the recipe again without it: mdm features generate --skip ${transformer}`;
    return new TransformerError(error.failure, next, error);
  }
  return error instanceof MdmError &&
    error.code === 'engine' &&
    /(Binder|Catalog|Conversion|Invalid Input|Out of Range|Parser) Error/.test(error.message)
    ? new MdmError(
        'recipe',
        `${recipe} is damaged: the engine refuses its expressions. ${error.message}`,
        'Generate the recipe again; if that does not help, this is a bug in MDM.',
        error,
      )
    : error;
};

/** Batch stages are numbered in the order of the batch transformers. */
export const batchIds = (recipe: Recipe): Map<string, Recipe['transformers'][number]> =>
  new Map(recipe.transformers.filter((t) => t.kind === 'batch').map((t, i) => [`b${i + 1}`, t]));

function knownTo(recipe: Recipe): Known {
  const outputs = new Set<string>();
  const ids = batchIds(recipe);
  for (const f of recipe.features) {
    if (f.expr.kind === 'output' && ids.get(f.expr.stage)?.id === f.transformer) outputs.add(JSON.stringify([f.expr.stage, f.expr.column]));
  }
  return {
    columns: new Set(recipe.input.map((c) => c.name)),
    tables: new Map(
      recipe.tables.map((t) => [t.id, { columns: new Set(t.columns.map((c) => c.name)), keys: t.keys.length, ranks: t.kind === 'ranks' }]),
    ),
    outputs,
  };
}

/** Refuses a recipe whose maths has changed since, from manifests only. */
export function checkVersions(recipe: Recipe, source: TransformerSource): void {
  const used = new Set(recipe.features.filter((f) => f.signal.kept).map((f) => f.transformer));
  const installed = new Map(source.list().map((t) => [t.id, t]));
  for (const t of recipe.transformers) {
    if (!used.has(t.id)) continue;
    const now = installed.get(t.id);
    if (!now && t.kind === 'batch') {
      const safe = source.leftOut?.some((plugin) => plugin.package === t.package);
      throw new MdmError(
        'plugin',
        `The recipe needs the transformer ${t.id} of ${t.package} ${t.packageVersion}, which ${safe ? 'safe mode leaves out' : 'is not installed'}.`,
        safe ? 'Run it without --safe-mode and MDM_SAFE_MODE.' : `mdm plugins install ${t.package}`,
      );
    }
    if (now && now.version !== t.version) {
      throw new MdmError(
        'recipe',
        `The maths of ${t.id} has changed: the recipe was fitted with version ${t.version}, installed is version ${now.version}.`,
        `Generate the recipe again, or install ${t.package} ${t.packageVersion}.`,
      );
    }
  }
}

export const inputColumns = (recipe: Recipe): Column[] =>
  recipe.input.map(({ name, type, semantic, role, stats }) => ({ name, type, semantic, ...(role ? { role } : {}), stats }));

import { z } from 'zod';
import type { Expr, Json, ScalarType, Semantic } from '@mdm/sdk';

export const RECIPE_VERSION = 1;

const scalar = z.enum(['boolean', 'uint8', 'uint16', 'int32', 'int64', 'double', 'text', 'timestamp', 'texts', 'numbers']);
const role = z.enum(['target', 'id', 'time', 'group', 'ignored']);
const semantic = z.enum(['numeric', 'categorical', 'datetime', 'text', 'boolean', 'id', 'constant']);
const json: z.ZodType<Json> = z.json() as unknown as z.ZodType<Json>;

/** A node of an expression; checked in depth when it is loaded (see checkExpr). */
const expr = z.custom<Expr>((value) => typeof value === 'object' && value !== null && 'kind' in value && 'type' in value, 'not an expression').describe('an expression: a tagged node, see the guide on recipes');

const folds = z.discriminatedUnion('by', [
  z.strictObject({ by: z.enum(['hash', 'group']), key: z.string().nullable(), count: z.int(), seed: z.int() }),
  z.strictObject({ by: z.literal('time'), key: z.string(), count: z.int(), gap: z.number(), starts: z.array(z.number()) }),
]);

const tableSchema = z.strictObject({
  id: z.string(),
  kind: z.enum(['lookup', 'ranks']),
  keys: z.array(z.strictObject({ name: z.string(), type: scalar })),
  columns: z.array(z.strictObject({ name: z.string(), type: scalar })),
  /** Of ranks: number of known training values. */
  known: z.number().optional(),
  rows: z.int(),
  /** Rows here, or in a Parquet file beside the recipe. */
  data: z.array(z.array(json)).optional(),
  file: z.string().optional(),
  sha256: z.string().optional(),
});

const featureSchema = z.strictObject({
  name: z.string(),
  transformer: z.string(),
  type: scalar,
  sources: z.array(z.string()),
  explain: z.string(),
  fitted: json,
  expr,
  signal: z.strictObject({ kept: z.boolean(), reason: z.string().optional() }),
});

export const recipeSchema = z.strictObject({
  $schema: z.string(),
  mdm: z.strictObject({ recipe: z.literal(RECIPE_VERSION), cli: z.string() }),
  engine: z.strictObject({ name: z.string(), version: z.string() }),
  training: z.strictObject({ rows: z.int(), sha256: z.string() }),
  input: z.array(
    z.strictObject({
      name: z.string(),
      type: scalar,
      semantic,
      role: role.optional(),
      format: z.string().optional(),
      why: z.string(),
      stats: z.strictObject({ rows: z.int(), missing: z.int(), distinct: z.int() }),
    }),
  ),
  options: z.strictObject({ seed: z.int(), keep: z.enum(['all', 'roles', 'ids', 'none']) }),
  transformers: z.array(
    z.strictObject({ id: z.string(), version: z.int(), kind: z.enum(['expr', 'batch']), package: z.string(), packageVersion: z.string(), params: json, on: z.array(z.string()) }),
  ),
  folds: folds.nullable(),
  signal: z.strictObject({ enabled: z.boolean(), nearConstant: z.number(), correlation: z.number(), rows: z.int() }),
  features: z.array(featureSchema),
  rename: z.record(z.string(), z.string()).optional(),
  tables: z.array(tableSchema),
});

/** What was learned from the training rows: everything needed to make the same features of any table with the same columns. */
export type Recipe = z.infer<typeof recipeSchema>;
export type RecipeFeature = Recipe['features'][number];
export type RecipeTable = Recipe['tables'][number];
export type { ScalarType, Semantic };

/** A recipe as JSON with one feature, column, table or transformer a line: a diff shows what changed. */
export function recipeText(recipe: Recipe): string {
  const sections = Object.entries(recipe).map(([key, value]) => {
    const text = Array.isArray(value) && value.length > 0 ? `[\n  ${value.map((v) => JSON.stringify(v)).join(',\n  ')}\n ]` : JSON.stringify(value);
    return ` ${JSON.stringify(key)}: ${text}`;
  });
  return `{\n${sections.join(',\n')}\n}\n`;
}

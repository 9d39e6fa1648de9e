import { z } from 'zod';
import type { Expr, Json, ScalarType, Semantic } from '@mdm/sdk';
import { readingSchema } from './profile-schema.js';

export const RECIPE_VERSION = 1;

const scalar = z.enum(['boolean', 'uint8', 'uint16', 'int32', 'int64', 'double', 'text', 'timestamp', 'texts', 'numbers']);
const role = z.enum(['target', 'id', 'time', 'group', 'ignored']);
const semantic = z.enum(['numeric', 'categorical', 'datetime', 'text', 'boolean', 'id', 'constant']);
const json: z.ZodType<Json> = z.json();

/** A node of an expression; checked in depth when it is loaded (see checkExpr). */
const expr = z
  .custom<Expr>((value) => typeof value === 'object' && value !== null && 'kind' in value && 'type' in value, 'not an expression')
  .describe('Expression');

const folds = z.discriminatedUnion('by', [
  z.strictObject({
    by: z.enum(['hash', 'group']).describe('By hash of the key; `group` keeps the rows of a group together.'),
    key: z.string().nullable().describe('Column that is hashed; null: the row number.'),
    count: z.int().describe('Number of folds.'),
    seed: z.int().describe('Hashed before the key.'),
  }),
  z.strictObject({
    by: z.literal('time').describe('By time: a fold sees only rows before it.'),
    key: z.string().describe('The time column.'),
    count: z.int().describe('Number of folds asked for.'),
    gap: z.number().describe('Seconds before a fold whose rows it does not see.'),
    starts: z.array(z.number()).describe('Epoch seconds at which folds 1, 2, ... begin.'),
  }),
]);

const field = z.strictObject({ name: z.string().describe('Name.'), type: scalar.describe('Type.') });

const tableSchema = z.strictObject({
  id: z.string().describe('Name by which `lookup` and `rank` nodes call it.'),
  kind: z
    .enum(['lookup', 'ranks'])
    .describe('`lookup`: one row per key. `ranks`: value (v), known training values at or below it (e), percentile rank (p).'),
  keys: z.array(field).describe('Key columns, the first of each row.'),
  columns: z.array(field).describe('The other columns.'),
  known: z.number().optional().describe('Of ranks: number of known training values.'),
  rows: z.int().describe('Number of rows.'),
  data: z.array(z.array(json)).optional().describe('The rows, keys first, when there are at most 1,000.'),
  file: z.string().optional().describe('Parquet file with the rows, in the folder of the recipe.'),
  sha256: z.string().optional().describe('SHA-256 of that file.'),
});

const featureSchema = z.strictObject({
  name: z.string().describe('Name as made; `rename` may give another.'),
  transformer: z.string().describe('Transformer that made it, such as `temporal.cycle`.'),
  type: scalar.describe('Type in the output.'),
  sources: z.array(z.string()).describe('Input columns that it reads.'),
  explain: z.string().describe('One sentence for a person.'),
  fitted: json.describe('What was fitted for it, for people; null when it is large. The values that count are in `expr` and `tables`.'),
  expr: expr.describe('The expression that makes it.'),
  signal: z
    .strictObject({
      kept: z.boolean().describe('False: dropped by the signal filter.'),
      reason: z.string().optional().describe('Why it was dropped.'),
    })
    .describe('What the signal filter decided.'),
});

const inputSchema = z.strictObject({
  name: z.string().describe('Name.'),
  type: scalar.describe('Type it is read as.'),
  semantic: semantic.describe('What it means; decides which transformers apply.'),
  role: role.optional().describe('What it is for; absent: an ordinary input.'),
  format: z.string().optional().describe('How its text is read: `iso`, a strptime format, or `number`.'),
  why: z.string().describe('Why it was taken for this.'),
  stats: z
    .strictObject({
      rows: z.int().describe('Training rows.'),
      missing: z.int().describe('Rows without a value.'),
      distinct: z.int().describe('Distinct known values; an estimate above 1,000 in large tables.'),
    })
    .describe('Its profile in the training rows.'),
});

const transformerSchema = z.strictObject({
  id: z.string().describe('Such as `temporal.cycle`.'),
  version: z.int().describe('Version of its maths; `apply` refuses another.'),
  kind: z.enum(['expr', 'batch']).describe('`batch`: its code is needed to apply the recipe.'),
  package: z.string().describe('Package it comes from.'),
  packageVersion: z.string().describe('Version of the package.'),
  params: json.describe('Parameters, defaults included.'),
  on: z.array(z.string()).describe('Columns it was called on.'),
});

export const recipeSchema = z.strictObject({
  $schema: z.string().describe('`urn:mdm:recipe:1`.'),
  mdm: z
    .strictObject({
      recipe: z.literal(RECIPE_VERSION).describe('Version of this format.'),
      cli: z.string().describe('Version of MDM that wrote it.'),
    })
    .describe('Who wrote it.'),
  engine: z
    .strictObject({ name: z.string().describe('Such as `duckdb`.'), version: z.string().describe('Its version.') })
    .describe('The engine that measured.'),
  training: z
    .strictObject({ rows: z.int().describe('Training rows.'), sha256: z.string().describe('SHA-256 of the training files, in order.') })
    .describe('What it was fitted on.'),
  input: z.array(inputSchema).describe('Input columns in order, without ignored ones.'),
  options: z
    .strictObject({
      seed: z.int().describe('Seed.'),
      keep: z.enum(['all', 'roles', 'ids', 'none']).describe('Input columns that go into the output.'),
    })
    .describe('Options that shape the output.'),
  reading: readingSchema.optional().describe('By which rules files are read, when a profile said so; absent: by those of MDM.'),
  transformers: z.array(transformerSchema).describe('Every call of a transformer, in order.'),
  folds: folds.nullable().describe('How training rows were divided for what reads the target; null: nothing did.'),
  signal: z
    .strictObject({
      enabled: z.boolean().describe('False: every feature was kept.'),
      nearConstant: z.number().describe('Share of one value from which a feature is dropped.'),
      correlation: z.number().describe('|r| with an earlier feature from which a feature is dropped.'),
      rows: z.int().describe('Training rows looked at.'),
    })
    .describe('The signal filter.'),
  features: z.array(featureSchema).describe('Every feature made, dropped ones too.'),
  rename: z.record(z.string(), z.string()).optional().describe('Names as made, and as they stand in the output.'),
  tables: z.array(tableSchema).describe('Fitted tables that kept features read.'),
});

/** What was learned from the training rows: everything needed to make the same features of any table with the same columns. */
export type Recipe = z.infer<typeof recipeSchema>;
export type RecipeFeature = Recipe['features'][number];
export type RecipeTable = Recipe['tables'][number];
export type { ScalarType, Semantic };

/** A recipe as JSON with one feature, column, table or transformer a line: a diff shows what changed. */
export function recipeText(recipe: Recipe): string {
  const sections = Object.entries(recipe).map(([key, value]) => {
    const text =
      Array.isArray(value) && value.length > 0 ? `[\n  ${value.map((v) => JSON.stringify(v)).join(',\n  ')}\n ]` : JSON.stringify(value);
    return ` ${JSON.stringify(key)}: ${text}`;
  });
  return `{\n${sections.join(',\n')}\n}\n`;
}

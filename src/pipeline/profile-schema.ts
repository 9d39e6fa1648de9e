import { z } from 'zod';
import type { Json } from '@mdm/sdk';
import type { Use } from './options.js';

const json: z.ZodType<Json> = z.json();
const count = z.int().min(1);
const share = z.number().min(0).max(1);
const names = z.array(z.string());

const use = z.strictObject({
  use: z.string().min(1).describe('`temporal.cycle`, or a whole plugin: `temporal`.'),
  on: names.optional().describe('Only these columns; default every column it applies to.'),
  params: z.record(z.string(), json).optional().describe('Its parameters; the others have their defaults.'),
  roles: z
    .array(z.enum(['id', 'target']))
    .optional()
    .describe('Of a transformer of all columns: columns of these roles are given to it as well. With `fit` train, never the target.'),
});

const dates = z.strictObject({
  rows: count.optional().describe('First rows looked at (default 100).'),
  values: count.optional().describe('Known values among them that are tried (default 10).'),
  notIn: names.optional().describe('Columns whose lower-case names hold one of these are passed over (default `id`).'),
  enough: share.optional().describe('More than this share parsed ends the search for a format (default 0.8).'),
  least: share.optional().describe('More than this share parsed makes a date column (default 0.5).'),
});

/** How files are read. */
export const readingSchema = z.strictObject({
  tables: z
    .enum(['roles', 'stems'])
    .optional()
    .describe('What a folder holds. `roles`: a train table and others. `stems`: tables by their stems, else one per file. Default stems.'),
  encoding: z
    .enum(['whole', 'start'])
    .optional()
    .describe('`start`: by the first 64 KiB alone; where they are ASCII, later bytes beyond it are U+FFFD. Default start.'),
  delimiter: z
    .enum(['header', 'sniffed'])
    .optional()
    .describe('`sniffed`: as Python’s csv.Sniffer sees it in 1,024 characters; .tsv is by tabs. Default sniffed.'),
  missing: names.optional().describe('Text that is a missing value, in quotes or not. Default: that of pandas.'),
  decimals: z
    .enum(['nearest', 'scaled'])
    .optional()
    .describe('`scaled`: the first 17 digits, then one power of ten, which may end one last bit off, as in pandas. Default scaled.'),
  storage: z
    .enum(['sqlite', 'duckdb'])
    .optional()
    .describe('Types as they come back from a database: sqlite has neither booleans (0 and 1) nor times (text). Default sqlite.'),
  dates: dates.optional().describe('Which text columns of CSV files are read as times. The first file that has any decides for all.'),
});

const typing = z.strictObject({
  ids: z
    .strictObject({ equals: names.optional(), startsWith: names.optional(), endsWith: names.optional() })
    .optional()
    .describe('Lower-case names of id columns.'),
  categories: count.optional().describe('Text of at most this many distinct values is categorical (default 20).'),
  rows: count.optional().describe('First rows of a table that decide (default 10,000).'),
  trainRows: count.optional().describe('The same for a table called train; its distinct values are counted in `rows` (default 1,000).'),
});

const signal = z.strictObject({
  rule: z.enum(['constant', 'none']).describe('`constant`: features without a value, of one value, or of standard deviation 0 go.'),
  rows: count
    .optional()
    .describe('Rows that judge the features of single columns (default 2,000); those of all columns are judged by all.'),
  sample: z.literal('mt19937').optional().describe('Where there are more rows: a permutation drawn by this generator (default).'),
  seed: z.int().min(0).optional().describe('Its seed (default 42).'),
});

/** A profile file. Every key may be absent. */
export const profileSchema = z
  .strictObject({
    $schema: z.string().optional(),
    summary: z.string().optional().describe('One sentence for a person.'),
    extends: z.string().min(1).optional().describe('A built-in profile, or the path of another from this file; keys here go over its own.'),
    counterpart: z.string().optional().describe('The generator that makes the same features, with which a run can be compared.'),
    transformers: z.array(use).optional().describe('What runs, in this order. Default: every transformer that is on by default.'),
    rename: z.record(z.string(), z.string().min(1)).optional().describe('Names as made, and as they stand in the output.'),
    exactly: z.boolean().optional().describe('With `rename`: the others are left out.'),
    types: z
      .record(z.string(), z.enum(['numeric', 'categorical', 'datetime', 'text', 'boolean', 'id', 'constant']))
      .optional()
      .describe('What columns are, whatever they look like.'),
    names: z
      .enum(['marked', 'plain'])
      .optional()
      .describe('`marked`: column__feature. `plain`: column_feature; of two equal names the first stays. Default marked.'),
    order: z
      .enum(['transformers', 'columns'])
      .optional()
      .describe('`columns`: column by column, then what is made of all of them. Default transformers.'),
    keep: z.enum(['all', 'roles', 'ids', 'none']).optional().describe('Input columns in the output. Default all.'),
    fit: z
      .enum(['train', 'table', 'chunk'])
      .optional()
      .describe('`train`: once, on the training table. `table`: each table on itself. `chunk`: each run of rows on itself. Default train.'),
    batchSize: count.optional().describe('Rows of a chunk (default 10,000).'),
    reading: readingSchema.optional().describe('How files are read by rules of their own; default the reading of MDM.'),
    typing: typing.optional().describe('With `reading`: what columns are. One map for all tables; a later table goes over an earlier one.'),
    signal: signal.optional().describe('Which features stay. Default the signal filter of MDM.'),
  })
  .describe('Which features are made of which columns, and how.');

type Frozen<T> = T extends readonly (infer U)[] ? readonly Frozen<U>[] : T extends object ? { readonly [K in keyof T]: Frozen<T[K]> } : T;
type Told = z.infer<typeof profileSchema>;

export type FitScope = NonNullable<Told['fit']>;
export type Reading = Frozen<z.infer<typeof readingSchema>>;
export type DateRule = Frozen<z.infer<typeof dates>>;
export type Typing = Frozen<z.infer<typeof typing>>;
export type ConstantSignal = Frozen<z.infer<typeof signal>>;

/** What runs, and on what: data, so that it can be kept in a file. */
export interface Profile extends Frozen<Omit<Told, 'transformers' | 'extends' | '$schema'>> {
  /** Default: every installed transformer that is on by default. */
  readonly transformers?: readonly Use[] | undefined;
}

import { readFile } from 'node:fs/promises';
import { MdmError, nearest } from '../errors.js';
import { checkIgnores, type IgnoreRule } from './ignore.js';
import { globbed } from './tolerance.js';

export const KINDS = ['table', 'rows', 'column', 'type', 'order', 'values'] as const;
/** What differs: a table or a column that one side lacks, rows, or types, order and values of columns. */
export type Kind = (typeof KINDS)[number];

/** One way in which two sides differ. */
export interface FeatureDifference {
  readonly table: string;
  readonly what: Kind;
  readonly column?: string;
}

/** A known difference of feature tables; without tables, columns or kinds it is any. `*` stands for any text. */
export interface KnownDifference extends IgnoreRule {
  readonly tables?: readonly string[];
  readonly columns?: readonly string[];
  readonly what?: readonly Kind[];
}

/** Whether a rule is about a difference. A rule that names columns is about nothing else. */
export const isKnown = ({ tables, columns, what }: KnownDifference, found: FeatureDifference): boolean =>
  (!tables || tables.some((pattern) => globbed(pattern, found.table))) &&
  (!columns || (found.column !== undefined && columns.some((pattern) => globbed(pattern, found.column!)))) &&
  (!what || what.includes(found.what));

const NEXT = 'A file of known differences is a list of {name, reason, since, until, tables, columns, what}, as YAML or JSON.';

function saidOf(issue: { readonly message: string; readonly keys?: readonly string[] } | undefined): string {
  const [key] = issue?.keys ?? [];
  if (key === undefined) return /received undefined$/.test(issue?.message ?? '') ? 'it is missing' : (issue?.message ?? '');
  const near = nearest(key, ['name', 'reason', 'since', 'until', 'tables', 'columns', 'what']);
  return `it has no key "${key}"${near ? ` (did you mean "${near}"?)` : ''}`;
}

/** Reads files of known differences. What it does not know it refuses. */
export async function readKnown(paths: readonly string[]): Promise<KnownDifference[]> {
  if (paths.length === 0) return [];
  const [{ parse }, { z }] = await Promise.all([import('#yaml'), import('zod')]);
  const names = z.array(z.string().min(1)).min(1);
  // YAML has days of its own, which mean the same.
  const day = z.preprocess((value) => (value instanceof Date ? value.toISOString().slice(0, 10) : value), z.string());
  const rule = z.strictObject({
    name: z.string(),
    reason: z.string(),
    since: day,
    until: day,
    tables: names.optional(),
    columns: names.optional(),
    what: z.array(z.enum(KINDS)).min(1).optional(),
  });
  const all: KnownDifference[] = [];
  for (const path of paths) {
    const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
      throw new MdmError('not-found', `There is no file ${path}.`, NEXT, error);
    });
    let data: unknown;
    try {
      data = parse(text);
    } catch (error) {
      throw new MdmError('configuration', `${path} is neither YAML nor JSON: ${(error as Error).message.split('\n')[0]}.`, NEXT, error);
    }
    const read = z.array(rule).safeParse(data);
    if (!read.success) {
      // A key that there is not says more than one that is missing.
      const issue = read.error.issues.find(({ code }) => code === 'unrecognized_keys') ?? read.error.issues[0];
      const at = (issue?.path ?? []).map(String).join('.') || 'its top';
      throw new MdmError('configuration', `${path} is wrong at ${at}: ${saidOf(issue)}.`, NEXT);
    }
    all.push(...(read.data as KnownDifference[]));
  }
  checkIgnores('compare features', all);
  return all;
}

import { MdmError } from '../errors.js';
import type { Database } from '../engine/duckdb/driver.js';
import { findTables, openInput, type TableFiles } from './input.js';
import type { GenerateOptions } from './options.js';
import { fileFor } from './output.js';
import type { InputTable } from './table.js';

/** What a training table may be called. */
export const TRAINING = ['train', 'data'];

/** The feature files and the recipe; the tables beside the recipe are not known yet. */
export async function plannedFiles({ source, test, output, recipe }: GenerateOptions): Promise<string[]> {
  const others = (await findTables(source)).map((t) => t.name).filter((name) => !TRAINING.includes(name) && name !== 'sample_submission');
  const names = new Set([...others, ...(test === undefined ? [] : ['test'])]);
  return [
    ...(output === undefined ? [] : [output, ...[...names].map((name) => fileFor(output, name, false))]),
    ...(recipe === undefined ? [] : [recipe]),
  ];
}

/** Every file of the run that is read. */
export const readFiles = async ({ source, test }: GenerateOptions): Promise<string[]> =>
  [...(await findTables(source)), ...(test === undefined ? [] : await findTables(test))].flatMap((t) => t.files);

/** `--test` names a table; of a folder with several it is the one called test. */
export async function testTable(source: string): Promise<TableFiles> {
  const found = await findTables(source);
  const table = found.length === 1 ? found[0] : found.find((t) => t.name === 'test');
  if (!table)
    throw new MdmError(
      'not-found',
      `${source} has no test table (found: ${found.map((t) => t.name).join(', ')}).`,
      'Name the file itself.',
    );
  return { ...table, name: 'test' };
}

/** Kaggle's layout names the target in the sample submission. */
export async function submissionTarget(
  db: Database,
  sample: TableFiles,
  test: TableFiles | undefined,
  training: InputTable,
): Promise<string | undefined> {
  const names = async (t: TableFiles): Promise<string[]> => (await openInput(db, t))[0]!.columns.map((c) => c.name);
  const known = new Set(test ? await names(test) : []);
  return (await names(sample)).filter((n) => training.columns.some((c) => c.name === n) && !known.has(n)).at(-1);
}

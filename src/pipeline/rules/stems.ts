import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { MdmError } from '../../errors.js';
import { findTables, isFolder, oneTable, type TableFiles } from '../source.js';

const STEMS: readonly (readonly [stem: string, table: string])[] = [
  ['train', 'train'],
  ['test', 'test'],
  ['validation', 'validation'],
  ['val', 'validation'],
  ['dev', 'validation'],
  ['training', 'train'],
  ['testing', 'test'],
  ['sample_submission', 'sample_submission'],
];
/** Where a table stands in several, the last wins. */
const EXTENSIONS = ['csv', 'tsv', 'csv.gz', 'tsv.gz', 'parquet', 'json', 'xlsx', 'xls'];
/** One of them beside sample_submission.csv makes a folder a competition's, whose target is named there. */
const COMPETITION = ['train.csv', 'test.csv', 'data_description.txt', 'submission.csv'];

/** The tables of a folder by the stems of its files, in a fixed order; without any such stem, every data file is a table of its own. */
export async function tablesByStem(source: string): Promise<readonly TableFiles[]> {
  if (!(await isFolder(source))) return findTables(source);
  const found = new Map<string, string>();
  for (const [stem, table] of STEMS) {
    const file = EXTENSIONS.map((extension) => join(source, `${stem}.${extension}`)).findLast((path) => existsSync(path));
    if (file && !found.has(table)) found.set(table, file);
  }
  if (found.size === 0)
    for (const name of (await readdir(source)).sort()) {
      const extension = EXTENSIONS.find((end) => name.toLowerCase().endsWith(`.${end}`));
      if (extension) found.set(basename(name).slice(0, -extension.length - 1), join(source, name));
    }
  if (found.size === 0)
    throw new MdmError('not-found', `The folder ${source} holds no data files.`, `Their names end in ${EXTENSIONS.join(', ')}.`);
  const tables: TableFiles[] = [];
  for (const [table, file] of found) {
    if (/\.xlsx?$/i.test(file))
      throw new MdmError('bad-data', `${file} is an Excel file, which MDM does not read.`, 'Save the sheet as CSV.');
    tables.push({ ...(await oneTable([file])), name: table });
  }
  return tables;
}

/** Whether a sample submission of a folder names its target. */
export const namesTarget = (source: string): boolean =>
  existsSync(join(source, 'sample_submission.csv')) && COMPETITION.some((name) => existsSync(join(source, name)));

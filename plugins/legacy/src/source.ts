import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { dateColumns } from './dates.js';
import type { Frame } from './frame.js';
import { readJson } from './json.js';
import { targetOf } from './names.js';
import { readDelimited } from './read.js';
import type { NamedFrame } from './types.js';

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
const DELIMITED = /\.[ct]sv(\.gz)?$/i;
const KAGGLE = ['train.csv', 'test.csv', 'data_description.txt', 'submission.csv'];

export interface Source {
  readonly tables: readonly NamedFrame[];
  /** Whether it is a folder as Kaggle gives it. */
  readonly kaggle?: boolean;
  /** The target a Kaggle folder names. */
  readonly target?: string | undefined;
  /** Columns to read as times. */
  readonly dates: readonly string[];
}

export interface TableFile {
  readonly table: string;
  readonly path: string;
}

/** The files of a source in the order of their tables. */
export function findTables(path: string): readonly TableFile[] {
  if (!statSync(path).isDirectory()) return [{ table: 'data', path }];
  const found = new Map<string, string>();
  for (const [stem, table] of STEMS) {
    const file = EXTENSIONS.map((extension) => join(path, `${stem}.${extension}`)).findLast((file) => existsSync(file));
    if (file && !found.has(table)) found.set(table, file);
  }
  if (found.size === 0)
    for (const name of readdirSync(path).sort()) {
      const extension = EXTENSIONS.find((end) => name.toLowerCase().endsWith(`.${end}`));
      if (extension) found.set(basename(name).slice(0, -extension.length - 1), join(path, name));
    }
  return Array.from(found, ([table, file]) => ({ table, path: file }));
}

/** Tables, dates and target of a file or folder. `readOther` reads what is not delimited text: Parquet, JSON, Excel. */
export async function readSource(
  path: string,
  readOther: (path: string) => Promise<Frame>,
  batchSize?: number,
  onRead?: () => void,
): Promise<Source> {
  const tables: NamedFrame[] = [];
  let dates: readonly string[] = [];
  for (const { table, path: file } of findTables(path)) {
    const delimited = DELIMITED.test(file);
    const frame = delimited ? readDelimited(file, batchSize) : ((/\.json$/i.test(file) ? readJson(file) : null) ?? (await readOther(file)));
    if (delimited && /\.csv(\.gz)?$/i.test(file) && dates.length === 0) dates = dateColumns(frame);
    tables.push({ name: table, frame });
    onRead?.();
  }
  const kaggle = existsSync(join(path, 'sample_submission.csv')) && KAGGLE.some((name) => existsSync(join(path, name)));
  const submission = kaggle ? tables.find(({ name }) => name === 'sample_submission') : undefined;
  return { tables, dates, kaggle, target: submission && targetOf(submission.frame.columns.map(({ name }) => name)) };
}

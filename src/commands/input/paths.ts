import { mkdir, rmdir, stat } from 'node:fs/promises';
import { basename, dirname, extname, join, resolve, sep } from 'node:path';
import { MdmError } from '../../errors.js';
import type { OutputFormat } from '../../index.js';

const PACKED = /\.(gz|zst|bz2|xz)$/i;
const TABLES = /\.(csv|tsv|txt|tab|psv|parquet|pq|json|jsonl|ndjson|arrow|arrows|feather|ipc)$/i;
const GLOB = /[*?[\]{}]/;

export const EXTENSIONS: Readonly<Record<OutputFormat, string>> = { parquet: 'parquet', csv: 'csv', arrow: 'arrow', json: 'json' };
const FORMATS: Readonly<Record<string, OutputFormat>> = {
  '.parquet': 'parquet',
  '.pq': 'parquet',
  '.csv': 'csv',
  '.arrow': 'arrow',
  '.feather': 'arrow',
  '.ipc': 'arrow',
  '.json': 'json',
};

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (s) => s.isDirectory(),
    () => false,
  );

const YES = (): boolean => true;
const NO = (): boolean => false;

/** `data/flights.csv.gz` -> flights, a folder -> its name, `data/flights-*.csv` -> flights, `data/*.csv` -> data. */
export async function nameOf(source: string): Promise<string> {
  if (await isFolder(source)) return basename(resolve(source)) || 'table';
  const file = basename(source).replace(PACKED, '');
  const stem = TABLES.test(file) ? file.replace(TABLES, '') : file.slice(0, file.length - extname(file).length);
  const name = stem.split(GLOB, 1)[0]!.replace(/[-_.\s]+$/, '');
  if (name || !GLOB.test(source)) return name || file || 'table';
  const folder = source
    .split(/[\\/]/)
    .slice(0, -1)
    .filter((part) => !GLOB.test(part));
  return basename(resolve(folder.join(sep) || '.')) || 'table';
}

export interface Places {
  readonly output: string;
  readonly format: OutputFormat;
  /** Beside the output, under the same name. */
  readonly recipe: string;
}

/** Whether -o names a folder: one that is there, or by its last character. */
export const namesFolder = async (output: string | undefined): Promise<boolean> =>
  output !== undefined && (/[\\/]$/.test(output) || (await isFolder(output)));

/**
 * Makes the folder that -o names, in one that is there, and takes it away when the work fails. Where the tables of a folder, `several`, get
 * a file each, a name without an extension is that of a folder too.
 */
export async function inFolder<T>(output: string | undefined, several: string | undefined, work: () => Promise<T>): Promise<T> {
  const folder =
    output !== undefined &&
    (/[\\/]$/.test(output) ||
      (several !== undefined && output !== '' && output !== '-' && extname(output) === '' && (await isFolder(several))));
  const made = folder ? await mkdir(output).then(YES, NO) : false;
  try {
    return await work();
  } catch (error) {
    if (made) await rmdir(output!).catch(() => undefined);
    throw error;
  }
}

/** Where the features and the recipe go when the flags do not say all of it. */
export async function places(source: string, output: string | undefined, format: OutputFormat | undefined): Promise<Places> {
  if (output === '-')
    throw new MdmError(
      'usage',
      'Features are not written to stdout: -o names a file.',
      'Such as: -o features.csv; to write to a file called "-", say -o ./-',
    );
  if (output === '') throw new MdmError('usage', '-o is empty.', 'Name a file or a folder, or leave -o out.');
  const folder = await namesFolder(output);
  if (output === undefined || folder) {
    const at = join(output ?? '', await nameOf(source));
    const chosen = format ?? 'parquet';
    return { output: `${at}.features.${EXTENSIONS[chosen]}`, format: chosen, recipe: `${at}.recipe.json` };
  }
  const extension = extname(output).toLowerCase();
  const chosen = format ?? (extension ? FORMATS[extension] : 'parquet');
  if (!chosen)
    throw new MdmError(
      'usage',
      `"${extension}" is not the extension of a format that MDM writes.`,
      `Add --format ${Object.keys(EXTENSIONS).join('|')}`,
    );
  const stem = basename(output, extname(output)).replace(/\.features$/, '');
  return { output, format: chosen, recipe: join(dirname(output), `${stem}.recipe.json`) };
}

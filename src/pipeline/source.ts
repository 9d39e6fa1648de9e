import { open, readdir, stat, glob } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { MdmError, nearest } from '../errors.js';
import { fileError } from './file-error.js';

export type FileKind = 'csv' | 'parquet' | 'json' | 'arrow';

/** The files of one table, in the order their rows are read. */
export interface TableFiles {
  /** `data` for a single table, else `train`, `test`, `validation` or `sample_submission`. */
  readonly name: string;
  readonly kind: FileKind;
  readonly files: readonly string[];
  readonly notes: readonly string[];
}

const kinds: Readonly<Record<FileKind, readonly string[]>> = {
  csv: ['csv', 'tsv', 'txt'],
  parquet: ['parquet', 'pq'],
  json: ['json', 'ndjson', 'jsonl'],
  arrow: ['arrow', 'feather', 'ipc', 'arrows'],
};
const supported = 'CSV and TSV (also .gz), Parquet, JSON and NDJSON (also .gz), and Arrow IPC';
const roles = new Map([
  ['train', 'train'],
  ['training', 'train'],
  ['validation', 'validation'],
  ['valid', 'validation'],
  ['val', 'validation'],
  ['dev', 'validation'],
  ['test', 'test'],
  ['samplesubmission', 'sample_submission'],
]);

const bare = (file: string): string => file.replace(/\.gz$/i, '');
const byExtension = (file: string): FileKind | undefined => {
  const extension = extname(bare(file)).slice(1).toLowerCase();
  return (Object.keys(kinds) as FileKind[]).find((kind) => kinds[kind].includes(extension));
};

/** The tables that a file, a glob or a folder holds; nothing is read but the files' first bytes. */
export async function findTables(source: string): Promise<TableFiles[]> {
  if (source.trim() === '') throw new MdmError('usage', 'The source has no name.', 'Name a file, a glob or a folder.');
  const found = await kindOfPath(source);
  if (found === 'file') return [await table('data', [source])];
  if (found === 'folder') return folder(source);
  if (/[*?[\]{}]/.test(source)) {
    const files: string[] = [];
    for await (const path of glob(source)) if ((await kindOfPath(path)) === 'file') files.push(path);
    if (files.length === 0)
      throw new MdmError('not-found', `No file matches ${source}.`, 'Put the pattern in quotes, and check the folder.');
    return [await table('data', files.sort())];
  }
  const near = nearest(basename(source), await names(dirname(source)));
  throw new MdmError(
    'not-found',
    `There is no file or folder ${source}.`,
    near === undefined ? 'Check the path.' : `Did you mean ${join(dirname(source), near)}?`,
  );
}

async function folder(path: string): Promise<TableFiles[]> {
  const all = await names(path);
  const files: string[] = [];
  for (const name of all)
    if (!name.startsWith('.') && byExtension(name) && (await kindOfPath(join(path, name))) === 'file') files.push(join(path, name));
  const named = new Map<string, string[]>();
  for (const file of files) {
    const stem = basename(bare(file)).replace(/\.[^.]*$/, '');
    const role = roles.get(stem.toLowerCase().replace(/[_ -]/g, ''));
    if (role) named.set(role, [...(named.get(role) ?? []), file]);
  }
  for (const [role, several] of named) {
    if (several.length > 1)
      throw new MdmError(
        'bad-data',
        `${path} has more than one file for ${role}: ${several.map((file) => basename(file)).join(', ')}.`,
        'Name one of them.',
      );
  }
  if (named.has('train')) {
    const tables: TableFiles[] = [];
    for (const role of new Set(roles.values())) if (named.has(role)) tables.push(await table(role, named.get(role)!));
    const other = files.filter((file) => ![...named.values()].flat().includes(file)).map((file) => basename(file));
    const notes =
      other.length === 0
        ? []
        : [`Not read: ${other.slice(0, 5).join(', ')}${other.length > 5 ? ` and ${other.length - 5} more` : ''} beside train.`];
    return tables.map((one) => (one.name === 'train' ? { ...one, notes: [...one.notes, ...notes] } : one));
  }
  if (files.length === 0) {
    const has =
      all
        .filter((name) => !name.startsWith('.'))
        .slice(0, 5)
        .join(', ') || 'nothing';
    throw new MdmError('not-found', `The folder ${path} holds no data files; it has ${has}.`, `MDM reads ${supported}.`);
  }
  const found = [...new Set(files.map((file) => byExtension(file)!))];
  if (named.size > 0 || found.length > 1) {
    const what = files
      .map((file) => basename(file))
      .slice(0, 8)
      .join(', ');
    const why = named.size > 0 ? 'no train file' : `files of ${found.length} kinds`;
    throw new MdmError(
      'bad-data',
      `The folder ${path} has ${why}: ${what}${files.length > 8 ? ', ...' : ''}.`,
      'Name one file, or use a glob such as "folder/*.csv".',
    );
  }
  return [await table('data', files.sort())];
}

/** Some files as one table. */
export const oneTable = (files: readonly string[]): Promise<TableFiles> => table('data', files);

/** Checks each file by its first bytes: what a file is counts more than what it is called. */
async function table(name: string, files: readonly string[]): Promise<TableFiles> {
  const notes: string[] = [];
  const found: FileKind[] = [];
  for (const file of files) {
    const start = await firstBytes(file);
    const is = magic(start);
    const called = byExtension(file);
    if (start.length === 0) throw new MdmError('empty', `${file} is empty.`, 'Give a file with a header and rows.');
    if (is === undefined && (called === 'parquet' || called === 'arrow') && !(called === 'arrow' && isStream(start))) {
      throw new MdmError(
        'bad-data',
        `${file} is not ${called === 'parquet' ? 'a Parquet file' : 'an Arrow IPC file'}: its first bytes are others.`,
        'Write the file again, or name it by its kind.',
      );
    }
    const kind = is ?? called;
    if (!kind)
      throw new MdmError(
        'bad-data',
        `MDM does not know the kind of ${file}.`,
        `It reads ${supported}, told apart by the file's extension.`,
      );
    if (is && is !== called) notes.push(`${file} is ${is === 'parquet' ? 'a Parquet' : 'an Arrow'} file and read as one.`);
    found.push(kind);
  }
  if (new Set(found).size > 1)
    throw new MdmError(
      'bad-data',
      `The files are of different kinds: ${files
        .map((file, i) => `${basename(file)} (${found[i]})`)
        .slice(0, 5)
        .join(', ')}.`,
      'Name files of one kind.',
    );
  return { name, kind: found[0]!, files, notes };
}

function magic(start: Uint8Array): FileKind | undefined {
  const text = Buffer.from(start).toString('latin1');
  if (text.startsWith('PAR1')) return 'parquet';
  return text.startsWith('ARROW1') ? 'arrow' : undefined;
}
/** An Arrow stream starts with a continuation mark. */
const isStream = (start: Uint8Array): boolean => start.length >= 4 && start.subarray(0, 4).every((byte) => byte === 0xff);

async function firstBytes(file: string): Promise<Uint8Array> {
  try {
    const handle = await open(file);
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(16), 0, 16, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw fileError(error, file);
  }
}

async function kindOfPath(path: string): Promise<'file' | 'folder' | undefined> {
  try {
    return (await stat(path)).isDirectory() ? 'folder' : 'file';
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'ENAMETOOLONG', 'ERR_INVALID_ARG_VALUE'].includes((error as NodeJS.ErrnoException).code ?? ''))
      return undefined;
    throw fileError(error, path);
  }
}

/** Whether a path is that of a folder. */
export const isFolder = async (path: string): Promise<boolean> => (await kindOfPath(path)) === 'folder';

async function names(path: string): Promise<string[]> {
  try {
    return (await readdir(path)).sort();
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return [];
    throw fileError(error, path);
  }
}

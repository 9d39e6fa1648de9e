import { glob, readdir, stat } from 'node:fs/promises';
import type { Logger } from '../../log/logger.js';
import { MdmError, nearest } from '../../errors.js';
import { madeOf } from '../features/tables.js';
import { fileName, inFolder, rulesOf, stemOf } from './paths.js';
import { isData, isZip, kindOf, ROLE_ORDER, roleOf, SUPPORTED, type SourceKind } from './roles.js';
import { membersOf } from './zip.js';

/** The files of one table. */
export interface SourceTable {
  readonly role: string;
  readonly table: string;
  readonly files: readonly string[];
  readonly kind: SourceKind;
  /** The only file is a ZIP archive, and this is the file in it. */
  readonly member?: string;
  /** Sheet of an Excel file; default the first. */
  readonly sheet?: string;
}

/** What a path holds. Nothing is read but names and, of archives, the directory. */
export interface Discovered {
  readonly structure: 'file' | 'folder' | 'kaggle' | 'files';
  /** The path as given. */
  readonly source: string;
  readonly tables: readonly SourceTable[];
  /** Names that are no tables. */
  readonly ignored: readonly string[];
  readonly notes: readonly string[];
}

export interface DiscoverOptions {
  readonly sheet?: string;
  readonly log?: Logger;
}

/** One thing that may be a table. */
interface Found {
  readonly path: string;
  readonly member?: string;
  /** By which role, table and kind are told. */
  readonly name: string;
}

/** The tables of a file, a folder, an archive or a glob. */
export async function discover(path: string, options: DiscoverOptions = {}): Promise<Discovered> {
  if (path.trim() === '') throw new MdmError('usage', 'The path has no name.', 'Name a file, a folder or a glob.');
  const is = await whatIs(path);
  const found = is === 'folder' ? await inside(path) : is === 'file' ? await one(path) : await matching(path);
  for (const { name, kind, files } of found.tables.map((table) => ({ ...table, name: table.table })))
    options.log?.debug('found table', { table: name, kind, files: files.length });
  return withSheet({ ...found, source: path }, options.sheet);
}

/** Exactly the files that are named. */
export async function discoverFiles(
  files: { readonly train: string; readonly test?: string; readonly validation?: string; readonly submission?: string },
  { sheet }: DiscoverOptions = {},
): Promise<Discovered> {
  const tables: SourceTable[] = [];
  for (const role of ['train', 'validation', 'test', 'submission'] as const) {
    const path = files[role];
    if (path === undefined) continue;
    const is = await whatIs(path);
    if (is !== 'file')
      throw new MdmError(
        'usage',
        is === 'folder' ? `--${role} names a folder: ${path}.` : `There is no file ${path} (--${role}).`,
        'Name a file.',
      );
    const [table] = (await one(path)).tables;
    tables.push({ ...table!, role, table: role });
  }
  return withSheet({ structure: 'files', source: files.train, tables, ignored: [], notes: [] }, sheet);
}

function withSheet(found: Discovered, sheet: string | undefined): Discovered {
  if (sheet === undefined) return found;
  if (!found.tables.some(({ kind }) => kind === 'excel'))
    throw new MdmError('usage', `--sheet needs an Excel file; ${found.source} has none.`, 'Leave --sheet out.');
  return { ...found, tables: found.tables.map((table) => (table.kind === 'excel' ? { ...table, sheet } : table)) };
}

/** A single file; an archive of several is like a folder. */
async function one(path: string): Promise<Discovered> {
  if (isZip(path)) {
    const members = await zipped(path);
    const data = members.filter(({ name }) => kindOf(name) !== undefined);
    if (data.length === 0)
      throw none(
        path,
        members.map(({ name }) => name),
      );
    if (data.length > 1) return tablesOf(path, members, []);
    const rest = members.filter((member) => member !== data[0]).map(({ name }) => name);
    return { structure: 'file', source: path, tables: [asTable(data[0]!, 'train', 'train')], ignored: rest, notes: [] };
  }
  if (kindOf(path) === undefined)
    throw new MdmError(
      'bad-data',
      `MDM does not know the format of ${path}.`,
      `It reads ${SUPPORTED}, told apart by the file's extension.`,
    );
  return { structure: 'file', source: path, tables: [asTable({ path, name: path }, 'train', 'train')], ignored: [], notes: [] };
}

async function inside(folder: string): Promise<Discovered> {
  const found: Found[] = [];
  const ignored: string[] = [];
  for (const name of (await entries(folder)).filter((entry) => !entry.startsWith('.'))) {
    const path = inFolder(folder, name);
    const data = isData(path) || isZip(path);
    const is = data ? await whatIs(path) : undefined;
    if (data && is === undefined) throw new MdmError('usage', `${path} is a link to nothing.`, 'Take it away, or correct it.');
    if (is !== 'file') ignored.push(name);
    else if (isZip(path)) found.push(...(await zipped(path)));
    else found.push({ path, name });
  }
  if (!found.some(({ name }) => isData(name))) throw none(folder, await entries(folder));
  return tablesOf(folder, found, ignored);
}

async function matching(pattern: string): Promise<Discovered> {
  const files: string[] = [];
  if (/[*?[\]{}]/.test(pattern))
    for await (const path of glob(pattern)) if ((await whatIs(path)) === 'file' && kindOf(path)) files.push(path);
  if (files.length === 0) {
    const near = nearest(fileName(pattern), await entries(rulesOf(pattern).dirname(pattern)).catch(() => []));
    throw new MdmError(
      'usage',
      `There is no file or folder ${pattern}.`,
      near === undefined ? 'Check the path.' : `Did you mean ${inFolder(rulesOf(pattern).dirname(pattern), near)}?`,
    );
  }
  files.sort();
  if (files.some((path) => roleOf(path) === 'train') || new Set(files.map(kindOf)).size > 1)
    return tablesOf(
      pattern,
      files.map((path) => ({ path, name: path })),
      [],
    );
  const kind = kindOf(files[0]!)!;
  return { structure: 'files', source: pattern, tables: [{ role: 'train', table: 'train', files, kind }], ignored: [], notes: [] };
}

/** Tables by the names of their files: a role where it has one, else its own name. */
function tablesOf(source: string, found: readonly Found[], left: readonly string[]): Discovered {
  const data = found.filter(({ name }) => isData(name));
  const ignored = [...left, ...found.filter((file) => !data.includes(file)).map(({ name }) => name)];
  const roles = new Map<string, Found>();
  for (const file of data) {
    const role = roleOf(file.name);
    const before = role === undefined ? undefined : roles.get(role);
    if (before)
      throw new MdmError(
        'bad-data',
        `${source} has more than one file for ${role}: ${fileName(before.name)}, ${fileName(file.name)}.`,
        'Name the files with --no-auto --train FILE --test FILE, or take one away.',
      );
    if (role !== undefined) roles.set(role, file);
  }
  const notes: string[] = [];
  const taken = new Set(roles.keys());
  const named = ROLE_ORDER.flatMap((role) => (roles.has(role) ? [asTable(roles.get(role)!, role, role)] : []));
  const others = data
    .filter((file) => ![...roles.values()].includes(file))
    .map((file) => {
      const stem = stemOf(file.name);
      const table = freeTable(stem, taken);
      if (table !== stem)
        notes.push(`${fileName(file.name)} becomes the table ${table}: ${stem} is the name of another, or of its features.`);
      return asTable(file, table, table);
    });
  const submission = roles.has('sample_submission') || roles.has('submission');
  const kaggle = submission && (roles.has('train') || roles.has('test'));
  return { structure: kaggle ? 'kaggle' : 'folder', source, tables: [...named, ...others], ignored, notes };
}

/** A table's name that no other table and no table of features has. */
function freeTable(stem: string, taken: Set<string>): string {
  const fold = (name: string): string => name.toLowerCase();
  const wanted = /^_(mdm|new)/i.test(stem) ? `table${stem}` : stem;
  const made = (name: string): readonly string[] => madeOf(fold(name));
  const clashes = (name: string): boolean =>
    taken.has(fold(name)) || made(name).some((one) => taken.has(one)) || [...taken].some((one) => made(one).includes(fold(name)));
  let name = wanted;
  for (let n = 2; clashes(name); n++) name = `${wanted}_${n}`;
  taken.add(fold(name));
  return name;
}

const asTable = ({ path, member, name }: Found, role: string, table: string): SourceTable => ({
  role,
  table,
  files: [path],
  kind: kindOf(name)!,
  ...(member === undefined ? {} : { member }),
});

async function zipped(path: string): Promise<Found[]> {
  const members = (await membersOf(path)).filter(({ name }) => !/(^|\/)(\.|__MACOSX)/.test(name));
  return members.map(({ name }) => ({ path, member: name, name }));
}

function none(path: string, all: readonly string[]): MdmError {
  const shown = all.filter((name) => !name.startsWith('.'));
  const has = shown.slice(0, 5).join(', ') || 'nothing';
  return new MdmError('empty', `${path} holds no data files; it has ${has}${shown.length > 5 ? ', ...' : ''}.`, `MDM reads ${SUPPORTED}.`);
}

async function entries(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch (error) {
    throw refused(error, folder);
  }
}

/** What a path leads to, links followed. */
async function whatIs(path: string): Promise<'file' | 'folder' | undefined> {
  try {
    const found = await stat(path);
    if (found.isDirectory()) return 'folder';
    if (found.isFile()) return 'file';
    throw new MdmError('usage', `${path} is neither a file nor a folder.`, 'Name a file or a folder.');
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'ENAMETOOLONG', 'ERR_INVALID_ARG_VALUE'].includes((error as NodeJS.ErrnoException).code ?? ''))
      return undefined;
    throw refused(error, path);
  }
}

function refused(error: unknown, path: string): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ELOOP')
    return new MdmError('usage', `${path} is a link that leads back to itself.`, 'Correct the link, or name the file itself.', error);
  if (code === 'EACCES' || code === 'EPERM')
    return new MdmError('permission', `${path} may not be read.`, 'Check the permissions of the file and its folder.', error);
  return error;
}

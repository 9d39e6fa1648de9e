import { readFile, stat } from 'node:fs/promises';
import { dirname, isAbsolute, relative, resolve, sep } from 'node:path';
import { MdmError } from '../errors.js';
import { isData, isText } from '../host/provided.js';
import type { Source } from '../host/store.js';
import type { LockedPackage, Staged } from './fetch.js';
import { writeWhole } from './state.js';

export const LOCK_FILE = 'mdm.plugins.lock';
const VERSION = 1;

/** A plugin in `mdm.plugins.lock`: exactly what to install again, on any machine. */
export type LockedPlugin =
  | { readonly source: 'bundled'; readonly version: string }
  | {
      readonly source: Exclude<Source['kind'], 'bundled' | 'link'>;
      readonly version: string;
      /** Registry: the range that was asked for. Tarball and folder: the path, from the lock file. Git: URL and commit. */
      readonly spec: string;
      /** Of the tarball; null when MDM packs it. */
      readonly integrity: string | null;
      /** Of the package's files. */
      readonly content: string;
      readonly packages: Readonly<Record<string, LockedPackage>>;
    };
export type Lock = Readonly<Record<string, LockedPlugin>>;

/** Of npm's lock file, what decides which files are installed. */
const KEPT = [
  'name', 'version', 'resolved', 'integrity', 'dependencies', 'optionalDependencies', 'peerDependencies', 'peerDependenciesMeta',
  'bundleDependencies', 'optional', 'peer', 'inBundle', 'hasInstallScript', 'os', 'cpu', 'libc',
]; // prettier-ignore
const PATH = /^node_modules\/(?:@[\w~-][\w.~-]*\/)?[\w~-][\w.~-]*(?:\/node_modules\/(?:@[\w~-][\w.~-]*\/)?[\w~-][\w.~-]*)*$/;

export function lockedOf(staged: Staged, file: string): LockedPlugin {
  const { name, version, source, integrity, content, packages } = staged;
  const local = (source.kind === 'tarball' || source.kind === 'folder') && isAbsolute(source.spec);
  const kept = Object.entries(packages).map(([path, entry]) => {
    const own = path === `node_modules/${name}`;
    const fields = KEPT.filter((key) => key in entry && !(own && key === 'integrity' && integrity === null));
    return [path, Object.fromEntries(fields.map((key) => [key, entry[key]]))] as const;
  });
  return {
    source: source.kind as Exclude<Source['kind'], 'bundled' | 'link'>,
    version,
    spec: local ? relativePath(dirname(file), source.spec) : source.spec,
    integrity,
    content,
    packages: Object.fromEntries(kept),
  };
}

/** Written with `/` and a dot in front on every system. */
function relativePath(folder: string, path: string): string {
  const from = relative(folder, path).split(sep).join('/');
  return isAbsolute(from) || from.startsWith('../') ? from : `./${from}`;
}

/** Undefined: there is none. */
export async function readLock(file: string): Promise<Lock | undefined> {
  const damaged = (what: string) =>
    new MdmError(
      'configuration',
      `${file} is damaged: ${what}.`,
      'Take it from version control, or remove it and install the plugins again.',
    );
  let text: string;
  try {
    // To read a pipe waits for somebody to write into it.
    if (!(await stat(file)).isFile()) throw damaged('it is not a file');
    text = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  let lock: unknown;
  try {
    lock = JSON.parse(text);
  } catch {
    throw damaged('it is not JSON');
  }
  if (!isData(lock) || !isData(lock['plugins'])) throw damaged('it has no "plugins"');
  const version = lock['version'];
  if (version !== VERSION)
    throw new MdmError(
      'configuration',
      `${file} has format ${JSON.stringify(version)}, and this MDM reads format ${VERSION}.`,
      'Update MDM.',
    );
  for (const [name, entry] of Object.entries(lock['plugins'])) {
    const wrong = wrongPart(name, entry);
    if (wrong) throw damaged(`"${wrong}" of ${name} is missing or wrong`);
  }
  return lock['plugins'] as Lock;
}

/** The part of an entry that is not as it was written. */
function wrongPart(name: string, entry: unknown): string | undefined {
  if (!PATH.test(`node_modules/${name}`)) return 'name';
  if (!isData(entry) || !isText(entry['version'])) return 'version';
  const { source, spec, integrity, content, packages } = entry;
  if (source === 'bundled') return undefined;
  if (!['registry', 'tarball', 'folder', 'git'].includes(source as string)) return 'source';
  if (!isText(spec)) return 'spec';
  if (integrity !== null && !isText(integrity)) return 'integrity';
  if (source === 'registry' && integrity === null) return 'integrity';
  if (!isText(content)) return 'content';
  if (!isData(packages) || !isData(packages[`node_modules/${name}`])) return 'packages';
  return Object.entries(packages).every(([path, one]) => PATH.test(path) && isData(one) && isRemote(one['resolved']))
    ? undefined
    : 'packages';
}

const isRemote = (resolved: unknown): boolean =>
  resolved === undefined || (isText(resolved) && /^(https?|git\+\w+|git):\/\//.test(resolved));

/** Equal locks, equal bytes. */
const textOf = (lock: Lock): string =>
  `${JSON.stringify({ $schema: 'urn:mdm:plugins-lock:1', version: VERSION, plugins: sorted(lock) }, null, 2)}\n`;

/**
 * Changes entries of a lock file; gives the file when it was written. A null takes an entry out; without `create` no entry and no file
 * is added.
 */
export async function changeLock(
  file: string | undefined,
  changes: ReadonlyMap<string, LockedPlugin | null>,
  create: boolean,
): Promise<string | null> {
  if (file === undefined) return null;
  const before = await readLock(file);
  if (!before && !create) return null;
  const after: Record<string, LockedPlugin> = { ...before };
  for (const [name, entry] of changes) {
    if (entry === null) delete after[name];
    else if (create || before?.[name]) after[name] = entry;
  }
  if (before && textOf(before) === textOf(after)) return null;
  await writeWhole(resolve(file), textOf(after));
  return file;
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isData(value)) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, sorted(value[key])]),
  );
}

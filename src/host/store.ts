import { readFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { isAbsolute, join, relative, resolve } from 'node:path';
import { bundledPlugins, type Bundled } from './bundled.js';

/** Where a plugin came from; `spec` is what was asked for: a name and range, a file, a folder, a git URL. */
export interface Source {
  readonly kind: 'bundled' | 'registry' | 'tarball' | 'folder' | 'git' | 'link';
  readonly spec: string;
}

/** A plugin that the user installed, linked or, when it is first-party, switched on. */
export interface Installed {
  readonly name: string;
  readonly version: string;
  /** Its folder, absolute; it may have gone since. */
  readonly root: string;
  readonly source: Source;
  /** Of the tarball, as registries write it (`sha512-...`); null when there was none. */
  readonly integrity: string | null;
  /** `contentOf` its folder when it was installed; null for links and what comes with MDM. */
  readonly content: string | null;
  /** Who the registry said published it; null when nobody did. */
  readonly publisher: string | null;
  /** ISO 8601, UTC. */
  readonly installed: string;
}

/** What the user has installed, by name, and the names of plugins that were switched off. */
export interface Store {
  readonly plugins: readonly Installed[];
  readonly off: readonly string[];
  /** What of the state could not be read. The rest holds. */
  readonly problems: readonly string[];
}

/**
 * One plugin in `plugins.json` of the data folder. `folder` is relative to the data folder and has `/` on every system; a link has
 * `root`, absolute, in its place; what comes with MDM (`source.kind` "bundled") has neither.
 */
export interface StoredPlugin {
  readonly name: string;
  readonly version: string;
  readonly folder?: string;
  readonly root?: string;
  readonly source: Source;
  readonly integrity: string | null;
  readonly content: string | null;
  /** Who the registry said published it. */
  readonly publisher?: string | null;
  readonly installed: string;
}

/** `plugins.json`, whole. */
export interface StoredState {
  readonly version: 1;
  readonly plugins: readonly StoredPlugin[];
  readonly off: readonly string[];
}

/** `MDM_DATA_DIR`, else where the system keeps data of programs. The same folder that oclif computes. */
export function dataDir(env: Readonly<Record<string, string | undefined>> = process.env): string {
  if (env['MDM_DATA_DIR']) return resolve(env['MDM_DATA_DIR']);
  const home = env['HOME'] || homedir() || tmpdir();
  const base = env['XDG_DATA_HOME'] || (process.platform === 'win32' && env['LOCALAPPDATA']) || join(home, '.local/share');
  return join(base, 'mdm');
}

/** The file with the state of installed plugins. */
export const stateFile = (folder = dataDir()): string => join(folder, 'plugins.json');

/** Reads what is installed; never throws: what cannot be read is in `problems`. */
export async function readStore(folder = dataDir(), bundled?: readonly Bundled[]): Promise<Store> {
  const file = stateFile(folder);
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return store([], [], code === 'ENOENT' || code === 'ENOTDIR' ? [] : [`${file} cannot be read (${code ?? String(error)})`]);
  }
  let state: unknown;
  try {
    state = JSON.parse(text);
  } catch {
    return store([], [], [`${file} is not JSON`]);
  }
  if (!isData(state) || !Array.isArray(state['plugins'])) return store([], [], [`${file} is not a list of plugins`]);
  if (state['version'] !== 1) return store([], [], [`${file} has format ${JSON.stringify(state['version'])}, which this MDM cannot read`]);
  const firstParty = bundled ?? (await bundledPlugins());
  const plugins: Installed[] = [];
  const problems: string[] = [];
  for (const [k, entry] of (state['plugins'] as unknown[]).entries()) {
    const read = readEntry(entry, folder, firstParty);
    if (typeof read === 'string') problems.push(`entry ${k + 1} of ${file} ${read}`);
    else if (plugins.some((other) => other.name === read.name)) problems.push(`${file} has ${read.name} twice`);
    else plugins.push(read);
  }
  const off = Array.isArray(state['off']) ? state['off'].filter((name) => typeof name === 'string') : [];
  return store(plugins, off, problems);
}

/** What is installed and on, as `openRegistry` takes it. */
export const pluginsOf = ({ plugins, off }: Store): string[] => [
  ...plugins.filter(({ name }) => !off.includes(name)).map(({ name, root, source }) => (source.kind === 'bundled' ? name : root)),
  ...off.map((name) => `!${name}`),
];

/** The plugins that the user has installed and not switched off, for `openRegistry`. */
export const installedPlugins = async (): Promise<string[]> => pluginsOf(await readStore());

const store = (plugins: readonly Installed[], off: readonly string[], problems: readonly string[]): Store =>
  Object.freeze({ plugins: Object.freeze(plugins), off: Object.freeze(off), problems: Object.freeze(problems) });

type Data = Readonly<Record<string, unknown>>;
const isData = (value: unknown): value is Data => typeof value === 'object' && value !== null && !Array.isArray(value);
const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
const KINDS: readonly unknown[] = ['bundled', 'registry', 'tarball', 'folder', 'git', 'link'] satisfies Source['kind'][];

/** What is wrong with an entry, or the plugin. */
function readEntry(entry: unknown, folder: string, bundled: readonly Bundled[]): Installed | string {
  if (!isData(entry) || !isText(entry['name'])) return 'has no name';
  const { name, version, source, integrity, content, publisher, installed } = entry;
  if (!isData(source) || !KINDS.includes(source['kind'])) return `(${name}) has no source`;
  const kind = source['kind'] as Source['kind'];
  const root = kind === 'bundled' ? bundled.find((plugin) => plugin.name === name)?.root : rootOf(entry, folder);
  if (root === undefined) return kind === 'bundled' ? `(${name}) does not come with this MDM` : `(${name}) has no folder of its own`;
  return Object.freeze({
    name,
    version: isText(version) ? version : '0.0.0',
    root,
    source: Object.freeze({ kind, spec: isText(source['spec']) ? source['spec'] : name }),
    integrity: isText(integrity) ? integrity : null,
    content: isText(content) ? content : null,
    publisher: isText(publisher) ? publisher : null,
    installed: isText(installed) ? installed : '',
  });
}

/** A link is anywhere; what was installed is inside the data folder. */
function rootOf(entry: Data, folder: string): string | undefined {
  if (isText(entry['root'])) return isAbsolute(entry['root']) ? entry['root'] : undefined;
  if (!isText(entry['folder'])) return undefined;
  const root = resolve(folder, entry['folder']);
  const inside = relative(folder, root);
  return inside === '' || inside.startsWith('..') || isAbsolute(inside) ? undefined : root;
}

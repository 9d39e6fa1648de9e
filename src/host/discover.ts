import { constants, open, realpath, type FileHandle } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { MdmError } from '../errors.js';
import { bundledNamed, bundledPlugins, ownRoot, type Bundled } from './bundled.js';
import { FOREIGN_GENERATOR } from './generator.js';
import { namespaceOf, readManifest, type PluginManifest } from './manifest.js';

/** A manifest of forty transformers has about 100 KiB. */
const MOST_BYTES = 2 ** 20;

/**
 * Finds plugins by reading package.json files; imports none of their code. First the packages of the distribution that are on by default,
 * then `plugins`: names of other first-party packages (`text`) or folders. A name with `!` in front leaves a first-party package out.
 * Equal calls, equal order. A folder that is no plugin, or has gone, is a plugin with a problem.
 */
export async function discoverPlugins(plugins: readonly string[] = [], own = ownRoot): Promise<PluginManifest[]> {
  const bundled = await bundledPlugins(own);
  const out = plugins.flatMap((name) => (name.startsWith('!') ? [bundledNamed(name.slice(1), bundled)] : []));
  const asked = plugins.filter((name) => !name.startsWith('!'));
  const named = asked.flatMap((name) => bundledNamed(name, bundled) ?? []);
  const first = bundled.filter((plugin) => (plugin.on || named.includes(plugin)) && !out.includes(plugin));
  const roots = asked.filter((name) => !bundledNamed(name, bundled));
  const found = await Promise.all([...first.map(({ root }) => root), ...roots].map((root) => readPlugin(root, bundled)));
  // A first-party package that was installed from the user's own registry takes the place of the one that came along.
  const replaced = new Set(found.flatMap((plugin) => (plugin.firstParty || plugin.problem ? [] : [plugin.package])));
  const byRoot = new Map<string, PluginManifest>();
  for (const plugin of found)
    if (!byRoot.has(plugin.root) && !(plugin.firstParty && replaced.has(plugin.package))) byRoot.set(plugin.root, plugin);
  return [...byRoot.values()];
}

/** What the package at a folder says of itself; never throws. */
export async function readPlugin(root: string, bundled: readonly Bundled[] = []): Promise<PluginManifest> {
  let pjson: unknown;
  try {
    pjson = await readPackage(root);
  } catch (error) {
    return unusable(root, reasonOf(error));
  }
  const real = await realpath(root);
  const firstParty = bundled.some((plugin) => plugin.root === real);
  const manifest = readManifest(pjson, real);
  if (!manifest) return unusable(real, 'it is not an MDM plugin: its package.json has no "mdm"');
  const official = firstParty || bundled.some(({ name }) => name === manifest.package);
  if (!official && manifest.generator !== undefined && manifest.entry === '' && !manifest.problem)
    return { ...manifest, firstParty, official, problem: FOREIGN_GENERATOR };
  const owner = firstParty ? undefined : bundledNamed(manifest.namespace, bundled);
  if (owner && owner.name !== manifest.package && !manifest.problem)
    return { ...manifest, firstParty, provides: [], problem: `the namespace ${manifest.namespace} is that of ${owner.name}` };
  return { ...manifest, firstParty, official };
}

/** A plugin of which only the folder is known; npm's layout gives it a name. */
function unusable(root: string, problem: string): PluginManifest {
  const [, name = basename(root)] = /node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)[\\/]?$/.exec(root) ?? [];
  const known = name.replaceAll('\\', '/');
  return {
    package: known,
    version: '0.0.0',
    root,
    namespace: namespaceOf(known),
    api: '',
    entry: '',
    provides: [],
    firstParty: false,
    problem,
  };
}

/** A folder's package.json; refuses what is not JSON or is very large. */
export async function readPackage(root: string): Promise<unknown> {
  let file: FileHandle | undefined;
  try {
    // To open a pipe would otherwise wait for somebody to write into it.
    file = await open(join(root, 'package.json'), constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const stat = await file.stat();
    if (!stat.isFile()) throw new MdmError('plugin', 'its package.json is not a file');
    if (stat.size > MOST_BYTES) throw new MdmError('plugin', 'its package.json is larger than 1 MiB');
    return JSON.parse(await file.readFile('utf8')) as unknown;
  } finally {
    await file?.close();
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof MdmError) return error.message;
  if (error instanceof SyntaxError) return 'its package.json is not JSON';
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'its folder has gone, or has no package.json';
  return `its package.json cannot be read (${code ?? String(error)})`;
}

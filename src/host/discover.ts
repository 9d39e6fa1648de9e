import { readFile, realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { readManifest, type PluginManifest } from './manifest.js';

/** The root of this package, from `src/host` and from `dist/host` alike. */
const ownRoot = join(import.meta.dirname, '../..');

/**
 * Finds plugins by reading package.json files; imports none of their code. First the plugins that come with MDM (`oclif.plugins`
 * of its package.json), then the packages at `roots`, such as those installed by the user. Equal calls, equal order.
 */
export async function discoverPlugins(roots: readonly string[] = [], own = ownRoot): Promise<PluginManifest[]> {
  const pjson = (await readPackage(own)) as { oclif?: { plugins?: string[] } } | undefined;
  const bundled = await Promise.all((pjson?.oclif?.plugins ?? []).map((name) => findPackage(name, own)));
  const found = await Promise.all([...bundled, ...roots].map(readPlugin));
  const plugins = new Map<string, PluginManifest>();
  for (const plugin of found) if (plugin && !plugins.has(plugin.root)) plugins.set(plugin.root, plugin);
  return [...plugins.values()];
}

async function readPlugin(root: string | undefined): Promise<PluginManifest | undefined> {
  if (root === undefined) return undefined;
  const pjson = await readPackage(root);
  return pjson === undefined ? undefined : readManifest(pjson, await realpath(root));
}

/** The folder of a package as Node would find it from `from`, without asking its `exports`. */
async function findPackage(name: string, from: string): Promise<string | undefined> {
  for (let folder = from; ; folder = dirname(folder)) {
    const root = join(folder, 'node_modules', name);
    if ((await readPackage(root)) !== undefined) return root;
    if (folder === dirname(folder)) return undefined;
  }
}

async function readPackage(root: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  } catch {
    return undefined; // Not a package: neither is it a plugin.
  }
}

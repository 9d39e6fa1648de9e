import type { Semantic, Transformer } from '@mdm/sdk';
import { MdmError, nearest } from '../errors.js';
import { discoverPlugins } from './discover.js';
import { checkUsable, entryUrl, loadPlugin } from './load.js';
import type { PluginManifest } from './manifest.js';

/** What is known of a transformer without importing its plugin. */
export interface TransformerInfo {
  /** `temporal.cycle`. */
  readonly id: string;
  readonly package: string;
  readonly packageVersion: string;
  readonly summary: string;
  /** Of the maths. */
  readonly version: number;
  readonly kind: Transformer['kind'];
  readonly semantic: readonly Semantic[];
  readonly arity: 'each' | 'all';
  readonly onByDefault: boolean;
}

export interface Registry {
  /** Every transformer, by plugin in the order of discovery; imports nothing. */
  list(): readonly TransformerInfo[];
  /** Ids that the names mean: `temporal` is every transformer of a plugin, `temporal.cycle` is one. Refuses an unknown name. */
  resolve(names: readonly string[]): readonly string[];
  /** Imports the plugins of the named transformers (default: of all), each once. Keyed by id, in the order of `list`. */
  load(names?: readonly string[]): Promise<ReadonlyMap<string, Transformer>>;
  /** Version of a package that is a plugin here. */
  version(name: string): string | undefined;
  /** Where a worker imports a transformer from: the default export of `url`, its transformer called `name`. */
  locate(id: string): { readonly package: string; readonly url: string; readonly name: string };
  /** Plugins that were found and cannot be used. */
  readonly problems: readonly { readonly package: string; readonly problem: string }[];
}

/** Finds the plugins and opens the registry; `roots` are package folders besides the plugins that come with MDM. */
export const openRegistry = async (roots: readonly string[] = []): Promise<Registry> => createRegistry(await discoverPlugins(roots));

export function createRegistry(plugins: readonly PluginManifest[]): Registry {
  const owners = new Map<string, PluginManifest>();
  const infos: TransformerInfo[] = [];
  for (const plugin of plugins)
    for (const { name, ...rest } of plugin.provides) {
      const id = `${plugin.namespace}.${name}`;
      const other = owners.get(id);
      if (other) throw clash(id, other, plugin);
      owners.set(id, plugin);
      infos.push(Object.freeze({ id, package: plugin.package, packageVersion: plugin.version, ...rest }));
    }
  const loading = new Map<PluginManifest, Promise<ReadonlyMap<string, Transformer>>>();
  const open = (plugin: PluginManifest) => {
    const started = loading.get(plugin) ?? loadPlugin(plugin);
    loading.set(plugin, started);
    return started;
  };
  const owner = (id: string): PluginManifest => owners.get(id) ?? unknown(id, plugins, infos);
  const nameOf = (id: string) => id.slice(owner(id).namespace.length + 1);
  const resolve = (names: readonly string[]) => {
    const wanted = new Set(names.flatMap((name) => meant(name, plugins, infos)));
    return infos.filter((info) => wanted.has(info.id)).map((info) => info.id);
  };

  return Object.freeze<Registry>({
    list: () => infos,
    resolve,
    load: async (names) => {
      const ids = names ? resolve(names) : infos.map((info) => info.id);
      const transformers = await Promise.all(ids.map(async (id) => [id, (await open(owner(id))).get(nameOf(id))!] as const));
      return new Map(transformers);
    },
    version: (name) => plugins.find((plugin) => plugin.package === name)?.version,
    locate: (id) => ({ package: owner(id).package, url: entryUrl(owner(id)), name: nameOf(id) }),
    problems: plugins.flatMap((plugin) => (plugin.problem ? [{ package: plugin.package, problem: plugin.problem }] : [])),
  });
}

function clash(id: string, a: PluginManifest, b: PluginManifest): MdmError {
  const where = a.package === b.package ? `${a.root} and ${b.root}` : `${a.package} and ${b.package}`;
  return new MdmError('plugin', `Two plugins provide ${id}: ${where}.`, 'Uninstall one of them.');
}

function meant(name: string, plugins: readonly PluginManifest[], infos: readonly TransformerInfo[]): readonly string[] {
  const one = infos.filter((info) => info.id === name || info.id.startsWith(`${name}.`));
  if (one.length > 0) return one.map((info) => info.id);
  // A plugin with nothing to offer is known all the same, and its problem is the answer.
  const plugin = plugins.find((p) => p.namespace === name || name.startsWith(`${p.namespace}.`));
  if (plugin) checkUsable(plugin);
  if (plugin?.namespace === name) return [];
  return unknown(name, plugins, infos);
}

function unknown(name: string, plugins: readonly PluginManifest[], infos: readonly TransformerInfo[]): never {
  const ids = infos.map((info) => info.id);
  // `cycle` for `temporal.cycle` is the likeliest slip.
  const full = ids.filter((id) => id.endsWith(`.${name}`));
  const near = full[0] ?? nearest(name, [...ids, ...plugins.map((plugin) => plugin.namespace)]);
  const hint = near ? `; did you mean ${near}?` : '.';
  throw new MdmError('unknown-transformer', `There is no transformer "${name}"${hint}`, 'See them all with: mdm features list');
}

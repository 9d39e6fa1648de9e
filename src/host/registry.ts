import { bundledNamed, bundledPlugins } from './bundled.js';
import { discoverPlugins, readPlugin } from './discover.js';
import { generatorNamed, type GeneratorInfo } from './generator.js';
import { hosted, type Hosted } from './hosted.js';
import { checkUsable, entryUrl, loadPlugin } from './load.js';
import { namespaceOf, type PluginManifest, type Provided } from './manifest.js';
import { clash, isOf, meant, unknown, type Names, type NotOpen } from './names.js';
import { LIMITS, openPluginThread, PRINTED, type Limits, type PluginThread } from './plugin-thread.js';

/** What is known of a transformer without importing its plugin. */
export interface TransformerInfo extends Omit<Provided, 'name'> {
  /** `temporal.cycle`. */
  readonly id: string;
  readonly package: string;
  readonly packageVersion: string;
}

export interface Registry {
  /** Every transformer, by plugin in the order of discovery; imports nothing. */
  list(): readonly TransformerInfo[];
  /** Ids that the names mean: `temporal` is every transformer of a plugin, `temporal.cycle` is one. Refuses an unknown name. */
  resolve(names: readonly string[]): readonly string[];
  /** Imports the plugins of the named transformers (default: of all), each once. Keyed by id, in the order of `list`. */
  load(names?: readonly string[]): Promise<ReadonlyMap<string, Hosted>>;
  /** Where the generator of a plugin is imported from (`legacy`); refuses an unknown one. */
  generator(name: string): GeneratorInfo;
  /** Version of a package that is a plugin here. */
  version(name: string): string | undefined;
  /** Where a worker imports a transformer from: the default export of `url`, its transformer called `name`. */
  locate(id: string): { readonly package: string; readonly url: string; readonly name: string };
  /** What plugins printed while they ran, a sentence each. */
  notes(): readonly string[];
  /** Takes what a transformer printed elsewhere, for `notes`. */
  note(id: string, printed: string): void;
  /** Ends the threads that plugins run in. A registry that is used again starts them again. */
  close(): Promise<void>;
  /** Plugins that were found and cannot be used. */
  readonly problems: readonly { readonly package: string; readonly problem: string }[];
  /** Whether a name means a plugin that is there and is not open: it is not switched on, or safe mode leaves it out. */
  notOpen(name: string): boolean;
  /** First-party packages that are not switched on. */
  readonly available: readonly NotOpen[];
  /** Plugins that safe mode left out. */
  readonly leftOut: readonly NotOpen[];
}

/**
 * Finds plugins and opens the registry: the first-party packages that are on by default, and `plugins`: names of other first-party
 * packages (`text`) or folders of packages by others. `!temporal` leaves a first-party package out.
 *
 * ```ts
 * const registry = await openRegistry(['text', './my-plugin']);
 * ```
 *
 * `safeMode` (default false) leaves out every plugin that does not come with MDM; `limits` are for the
 * code of those: `timeoutMs` for each answer (default 10,000), `memoryMb` (default 512); `signal` stops it. What the user has installed:
 * `installedPlugins()`.
 */
export async function openRegistry(
  plugins: readonly string[] = [],
  {
    safeMode = false,
    limits = {},
    signal,
  }: { readonly safeMode?: boolean; readonly limits?: Partial<Limits>; readonly signal?: AbortSignal } = {},
): Promise<Registry> {
  const bundled = await bundledPlugins();
  const kept = safeMode ? plugins.filter((name) => name.startsWith('!') || bundledNamed(name, bundled)) : plugins;
  const [found, leftOut] = await Promise.all([
    discoverPlugins(kept),
    Promise.all(plugins.filter((name) => !kept.includes(name)).map((root) => readPlugin(root, bundled))),
  ]);
  const available = bundled
    .filter(({ name }) => !found.some((plugin) => plugin.package === name))
    .map(({ name }) => ({ package: name, namespace: namespaceOf(name) }));
  return createRegistry(
    found,
    { ...LIMITS, ...limits },
    {
      available,
      leftOut: leftOut.map(({ package: name, namespace }) => ({ package: name, namespace })),
    },
    signal,
  );
}

export function createRegistry(
  plugins: readonly PluginManifest[],
  limits: Limits = LIMITS,
  { available = [], leftOut = [] }: Partial<Pick<Names, 'available' | 'leftOut'>> = {},
  signal?: AbortSignal,
): Registry {
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
  const loading = new Map<PluginManifest, Promise<ReadonlyMap<string, Hosted>>>();
  const threads = new Map<PluginManifest, PluginThread>();
  const prints = new Map<string, string>();
  const start = async (plugin: PluginManifest): Promise<ReadonlyMap<string, Hosted>> => {
    checkUsable(plugin);
    if (plugin.firstParty) return new Map([...(await loadPlugin(plugin))].map(([name, t]) => [name, hosted(t)]));
    const thread = await openPluginThread(plugin, limits, signal);
    threads.set(plugin, thread);
    return thread.transformers;
  };
  const open = (plugin: PluginManifest) => {
    const started = loading.get(plugin) ?? start(plugin);
    loading.set(plugin, started);
    return started;
  };
  const names: Names = { plugins, ids: infos.map((info) => info.id), available, leftOut };
  const owner = (id: string): PluginManifest => owners.get(id) ?? unknown(id, names);
  const nameOf = (id: string) => id.slice(owner(id).namespace.length + 1);
  const resolve = (asked: readonly string[]) => {
    const wanted = new Set(asked.flatMap((name) => meant(name, names)));
    return infos.filter((info) => wanted.has(info.id)).map((info) => info.id);
  };

  return Object.freeze<Registry>({
    list: () => infos,
    resolve,
    load: async (asked) => {
      const ids = asked ? resolve(asked) : infos.map((info) => info.id);
      const transformers = await Promise.all(ids.map(async (id) => [id, (await open(owner(id))).get(nameOf(id))!] as const));
      return new Map(transformers);
    },
    generator: (name) => generatorNamed(name, names),
    version: (name) => plugins.find((plugin) => plugin.package === name)?.version,
    locate: (id) => ({ package: owner(id).package, url: entryUrl(owner(id)), name: nameOf(id) }),
    notes: () =>
      [
        ...[...threads].map(([{ package: name }, thread]) => [`plugin ${name}`, thread.printed()] as const),
        ...[...prints].map(([id, text]) => [`transformer ${id}`, text] as const),
      ].flatMap(([who, text]) =>
        text.trim() === '' ? [] : [`The ${who} printed ${JSON.stringify(text.trim())}; it was kept out of the output.`],
      ),
    note: (id, printed) => prints.set(id, `${prints.get(id) ?? ''}${printed}`.slice(0, PRINTED)),
    close: async () => {
      const all = [...threads.values()];
      threads.clear();
      loading.clear();
      await Promise.all(all.map((thread) => thread.close()));
    },
    problems: plugins.flatMap((plugin) => (plugin.problem ? [{ package: plugin.package, problem: plugin.problem }] : [])),
    notOpen: (name) => [...available, ...leftOut].some((plugin) => isOf(plugin, name)),
    available,
    leftOut,
  });
}

import { MdmError, nearest } from '../errors.js';
import { bundledPlugins, type Bundled } from './bundled.js';
import { readPlugin } from './discover.js';
import { namespaceOf, type PluginManifest } from './manifest.js';
import { dataDir, readStore, type Installed, type Source } from './store.js';

/** A plugin that is installed, or comes with MDM. */
export interface KnownPlugin {
  readonly manifest: PluginManifest;
  readonly source: Source;
  /** Whether runs use it. */
  readonly on: boolean;
  /** The user's own installation of it. */
  readonly installed?: Installed;
}

export interface Known {
  /** First-party ones, then the user's, in the order they were installed. */
  readonly plugins: readonly KnownPlugin[];
  /** What of the state could not be read. */
  readonly problems: readonly string[];
}

/** Every plugin there is, whatever is wrong with it. Imports none, and never throws over one. */
export async function knownPlugins(folder = dataDir()): Promise<Known> {
  const bundled = await bundledPlugins();
  const store = await readStore(folder, bundled);
  const own = store.plugins.filter(({ source }) => source.kind !== 'bundled');
  const first = bundled.filter(({ name }) => !own.some((plugin) => plugin.name === name));
  const isOn = ({ name, on }: Pick<Bundled, 'name' | 'on'>) =>
    (on || store.plugins.some((p) => p.name === name)) && !store.off.includes(name);
  const plugins = await Promise.all([
    ...first.map(async ({ root, ...plugin }): Promise<KnownPlugin> => {
      const installed = store.plugins.find(({ name }) => name === plugin.name);
      const source: Source = { kind: 'bundled', spec: plugin.name };
      return { manifest: await readPlugin(root, bundled), source, on: isOn(plugin), ...(installed ? { installed } : {}) };
    }),
    ...own.map(async (installed): Promise<KnownPlugin> => {
      const manifest = await readPlugin(installed.root, bundled);
      // A folder that has gone says nothing of itself.
      const said =
        manifest.entry === '' && manifest.generator === undefined
          ? { ...manifest, package: installed.name, namespace: namespaceOf(installed.name), version: installed.version }
          : manifest;
      return { manifest: said, source: installed.source, on: isOn({ name: installed.name, on: true }), installed };
    }),
  ]);
  return { plugins, problems: store.problems };
}

export type PluginKind = 'expr' | 'batch' | 'generator';

/** Kinds of a plugin's transformers, and whether it has a generator. */
export const kindsOf = ({ provides, generator }: PluginManifest): readonly PluginKind[] => [
  ...(['expr', 'batch'] as const).filter((kind) => provides.some((provided) => provided.kind === kind)),
  ...(generator === undefined ? [] : (['generator'] as const)),
];

/** The plugin that a name means: its package's, or its short one. */
export function pluginNamed(name: string, plugins: readonly KnownPlugin[]): KnownPlugin {
  const found =
    plugins.find(({ manifest, installed }) => manifest.package === name || installed?.name === name) ??
    plugins.find(({ manifest }) => manifest.namespace === name);
  if (found) return found;
  const near = nearest(
    name,
    plugins.flatMap(({ manifest }) => [manifest.namespace, manifest.package]),
  );
  throw new MdmError(
    'unknown-plugin',
    `There is no plugin "${name}"${near ? `; did you mean ${near}?` : '.'}`,
    'See them all with: mdm plugins',
  );
}

/** Transformers that two plugins provide, with both. */
export function clashes(
  plugins: readonly KnownPlugin[],
): readonly { readonly id: string; readonly first: KnownPlugin; readonly second: KnownPlugin }[] {
  const owners = new Map<string, KnownPlugin>();
  return plugins
    .filter(({ on }) => on)
    .flatMap((plugin) =>
      plugin.manifest.provides.flatMap(({ name }) => {
        const id = `${plugin.manifest.namespace}.${name}`;
        const first = owners.get(id);
        if (!first) owners.set(id, plugin);
        return first && first.manifest.root !== plugin.manifest.root ? [{ id, first, second: plugin }] : [];
      }),
    );
}

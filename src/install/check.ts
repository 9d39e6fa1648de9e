import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { MdmError } from '../errors.js';
import { bundledNamed, bundledPlugins } from '../host/bundled.js';
import { discoverPlugins } from '../host/discover.js';
import { FOREIGN_GENERATOR } from '../host/generator.js';
import { readManifest, type PluginManifest } from '../host/manifest.js';
import { pluginsOf, type Store } from '../host/store.js';
import { SCOPE } from './npmrc.js';

/** A plugin that is to be on, and what is asked of it first. */
interface Candidate {
  readonly root: string;
  readonly name: string;
  /** From the registry that the user named for the `@mdm` scope: it may have the name of a first-party package. */
  readonly scoped: boolean;
}

/** The manifest of a package, or why it is refused. Reads package.json; runs nothing. */
export async function checkPlugin({ root, name, scoped }: Candidate): Promise<PluginManifest> {
  const refuse = (why: string, next?: string): never => {
    throw new MdmError('refused', `${name} was not installed: ${why}.`, next);
  };
  let pjson: unknown;
  try {
    pjson = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  } catch {
    return refuse('its package.json cannot be read');
  }
  const manifest = readManifest(pjson, root);
  if (!manifest) return refuse('it is not an MDM plugin (its package.json has no "mdm")', 'Look for plugins with: mdm plugins search');
  if (manifest.problem)
    return refuse(
      manifest.problem,
      /plugin API/.test(manifest.problem) ? 'Install another version of it, or another MDM.' : 'Tell its author.',
    );
  const bundled = await bundledPlugins();
  const official = scoped && bundled.some((plugin) => plugin.name === name);
  if (manifest.entry === '' && !official)
    return refuse(FOREIGN_GENERATOR, 'Its author can write transformers instead: mdm plugins create NAME');
  for (const [field, file] of [
    ['transformers', manifest.entry],
    ['generator', manifest.generator ?? ''],
  ] as const) {
    if (file === '') continue;
    const found = await stat(join(root, file)).catch(() => undefined);
    if (!found?.isFile())
      return refuse(`its file ${file}, which "mdm.${field}" names, is not in the package`, 'Its author has to build it before packing.');
  }
  const sdk = (pjson as { dependencies?: Record<string, unknown> }).dependencies?.['@mdm/sdk'];
  const brings = await stat(join(root, 'node_modules/@mdm/sdk')).catch(() => undefined);
  if (sdk !== undefined && !brings && !scoped)
    return refuse(
      'it lists @mdm/sdk in its dependencies, and MDM itself gives that to every plugin',
      'Its author should list it in peerDependencies.',
    );
  if (!scoped && name.startsWith(SCOPE))
    return refuse(
      'only what comes with MDM, or from the registry that you set for @mdm, may have a name in that scope',
      'Its author has to name it otherwise.',
    );
  const owner = bundledNamed(manifest.namespace, bundled);
  if (owner && owner.name !== name)
    return refuse(`its namespace ${manifest.namespace} is that of ${owner.name}`, 'Its author has to set another "mdm.namespace".');
  return manifest;
}

/** Refuses plugins that would make a transformer's name mean two things. */
export async function checkClashes(added: readonly PluginManifest[], store: Store): Promise<void> {
  const names = new Set(added.map((plugin) => plugin.package));
  const plugins = store.plugins.filter((plugin) => !names.has(plugin.name));
  const others = (await discoverPlugins(pluginsOf({ ...store, plugins }))).filter(
    (plugin) => !plugin.problem && !names.has(plugin.package),
  );
  for (const [k, plugin] of added.entries()) {
    const other = [...others, ...added.slice(0, k)].find(({ namespace }) => namespace === plugin.namespace);
    if (other && other.package !== plugin.package)
      throw new MdmError(
        'refused',
        `${plugin.package} was not installed: it has the namespace ${plugin.namespace}, and so has ${other.package}.`,
        `Uninstall the other first: mdm plugins uninstall ${other.package}`,
      );
  }
}

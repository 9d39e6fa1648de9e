import { MdmError, nearest } from '../errors.js';
import { checkUsable } from './load.js';
import type { PluginManifest } from './manifest.js';

/** A plugin that is there and is not open in a registry. */
export interface NotOpen {
  readonly package: string;
  readonly namespace: string;
}

/** What a registry knows of names. */
export interface Names {
  readonly plugins: readonly PluginManifest[];
  readonly ids: readonly string[];
  /** First-party packages that are not switched on. */
  readonly available: readonly NotOpen[];
  /** What safe mode left out. */
  readonly leftOut: readonly NotOpen[];
}

/** Ids that a name means: a plugin's namespace is all of its transformers. */
export function meant(name: string, names: Names): readonly string[] {
  const ids = names.ids.filter((id) => id === name || id.startsWith(`${name}.`));
  if (ids.length > 0) return ids;
  // A plugin with nothing to offer is known all the same, and its problem is the answer.
  const plugin = names.plugins.find((p) => isOf(p, name));
  if (plugin) checkUsable(plugin);
  if (plugin?.namespace === name) return [];
  return unknown(name, names);
}

/** Whether a name is a plugin's, or of one of its transformers. */
export const isOf = ({ namespace }: NotOpen, name: string): boolean => name === namespace || name.startsWith(`${namespace}.`);

export function unknown(name: string, { plugins, ids, available, leftOut }: Names): never {
  const fail = (more: string, next: string): never => {
    throw new MdmError('unknown-transformer', `There is no transformer "${name}"${more}`, next);
  };
  const left = leftOut.find((plugin) => isOf(plugin, name));
  if (left) return fail(`: safe mode leaves out ${left.package}.`, 'Run it without --safe-mode and MDM_SAFE_MODE.');
  const own = available.find((plugin) => isOf(plugin, name));
  if (own) return fail('; the package comes with MDM.', `Switch it on with: mdm plugins install ${own.namespace}`);
  // `cycle` for `temporal.cycle` is the likeliest slip.
  const full = ids.filter((id) => id.endsWith(`.${name}`));
  const near = full[0] ?? nearest(name, [...ids, ...[...plugins, ...available].map((plugin) => plugin.namespace)]);
  return fail(near ? `; did you mean ${near}?` : '.', 'See them all with: mdm features list');
}

export function clash(id: string, a: PluginManifest, b: PluginManifest): MdmError {
  const [one, other] = a.package === b.package ? [a.root, b.root] : [a.package, b.package];
  return new MdmError(
    'plugin',
    `Two plugins provide ${id}: ${one} and ${other}.`,
    `Uninstall one of them: mdm plugins uninstall ${b.package}`,
  );
}

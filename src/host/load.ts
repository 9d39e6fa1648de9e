import type { Plugin, Transformer } from '@mdm/sdk';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { firstLine, MdmError } from '../errors.js';
import { describe, type PluginManifest, type Provided } from './manifest.js';
import { parametersOf } from './params.js';

/** Where to import a plugin's transformers from. */
export const entryUrl = (manifest: PluginManifest): string => pathToFileURL(join(manifest.root, manifest.entry)).href;

/** Imports a plugin and checks what it exports against its package.json. Keys are names without the namespace. */
export async function loadPlugin(manifest: PluginManifest): Promise<ReadonlyMap<string, Transformer>> {
  checkUsable(manifest);
  if (manifest.entry === '') {
    await importGenerator(manifest);
    return new Map();
  }
  const loaded = await importPlugin(manifest);
  if (manifest.loose) return loaded;
  const found = await Promise.all([...loaded.values()].map(describe));
  for (const difference of differences(manifest.provides, found)) throw broken(manifest, difference);
  return loaded;
}

const broken = (manifest: PluginManifest, sentence: string, cause?: unknown): MdmError =>
  new MdmError(
    'plugin',
    `The plugin ${manifest.package} ${sentence}.`,
    `Update it, or leave it out with --skip ${manifest.namespace}.`,
    cause,
  );

/** Imports a plugin, whatever its package.json says it provides. */
export async function importPlugin(manifest: PluginManifest): Promise<ReadonlyMap<string, Transformer>> {
  const fail = (sentence: string, cause?: unknown): never => {
    throw broken(manifest, sentence, cause);
  };
  let module: { default?: unknown };
  try {
    module = (await import(entryUrl(manifest))) as { default?: unknown };
  } catch (error) {
    return fail(`could not be imported: ${firstLine(error)}`, error);
  }
  const plugin = module.default;
  if (!isPlugin(plugin)) return fail('does not export {namespace, transformers} by default');
  if (plugin.namespace !== manifest.namespace && !manifest.loose)
    fail(`calls itself "${plugin.namespace}", not "${manifest.namespace}" as its package.json says`);
  const loaded = new Map<string, Transformer>();
  for (const transformer of plugin.transformers) {
    const wrong = wrongShape(transformer);
    if (wrong) fail(`has a transformer without a proper ${wrong}${named(transformer)}`);
    if (loaded.has(transformer.meta.name)) fail(`has two transformers named ${transformer.meta.name}`);
    loaded.set(transformer.meta.name, transformer);
  }
  return loaded;
}

/** Imports what `mdm.generator` names and looks whether it is a generator. */
async function importGenerator(manifest: PluginManifest): Promise<void> {
  let module: { default?: unknown };
  try {
    module = (await import(pathToFileURL(join(manifest.root, manifest.generator ?? '')).href)) as { default?: unknown };
  } catch (error) {
    throw broken(manifest, `could not be imported: ${firstLine(error)}`, error);
  }
  const { namespace, generate } = (module.default ?? {}) as { namespace?: unknown; generate?: unknown };
  if (typeof generate !== 'function') throw broken(manifest, 'does not export {namespace, generate} by default');
  if (namespace !== manifest.namespace) throw broken(manifest, `calls itself "${String(namespace)}", not "${manifest.namespace}"`);
}

/** Refuses, before any import, a plugin that cannot work with this host. */
export function checkUsable(manifest: PluginManifest): void {
  if (!manifest.problem) return;
  throw new MdmError('plugin', `The plugin ${manifest.package} cannot be used: ${manifest.problem}.`, 'Update the plugin or remove it.');
}

function isPlugin(value: unknown): value is Plugin {
  const plugin = value as Partial<Plugin> | null | undefined;
  return typeof plugin === 'object' && plugin !== null && typeof plugin.namespace === 'string' && Array.isArray(plugin.transformers);
}

/** The part of a transformer that is missing or is not what the contract asks for. */
function wrongShape(transformer: unknown): string | undefined {
  const t = transformer as Partial<Record<string, unknown>> | null | undefined;
  if (typeof t !== 'object' || t === null || (t['kind'] !== 'expr' && t['kind'] !== 'batch')) return 'kind';
  const meta = t['meta'] as Partial<Record<string, unknown>> | undefined;
  if (typeof meta !== 'object' || meta === null) return 'meta';
  if (typeof meta['name'] !== 'string') return 'meta.name';
  if (!Number.isInteger(meta['version'])) return 'meta.version';
  if (typeof meta['summary'] !== 'string') return 'meta.summary';
  const appliesTo = meta['appliesTo'] as Partial<Record<string, unknown>> | undefined;
  if (!Array.isArray(appliesTo?.['semantic'])) return 'meta.appliesTo';
  if (!Array.isArray(meta['outputs'])) return 'meta.outputs';
  // The Standard Schema interface: a plugin's copy of zod need not be the host's.
  const params = meta['params'] as { '~standard'?: { validate?: unknown } } | undefined;
  if (typeof params?.['~standard']?.validate !== 'function') return 'meta.params';
  if (t['kind'] === 'batch' && typeof t['reason'] !== 'string') return 'reason';
  const needed = t['kind'] === 'expr' ? ['transform'] : ['outputs', 'run'];
  return needed.find((name) => typeof t[name] !== 'function');
}

function named(transformer: unknown): string {
  const name = (transformer as { meta?: { name?: unknown } } | null | undefined)?.meta?.name;
  return typeof name === 'string' ? ` (${name})` : '';
}

function differences(said: readonly Provided[], found: readonly Provided[]): string[] {
  const listed = new Map(said.map((p) => [p.name, p]));
  const real = new Map(found.map((p) => [p.name, p]));
  const missing = said.filter((p) => !real.has(p.name)).map((p) => `lists ${p.name} in its package.json but does not export it`);
  const unlisted = found
    .filter((p) => !listed.has(p.name))
    .map((p) => `exports ${p.name} but does not list it in "mdm.provides" of its package.json`);
  const changed = found.flatMap((p) => {
    const entry = listed.get(p.name);
    const key = entry && FIELDS.find((k) => asCompared(p, k) !== asCompared(entry, k));
    return key ? [`has another ${key} for ${p.name} than its package.json says`] : [];
  });
  return [...missing, ...unlisted, ...changed];
}

const FIELDS = [
  'summary',
  'version',
  'kind',
  'semantic',
  'arity',
  'onByDefault',
  'needs',
  'outputs',
  'params',
  'reason',
] as const satisfies readonly (keyof Provided)[];

/** Parameters are compared as people read them: another release of the schema's library may word the same JSON Schema another way. */
const asCompared = (provided: Provided, field: keyof Provided): string | undefined =>
  JSON.stringify(field === 'params' ? (parametersOf(provided.params) ?? null) : provided[field]);

import { readFile } from 'node:fs/promises';
import { basename, dirname, extname } from 'node:path';
import { MdmError } from '../../errors.js';
import { openCustomModule } from '../../host/custom-module.js';
import type { PluginManifest } from '../../host/manifest.js';
import { describePlugin } from '../../host/plugin-thread.js';
import { createRegistry, type Registry } from '../../host/registry.js';
import type { TransformerSource } from '../../pipeline/transformers.js';
import type { Workspace } from '../workspace.js';
import { customModules, limitsOf } from './modules.js';

/** Namespace of the transformers of custom modules. */
export const CUSTOM = 'custom';
export const isCustom = (transformer: string): boolean => transformer.startsWith(`${CUSTOM}.`);

/** The transformers of the plugins and of a dataset's own modules that are plugins as the SDK defines them. */
export interface CustomSource {
  readonly source: TransformerSource;
  readonly warnings: readonly string[];
  close(): Promise<void>;
}

export async function customSource(workspace: Workspace, names: readonly string[]): Promise<CustomSource> {
  const registry = await workspace.registry();
  const strict = workspace.config.get('features.custom.strict') || workspace.config.get('validation.strict_mode');
  const manifests: PluginManifest[] = [];
  const warnings: string[] = [];
  for (const file of await customModules(workspace.config, names)) {
    const text = await readFile(file, 'utf8').catch(() => '');
    if (!/\btransformers\b/.test(text)) continue;
    try {
      const manifest = await manifestOf(workspace, file);
      if (manifest) manifests.push(manifest);
    } catch (error) {
      if (strict || !(error instanceof MdmError) || error.code !== 'plugin') throw error;
      warnings.push(`${error.message} Its features are left out.`);
    }
  }
  if (manifests.length === 0) return { source: registry, warnings, close: async () => {} };
  const { timeoutMs, memoryMb } = limitsOf(workspace);
  const own = createRegistry(manifests, { timeoutMs, memoryMb: memoryMb ?? 512 }, {}, workspace.signal);
  return { source: both(registry, own), warnings, close: () => own.close() };
}

/** A module as a plugin without a package; undefined when it is none. */
async function manifestOf(workspace: Workspace, file: string): Promise<PluginManifest | undefined> {
  const limits = limitsOf(workspace);
  // What cannot be loaded is told where operations are run.
  const module = await openCustomModule(file, limits).catch((error: unknown) => {
    if (error instanceof MdmError && error.code === 'plugin') return undefined;
    throw error;
  });
  await module?.close();
  if (!module?.plugin) return undefined;
  const stem = basename(file, extname(file));
  const manifest = {
    package: file,
    version: '0.0.0',
    root: dirname(file),
    namespace: CUSTOM,
    api: '^1',
    entry: `./${basename(file)}`,
    provides: [],
    loose: true,
  };
  const provides = await describePlugin(manifest, { timeoutMs: limits.timeoutMs, memoryMb: limits.memoryMb ?? 512 }, workspace.signal);
  if (provides.length === 0) throw new MdmError('plugin', `The custom features ${file} of ${stem} have no transformers.`);
  return { ...manifest, provides };
}

function both(registry: Registry, own: Registry): TransformerSource {
  const ofOwn = new Set(own.list().map(({ id }) => id));
  return {
    list: () => [...registry.list(), ...own.list()],
    load: async (ids) => {
      const [one, other] = await Promise.all([
        registry.load(ids.filter((id) => !ofOwn.has(id))),
        own.load(ids.filter((id) => ofOwn.has(id))),
      ]);
      return new Map([...one, ...other]);
    },
    locate: (id) => (ofOwn.has(id) ? own : registry).locate(id),
    notes: () => [...registry.notes(), ...own.notes()],
    note: (id, printed) => (ofOwn.has(id) ? own : registry).note(id, printed),
  };
}

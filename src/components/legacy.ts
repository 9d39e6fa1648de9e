import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { MdmError } from '../errors.js';
import { bundledPlugins } from '../host/bundled.js';
import type { OldConfig } from './config/contract.js';
import type { OldStorage } from './backend/contract.js';
import type { OldRegistrar } from './registrar/contract.js';

/** How MDM 1.0.6 did it: one for each component, in @mdm/feature-legacy. */
export interface OldSides {
  readonly config: OldConfig;
  readonly storage: OldStorage;
  readonly registrar: OldRegistrar;
}

const PACKAGE = '@mdm/feature-legacy';
const loaded = new Map<string, Promise<unknown>>();

/** The old side of a component; its module is loaded when it is first asked for. */
export function oldSide<K extends keyof OldSides>(name: K): Promise<OldSides[K]> {
  const there = loaded.get(name) ?? load(name);
  loaded.set(name, there);
  there.catch(() => loaded.delete(name));
  return there as Promise<OldSides[K]>;
}

async function load(name: keyof OldSides): Promise<unknown> {
  const plugin = (await bundledPlugins()).find((one) => one.name === PACKAGE);
  if (!plugin) throw new MdmError('configuration', `The package ${PACKAGE} is not there, and with it the old side.`, 'Install MDM anew.');
  const url = pathToFileURL(join(plugin.root, 'dist/sides', name, 'index.js')).href;
  return ((await import(url)) as { readonly default: unknown }).default;
}

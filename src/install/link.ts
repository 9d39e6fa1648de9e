import { realpath } from 'node:fs/promises';
import { resolve } from 'node:path';
import { MdmError } from '../errors.js';
import { readPlugin } from '../host/discover.js';
import type { PluginManifest } from '../host/manifest.js';
import { readStore } from '../host/store.js';
import { checkClashes, checkPlugin } from './check.js';
import { guardOf, openContext, type InstallOptions } from './options.js';
import { change } from './switch.js';

export interface LinkReport {
  readonly manifest: PluginManifest;
  readonly root: string;
}

/** Puts a plugin on that stays in its own folder and is run as it is there. */
export async function linkPlugin(folder: string, options: Omit<InstallOptions, 'confirm' | 'lock'>): Promise<LinkReport> {
  const context = await openContext({ ...options, lock: false, confirm: async () => true });
  const path = resolve(context.folder, folder);
  const root = await realpath(path).catch(() => {
    throw new MdmError('not-found', `${folder} is not there.`, 'Name the folder with the package.json of the plugin.');
  });
  const { package: name } = await readPlugin(root);
  const manifest = await checkPlugin({ root, name, scoped: false });
  if (!/^(?:@[\w~-][\w.~-]*\/)?[\w~-][\w.~-]*$/.test(manifest.package))
    throw new MdmError('refused', `${folder} has no name that a package may have.`, 'Set "name" in its package.json.');
  await checkClashes([manifest], await readStore(context.data));
  const installed = new Date().toISOString();
  const entry = {
    name,
    version: manifest.version,
    root,
    source: { kind: 'link', spec: root },
    integrity: null,
    content: null,
    installed,
  } as const;
  await change(context.data, { checked: [manifest], entries: [entry] }, async () => {}, guardOf(context));
  return { manifest, root };
}

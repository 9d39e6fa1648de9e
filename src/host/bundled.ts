import { access, readFile, realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { namespaceOf } from './manifest.js';

/** A first-party package: it comes inside the distribution, and `on` says whether it runs before the user switched anything. */
export interface Bundled {
  readonly name: string;
  readonly root: string;
  readonly on: boolean;
}

/** The root of this package, from `src/host` and from `dist/host` alike. */
export const ownRoot = join(import.meta.dirname, '../..');

interface OwnPackage {
  readonly mdm?: { readonly plugins?: { readonly on?: readonly string[]; readonly available?: readonly string[] } };
}

const known = new Map<string, Promise<readonly Bundled[]>>();

/** The packages named in `mdm.plugins` of MDM's own package.json: those that are on, then those that are there to be switched on. */
export function bundledPlugins(own = ownRoot): Promise<readonly Bundled[]> {
  const found = known.get(own) ?? findBundled(own);
  known.set(own, found);
  return found;
}

async function findBundled(own: string): Promise<readonly Bundled[]> {
  const { on = [], available = [] } = (await readOwn(own)).mdm?.plugins ?? {};
  const found = await Promise.all(
    [...on, ...available].map(async (name) => ({ name, root: await findPackage(name, own), on: on.includes(name) })),
  );
  return found.flatMap(({ root, ...rest }) => (root === undefined ? [] : [Object.freeze({ ...rest, root })]));
}

/** The first-party package that a name means: its own name or its namespace (`text`). */
export const bundledNamed = (name: string, bundled: readonly Bundled[]): Bundled | undefined =>
  bundled.find((plugin) => plugin.name === name || namespaceOf(plugin.name) === name);

/** The folder of a package as Node would find it from `from`, without asking its `exports`. */
async function findPackage(name: string, from: string): Promise<string | undefined> {
  for (let folder = from; ; folder = dirname(folder)) {
    const root = join(folder, 'node_modules', name);
    try {
      await access(join(root, 'package.json'));
      return await realpath(root);
    } catch {
      if (folder === dirname(folder)) return undefined;
    }
  }
}

async function readOwn(own: string): Promise<OwnPackage> {
  try {
    return JSON.parse(await readFile(join(own, 'package.json'), 'utf8')) as OwnPackage;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {}; // A library that was bundled into something else has no plugins of its own.
    throw error;
  }
}

import { lstat, readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { MdmError } from '../errors.js';

/** A package of the tree that was installed. */
export interface TreePackage {
  /** `node_modules/geo-dep`. */
  readonly path: string;
  readonly name: string;
  readonly version: string;
  /** Names of install scripts that it has; they never run. */
  readonly scripts: readonly string[];
}
export interface Tree {
  readonly packages: readonly TreePackage[];
  readonly bytes: number;
}

const SCRIPTS = ['preinstall', 'install', 'postinstall'];

/** Every package under a staged folder. A link or a device among the files is refused: npm makes none. */
export async function readTree(stage: string): Promise<Tree> {
  const packages: TreePackage[] = [];
  let bytes = 0;
  const walk = async (folder: string, isPackages: boolean): Promise<void> => {
    for (const name of (await readdir(join(stage, folder))).sort()) {
      const path = `${folder}/${name}`;
      const entry = await lstat(join(stage, path));
      if (entry.isFile()) bytes += entry.size;
      else if (!entry.isDirectory())
        throw new MdmError('refused', `The package holds ${path}, which is a link or a device.`, 'It was removed.');
      else if (!isPackages) await walk(path, name === 'node_modules');
      else if (name.startsWith('@')) await walk(path, true);
      else {
        const found = await readPackage(stage, path);
        if (found) packages.push(found);
        await walk(path, false);
      }
    }
  };
  await walk('node_modules', true);
  return { packages, bytes };
}

async function readPackage(stage: string, path: string): Promise<TreePackage | undefined> {
  try {
    const pjson = JSON.parse(await readFile(join(stage, path, 'package.json'), 'utf8')) as Record<string, unknown>;
    const said = (typeof pjson['scripts'] === 'object' && pjson['scripts']) || {};
    const scripts = SCRIPTS.filter((name) => Object.hasOwn(said, name));
    const builds = !scripts.includes('install') && !scripts.includes('preinstall') && (await hasFile(join(stage, path, 'binding.gyp')));
    const text = (key: string) => (typeof pjson[key] === 'string' ? pjson[key] : '');
    return { path, name: text('name'), version: text('version'), scripts: [...scripts, ...(builds ? ['binding.gyp'] : [])] };
  } catch {
    return undefined; // A folder, such as one that only holds others.
  }
}

const hasFile = (path: string): Promise<boolean> =>
  lstat(path).then(
    (entry) => entry.isFile(),
    () => false,
  );

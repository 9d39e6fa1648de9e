import { existsSync } from 'node:fs';
import { readFile, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { MdmError } from '../errors.js';
import { checkUsable, importPlugin } from './load.js';
import { describe, readManifest, type PluginManifest } from './manifest.js';
import { isData, readProvided } from './provided.js';
import { provideHostPackages } from './provide.js';

/**
 * A plugin as its code describes it: what `mdm.provides` of its package.json must be, whatever it is now. Imports the code into this
 * thread, so it is for a plugin of one's own.
 */
export async function manifestOf(folder: string): Promise<PluginManifest> {
  const pjson = await readPackage(folder);
  const mdm = isData(pjson['mdm']) ? { ...pjson['mdm'], provides: [] } : pjson['mdm'];
  const manifest = readManifest({ ...pjson, mdm }, await realpath(folder));
  if (!manifest) throw refused(folder, 'is not a plugin: its package.json has no "mdm"');
  checkUsable(manifest);
  if (manifest.entry === '') throw refused(folder, 'has a generator and no transformers, so there is nothing to describe');
  if (!existsSync(join(folder, manifest.entry)))
    throw new MdmError(
      'plugin',
      `The plugin ${manifest.package} has no ${manifest.entry} yet, which its package.json names.`,
      'Compile it first, such as with: npx tsc',
    );
  provideHostPackages();
  const transformers = await importPlugin(manifest).catch((error: unknown) => {
    throw error instanceof MdmError ? new MdmError(error.code, error.message, 'Mend it, then: mdm plugins docs', error.cause) : error;
  });
  const provides = await Promise.all([...transformers.values()].map(describe));
  for (const provided of provides) {
    const wrong = readProvided(JSON.parse(JSON.stringify(provided)));
    if (typeof wrong === 'string') throw refused(folder, `has a transformer (${provided.name}) whose ${wrong} cannot be used`);
  }
  return { ...manifest, provides };
}

export async function readPackage(folder: string): Promise<Readonly<Record<string, unknown>>> {
  const file = join(folder, 'package.json');
  try {
    const pjson = JSON.parse(await readFile(file, 'utf8')) as unknown;
    if (isData(pjson)) return pjson;
  } catch (error) {
    throw refused(folder, `has no package.json that can be read: ${(error as Error).message.split('\n', 1)[0]}`, error);
  }
  throw refused(folder, 'has a package.json that is not an object');
}

const refused = (folder: string, sentence: string, cause?: unknown): MdmError =>
  new MdmError('plugin', `The folder ${folder} ${sentence}.`, 'Make a plugin with: mdm plugins create NAME', cause);

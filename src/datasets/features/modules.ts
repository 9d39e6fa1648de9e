import { readdir, stat } from 'node:fs/promises';
import { basename, extname, isAbsolute, join } from 'node:path';
import type { Config } from '../../config/config.js';
import { MdmError, firstLine } from '../../errors.js';
import { openCustomModule, type CustomLimits } from '../../host/custom-module.js';
import type { Workspace } from '../workspace.js';

const EXTENSIONS = ['.ts', '.js', '.mjs'];
/** A module of this name is used for every dataset. */
const EVERY = 'all';

/** The modules of custom features of a dataset: named after it, and those that the configuration names. */
export async function customModules(config: Config, names: readonly string[]): Promise<readonly string[]> {
  if (!config.get('features.custom.enabled')) return [];
  const found: string[] = [];
  const stems = [...new Set(names)];
  if (config.get('features.custom.auto_discover')) found.push(...(await modulesIn(config.path('paths.custom_features_path'), stems)));
  for (const given of config.get('features.custom.paths')) {
    const path = isAbsolute(given) ? given : join(config.home, given);
    const kind = await stat(path).catch(() => undefined);
    if (!kind)
      throw new MdmError('configuration', `features.custom.paths names ${path}, which is not there.`, 'Correct the path, or leave it out.');
    if (kind.isDirectory()) found.push(...(await modulesIn(path, [...stems, EVERY])));
    else if ([...stems, EVERY].includes(basename(path, extname(path)))) found.push(path);
  }
  return [...new Set(found)];
}

/** The first of the extensions that there is, for the first name that has one. */
async function modulesIn(folder: string, stems: readonly string[]): Promise<string[]> {
  const files = new Set(await readdir(folder).catch(() => []));
  const own = stems.filter((stem) => stem !== EVERY).flatMap((stem) => EXTENSIONS.map((end) => `${stem}${end}`));
  const every = stems.includes(EVERY) ? EXTENSIONS.map((end) => `${EVERY}${end}`) : [];
  return [own, every].flatMap((list) => list.find((file) => files.has(file)) ?? []).map((file) => join(folder, file));
}

/** What a module's code may take. */
export const limitsOf = ({ config, log, signal }: Workspace): CustomLimits => ({
  timeoutMs: config.get('features.custom.timeout') * 1000,
  signal,
  onPrint: (text) => log.debug('printed by custom features', { text: text.slice(0, 500) }),
});

export interface DescribedModule {
  readonly file: string;
  readonly operations: readonly string[];
  /** Why it cannot be used. */
  readonly problem?: string;
}

/** The modules that a dataset of this name would get features from; each is loaded, and none is run. */
export async function describeCustom(workspace: Workspace, name: string, displayName: string = name): Promise<readonly DescribedModule[]> {
  const described: DescribedModule[] = [];
  for (const file of await customModules(workspace.config, [name, displayName])) {
    try {
      const module = await openCustomModule(file, limitsOf(workspace));
      await module.close();
      described.push({ file, operations: module.operations });
    } catch (error) {
      if (error instanceof MdmError && error.code === 'interrupted') throw error;
      described.push({ file, operations: [], problem: firstLine(error) });
    }
  }
  return described;
}

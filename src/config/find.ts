import { isUtf8 } from 'node:buffer';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { extname, join, resolve } from 'node:path';
import { firstLine, MdmError } from '../errors.js';
import { FILE_NAMES } from './stamp.js';

export interface Found {
  readonly path: string;
  readonly content: string;
}

const ENDINGS = ['.yaml', '.yml', '.json'];

interface Explorer {
  load(path: string): Promise<{ readonly config: unknown } | null>;
}

/** The configuration file of a home, or the one that is named; undefined when the home has none. */
export async function findFile(home: string, named: string | undefined): Promise<Found | undefined> {
  const path = named === undefined ? FILE_NAMES.map((name) => join(home, name)).find((place) => existsSync(place)) : resolve(named);
  if (path === undefined) return undefined;
  if (!ENDINGS.includes(extname(path).toLowerCase()))
    throw new MdmError(
      'configuration',
      `The configuration file ${path} is neither YAML nor JSON.`,
      `Its name must end in ${ENDINGS.join(', ')}.`,
    );
  let found: Found;
  try {
    found = ((await (await explorer()).load(path))?.config as Found | undefined) ?? { path, content: '' };
    // What is no UTF-8 has been read as this character; to write that back would lose it.
    if (!found.content.includes('\uFFFD') || isUtf8(await readFile(path))) return found;
  } catch (error) {
    throw unreadable(path, error);
  }
  throw new MdmError('configuration', `The configuration file ${path} is not UTF-8 text.`, 'Save it as UTF-8.');
}

async function explorer(): Promise<Explorer> {
  // Its `cosmiconfig()` first runs a .config/config.js of the present folder, whoever put it there.
  const { Explorer } = (await import('cosmiconfig/dist/Explorer.js')) as unknown as { Explorer: new (options: object) => Explorer };
  const load = (path: string, content: string): Found => ({ path, content });
  return new Explorer({
    moduleName: 'mdm',
    searchPlaces: [...FILE_NAMES],
    searchStrategy: 'none',
    ignoreEmptySearchPlaces: false,
    cache: false,
    transform: (result: unknown) => result,
    metaConfigFilePath: null,
    loaders: Object.fromEntries(ENDINGS.flatMap((ending) => [ending, ending.toUpperCase()].map((one) => [one, load]))),
  });
}

function unreadable(path: string, error: unknown): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT' || code === 'ENOTDIR')
    return new MdmError('not-found', `There is no configuration file ${path}.`, 'Check --config and MDM_CONFIG_PATH.', error);
  if (code === 'EISDIR')
    return new MdmError('configuration', `The configuration file ${path} is a folder.`, 'Move it away, or use --config.', error);
  if (code === 'EACCES' || code === 'EPERM')
    return new MdmError('permission', `The configuration file ${path} may not be read.`, 'Check its permissions.', error);
  if (code === undefined) return error;
  return new MdmError('configuration', `The configuration file ${path} cannot be read: ${firstLine(error)}.`, undefined, error);
}

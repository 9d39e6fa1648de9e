import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { firstLine, MdmError } from '../errors.js';
import type { Config } from './config.js';
import type { PathName } from './keys.js';
import { PATH_NAMES } from './paths.js';

/** Keys whose path is a folder; the others are files. */
const FOLDERS: readonly PathName[] = [
  'paths.datasets_path',
  'paths.configs_path',
  'paths.logs_path',
  'paths.custom_features_path',
  'database.duckdb.temp_directory',
];
/** What cannot be kept there is a note, not an error. */
const ASIDE: readonly PathName[] = ['comparison.store', 'monitoring.metrics_db'];
const OF_HOME = FOLDERS.slice(0, 4);

/** The file that stands where a folder would have to be. */
function fileInTheWay(path: string): string | undefined {
  for (let at = path; ; at = dirname(at)) {
    const facts = look(at);
    if (facts) return facts.isDirectory() ? undefined : at;
    if (dirname(at) === at) return undefined;
  }
}

function look(path: string): ReturnType<typeof statSync> | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

/** One problem for each path that was given and cannot be. */
export function wrongPaths(config: Config): MdmError[] {
  return PATH_NAMES.filter((key) => !ASIDE.includes(key)).flatMap((key) => {
    const path = config.origin(key) === 'default' ? undefined : config.path(key);
    if (path === undefined) return [];
    const file = fileInTheWay(FOLDERS.includes(key) ? path : dirname(path));
    if (file === undefined) return [];
    const why = file === path ? `${path} is a file, not a folder` : `${path} cannot be: ${file} is a file, not a folder`;
    return [new MdmError('configuration', `${config.where(key)}: ${key} is wrong: ${why}.`, `See: mdm config get ${key} --verbose`)];
  });
}

/** Makes the home and its folders; what is there stays. */
export function makeFolders(config: Config): void {
  for (const path of [config.home, ...OF_HOME.map((key) => config.path(key)!)]) {
    try {
      mkdirSync(path, { recursive: true });
    } catch (error) {
      throw refused(path, error);
    }
  }
}

function refused(path: string, error: unknown): MdmError {
  const { code } = error as NodeJS.ErrnoException;
  const file = fileInTheWay(path);
  if (file !== undefined)
    return new MdmError('configuration', `The folder ${path} cannot be made: ${file} is a file.`, 'See: mdm config list', error);
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new MdmError('disk-full', `There is no space left to make the folder ${path}.`, 'Free some space.', error);
  return new MdmError(
    'permission',
    `The folder ${path} cannot be made: ${firstLine(error)}.`,
    'Check its permissions, or set MDM_HOME_DIR.',
    error,
  );
}

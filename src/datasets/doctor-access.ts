import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { resolve, sep } from 'node:path';
import type { Config } from '../config/config.js';
import type { Finding } from './doctor.js';

/** Whether this process may do so with a file or folder; one that is not there is none of its business. */
export async function may(path: string, what: number): Promise<boolean> {
  const refused = ['EACCES', 'EPERM', 'EROFS'];
  return access(path, what).then(
    () => true,
    (error: NodeJS.ErrnoException) => !refused.includes(error.code ?? ''),
  );
}

/** Folders in which nothing can be registered or changed; of one in another the outer one. */
export async function readOnly(config: Config): Promise<Finding[]> {
  const found: string[] = [];
  for (const folder of [config.home, config.path('paths.datasets_path'), config.path('paths.configs_path')]) {
    const path = resolve(folder);
    if (!found.some((outer) => (path + sep).startsWith(outer + sep)) && !(await may(path, constants.W_OK))) found.push(path);
  }
  return found.map((path) => ({
    kind: 'read-only',
    path,
    problem: `${path} cannot be written, and no dataset in it can be changed`,
    mend: 'Check its owner and permissions, or set MDM_HOME_DIR',
    mendable: false,
  }));
}

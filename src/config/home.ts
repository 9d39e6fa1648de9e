import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** Reads like `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Folder of the configuration and of what MDM keeps: `MDM_HOME_DIR`, else `~/.mdm`. It need not be there. */
export function homeOf(env: Environment = process.env): string {
  const given = env['MDM_HOME_DIR'];
  return given ? resolve(expandHome(given)) : join(homedir(), '.mdm');
}

/** `~` at its beginning is the folder of the user. */
export const expandHome = (path: string): string => (/^~(?=$|[\\/])/.test(path) ? join(homedir(), path.slice(1)) : path);

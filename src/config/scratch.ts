import { createHash, randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import type { Config } from './config.js';
import type { KeyName, Values } from './keys.js';

/** Of a home on a machine: folders for temporary files may be shared, and the numbers of processes are a machine's. */
const mark = (home: string): string => createHash('sha256').update(`${hostname()}\0${home}`).digest('hex').slice(0, 8);

/** What begins the names of this process's folders for temporary files of a home, so that it is known whose they were. */
export const scratchPrefix = (home: string): string => `mdm-${process.pid}-${mark(home)}-`;

/** The process whose folder for temporary files of the home this is; undefined when it is none. */
export function scratchOwner(home: string, name: string): number | undefined {
  const found = /^mdm-(\d+)-([0-9a-f]{8})-/.exec(name);
  return found && found[2] === mark(home) ? Number(found[1]) : undefined;
}

/** What begins the names of databases of a home on a server that this process does not keep; anew with each call. */
export const scratchDatabases = (home: string): string =>
  `${SCRATCH_DATABASES}${process.pid}_${mark(home)}_${randomBytes(2).toString('hex')}_`;
export const SCRATCH_DATABASES = 'mdm_cmp_';

/** The process whose database of the home this is; undefined when it is none. */
export function scratchDatabaseOwner(home: string, name: string): number | undefined {
  const found = /^mdm_cmp_(\d+)_([0-9a-f]{8})_/.exec(name);
  return found && found[2] === mark(home) ? Number(found[1]) : undefined;
}

/** The configuration with its stores in a folder that goes, and with such names on a server. */
export function scratchConfig(config: Config, folder: string): Config {
  const prefix = scratchDatabases(config.home);
  return {
    ...config,
    get: <K extends KeyName>(key: K): Values[K] =>
      key === 'database.postgresql.database_prefix' ? (prefix as Values[K]) : config.get(key),
    path: (key) => (key === 'paths.datasets_path' ? folder : config.path(key)),
  };
}

export function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  if (pid === process.pid) return true;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

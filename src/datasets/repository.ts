import { randomBytes } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Config } from '../config/config.js';
import { missingMarker } from '../config/original.js';
import { firstLine, MdmError, nearest } from '../errors.js';
import { normalName, sameName } from './names.js';
import { pointerOf, recordOf } from './pointer.js';
import type { DatasetRecord } from './record.js';
import { readYaml, writeYaml, type Plain } from './yaml.js';

export interface PointerProblem {
  readonly file: string;
  readonly problem: string;
}

/** Where the records of datasets are: a YAML file for each, in `paths.configs_path`. */
export interface Repository {
  /** Every record, sorted by name, and the files that cannot be read. */
  list(): Promise<{ readonly records: readonly DatasetRecord[]; readonly problems: readonly PointerProblem[] }>;
  /** The names that are taken, sorted, without a look into the files. */
  names(): Promise<readonly string[]>;
  find(name: string): Promise<DatasetRecord | undefined>;
  /** The record, or `not-found` with the nearest name. */
  get(name: string): Promise<DatasetRecord>;
  /** Writes a record, whole or not at all; keys that MDM does not know stay. */
  save(record: DatasetRecord): Promise<void>;
  remove(name: string): Promise<void>;
  /** The file that a record of this name is written to. */
  file(name: string): string;
  /** The file in which the record is: an older MDM may have written its name in another way. */
  fileOf(name: string): Promise<string>;
}

const AT_ONCE = 64;
const END = '.yaml';
const TEMPORARY = /^\.(\d+)-[0-9a-f]{12}\.tmp$/;

export function openRepository(config: Config): Repository {
  const folder = config.path('paths.configs_path');
  const file = (name: string): string => join(folder, `${name}${END}`);

  const names = async (): Promise<string[]> => {
    const stems = await stemsIn(folder);
    const all = new Set(stems);
    // Of two files of one dataset the one is read that MDM writes.
    return stems.filter((stem) => PLAIN.test(stem) || !all.has(normalOr(stem)) || normalOr(stem) === stem);
  };
  /** Other files of the dataset than the one that MDM writes. */
  const twins = async (normal: string): Promise<string[]> =>
    (await stemsIn(folder)).filter((stem) => stem !== normal && sameName(stem, normal));
  const find = async (name: string): Promise<DatasetRecord | undefined> => {
    const normal = normalName(name);
    const own = await readPointer(file(normal));
    if (own) return recordOf(own, file(normal), normal);
    const [stem] = await twins(normal);
    const data = stem === undefined ? undefined : await readPointer(file(stem));
    return data && recordOf(data, file(stem!), stem!);
  };
  const fileOf = async (name: string): Promise<string> => {
    const normal = normalName(name);
    const there = (await stemsIn(folder)).includes(normal);
    return file(there ? normal : ((await twins(normal))[0] ?? normal));
  };
  return {
    file: (name) => file(normalName(name)),
    fileOf,
    names,
    find,
    list: async () => {
      const records: DatasetRecord[] = [];
      const problems: PointerProblem[] = [];
      const all = await names();
      for (let start = 0; start < all.length; start += AT_ONCE) {
        const part = all.slice(start, start + AT_ONCE);
        const read = await Promise.allSettled(
          part.map((stem) => readPointer(file(stem)).then((data) => data && recordOf(data, file(stem), stem))),
        );
        read.forEach((one, i) => {
          if (one.status === 'rejected') problems.push({ file: file(part[i]!), problem: firstLine(one.reason) });
          else if (one.value) records.push(one.value);
        });
      }
      return { records, problems };
    },
    get: async (name) => {
      const found = await find(name);
      if (found) return found;
      const near = nearest(name, await names());
      const next = near === undefined ? 'See: mdm dataset list' : `Did you mean ${near}?`;
      throw new MdmError('not-found', `There is no dataset ${JSON.stringify(name)}.`, next);
    },
    save: async (record) => {
      // A file that cannot be read has no keys to keep.
      const before = await readPointer(await fileOf(record.name)).catch(() => undefined);
      const marker = missingMarker(config.home, folder);
      if (marker) await writeWhole(marker.path, marker.content);
      await writeWhole(file(record.name), writeYaml(pointerOf(record, before)));
      for (const twin of await twins(record.name))
        if (!(await sameFile(file(twin), file(record.name)))) await rm(file(twin), { force: true });
    },
    remove: async (name) => {
      const normal = normalName(name);
      for (const twin of await twins(normal)) await rm(file(twin), { force: true });
      await rm(file(normal), { force: true });
      await syncFolder(folder);
    },
  };
}

/** The process that writes a file under such a name; undefined when none does. */
export function writerOf(name: string): number | undefined {
  const process = TEMPORARY.exec(name)?.[1];
  return process === undefined ? undefined : Number(process);
}

/** A name that is its own normal one. */
const PLAIN = /^[a-z0-9_]+$/;
const normalOr = (stem: string): string => {
  try {
    return normalName(stem);
  } catch {
    return stem;
  }
};

/** Some file systems find a file by other spellings of its name. */
async function sameFile(a: string, b: string): Promise<boolean> {
  const [one, other] = await Promise.all([a, b].map((path) => stat(path, { bigint: true }).catch(() => undefined)));
  return one === undefined || other === undefined || (one.ino === other.ino && one.dev === other.dev);
}

const stemsIn = async (folder: string): Promise<string[]> =>
  (await entries(folder)).flatMap((one) => (one.endsWith(END) && !one.startsWith('.') ? [one.slice(0, -END.length)] : [])).sort();

async function entries(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(codeOf(error))) return [];
    throw refused(error, folder, 'read');
  }
}

async function readText(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'ENAMETOOLONG'].includes(codeOf(error))) return undefined;
    throw refused(error, path, 'read');
  }
}

async function readPointer(path: string): Promise<Readonly<Record<string, Plain>> | undefined> {
  const text = await readText(path);
  return text === undefined ? undefined : readYaml(text, path);
}

/** Writes a file beside its place, syncs it, and puts it there: a reader sees the old or the new one. */
export async function writeWhole(path: string, content: string): Promise<void> {
  const folder = dirname(path);
  const beside = join(folder, `.${process.pid}-${randomBytes(6).toString('hex')}.tmp`);
  try {
    await mkdir(folder, { recursive: true });
    const handle = await open(beside, 'wx');
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(beside, path);
    await syncFolder(folder);
  } catch (error) {
    await rm(beside, { force: true }).catch(() => undefined);
    throw refused(error, path, 'written');
  }
}

/** The name of a new file is on the disk when its folder is; Windows has no such thing. */
async function syncFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, 'r');
    await handle.sync().finally(() => handle.close());
  } catch {
    // Nothing to do where folders cannot be synced.
  }
}

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? '';

function refused(error: unknown, path: string, what: 'read' | 'written'): unknown {
  const code = codeOf(error);
  if (['EACCES', 'EPERM', 'EROFS'].includes(code))
    return new MdmError('permission', `${path} may not be ${what}.`, 'Check its permissions, or set MDM_HOME_DIR.', error);
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new MdmError('disk-full', `There is no space left for ${path}.`, 'Free some space, or set MDM_HOME_DIR to another disk.', error);
  if (code === 'EISDIR')
    return new MdmError('configuration', `${path} is a folder, not a pointer of a dataset.`, 'Take it away, or see: mdm doctor', error);
  return error;
}

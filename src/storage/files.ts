import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { copyFile, constants, link, lstat, mkdir, readdir, rm, rmdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { MdmError } from '../errors.js';
import { fileProblem, storeExists } from './problems.js';

/** Files of stores of one kind: `<folder>/<store>/<store>.<extension>` and what stands beside it. */
export interface StoreFiles {
  locate(store: string): string;
  exists(store: string): Promise<boolean>;
  list(): Promise<string[]>;
  size(store: string): Promise<number>;
  /** Makes the file of a new store: `make` writes it under another name, and it appears whole. One of several succeeds. */
  create(store: string, make: (file: string) => Promise<void>): Promise<void>;
  drop(store: string): Promise<void>;
}

/** What an older MDM called the file of some datasets. */
const OLDER_NAME = 'dataset';

export function storeFiles(folder: string, extension: string, sides: readonly string[]): StoreFiles {
  const folderOf = (store: string): string => join(folder, checkStore(store));
  const locate = (store: string): string => {
    const own = join(folderOf(store), `${store}.${extension}`);
    const older = join(folderOf(store), `${OLDER_NAME}.${extension}`);
    return !existsSync(own) && existsSync(older) ? older : own;
  };
  const exists = async (store: string): Promise<boolean> => {
    try {
      return (await stat(locate(store))).isFile();
    } catch (error) {
      if (isMissing(error)) return false;
      throw fileProblem(error, locate(store));
    }
  };
  const beside = (store: string): string[] => sides.map((side) => locate(store) + side);
  return {
    locate,
    exists,
    list: async () => {
      const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
        if (isMissing(error)) return [];
        throw fileProblem(error, folder);
      });
      const names = entries.filter((one) => !one.isFile() && isName(one.name)).map((one) => one.name);
      const found = await Promise.all(names.map(async (name) => ((await exists(name)) ? [name] : [])));
      return found.flat().sort();
    },
    size: async (store) => {
      const sizes = await Promise.all(
        [locate(store), ...beside(store)].map((path) =>
          lstat(path).then(
            (of) => of.size,
            () => 0,
          ),
        ),
      );
      return sizes.reduce((sum, size) => sum + size, 0);
    },
    create: async (store, make) => {
      const path = locate(store);
      if (await exists(store)) throw storeExists(store, path);
      const fresh = await made(folderOf(store));
      const temp = join(folderOf(store), `.${store}.${process.pid}.${randomBytes(4).toString('hex')}.new`);
      try {
        await make(temp);
        // What an ended process left beside a file that is not there would be taken for part of the new one.
        for (const side of beside(store)) await rm(side, { force: true });
        await publish(temp, path);
      } catch (error) {
        await removed(temp, sides);
        if (fresh) await rmdir(folderOf(store)).catch(() => undefined);
        throw (error as NodeJS.ErrnoException).code === 'EEXIST' ? storeExists(store, path) : fileProblem(error, path);
      }
      await removed(temp, sides);
    },
    drop: async (store) => {
      const path = locate(store);
      try {
        await removed(path, sides);
        const left = await readdir(folderOf(store)).catch(() => []);
        for (const name of left) if (isTemporary(name, store)) await rm(join(folderOf(store), name), { force: true });
        await rmdir(folderOf(store)).catch(ignore('ENOTEMPTY', 'EEXIST', 'ENOENT', 'ENOTDIR'));
      } catch (error) {
        throw fileProblem(error, path);
      }
    },
  };
}

const TEMPORARY = /^\..*\.(\d+)\.[0-9a-f]{8}\.new(?:[-.][a-z]+)?$/;
const isTemporary = (name: string, store: string): boolean => name.startsWith(`.${store}.`) && TEMPORARY.test(name);

/** The process that makes a store in a file of such a name; undefined when no store is made there. */
export function makerOf(name: string): number | undefined {
  const process = TEMPORARY.exec(name)?.[1];
  return process === undefined ? undefined : Number(process);
}

async function removed(path: string, sides: readonly string[]): Promise<void> {
  await rm(path, { force: true });
  for (const side of sides) await rm(path + side, { force: true });
}

/** Whether the folder was made. */
async function made(folder: string): Promise<boolean> {
  try {
    const first = await mkdir(folder, { recursive: true });
    return first !== undefined;
  } catch (error) {
    throw fileProblem(error, folder);
  }
}

/** Gives a file its name unless another has it. */
async function publish(temp: string, path: string): Promise<void> {
  try {
    await link(temp, path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EPERM' && code !== 'ENOTSUP' && code !== 'ENOSYS' && code !== 'EOPNOTSUPP') throw error;
    // A file system without links.
    await copyFile(temp, path, constants.COPYFILE_EXCL);
  }
}

const isMissing = (error: unknown): boolean => ['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '');

const ignore =
  (...codes: readonly string[]) =>
  (error: unknown): void => {
    if (!codes.includes((error as NodeJS.ErrnoException).code ?? '')) throw error as Error;
  };

/** A dataset's name of 200 bytes with its generation; what is written beside a store fits into the 255 bytes of a file's name. */
const MOST_BYTES = 215;

/** A store's name is a folder's. */
const isName = (store: string): boolean =>
  store !== '' && !store.startsWith('.') && !/[/\\\0]/.test(store) && store.isWellFormed() && Buffer.byteLength(store) <= MOST_BYTES;

/** The name, when it can be one of a store. */
export function checkStore(store: string): string {
  if (!isName(store)) throw new MdmError('usage', `${JSON.stringify(store)} can be the name of no database.`, 'Use letters, digits and _.');
  return store;
}

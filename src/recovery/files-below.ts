import type { Dirent } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Files below a folder, with `/`, sorted; links are followed. None where there is no folder; one that cannot be read is an error. */
export async function filesBelow(folder: string): Promise<string[]> {
  const found: string[] = [];
  await walk(folder, '', new Set(), found);
  return found.sort();
}

async function walk(folder: string, inside: string, above: ReadonlySet<string>, found: string[]): Promise<void> {
  const here = join(folder, inside);
  const real = await realpath(here).catch(absent);
  if (real === undefined || above.has(real)) return;
  for (const entry of (await readdir(here, { withFileTypes: true }).catch(absent)) ?? []) {
    const path = inside === '' ? entry.name : `${inside}/${entry.name}`;
    const facts = await factsOf(entry, join(folder, path));
    if (facts?.isDirectory()) await walk(folder, path, new Set([...above, real]), found);
    else if (facts?.isFile()) found.push(path);
  }
}

/** Of a link, what it leads to; undefined: nothing. */
const factsOf = async (entry: Dirent, path: string): Promise<Pick<Dirent, 'isFile' | 'isDirectory'> | undefined> =>
  entry.isSymbolicLink() ? stat(path).catch(absent) : entry;

function absent(error: unknown): undefined {
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
}

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';

/**
 * A hash of every file under a folder, by path and bytes (`sha256-...`), so that a plugin that was changed after it was installed shows.
 * Times, modes and empty folders do not count; a symbolic link counts as where it points to.
 */
export async function contentOf(root: string): Promise<string> {
  const whole = createHash('sha256');
  for (const { path, hash } of await hashesUnder(root, '')) whole.update(`${JSON.stringify([path, hash])}\n`);
  return `sha256-${whole.digest('base64')}`;
}

interface Hashed {
  readonly path: string;
  readonly hash: string;
}

async function hashesUnder(root: string, under: string): Promise<readonly Hashed[]> {
  const entries = await readdir(join(root, under), { withFileTypes: true });
  const hashed: Hashed[] = [];
  for (const entry of entries) {
    const path = under === '' ? entry.name : `${under}/${entry.name}`;
    if (entry.isDirectory()) hashed.push(...(await hashesUnder(root, path)));
    else if (entry.isSymbolicLink()) hashed.push({ path, hash: `link:${await readlink(join(root, path))}` });
    else if (entry.isFile()) hashed.push({ path, hash: await hashOf(join(root, path)) });
    else hashed.push({ path, hash: 'special' }); // A pipe or a device: reading one may never end.
  }
  return under === '' ? hashed.sort((a, b) => (a.path < b.path ? -1 : 1)) : hashed;
}

async function hashOf(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}

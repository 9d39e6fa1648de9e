import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

/** The time that npm gives the files of every package. */
const MTIME = Date.UTC(1985, 9, 26, 8, 15) / 1000;
const BLOCK = 512;

/** The installed SDK as a package file: what `npm pack` would put into it, the same bytes every time. */
export async function packSdk() {
  const root = dirname(fileURLToPath(import.meta.resolve('@mdm/sdk/package.json')));
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  const dist = await readdir(join(root, 'dist'), { recursive: true, withFileTypes: true });
  const names = dist
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.tsbuildinfo'))
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(root.length + 1)
        .replaceAll('\\', '/'),
    );
  const parts = [];
  for (const name of ['LICENSE', 'README.md', 'package.json', ...names].sort())
    parts.push(...entry(name, await readFile(join(root, name))));
  const tarball = await promisify(gzip)(Buffer.concat([...parts, Buffer.alloc(2 * BLOCK)]), { level: 9 });
  tarball[9] = 255; // The system it was made on: unknown, so that it is the same on all.
  return { file: `mdm-sdk-${version}.tgz`, version, tarball };
}

/** A file as a ustar entry. */
function entry(name, content) {
  const header = Buffer.alloc(BLOCK);
  const octal = (value, length) => value.toString(8).padStart(length - 1, '0');
  const put = (text, at) => header.write(text, at);
  put(`package/${name}`, 0);
  put(octal(0o644, 8), 100);
  put(octal(0, 8), 108);
  put(octal(0, 8), 116);
  put(octal(content.length, 12), 124);
  put(octal(MTIME, 12), 136);
  header.fill(' ', 148, 156);
  put('0', 156);
  put('ustar\u000000', 257);
  const sum = header.reduce((a, b) => a + b, 0);
  put(`${octal(sum, 7)}\u0000 `, 148);
  return [header, content, Buffer.alloc((BLOCK - (content.length % BLOCK)) % BLOCK)];
}

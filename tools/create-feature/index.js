import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { readName, refusal } from './names.js';
import { packSdk } from './tarball.js';

export { FIRST_PARTY, readName } from './names.js';
export { packSdk } from './tarball.js';

const templates = join(import.meta.dirname, 'template');

/** The two kinds of transformer, and the one that the template holds. */
export const TEMPLATES = { expr: 'deviation', batch: 'graphemes' };
export const LICENSES = ['MIT', 'Apache-2.0', 'BSD-3-Clause', 'ISC', 'UNLICENSED'];

/** Writes the package of a plugin into a new folder: all of it, or nothing. */
export async function createFeature(name, { template = 'expr', directory, license = 'MIT', author, year = new Date().getFullYear() } = {}) {
  const named = readName(name);
  if (!Object.hasOwn(TEMPLATES, template))
    throw refusal('usage', `There is no template "${template}".`, `Templates: ${Object.keys(TEMPLATES).join(', ')}`);
  if (!LICENSES.includes(license)) throw refusal('usage', `There is no licence text for "${license}".`, `Licences: ${LICENSES.join(', ')}`);
  if (/[\n\r<>"\\]/.test(author ?? '') && !/^[^\n\r<>"\\]+ <[^\s<>"\\]+>$/.test(author))
    throw refusal('usage', 'The author is a name, or a name and an address.', "Such as: --author 'Ada Lovelace <ada@example.org>'");
  const folder = resolve(directory ?? named.folder);
  await refuseFilled(folder, directory ?? named.folder);

  const sdk = await packSdk();
  const words = {
    package: named.package,
    namespace: named.namespace,
    transformer: TEMPLATES[template],
    sdkVersion: sdk.version,
    license,
    author: author ?? '',
    holder: author ?? `The authors of ${named.package}`,
    year: String(year),
  };
  const files = new Map([[`vendor/${sdk.file}`, sdk.tarball]]);
  for (const part of ['common', template])
    for (const [file, text] of await readTemplate(join(templates, part))) files.set(file, fill(text, words));
  files.set('LICENSE', fill(await readFile(join(templates, 'licenses', `${license}.txt`), 'utf8'), words));
  files.set('package.json', manifest(files.get('package.json'), files.get('package.part.json'), named, words));
  files.delete('package.part.json');
  await writeAll(folder, files);
  return {
    package: named.package,
    namespace: named.namespace,
    template,
    transformer: `${named.namespace}.${TEMPLATES[template]}`,
    folder,
    files: [...files.keys()].sort(),
  };
}

async function refuseFilled(folder, shown) {
  const there = await readdir(folder).catch((error) => {
    if (error.code === 'ENOENT') return [];
    throw error.code === 'ENOTDIR'
      ? refusal('exists', `${shown} is there already and is not a folder.`, 'Name another with --directory DIR')
      : error;
  });
  if (there.length > 0)
    throw refusal('exists', `The folder ${shown} is there already and is not empty.`, 'Name another with --directory DIR');
}

/** The files of a part of the template; `_gitignore` is `.gitignore`. */
async function readTemplate(root) {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const names = entries.filter((e) => e.isFile()).map((e) => join(e.parentPath, e.name).slice(root.length + 1));
  return Promise.all(names.map(async (name) => [name.replaceAll('\\', '/').replace(/^_/, '.'), await readFile(join(root, name), 'utf8')]));
}

/** `{{package}}` is the name of the package, and so on. */
const fill = (text, words) => text.replace(/\{\{(\w+)\}\}/g, (whole, word) => words[word] ?? whole);

/** package.json of the common part, with the development dependencies that the kind of transformer adds. */
function manifest(text, part, named, { author }) {
  const pjson = JSON.parse(text);
  const { author: _, ...nameless } = pjson;
  const written = author ? pjson : nameless;
  if (part) written.devDependencies = sorted({ ...written.devDependencies, ...JSON.parse(part).devDependencies });
  if (named.package.startsWith('@')) written.publishConfig = { access: 'public' };
  return `${JSON.stringify(written, null, 2)}\n`;
}

const sorted = (record) => Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));

/** First beside the place, then renamed into it: an interruption leaves no half of a package there. */
async function writeAll(folder, files) {
  const parent = dirname(folder);
  await mkdir(parent, { recursive: true });
  const stage = join(parent, `.${basename(folder)}-${randomUUID().slice(0, 8)}`);
  try {
    for (const [file, content] of files) {
      await mkdir(dirname(join(stage, file)), { recursive: true });
      await writeFile(join(stage, file), content);
    }
    await rmdir(folder).catch((error) => {
      if (error.code !== 'ENOENT') throw error;
    });
    await rename(stage, folder);
  } catch (error) {
    await rm(stage, { recursive: true, force: true });
    throw error;
  }
}

import { readFile, writeFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { PluginManifest } from './manifest.js';
import { manifestOf, readPackage } from './provides.js';
import { pluginPage, pluginReference } from './reference.js';

export const REFERENCE = ['<!-- mdm:reference -->', '<!-- /mdm:reference -->'] as const;

/** A file whose generated part is not what the code says. */
export interface Stale {
  readonly file: string;
  readonly text: string;
}

/**
 * What the package.json, the README and, with `page`, a reference page of a plugin must be, where they are not: `mdm.provides`, and the
 * part of the README between its marks (at the end when there are none).
 */
export async function staleDocs(
  folder: string,
  page?: string,
): Promise<{ readonly plugin: PluginManifest; readonly stale: readonly Stale[] }> {
  const plugin = await manifestOf(folder);
  const readme = join(folder, 'README.md');
  const files: (Stale | undefined)[] = [
    await stalePackage(folder, plugin),
    await staleText(readme, (before) => withReference(before ?? `# ${plugin.package}\n`, plugin)),
    page === undefined ? undefined : await staleText(resolve(page), () => pluginPage(plugin)),
  ];
  return { plugin, stale: files.filter((file) => file !== undefined) };
}

export async function writeDocs(stale: readonly Stale[]): Promise<void> {
  for (const { file, text } of stale) await writeFile(file, text);
}

async function stalePackage(folder: string, { provides }: PluginManifest): Promise<Stale | undefined> {
  const pjson = await readPackage(folder);
  const mdm = pjson['mdm'] as Readonly<Record<string, unknown>>;
  const wanted = JSON.parse(JSON.stringify(provides)) as unknown;
  if (isDeepStrictEqual(mdm['provides'], wanted)) return undefined;
  const file = join(folder, 'package.json');
  const before = await readFile(file, 'utf8');
  const indent = /^[ \t]+(?=")/m.exec(before)?.[0] ?? '  ';
  const text = JSON.stringify({ ...pjson, mdm: { ...mdm, provides: wanted } }, null, indent);
  return { file, text: before.endsWith('\n') || before === '' ? `${text}\n` : text };
}

async function staleText(file: string, make: (before: string | undefined) => string): Promise<Stale | undefined> {
  const before = await readFile(file, 'utf8').catch(() => undefined);
  const text = make(before);
  return text === before ? undefined : { file, text };
}

/** A README with the generated part in its place; what stands before and after is left alone. */
export function withReference(readme: string, plugin: PluginManifest): string {
  const [open, close] = REFERENCE;
  const part = `${open}\n\n${pluginReference(plugin)}\n\n${close}`;
  const from = readme.indexOf(open);
  const to = readme.indexOf(close, from);
  if (from === -1 || to === -1) return `${readme.trimEnd()}\n\n## Reference\n\n${part}\n`;
  return readme.slice(0, from) + part + readme.slice(to + close.length);
}

/** `README.md` for `plugins/text/README.md`: how a message names a file of the plugin. */
export const nameOf = (stale: Stale): string => basename(stale.file);

import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { MdmError, nearest } from '../errors.js';
import { bundledNamed, type Bundled } from '../host/bundled.js';
import { lookUp } from './hub.js';
import { packageSpec, SCOPE, type PackageSpec, type UserConfig } from './npmrc.js';

/** What is to be installed. */
export type Wanted =
  | { readonly kind: 'bundled'; readonly name: string; readonly range?: string }
  | {
      readonly kind: 'registry';
      readonly name: string;
      readonly range: string;
      /** What came with MDM serves when the user's registry does not have it. */
      readonly fallback?: string;
      /** Other packages that a short name may mean, when there is none of that name. */
      readonly others?: readonly string[];
    }
  | { readonly kind: 'tarball'; readonly spec: string; readonly file: string }
  | { readonly kind: 'remote'; readonly spec: string }
  | { readonly kind: 'folder'; readonly spec: string; readonly folder: string }
  | { readonly kind: 'git'; readonly spec: string; readonly urls: readonly string[]; readonly at: string | undefined };

export interface SpecContext {
  readonly folder: string;
  readonly bundled: readonly Bundled[];
  readonly config: UserConfig;
  readonly data: string;
  readonly signal?: AbortSignal;
}

const SHORT = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/** What a user typed: a short name, a package at a version, a tarball, a folder or a git URL. */
export async function readSpec(text: string, context: SpecContext): Promise<Wanted> {
  const { folder } = context;
  const wrong = (why: string) =>
    new MdmError(
      'usage',
      `"${text}" cannot be installed: ${why}.`,
      'A plugin is a name, name@version, a .tgz file, a folder or a git URL.',
    );
  if (text.trim() === '') throw wrong('it is empty');
  const here = resolve(folder, text.replace(/^file:/, ''));
  if (/[\\/]/.test(text) && !text.startsWith('@') && isFolder(here)) return { kind: 'folder', spec: text, folder: here };
  let spec: PackageSpec;
  try {
    spec = packageSpec(text, folder);
  } catch {
    throw wrong('it is not a name of a package');
  }
  switch (spec.type) {
    case 'version':
    case 'range':
    case 'tag': {
      const range = spec.rawSpec === '' || spec.rawSpec === '*' ? '' : spec.rawSpec;
      return readName(spec.name!, range, context);
    }
    case 'file':
      if (!existsSync(here)) throw new MdmError('not-found', `${text} is not there.`, 'Name the .tgz file that npm pack made.');
      return { kind: 'tarball', spec: text, file: here };
    case 'directory':
      if (existsSync(here) && !isFolder(here)) throw wrong('it is a file, and no .tgz');
      if (!isFolder(here)) throw new MdmError('not-found', `${text} is not there.`, 'Name the folder with the package.json of the plugin.');
      return { kind: 'folder', spec: text, folder: here };
    case 'remote':
      return { kind: 'remote', spec: text };
    case 'git':
      return readGit(text, spec, wrong);
    default:
      throw wrong('an alias has two names; name the package itself');
  }
}

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;

async function readName(name: string, range: string, { bundled, config, data, signal }: SpecContext): Promise<Wanted> {
  const own = bundledNamed(name, bundled);
  if (own && (own.name === name || SHORT.test(name))) {
    return config.scope === undefined
      ? { kind: 'bundled', name: own.name, ...(range ? { range } : {}) }
      : { kind: 'registry', name: own.name, range, fallback: own.name };
  }
  if (name.startsWith(SCOPE)) {
    if (config.scope !== undefined) return { kind: 'registry', name, range };
    const near = nearest(
      name,
      bundled.map((plugin) => plugin.name),
    );
    throw new MdmError(
      'not-found',
      `There is no first-party package ${name}${near ? `; did you mean ${near}?` : '.'}`,
      `Names in ${SCOPE.slice(0, -1)} are never asked of a public registry; to use one of your own, set @mdm:registry in your .npmrc.`,
    );
  }
  if (!SHORT.test(name) || /^(mdm-)?feature-/.test(name)) return { kind: 'registry', name, range };
  const entry = await lookUp(name, { folder: data, ...(signal ? { signal } : {}) });
  if (entry?.package.startsWith(SCOPE) && config.scope === undefined)
    throw new MdmError(
      'not-found',
      `${name} means ${entry.package}, and no registry is set for that scope.`,
      'Set @mdm:registry in your .npmrc.',
    );
  if (entry) return { kind: 'registry', name: entry.package, range };
  const names = [...(config.scope === undefined ? [] : [`${SCOPE}feature-${name}`]), `mdm-feature-${name}`, name] as const;
  return { kind: 'registry', name: names[0], range, others: names.slice(1) };
}

function readGit(text: string, spec: PackageSpec, wrong: (why: string) => MdmError): Wanted {
  if (spec.gitRange) throw wrong('a version range of a git repository is not read; name a branch, a tag or a commit');
  if (spec.gitSubdir) throw wrong('a folder inside a git repository is not read; clone it and name the folder');
  const { hosted } = spec;
  const plain = { noCommittish: true, noGitPlus: true };
  const urls = hosted
    ? hosted.getDefaultRepresentation() === 'sshurl'
      ? [hosted.sshurl(plain)]
      : [hosted.https(plain), hosted.sshurl(plain)]
    : [spec.fetchSpec ?? ''];
  return { kind: 'git', spec: text, urls, at: spec.gitCommittish ?? undefined };
}

/** Without a name, password or token, which may stand in a URL; the user of ssh is part of the address. */
export const withoutSecrets = (spec: string): string =>
  spec.replace(/^((?:git\+)?https?:\/\/)[^/@]*@/i, '$1').replace(/^((?:git\+)?[a-z+]+:\/\/[^/@:]*):[^/@]*@/i, '$1@');

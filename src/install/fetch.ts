import { constants } from 'node:fs';
import { access, copyFile, readFile, rename, unlink, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { MdmError } from '../errors.js';
import { contentOf } from '../host/content.js';
import type { Source } from '../host/store.js';
import { cloneGit } from './git.js';
import { npm, type NpmResult, type NpmRun } from './npm.js';
import { failureOf, npmError } from './npm-error.js';
import { newestVersions, type UserConfig } from './npmrc.js';
import { withoutSecrets, type Wanted } from './spec.js';
import { openStage, remove } from './stage.js';

/** A package as npm's lock file and ours have it. */
export type LockedPackage = Readonly<Record<string, unknown>>;

/** A package that npm has put into a stage: nothing of it is on yet, and none of its code has run. */
export interface Staged {
  readonly stage: string;
  readonly name: string;
  readonly version: string;
  readonly root: string;
  readonly source: Source;
  readonly integrity: string | null;
  readonly content: string;
  /** What npm's lock file says of the packages, by path; no host names. */
  readonly packages: Readonly<Record<string, LockedPackage>>;
}

export interface FetchContext {
  readonly config: UserConfig;
  readonly data: string;
  readonly signal?: AbortSignal;
  readonly offline?: boolean;
}
type Fetched = Exclude<Wanted, { kind: 'bundled' }>;

/** Name of the tarball of a plugin that is in no registry, while npm works. */
export const TARBALL = 'package.tgz';

/** Has npm put a package and what it depends on into a new stage. */
export async function fetchPackage(wanted: Fetched, context: FetchContext): Promise<Staged> {
  const stage = await openStage(context.data);
  try {
    const run = runOf(stage, context);
    const [spec, source] = await prepare(wanted, stage, run);
    const named = wanted.kind === 'registry' ? wanted.name : undefined;
    const result = await npm(['install', '--', spec], run);
    if (result.code !== 0) throw await wrong(result, wanted, named, run);
    const { dependencies = {} } = (await readJson(join(stage, 'package.json'))) as { dependencies?: Record<string, string> };
    return await readStage(stage, Object.keys(dependencies)[0] ?? '', source);
  } catch (error) {
    await remove(stage);
    throw noSpace(error, said(wanted));
  }
}

export const runOf = (stage: string, { config, signal, offline }: FetchContext): NpmRun => ({
  config,
  prefix: stage,
  ...(signal ? { signal } : {}),
  ...(offline ? { offline } : {}),
});

export const said = (wanted: Fetched): string =>
  wanted.kind === 'registry' ? `${wanted.name}${wanted.range && `@${wanted.range}`}` : withoutSecrets(wanted.spec);

/** What npm is told to install, and where it is said to come from. */
async function prepare(wanted: Fetched, stage: string, run: NpmRun): Promise<readonly [spec: string, source: Source]> {
  const far = wanted.kind === 'remote' || (wanted.kind === 'git' && !wanted.urls.every((url) => url.startsWith('file:')));
  if (far && run.offline)
    throw new MdmError(
      'registry',
      `${said(wanted)} is elsewhere, and --offline allows no network.`,
      'Install it without --offline, or from a file.',
    );
  switch (wanted.kind) {
    case 'registry':
      return [`${wanted.name}@${wanted.range || 'latest'}`, { kind: 'registry', spec: said(wanted) }];
    case 'remote':
      return [wanted.spec, { kind: 'tarball', spec: withoutSecrets(wanted.spec) }];
    case 'tarball':
      await copyFile(wanted.file, join(stage, TARBALL));
      return [`file:${join(stage, TARBALL)}`, { kind: 'tarball', spec: wanted.file }];
    case 'folder':
      await pack(wanted.folder, stage, run, wanted.spec);
      return [`file:${join(stage, TARBALL)}`, { kind: 'folder', spec: wanted.folder }];
    case 'git':
      return [`file:${join(stage, TARBALL)}`, { kind: 'git', spec: await packGit(wanted, stage, run) }];
  }
}

/** Clones and packs; gives the URL with the commit. */
export async function packGit(wanted: Fetched & { kind: 'git' }, stage: string, run: NpmRun): Promise<string> {
  const clone = join(stage, 'clone');
  const commit = await cloneGit(wanted.urls, wanted.at, clone, { env: run.config.env, ...(run.signal ? { signal: run.signal } : {}) });
  await pack(clone, stage, run, withoutSecrets(wanted.spec));
  await remove(clone);
  return `${withoutSecrets(wanted.spec).replace(/#.*$/, '')}#${commit}`;
}

/** A tarball of a folder as `npm pack` makes it, without its scripts. */
export async function pack(folder: string, stage: string, run: NpmRun, what: string): Promise<void> {
  await access(join(folder, 'package.json'), constants.R_OK).catch(({ code }: NodeJS.ErrnoException) => {
    if (code === 'ENOENT' || code === 'ENOTDIR')
      throw new MdmError('refused', `${what} has no package.json, so it is not a plugin.`, 'Name the folder of a package.');
    throw new MdmError('permission', `The package.json of ${what} cannot be read (${code}).`);
  });
  const result = await npm(['pack', `--pack-destination=${stage}`, '--', folder], run);
  const [packed] = (Array.isArray(result.answer) ? result.answer : Object.values(result.answer ?? {})) as {
    filename?: string;
  }[];
  if (result.code !== 0 || !packed?.filename) throw npmError(result, what, undefined, run.config);
  await rename(join(stage, basename(packed.filename)), join(stage, TARBALL));
}

const NAME = /^(?:@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*$/i;

/** What stands in a stage after npm has worked. */
export async function readStage(stage: string, name: string, source: Source): Promise<Staged> {
  const { packages = {} } = (await readJson(join(stage, 'package-lock.json'))) as { packages?: Record<string, LockedPackage> };
  const own = packages[`node_modules/${name}`];
  if (!NAME.test(name) || name.length > 214 || !own)
    throw new MdmError('refused', `${source.spec} has no name that a package may have.`, 'It was removed.');
  const root = join(stage, 'node_modules', name);
  const { version } = (await readJson(join(root, 'package.json'))) as { version?: unknown };
  await Promise.all([TARBALL, 'node_modules/.package-lock.json'].map((file) => unlink(join(stage, file)).catch(() => {})));
  return {
    stage,
    name,
    version: typeof version === 'string' ? version : '0.0.0',
    root,
    source,
    // What MDM packed itself has a checksum that says nothing to anybody else.
    integrity: source.kind === 'folder' || source.kind === 'git' ? null : text(own['integrity']),
    content: await contentOf(root),
    packages: Object.fromEntries(Object.entries(packages).flatMap(([path, entry]) => (path === '' ? [] : [[path, withoutPaths(entry)]]))),
  };
}

const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);
const readJson = async (file: string): Promise<unknown> => JSON.parse(await readFile(file, 'utf8')) as unknown;
export const writeJson = (file: string, value: unknown): Promise<void> => writeFile(file, `${JSON.stringify(value, null, 2)}\n`);

/** A path of this machine says nothing elsewhere. */
function withoutPaths({ resolved, ...entry }: LockedPackage): LockedPackage {
  return typeof resolved === 'string' && !resolved.startsWith('file:') ? { ...entry, resolved: withoutSecrets(resolved) } : entry;
}

export function noSpace(error: unknown, what: string): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (error instanceof MdmError || (code !== 'ENOSPC' && code !== 'EDQUOT')) return error;
  return new MdmError(
    'disk-full',
    `There is no space left to install ${what}.`,
    'Free some space, or set MDM_DATA_DIR to a folder on another disk.',
    error,
  );
}

/** A version that is not there is named beside those that are. */
async function wrong(result: NpmResult, wanted: Fetched, name: string | undefined, run: NpmRun): Promise<MdmError> {
  const { code, summary } = failureOf(result);
  if (code !== 'ETARGET' && code !== 'E404') return npmError(result, said(wanted), name, run.config);
  const missing = /No matching version found for (.+?)\.?$/.exec(summary)?.[1];
  if (!missing) return npmError(result, said(wanted), name, run.config);
  const asked = missing.slice(0, missing.lastIndexOf('@'));
  const seen = await npm(['view', asked, 'versions'], run);
  const versions = newestVersions(([] as unknown[]).concat(seen.answer ?? []).filter((v) => typeof v === 'string'));
  const there = versions.length > 0 ? `; there are ${versions.join(', ')}` : '';
  const whose = asked === name ? '' : `, which ${said(wanted)} depends on`;
  return new MdmError('not-found', `There is no version ${missing.slice(asked.length + 1)} of ${asked}${whose}${there}.`);
}

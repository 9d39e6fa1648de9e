import { copyFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { MdmError } from '../errors.js';
import { noSpace, pack, packGit, readStage, runOf, TARBALL, writeJson, type FetchContext, type Staged } from './fetch.js';
import type { LockedPlugin } from './lock-file.js';
import { npm, type NpmRun } from './npm.js';
import { failureOf, npmError } from './npm-error.js';
import { SCOPE } from './npmrc.js';
import { readSpec, type SpecContext } from './spec.js';
import { openStage, remove } from './stage.js';

type Locked = Exclude<LockedPlugin, { source: 'bundled' }>;

/** Has npm build exactly what the lock file says (`npm ci`); anything else that comes is refused. */
export async function fetchLocked(name: string, entry: Locked, file: string, context: FetchContext & SpecContext): Promise<Staged> {
  const what = `${name}@${entry.version}`;
  if (entry.source === 'registry' && name.startsWith(SCOPE) && context.config.scope === undefined)
    throw new MdmError(
      'not-found',
      `${what} came from a registry for ${SCOPE.slice(0, -1)}, and none is set here.`,
      'Set @mdm:registry in your .npmrc.',
    );
  const stage = await openStage(context.data);
  const changed = (cause?: unknown) =>
    new MdmError(
      'integrity',
      `${what} was not installed: it is not what ${file} says; its content has changed.`,
      `Do not use it. If you know why it changed, install it anew: mdm plugins install ${entry.source === 'registry' ? what : entry.spec}`,
      cause,
    );
  try {
    const run = runOf(stage, context);
    const resolved = await prepare(entry, stage, run, file, context);
    const path = `node_modules/${name}`;
    const { integrity, ...own } = entry.packages[path]!;
    const pinned = {
      ...own,
      ...(entry.integrity === null ? {} : { integrity: entry.integrity ?? integrity }),
      ...(resolved ? { resolved } : {}),
    };
    const dependencies = { [name]: resolved ?? entry.version };
    await writeJson(join(stage, 'package.json'), { name: 'mdm-stage', version: '0.0.0', private: true, dependencies });
    await writeJson(join(stage, 'package-lock.json'), {
      name: 'mdm-stage',
      version: '0.0.0',
      lockfileVersion: 3,
      requires: true,
      packages: { '': { name: 'mdm-stage', version: '0.0.0', dependencies }, ...entry.packages, [path]: pinned },
    });
    const result = await npm(['ci'], run);
    if (result.code !== 0) {
      const { code, summary } = failureOf(result);
      if (code === 'EINTEGRITY') throw changed(new Error(summary));
      if (code === 'EUSAGE')
        throw new MdmError(
          'configuration',
          `${file} is damaged: the packages of ${name} do not fit together.`,
          'Take it from version control, or install the plugin again.',
          new Error(summary),
        );
      throw npmError(result, what, name, context.config);
    }
    const spec = entry.source === 'tarball' || entry.source === 'folder' ? absolute(entry.spec, file) : entry.spec;
    const staged = await readStage(stage, name, { kind: entry.source, spec });
    if (staged.version !== entry.version || staged.content !== entry.content) throw changed();
    return staged;
  } catch (error) {
    await remove(stage);
    throw noSpace(error, what);
  }
}

const isUrl = (spec: string): boolean => /^https?:\/\//.test(spec);
const absolute = (spec: string, file: string): string => (isUrl(spec) ? spec : resolve(dirname(file), spec));

/** Puts what is in no registry into the stage; gives what npm's files name it by. */
async function prepare(entry: Locked, stage: string, run: NpmRun, file: string, context: SpecContext): Promise<string | undefined> {
  if (entry.source === 'registry') return undefined;
  if (entry.source === 'tarball' && isUrl(entry.spec)) return entry.spec;
  if (entry.source === 'git') {
    const wanted = await readSpec(entry.spec, context);
    if (wanted.kind !== 'git') throw new MdmError('configuration', `${file} is damaged: ${entry.spec} is not a git URL.`);
    await packGit(wanted, stage, run);
  } else if (entry.source === 'folder') await pack(absolute(entry.spec, file), stage, run, entry.spec);
  else
    await copyFile(absolute(entry.spec, file), join(stage, TARBALL)).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
      throw new MdmError('not-found', `${entry.spec}, which ${file} names, is not there.`, 'Put the tarball beside the lock file.');
    });
  return `file:${TARBALL}`;
}

import { resolve } from 'node:path';
import { bundledPlugins, type Bundled } from '../host/bundled.js';
import { dataDir } from '../host/store.js';
import type { Facts } from './facts.js';
import type { FetchContext } from './fetch.js';
import { LOCK_FILE, readLock } from './lock-file.js';
import { userConfig } from './npmrc.js';
import type { SpecContext } from './spec.js';
import { sweepStages } from './stage.js';
import { readState } from './state.js';

/** A package that needs a yes, and why when an older version of it is there. */
export interface Question {
  readonly facts: Facts;
  readonly reasons: readonly string[];
}

export interface InstallOptions {
  /** Where relative paths start and the lock file is (default: the present folder). */
  readonly folder?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal;
  /** Nothing is asked of a network (default false). */
  readonly offline?: boolean;
  /** Lock file, from `folder`; false leaves it alone (default mdm.plugins.lock). */
  readonly lock?: string | false;
  /** Names like those of known packages are taken as they are (default false). */
  readonly allowSimilarName?: boolean;
  /** Asked before packages by others go on; throws or answers false to leave everything as it was. */
  readonly confirm: (questions: readonly Question[]) => Promise<boolean>;
  readonly onProgress?: (sentence: string) => void;
  readonly onNote?: (sentence: string) => void;
}

export interface Context extends FetchContext, SpecContext {
  readonly bundled: readonly Bundled[];
  /** Absolute; undefined: no lock file. */
  readonly lock: string | undefined;
  readonly options: InstallOptions;
}

export async function openContext(options: InstallOptions): Promise<Context> {
  const { env = process.env, signal, offline = false, lock = LOCK_FILE } = options;
  const folder = resolve(options.folder ?? '.');
  const data = dataDir(env);
  const file = lock === false ? undefined : resolve(folder, lock);
  // What cannot be changed later is found before anything is done.
  await readState(data);
  if (file !== undefined) await readLock(file);
  const [bundled, config] = await Promise.all([bundledPlugins(), userConfig(folder, env), sweepStages(data)]);
  return {
    folder,
    data,
    bundled,
    config,
    offline,
    options,
    lock: file,
    ...(signal ? { signal } : {}),
  };
}

export const guardOf = ({ signal, options }: Context): { signal?: AbortSignal; onWait?: (sentence: string) => void } => ({
  ...(signal ? { signal } : {}),
  ...(options.onNote ? { onWait: options.onNote } : {}),
});

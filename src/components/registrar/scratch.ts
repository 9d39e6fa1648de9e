import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { openConfig, type Config } from '../../config/config.js';
import { KEY_NAMES, variableOf, type KeyName } from '../../config/keys.js';
import { PATH_NAMES } from '../../config/paths.js';
import type { DatasetRecord } from '../../datasets/record.js';
import type { Registered, RegisterOptions } from '../../datasets/registration/context.js';
import type { Workspace } from '../../datasets/workspace.js';
import { MdmError, type ErrorCode } from '../../errors.js';
import type { Side } from '../../flags/flags.js';
import { ownRoot } from '../../host/bundled.js';
import { openRegistry } from '../../host/registry.js';
import { dataDir, installedPlugins } from '../../host/store.js';
import { silent } from '../../log/logger.js';
import { runCommand, type Limits, type Ran } from '../../parity/child.js';
import { createBackends } from '../backend/index.js';
import { BY_OLD } from './note.js';

/** A dataset that a side registered in a home of its own. */
export interface RegisteredAside {
  readonly record: DatasetRecord;
  readonly rows: number;
  /** By the side's own account: without the start of its process. */
  readonly seconds: number;
}

/** What the one that runs has, and is none of the sides'. */
const OWN = /^(paths|refactoring|comparison|monitoring|logging|cli|development)\./;

/**
 * The variables of a process that registers in the home `folder/home`: what the configuration says of databases, detection and features,
 * and nothing of its places. Each key by which a side is chosen is set: the process inherits the variables of this one. On a server the
 * databases have names of their own.
 */
export function scratchEnvironment(config: Config, folder: string, side: Side, backend: Side, prefix: string): Record<string, string> {
  const home = join(folder, 'home');
  const env: Record<string, string> = {};
  const set = (key: KeyName, value: unknown): void => void (env[variableOf(key)] = Array.isArray(value) ? value.join(',') : String(value));
  for (const key of KEY_NAMES) {
    const value: unknown = config.get(key);
    const empty = value === null || value === '' || (Array.isArray(value) && value.length === 0);
    if (!OWN.test(key) && config.origin(key) !== 'default' && !empty) set(key, value);
  }
  for (const key of PATH_NAMES) if (OWN.test(key)) set(key, join(home, key.replaceAll('.', '-')));
  set('paths.custom_features_path', config.path('paths.custom_features_path'));
  set('database.postgresql.database_prefix', prefix);
  for (const key of KEY_NAMES) {
    if (key.startsWith('refactoring.rollout_percentage.')) set(key, 0);
    if (key.startsWith('refactoring.always_')) set(key, []);
  }
  set('refactoring.use_new_config', true);
  set('refactoring.use_new_registrar', side === 'new');
  set('refactoring.use_new_backend', backend === 'new');
  set('refactoring.use_new_features', true);
  set('refactoring.enable_comparison_tests', false);
  return { ...env, MDM_HOME_DIR: home, MDM_CONFIG_PATH: '', MDM_DATA_DIR: dataDir() };
}

const TYPE_FLAGS = ['categorical', 'datetime', 'numeric', 'text'] as const;

/** Options that both sides know, as flags of `mdm dataset register`. */
function flagsOf(options: RegisterOptions): string[] {
  const text = (flag: string, value: string | undefined): string[] => (value === undefined ? [] : [`--${flag}`, value]);
  const list = (flag: string, values: readonly string[] | undefined): string[] =>
    values === undefined || values.length === 0 ? [] : [`--${flag}`, values.map((one) => one.replaceAll(',', '\\,')).join(',')];
  const ofType = (type: string): string[] => Object.entries(options.types ?? {}).flatMap(([name, one]) => (one === type ? [name] : []));
  return [
    ...text('target', options.target),
    ...text('problem-type', options.problemType),
    ...text('time-column', options.timeColumn),
    ...text('group-column', options.groupColumn),
    ...text('description', options.description),
    ...list('tags', options.tags),
    ...list('id-columns', options.idColumns),
    ...TYPE_FLAGS.flatMap((type) => list(`${type}-columns`, ofType(type))),
    ...(options.features === false ? ['--no-features'] : []),
  ];
}

/** Registers in a process of its own, within limits; all that it writes goes below `folder`. */
export async function registerAside(
  name: string,
  options: RegisterOptions & { readonly path: string },
  env: Readonly<Record<string, string>>,
  { folder, side }: { readonly folder: string; readonly side: Side },
  limits: Limits,
): Promise<Ran<RegisteredAside>> {
  const temp = join(folder, 'temp');
  await mkdir(temp, { recursive: true });
  const args = ['dataset', 'register', '--json', ...flagsOf(options), '--', name, resolve(options.path)];
  let answered = side;
  const ran = await runCommand<RegisteredAside>(
    {
      command: [process.execPath, join(ownRoot, 'bin/run.js'), ...args],
      env: { ...env, TMPDIR: temp, NO_COLOR: '1', NODE_OPTIONS: '' },
      parse: (text) => {
        const { record, seconds, notes } = JSON.parse(text) as Registered;
        answered = notes.some((note) => note.startsWith(BY_OLD)) ? 'old' : 'new';
        return { record, seconds, rows: record.metadata.statistics?.row_count ?? 0 };
      },
      failure: failureOf,
    },
    undefined,
    limits,
  );
  if (answered === side) return ran;
  throw new MdmError(
    'configuration',
    `The ${side} side was to register ${name} beside the other, and the ${answered} one did: nothing was compared.`,
    'See which variables say so: mdm flags status',
  );
}

/** The error that the command printed as JSON. */
function failureOf(text: string): MdmError | undefined {
  try {
    const { error } = JSON.parse(text) as { error?: { code: ErrorCode; message: string; next?: string } };
    return error && new MdmError(error.code, error.message, error.next ?? undefined);
  } catch {
    return undefined;
  }
}

/** A workspace in such a home. Close its backends. */
export async function openAside(env: Readonly<Record<string, string>>, signal?: AbortSignal): Promise<Workspace> {
  const config = await openConfig({ env, home: env['MDM_HOME_DIR']! });
  let registry: ReturnType<Workspace['registry']> | undefined;
  return {
    config,
    log: silent,
    backends: createBackends(config, silent),
    registry: () => (registry ??= installedPlugins().then((plugins) => openRegistry(plugins))),
    ...(signal ? { signal } : {}),
  };
}

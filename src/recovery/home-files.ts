import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Config } from '../config/config.js';
import { FILE_NAMES } from '../config/stamp.js';
import { KEY_NAMES, type KeyName } from '../config/keys.js';
import type { Workspace } from '../datasets/workspace.js';
import { firstLine } from '../errors.js';
import { chooseSide } from '../flags/choose.js';
import { FLAGS } from '../flags/flags.js';
import { sqliteCopy } from './copy-store.js';
import { filesBelow } from './files-below.js';
import type { Manifest, SnapshotFlag } from './manifest.js';
import { readableConfig } from './readable-config.js';
import type { SnapshotWriter } from './writer.js';

/** Where files of the home stand in a snapshot. */
export const CONFIG = 'config';
export const FEATURES = 'custom_features';
export const LOGS = 'logs';
export const HISTORY = 'flag_history.jsonl';
export const METRICS = 'metrics.db';
/** Flags in a file of their own, as older versions had them. */
export const OLD_FLAGS = ['feature_flags.yaml', 'config/feature_flags.yaml'] as const;
/** Says that MDM made the home, and so which side answers where nothing is set. */
export const MARKER = 'home.json';

/** Logs of a home: put back only where there is none. */
export const logsOf = (config: Config): Readonly<Record<string, string>> => ({
  [`${LOGS}/${HISTORY}`]: join(config.home, HISTORY),
  [`${LOGS}/${METRICS}`]: config.path('monitoring.metrics_db'),
});

export const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    (facts) => facts.isFile(),
    () => false,
  );

/** Copies the configuration, what says whose home it is, custom features and logs; gives the name of the configuration file. */
export async function copyHome(
  { config, log }: Workspace,
  writer: SnapshotWriter,
): Promise<Pick<Manifest, 'config' | 'flags' | 'components'>> {
  const name = config.loaded && (await isThere(config.file)) ? basename(config.file) : null;
  if (name !== null) await writer.copy('config', `${CONFIG}/${name}`, config.file);
  for (const one of [MARKER, ...OLD_FLAGS]) {
    const file = join(config.home, one);
    if (await isThere(file)) await writer.copy('config', `${CONFIG}/${one}`, file);
  }
  const custom = config.path('paths.custom_features_path');
  for (const path of await filesBelow(custom)) await writer.copy('features', `${FEATURES}/${path}`, join(custom, path));
  for (const [path, file] of Object.entries(logsOf(config))) {
    if (!(await isThere(file))) continue;
    if (file.endsWith('.jsonl')) await writer.copy('log', path, file);
    // Counting goes on meanwhile, and a count that cannot be copied is no reason to have no copy of the data.
    else
      await writer
        .add('log', path, (to) => sqliteCopy(file, to))
        .catch((error: unknown) => {
          log.child('recovery').warning(`${file} is not in the copy: ${firstLine(error)}`);
          return writer.drop(path);
        });
  }
  return { config: name, flags: await flagsOf(config), components: componentsOf(config) };
}

export const FLAG_KEYS: readonly KeyName[] = KEY_NAMES.filter((key) => key.startsWith('refactoring.'));

/** What the configuration file says of flags, whatever the environment says. */
export async function flagsOf({ home, file }: Config): Promise<Record<string, SnapshotFlag>> {
  // A file of old flags counts where no other file is named.
  const named = !FILE_NAMES.some((name) => file === join(home, name)) && (await isThere(file));
  const config = await readableConfig({ home, env: {}, ...(named ? { file } : {}) });
  return Object.fromEntries(FLAG_KEYS.map((key) => [key, { value: config.get(key), set: config.origin(key) === 'file' }]));
}

const componentsOf = (config: Config): Manifest['components'] =>
  Object.fromEntries(FLAGS.map(({ component }) => [component, chooseSide(config, component, '').side]));

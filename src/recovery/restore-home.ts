import { readFile, realpath, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Config } from '../config/config.js';
import type { KeyName } from '../config/keys.js';
import { withLock } from '../config/lock.js';
import { changeKeys } from '../flags/change.js';
import { CONFIG, FEATURES, flagsOf, isThere, LOGS, logsOf, MARKER, OLD_FLAGS } from './home-files.js';
import type { Manifest, Snapshot } from './manifest.js';
import type { Step } from './restore-data.js';
import { putFile, sumOf } from './writer.js';

/** Sets flags in the configuration file to what it said, all or none; each change is in their history. */
export async function restoreFlags(config: Config, { manifest }: Snapshot, keys: readonly KeyName[], apply: boolean): Promise<Step[]> {
  const now = await flagsOf(config);
  const wanted = (key: KeyName): unknown => (manifest.flags[key]?.set ? manifest.flags[key].value : undefined);
  const present = (key: KeyName): unknown => (now[key]?.set ? now[key].value : undefined);
  // A flag that a newer MDM has is not in an older snapshot.
  const known = keys.filter((key) => manifest.flags[key] !== undefined);
  const differing = known.filter((key) => !isDeepStrictEqual(wanted(key), present(key)));
  if (apply && differing.length > 0)
    await changeKeys(new Map(differing.map((key) => [key, wanted(key)])), {
      home: config.home,
      ...((await isThere(config.file)) ? { file: config.file } : {}),
      by: 'rollback',
      reason: `rollback to ${manifest.id}`,
    });
  return known.map((key) => {
    const same = !differing.includes(key);
    const detail = same ? {} : { detail: `${worded(present(key))} -> ${worded(wanted(key))}` };
    return { part: 'flags', what: key, state: same ? 'same' : apply ? 'restored' : 'to restore', ...detail };
  });
}

const worded = (value: unknown): string => (value === undefined ? 'not set' : JSON.stringify(value));

/** The configuration file as it was, and whose home it is. What was not there is taken away. */
export async function restoreConfig(config: Config, snapshot: Snapshot, apply: boolean): Promise<Step[]> {
  const { config: name } = snapshot.manifest;
  const target = name === null || config.loaded ? config.file : join(dirname(config.file), name);
  const steps: Step[] = [];
  for (const [what, from, to] of [
    [basename(target), name === null ? undefined : `${CONFIG}/${name}`, target],
    [MARKER, has(snapshot.manifest, `${CONFIG}/${MARKER}`) ? `${CONFIG}/${MARKER}` : undefined, join(config.home, MARKER)],
  ] as const) {
    const state = await (apply ? withLock(to, () => place(snapshot, from, to, true)) : place(snapshot, from, to, false));
    steps.push({ part: 'config', what, state });
  }
  return steps;
}

/** Files of flags alone, as they were. */
export async function restoreOldFlags({ home }: Config, snapshot: Snapshot, apply: boolean): Promise<Step[]> {
  const steps: Step[] = [];
  for (const name of OLD_FLAGS) {
    const from = `${CONFIG}/${name}`;
    const state = await place(snapshot, has(snapshot.manifest, from) ? from : undefined, join(home, name), apply);
    if (state !== 'same') steps.push({ part: 'flags', what: name, state });
  }
  return steps;
}

const has = ({ files }: Manifest, path: string): boolean => files.some((one) => one.path === path);

async function place(snapshot: Snapshot, from: string | undefined, to: string, apply: boolean): Promise<Step['state']> {
  const there = await readFile(to).catch(() => undefined);
  const wanted = from === undefined ? undefined : await readFile(join(snapshot.folder, from));
  if (there === undefined ? wanted === undefined : wanted?.equals(there)) return 'same';
  if (!apply) return 'to restore';
  if (from === undefined) await rm(to, { force: true });
  // A link stays a link.
  else await putFile(join(snapshot.folder, from), await realpath(to).catch(() => to));
  return 'restored';
}

/** Custom features as they were. Modules that were made since stay: no dataset of the snapshot names them. */
export async function restoreFeatures(config: Config, snapshot: Snapshot, apply: boolean): Promise<Step[]> {
  const folder = config.path('paths.custom_features_path');
  const steps: Step[] = [];
  for (const { path, sha256 } of snapshot.manifest.files.filter((one) => one.kind === 'features')) {
    const inside = path.slice(FEATURES.length + 1);
    const to = join(folder, inside);
    const same = await sumOf(to)
      .then((sum) => sum.sha256 === sha256)
      .catch(() => false);
    if (!same && apply) await putFile(join(snapshot.folder, path), to);
    steps.push({ part: 'features', what: inside, state: same ? 'same' : apply ? 'restored' : 'to restore' });
  }
  return steps;
}

/** Logs go on: one is put back only where there is none. */
export async function restoreLog(config: Config, snapshot: Snapshot, name: string, apply: boolean): Promise<Step[]> {
  const path = `${LOGS}/${name}`;
  const to = logsOf(config)[path];
  if (to === undefined || !has(snapshot.manifest, path)) return [];
  const there = await isThere(to);
  if (!there && apply) await putFile(join(snapshot.folder, path), to);
  return [{ part: 'logs', what: name, state: there ? 'same' : apply ? 'restored' : 'to restore' }];
}

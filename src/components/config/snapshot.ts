import { createHmac, randomBytes } from 'node:crypto';
import { examineConfig, type ConfigOptions } from '../../config/config.js';
import { isRepeated } from '../../config/file.js';
import { isSecret, type KeyName, type PathName, type Values } from '../../config/keys.js';
import { PATH_NAMES, placeOfPath } from '../../config/paths.js';
import type { Side } from '../../flags/flags.js';
import { placeOfProblem, readOld, whereOf } from './old.js';

/** What a reader makes of a key. */
export interface Leaf {
  readonly value: unknown;
  readonly origin: 'default' | 'file' | 'earlier' | 'environment' | 'flag';
  /** `mdm.yaml:3:12`, a variable, `default`. */
  readonly where: string;
}

/** What a reader makes of a home: every key that both know. */
export interface Snapshot {
  readonly leaves: Readonly<Record<string, Leaf>>;
  /** Absolute paths of the keys that hold one; null: none. */
  readonly paths: Readonly<Record<string, string | null>>;
}

/** The value of a key that the reader refuses. */
export const REFUSED = 'refused';

const salt = randomBytes(16);
/** A secret can be told from another, and not be read. */
const hidden = (value: unknown): unknown =>
  value === null ? null : `hidden ${createHmac('sha256', salt).update(JSON.stringify(value)).digest('hex').slice(0, 12)}`;
const shown = (key: string, value: unknown): unknown => (isSecret(key as KeyName) && value !== REFUSED ? hidden(value) : value);

/** How the side reads the keys. Flags, which both take from the same place, are left out. */
export async function snapshotOf(side: Side, options: ConfigOptions, keys: readonly string[]): Promise<Snapshot> {
  const { flags: _, ...own } = options;
  const { config, problems } = await examineConfig(own);
  if (side === 'new') {
    const wrong = new Set(problems.map(placeOfProblem));
    const twice = problems.filter(isRepeated).map((one) => `${placeOfProblem(one)}.`);
    const get = (key: string): unknown =>
      wrong.has(key) || twice.some((section) => key.startsWith(section)) ? REFUSED : config.get(key as KeyName);
    const leaf = (key: string): Leaf => ({
      value: shown(key, get(key)),
      origin: config.origin(key as KeyName),
      where: config.where(key as KeyName),
    });
    return { leaves: entries(keys, leaf), paths: pathsOf(keys, (key) => config.path(key)) };
  }
  const { files, reading } = await readOld(own, config.home);
  const wrong = new Set(reading.problems.map(({ key }) => key));
  const leaf = (key: string): Leaf => {
    const { value, origin } = reading.values[key]!;
    return { value: shown(key, wrong.has(key) ? REFUSED : value), origin: origin.kind, where: whereOf(origin, files) };
  };
  const get = <K extends KeyName>(key: K): Values[K] => reading.values[key]!.value as Values[K];
  return { leaves: entries(keys, leaf), paths: pathsOf(keys, (key) => placeOfPath(config.home, get, key)) };
}

const entries = <T>(keys: readonly string[], of: (key: string) => T): Readonly<Record<string, T>> =>
  Object.fromEntries(keys.map((key) => [key, of(key)]));

const pathsOf = (keys: readonly string[], of: (key: PathName) => string | undefined): Snapshot['paths'] =>
  Object.fromEntries(PATH_NAMES.filter((key) => keys.includes(key)).map((key) => [key, of(key) ?? null]));
